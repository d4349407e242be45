/** The run-length blocks of the Python original: pairs of a value and how often it comes, 0 to 255. Never written. */

import { H4Error } from "../api/errors.js";
import { BLOCK_SIZE_MAX } from "./format.js";
import { blockTooLarge } from "./index-layout.js";

/** Bytes that `payload` decodes to, at most `BLOCK_SIZE_MAX`. `offset` is that of its chunk. */
export function runLengthSize(payload: Uint8Array, offset: number): number {
  if (payload.length % 2 !== 0) {
    const message = `The run-length block at byte ${offset} has an odd length: it ends inside a pair`;
    throw new H4Error("CONTAINER_BLOCK", message, { got: payload.length, offset });
  }
  let size = 0;
  for (let at = 1; at < payload.length; at += 2) size += payload[at]!;
  if (size > BLOCK_SIZE_MAX) throw blockTooLarge(size, offset);
  return size;
}

/** The plain bytes of `payload`. A run of 0 yields nothing. */
export function decodeRunLength(payload: Uint8Array, offset: number): Uint8Array<ArrayBuffer> {
  const plain = new Uint8Array(runLengthSize(payload, offset));
  let end = 0;
  for (let at = 0; at < payload.length; at += 2) {
    const start = end;
    end += payload[at + 1]!;
    plain.fill(payload[at]!, start, end);
  }
  return plain;
}
