/** SHA-256 and CRC-32 in Node. */

import { crc32 as plainCrc32 } from "./crc32.js";
import type { Sha256, Sha256Aside } from "./sha256.js";

/**
 * SHA-256. Taken when it is needed: an import would have every program load all of node:crypto (5 ms) before its first
 * line, and a static import 0.5 ms more for names that nobody uses.
 */
export function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  // In one call: the first createHash of a process costs 0.3 ms more.
  return Promise.resolve(process.getBuiltinModule("node:crypto").hash("sha256", bytes, "buffer"));
}

/**
 * SHA-256 in another thread: none here. Web Crypto's copy, job and wake-up took 10 ms for 7 MB in pieces of 300 KiB,
 * hashing them in this thread 5 ms.
 */
export const sha256Aside: Sha256Aside | undefined = undefined;

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
