/** SHA-256 and CRC-32 where there is no Node. */

import type { Sha256, Sha256Aside } from "./sha256.js";

export { crc32 } from "./crc32.js";

/** SHA-256. `crypto.subtle` where there is one: not on insecure origins. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle !== undefined) return new Uint8Array(await subtle.digest("SHA-256", bytes));
  return (await import("./hash-fallback.js")).sha256(bytes);
}

/** SHA-256 in another thread, where Web Crypto has one: also 2.7 times as fast as WebAssembly in this one. */
export const sha256Aside: Sha256Aside | undefined = sha256;

/** SHA-256 of bytes that come piece by piece, which Web Crypto does not offer. */
export async function createSha256(): Promise<Sha256> {
  return (await import("./hash-fallback.js")).createSha256();
}
