/** Node: bytes, hashes and the event loop. */

import { ARTIFACT_BASE64 } from "../../build/artifact.js";
import { H4Error } from "../api/errors.js";

/** Default limit of a decoder's window: that of the zstd command line, 128 MiB. */
export { WINDOW_LOG_DEFAULT_MAX as WINDOW_LOG_MAX_DEFAULT } from "../../assembly/common/limits.js";
export { crc32, createSha256, sha256, sha256Aside } from "./hash-node.js";

/** The artifact that this package was built with, as bytes of the caller's own. */
export function inlinedArtifact(): Uint8Array<ArrayBuffer> {
  return bytesOf(ARTIFACT_BASE64);
}

/** The bytes of an artifact's base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

/**
 * Room for `length` bytes whose content is undefined: who takes it fills it, or copies out what was filled. To zero it
 * costs a third of a copy, a tenth of decoding what compresses well.
 */
export function allocate(length: number): Uint8Array<ArrayBuffer> {
  // Below this the call costs more than the zeros.
  if (length < 2048) return new Uint8Array(length);
  const { buffer } = Buffer.allocUnsafeSlow(length);
  // Node promises no pool, other runtimes only say the same name: an output owns all of its buffer.
  return buffer.byteLength === length ? new Uint8Array(buffer) : new Uint8Array(length);
}

/** Lets timers and I/O have their turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Opens a URL: the bytes of a file, or a `Response`. */
export async function open(url: URL, signal: AbortSignal | undefined): Promise<Response | Uint8Array> {
  if (url.protocol !== "file:") return fetch(url, signal === undefined ? {} : { signal });
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  try {
    return await readFile(url, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw missing
      ? new H4Error("CORE_NOT_FOUND", `Compression core not found: ${url.pathname}`, { cause: error })
      : new H4Error("CORE_UNREADABLE", `Compression core cannot be read: ${url.pathname}`, { cause: error });
  }
}
