/** Node: bytes, hashes and the event loop. */

import { ARTIFACT_BASE64 } from "../../build/artifact.js";
import { H4Error } from "../api/errors.js";
import { crc32 as plainCrc32 } from "./crc32.js";
import type { Sha256 } from "./sha256.js";

export type { Sha256 };

/** Default limit of a decoder's window: that of the zstd command line, 128 MiB. */
export { WINDOW_LOG_DEFAULT_MAX as WINDOW_LOG_MAX_DEFAULT } from "../../assembly/common/limits.js";

/** The artifact that this package was built with, as bytes of the caller's own. */
export function inlinedArtifact(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(ARTIFACT_BASE64, "base64"));
}

/**
 * SHA-256. Taken when it is needed: an import would have every program load all of node:crypto (5 ms) before its first
 * line, and a static import 0.5 ms more for names that nobody uses.
 */
export function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const { createHash } = process.getBuiltinModule("node:crypto");
  return Promise.resolve(createHash("sha256").update(bytes).digest());
}

/** SHA-256 of bytes that come piece by piece. */
export function createSha256(): Promise<Sha256> {
  const { createHash } = process.getBuiltinModule("node:crypto");
  let hash = createHash("sha256");
  return Promise.resolve({
    update: (bytes) => void hash.update(bytes),
    digest() {
      const digest = new Uint8Array(hash.digest());
      hash = createHash("sha256");
      return digest;
    },
  });
}

/** CRC-32 by zlib, 4.4 GB/s where ours makes 1.5. Runtimes that only resemble Node may not have it. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  const { crc32: native } = process.getBuiltinModule("node:zlib");
  return native === undefined ? plainCrc32(bytes, previous) : native(bytes, previous);
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
