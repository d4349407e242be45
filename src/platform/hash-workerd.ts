/** SHA-256 and CRC-32 in edge workers: they always have Web Crypto, and compile no WebAssembly to hash with. */

import { PlainSha256, type Sha256, type Sha256Aside } from "./sha256.js";

export { crc32 } from "./crc32.js";

/** SHA-256 by `crypto.subtle`. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** SHA-256 in another thread, where Web Crypto has one. */
export const sha256Aside: Sha256Aside | undefined = sha256;

/** SHA-256 of bytes that come piece by piece, which Web Crypto does not offer; the `DigestStream` of workerd is no standard. */
export function createSha256(): Promise<Sha256> {
  return Promise.resolve(new PlainSha256());
}
