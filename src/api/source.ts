/** Byte sources: bytes, blobs, streams and iterables, read one piece after the other and let go when no longer wanted. */

import { type ByteSource, type Bytes, describe, isBytes, viewOf } from "./bytes.js";
import { H4Error } from "./errors.js";

/** A source being read. */
interface Reading {
  next(): Promise<IteratorResult<Bytes, unknown>> | IteratorResult<Bytes, unknown>;
  /** Tells the source that nothing more is wanted. */
  stop(reason: unknown): unknown;
}

/** How many bytes `source` will give, where it can be known beforehand. */
export function sizeOf(source: ByteSource): number | undefined {
  if (isBytes(source)) return source.byteLength;
  return isBlob(source) ? source.size : undefined;
}

/**
 * The pieces of `source`. A TypeError at once for what is not a source; an abort ends the wait for the next piece.
 */
export function chunksOf(source: ByteSource, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  checkSource(source);
  return read(source, signal);
}

/** A TypeError for what is not a source. */
export function checkSource(source: ByteSource): void {
  if (isByteSource(source)) return;
  throw new TypeError(
    `source must be bytes, a Blob, a ReadableStream or an iterable of bytes, got ${describe(source)}`,
  );
}

async function* read(source: ByteSource, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void, undefined> {
  const reading = open(source);
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await abortable(reading.next(), signal);
      if (done) {
        ended = true;
        return;
      }
      yield viewOf(value, "chunk");
    }
  } finally {
    // Not awaited: a source that hangs must not keep the caller.
    if (!ended) Promise.resolve(reading.stop(signal?.reason)).catch(() => undefined);
  }
}

/** What `pending` gives, unless `signal` aborts before. */
export async function abortable<T>(pending: Promise<T> | T, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return pending;
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
  });
  try {
    return await Promise.race([pending, aborted]);
  } finally {
    if (abort !== undefined) signal.removeEventListener("abort", abort);
  }
}

/** A signal that aborts with `signal`, or when the work is over. */
export function endingWith(signal: AbortSignal | undefined): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  const end = () => {
    signal?.removeEventListener("abort", abort);
    controller.abort();
  };
  return { signal: controller.signal, end };
}

function open(source: ByteSource): Reading {
  if (isBytes(source)) return iterate([source][Symbol.iterator]());
  if (isBlob(source)) return openBlob(source);
  if ("getReader" in source) {
    const reader = source.getReader();
    return { next: () => reader.read(), stop: (reason) => reader.cancel(reason) };
  }
  if (Symbol.asyncIterator in source) return iterate(source[Symbol.asyncIterator]());
  return iterate(source[Symbol.iterator]());
}

/**
 * A Blob may be a file, which others write to meanwhile: its stream then ends early without an error (Chromium), or goes
 * on with other bytes. Its length is counted, and its last byte is read once more, which a changed file refuses.
 */
function openBlob(blob: Blob): Reading {
  const reader = blob.stream().getReader();
  let given = 0;
  const next = async () => {
    try {
      const result = await reader.read();
      if (!result.done) given += result.value.length;
      else if (given > 0) await blob.slice(given - 1, given).arrayBuffer();
      if (!result.done || given === blob.size) return result;
    } catch (cause) {
      throw blobChanged(given, cause);
    }
    throw blobChanged(given);
  };
  return { next, stop: (reason) => reader.cancel(reason) };
}

/** A Blob over a file that was changed or removed refuses to be read. */
export function blobChanged(offset: number, cause?: unknown): H4Error {
  const message = "The Blob can no longer be read: its file was changed or removed";
  return new H4Error("SOURCE_CHANGED", message, cause === undefined ? { offset } : { offset, cause });
}

function iterate(iterator: Iterator<Bytes> | AsyncIterator<Bytes>): Reading {
  return { next: () => iterator.next(), stop: () => iterator.return?.() };
}

function isByteSource(source: unknown): source is ByteSource {
  if (isBytes(source)) return true;
  if (typeof source !== "object" || source === null) return false;
  return Symbol.asyncIterator in source || Symbol.iterator in source || "getReader" in source || isBlob(source);
}

export function isBlob(value: unknown): value is Blob {
  return typeof Blob === "function" && value instanceof Blob;
}
