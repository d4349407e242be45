/** SHA-256 where Web Crypto has none, or none for bytes that come piece by piece: loaded only then. */

import { createWasmSha256 } from "./hash-wasm.js";
import { PlainSha256, type Sha256 } from "./sha256.js";

/** SHA-256 of `bytes`: 32 bytes. */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const hash = await createSha256();
  hash.update(bytes);
  return hash.digest();
}

/**
 * As `sha256`, for bytes that come piece by piece. WebAssembly is four times as fast; where it may not be compiled, or
 * there is none, plain JavaScript still runs.
 */
export function createSha256(): Promise<Sha256> {
  return createWasmSha256().catch(() => new PlainSha256());
}
