/** Where a container is: sources that can be read at any offset, opened with their last bytes. */

import { type ByteSource, type Bytes, describe, isBytes } from "../api/bytes.js";
import { H4Error } from "../api/errors.js";
import { accessTo, type RandomAccess } from "../api/random-access.js";
import { abortable, blobChanged, isBlob } from "../api/source.js";

/** Asked for when a container is opened: tail, hIXR and META of most are in it. H4MK.md, "The index" */
const TAIL_REQUEST = 64 << 10;

/** Bytes asked for at a time where reads are cheap. */
const READ_SIZE = 1 << 20;

/** A source that has to be asked before anything is known about it: a URL for one. */
export interface RemoteSource {
  /** Asks for the last `length` bytes. */
  open(length: number, signal?: AbortSignal): Promise<OpenedSource>;
}

/** What a container is read from: bytes, a Blob, a file, what `httpSource` gives. */
export type ContainerSource = Bytes | Blob | RandomAccess | RemoteSource;

/** A source whose size is known, and its last bytes. */
export interface OpenedSource extends RandomAccess {
  /** Bytes that one read should ask for when all of them are wanted. */
  readonly readSize: number;
  /** The last bytes; all of them where there are fewer than were asked for. */
  readonly tail: Uint8Array;
}

/** Opens `source` with its last 64 KiB. A TypeError for what is none. */
export async function openSource(source: ContainerSource, signal?: AbortSignal): Promise<OpenedSource> {
  signal?.throwIfAborted();
  if (isRemote(source)) return await source.open(TAIL_REQUEST, signal);
  const access = accessTo(source as ByteSource | RandomAccess);
  if (access === undefined) {
    throw new TypeError(
      `source must be bytes, a Blob, { size, read } or what httpSource gives, got ${describe(source)}`,
    );
  }
  const { size } = access;
  const read = async (offset: number, wanted: number, abort?: AbortSignal) => {
    try {
      const bytes = await abortable(access.read(offset, wanted, abort), abort);
      // The caller's own memory may be written to between the hash of a block and its decoding.
      return isBytes(source) ? bytes.slice() : bytes;
    } catch (cause) {
      abort?.throwIfAborted();
      throw isBlob(source) ? blobChanged(offset, cause) : cause;
    }
  };
  const start = Math.max(0, size - TAIL_REQUEST);
  return { size, read, readSize: READ_SIZE, tail: await readExactly({ size, read }, start, size - start, signal) };
}

function isRemote(source: ContainerSource): source is RemoteSource {
  return typeof source === "object" && source !== null && "open" in source && typeof source.open === "function";
}

/** Exactly `length` bytes from `offset`, which must be within the source: fewer mean that it changed. */
export async function readExactly(
  source: RandomAccess,
  offset: number,
  length: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (length === 0) return new Uint8Array(0);
  const bytes = await source.read(offset, length, signal);
  signal?.throwIfAborted();
  if (bytes.length === length) return bytes;
  const message = `The source gave ${bytes.length} of ${length} bytes at ${offset}: it is not what it was when opened`;
  throw new H4Error("SOURCE_CHANGED", message, { got: bytes.length, limit: length, offset });
}

/** As `readExactly`, but what the tail has of it is not asked for again. */
export async function readThroughTail(
  source: OpenedSource,
  offset: number,
  length: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const tailStart = source.size - source.tail.length;
  if (offset >= tailStart) return source.tail.subarray(offset - tailStart, offset - tailStart + length);
  if (offset + length <= tailStart) return await readExactly(source, offset, length, signal);
  const bytes = new Uint8Array(length);
  bytes.set(await readExactly(source, offset, tailStart - offset, signal));
  bytes.set(source.tail.subarray(0, offset + length - tailStart), tailStart - offset);
  return bytes;
}
