/** Ed25519 where there is no Node: Web Crypto, which browsers have on secure origins alone. RFC 8032 */

import { H4Error } from "../api/errors.js";

const ALGORITHM = "Ed25519";

/** A new private key, PKCS#8 DER. */
export async function generateKey(): Promise<Uint8Array<ArrayBuffer>> {
  const pair = (await call((subtle) => subtle.generateKey(ALGORITHM, true, ["sign", "verify"]))) as CryptoKeyPair;
  return new Uint8Array(await subtleCrypto().exportKey("pkcs8", pair.privateKey));
}

/** The public key, SPKI DER, that belongs to the private key `pkcs8`. */
export async function publicKeyOf(pkcs8: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const privateKey = await call((subtle) => subtle.importKey("pkcs8", pkcs8, ALGORITHM, true, ["sign"]));
  const { kty, crv, x } = await subtleCrypto().exportKey("jwk", privateKey);
  const jwk = { kty: kty!, crv: crv!, x: x! };
  const publicKey = await subtleCrypto().importKey("jwk", jwk, ALGORITHM, true, ["verify"]);
  return new Uint8Array(await subtleCrypto().exportKey("spki", publicKey));
}

/** The signature of `message`: 64 bytes. */
export async function sign(
  pkcs8: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await call((subtle) => subtle.importKey("pkcs8", pkcs8, ALGORITHM, false, ["sign"]));
  return new Uint8Array(await subtleCrypto().sign(ALGORITHM, key, message));
}

/** Whether `signature` is one of `message` by the private key of `spki`. */
export async function verify(
  spki: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const key = await call((subtle) => subtle.importKey("spki", spki, ALGORITHM, false, ["verify"]));
  return subtleCrypto().verify(ALGORITHM, key, signature, message);
}

/** The first step of each operation: the one that a browser without Ed25519 refuses. */
async function call<T>(step: (subtle: SubtleCrypto) => Promise<T>): Promise<T> {
  try {
    return await step(subtleCrypto());
  } catch (cause) {
    if ((cause as Error).name !== "NotSupportedError") throw cause;
    throw new H4Error("UNSUPPORTED", "this runtime has no Ed25519 in crypto.subtle", { cause });
  }
}

function subtleCrypto(): SubtleCrypto {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    throw new H4Error("UNSUPPORTED", "there is no crypto.subtle, which signatures need: a page must be on https");
  }
  return subtle;
}
