/** Sources that can be read at any offset: bytes, blobs, files. */

import { type ByteSource, isBytes, viewOf } from "./bytes.js";
import { isBlob } from "./source.js";

/** Bytes at any offset, a file for one. */
export interface RandomAccess {
  /** Length in bytes. */
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer only at the end. `signal` ends the wait for them. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** `source` at any offset, where it can be had so. */
export function accessTo(source: ByteSource | RandomAccess): RandomAccess | undefined {
  if (isBytes(source)) {
    const view = viewOf(source, "source");
    return { size: view.length, read: (offset, length) => Promise.resolve(view.subarray(offset, offset + length)) };
  }
  if (isBlob(source)) {
    const read = async (offset: number, length: number) =>
      new Uint8Array(await source.slice(offset, offset + length).arrayBuffer());
    return { size: source.size, read };
  }
  const random = typeof source === "object" && source !== null && "read" in source && "size" in source;
  return random ? source : undefined;
}
