/**
 * Hash and Ed25519 in Node: node:crypto, because Web Crypto's own warns on stderr that it is experimental (Node 20.19). RFC 8032
 */

import type { KeyObject } from "node:crypto";

export { sha256 } from "./hash-node.js";

/** A new private key, PKCS#8 DER. */
export function generateKey(): Promise<Uint8Array<ArrayBuffer>> {
  return Promise.resolve(exported(crypto().generateKeyPairSync("ed25519").privateKey, "pkcs8"));
}

/** The public key, SPKI DER, that belongs to the private key `pkcs8`. */
export function publicKeyOf(pkcs8: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return Promise.resolve(exported(crypto().createPublicKey(privateKey(pkcs8)), "spki"));
}

/** The signature of `message`: 64 bytes. */
export function sign(
  pkcs8: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  return settled(() => new Uint8Array(crypto().sign(null, bytes(message), privateKey(pkcs8))));
}

/** Whether `signature` is one of `message` by the private key of `spki`. */
export function verify(
  spki: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  return settled(() => {
    const key = crypto().createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
    return crypto().verify(null, bytes(message), key, signature);
  });
}

/** As Web Crypto does, it rejects and does not throw. */
function settled<T>(call: () => T): Promise<T> {
  return new Promise((resolve) => resolve(call()));
}

/** Web Crypto refuses a string; node:crypto would take it for its UTF-8. */
function bytes(message: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (!ArrayBuffer.isView(message)) throw new TypeError("message must be a Uint8Array");
  return message;
}

/** Taken when it is needed, as in hash-node.ts. */
function crypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto");
}

function privateKey(pkcs8: Uint8Array<ArrayBuffer>): KeyObject {
  return crypto().createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" });
}

function exported(key: KeyObject, type: "pkcs8" | "spki"): Uint8Array<ArrayBuffer> {
  return new Uint8Array(key.export({ format: "der", type } as { format: "der"; type: "spki" }));
}
