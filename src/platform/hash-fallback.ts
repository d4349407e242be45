/** SHA-256 where Web Crypto has none, or none for bytes that come piece by piece: loaded only then. */

import { createSHA256 } from "hash-wasm";
import { PlainSha256, type Sha256 } from "./sha256.js";

/** SHA-256 of `bytes`: 32 bytes. */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const hash = await createSha256();
  hash.update(bytes);
  return hash.digest();
}

/** As `sha256`, for bytes that come piece by piece. hash-wasm is the faster; where it may not compile its own WebAssembly, or lacks what it needs, ours still runs. */
export async function createSha256(): Promise<Sha256> {
  try {
    const hasher = await createSHA256();
    hasher.init();
    return {
      update: (bytes) => void hasher.update(bytes),
      digest() {
        const digest = hasher.digest("binary").slice();
        hasher.init();
        return digest as Uint8Array<ArrayBuffer>;
      },
    };
  } catch {
    return new PlainSha256();
  }
}
