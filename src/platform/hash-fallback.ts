/** SHA-256 where Web Crypto has none, or none for bytes that come piece by piece: loaded only then. */

import { createSHA256, sha256 as hashWasm } from "hash-wasm";
import { PlainSha256, sha256 as plain, type Sha256 } from "./sha256.js";

/** hash-wasm is the faster; where it may not compile its own WebAssembly, or lacks what it needs, ours still runs. */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    const hex = await hashWasm(bytes);
    return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
  } catch {
    return plain(bytes);
  }
}

/** As `sha256`, for bytes that come piece by piece. */
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
