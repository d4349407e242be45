/** SHA-256 where there is no Web Crypto: loaded only then. */

import { sha256 as hashWasm } from "hash-wasm";
import { sha256 as plain } from "./sha256.js";

/** hash-wasm is the faster; where it may not compile its own WebAssembly, or lacks what it needs, ours still runs. */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    const hex = await hashWasm(bytes);
    return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
  } catch {
    return plain(bytes);
  }
}
