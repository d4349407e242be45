/** Ed25519 keys as PEM: PKCS#8 for the private, SPKI for the public half. RFC 7468, RFC 8410 §4 and §7 */

import * as crypto from "#crypto";
import { H4Error } from "../api/errors.js";
import { fromBase64, toBase64, toHex } from "./text.js";

/** DER of a SubjectPublicKeyInfo up to the 32 bytes of the key: the object identifier is 1.3.101.112. RFC 8410 §4 */
const SPKI_PREFIX = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/** DER of a PrivateKeyInfo, version 1, up to the 32 bytes of the key. RFC 8410 §7 */
const PKCS8_PREFIX = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
const KEY_SIZE = 32;
/**
 * The points of small order, whose private keys everybody has: signatures by them can be made of any message. As bytes
 * without the bit of the sign; the last two are other spellings of the first two. Computed as [L]P for points P.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
]);

/** Bytes of a signature. RFC 8032 §5.1.6 */
const SIGNATURE_SIZE = 64;

const PUBLIC_LABEL = "PUBLIC KEY";
const PRIVATE_LABEL = "PRIVATE KEY";

/** Longest PEM that is looked at: an Ed25519 key has 119 characters, an RSA key of 16384 bits has 12,000. */
const PEM_LENGTH_MAX = 16_384;
const PEM = /^-----BEGIN ([A-Z0-9 ]+)-----\r?\n([A-Za-z0-9+/=\r\n]*)\n-----END \1-----$/;
/** A line of a block. RFC 7468 §2 */
const PEM_LINE = 64;

/** Who can sign: a `PrivateKey`, or a service that keeps one and gives out signatures alone. */
export interface Signer {
  readonly publicKey: PublicKey;
  /** The Ed25519 signature of `message`: 64 bytes. */
  sign(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

/** The half of a key that everybody may have: it verifies. */
export class PublicKey {
  readonly #spki: Uint8Array<ArrayBuffer>;
  /** Lower-case hexadecimal SHA-256 of the key's SubjectPublicKeyInfo in DER: the `keyid` of envelopes. */
  readonly keyId: string;

  /** @internal */
  constructor(spki: Uint8Array<ArrayBuffer>, keyId: string) {
    this.#spki = spki;
    this.keyId = keyId;
  }

  /** Whether `signature` is the owner's signature of `message`. */
  async verify(message: Uint8Array<ArrayBuffer>, signature: Uint8Array): Promise<boolean> {
    if (!ArrayBuffer.isView(signature)) throw new TypeError("signature must be a Uint8Array");
    if (signature.length !== SIGNATURE_SIZE) return false;
    return await crypto.verify(this.#spki, message, new Uint8Array(signature));
  }

  /** One PEM block "PUBLIC KEY", as `openssl pkey -pubin` reads it. */
  toPem(): string {
    return pemOf(PUBLIC_LABEL, this.#spki);
  }
}

/** The half that signs. It never leaves the object but as `toPem`. */
export class PrivateKey implements Signer {
  readonly #pkcs8: Uint8Array<ArrayBuffer>;
  readonly publicKey: PublicKey;

  /** @internal */
  constructor(pkcs8: Uint8Array<ArrayBuffer>, publicKey: PublicKey) {
    this.#pkcs8 = pkcs8;
    this.publicKey = publicKey;
  }

  /** The signature of `message`: 64 bytes, the same at every call. */
  sign(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    return crypto.sign(this.#pkcs8, message);
  }

  /** One PEM block "PRIVATE KEY", not encrypted, as `openssl pkey` reads it. To be kept where nobody else can read. */
  toPem(): string {
    return pemOf(PRIVATE_LABEL, this.#pkcs8);
  }
}

/**
 * A new key from the runtime's own source of randomness.
 *
 * @throws H4Error `UNSUPPORTED` in a runtime without Ed25519, and on a page that is not on https
 * @example
 * const key = await generateKey();
 * await store(key.toPem());
 * publish(key.publicKey.toPem());
 */
export async function generateKey(): Promise<PrivateKey> {
  return await privateKeyOf(await crypto.generateKey());
}

/**
 * The private key in `pem`: one block "PRIVATE KEY" (PKCS#8, not encrypted) and nothing around it, with an Ed25519 key.
 *
 * @throws H4Error `KEY_MALFORMED`, or `KEY_UNSUPPORTED` for a key of another algorithm or an encrypted one
 * @example
 * const key = await parsePrivateKey(pem);
 */
export async function parsePrivateKey(pem: string): Promise<PrivateKey> {
  const der = blockOf(pem, PRIVATE_LABEL);
  return await privateKeyOf(checked(der, PKCS8_PREFIX, PRIVATE_LABEL));
}

/**
 * The public key in `pem`: one block "PUBLIC KEY" (SPKI) and nothing around it, with an Ed25519 key.
 *
 * @throws H4Error `KEY_MALFORMED`, or `KEY_UNSUPPORTED` for a key of another algorithm
 * @example
 * const publicKeys = [await parsePublicKey(pem)];
 */
export async function parsePublicKey(pem: string): Promise<PublicKey> {
  const spki = checked(blockOf(pem, PUBLIC_LABEL), SPKI_PREFIX, PUBLIC_LABEL);
  const point = spki.slice(-KEY_SIZE);
  point[KEY_SIZE - 1]! &= 0x7f;
  if (SMALL_ORDER.has(toHex(point))) {
    throw new H4Error("KEY_MALFORMED", "the public key is a point of small order, for which anyone can sign");
  }
  return await publicKeyOf(spki);
}

async function privateKeyOf(pkcs8: Uint8Array<ArrayBuffer>): Promise<PrivateKey> {
  return new PrivateKey(pkcs8, await publicKeyOf(await crypto.publicKeyOf(pkcs8)));
}

async function publicKeyOf(spki: Uint8Array<ArrayBuffer>): Promise<PublicKey> {
  return new PublicKey(spki, toHex(await crypto.sha256(spki)));
}

/** The content of the one block that `pem` is. Messages never quote it: it may be secret. */
function blockOf(pem: string, label: string): Uint8Array<ArrayBuffer> {
  if (typeof pem !== "string") throw new TypeError(`pem must be a string, got ${typeof pem}`);
  if (pem.length > PEM_LENGTH_MAX) {
    throw new H4Error("KEY_MALFORMED", `a key has at most ${PEM_LENGTH_MAX} characters, got ${pem.length}`, {
      got: pem.length,
      limit: PEM_LENGTH_MAX,
    });
  }
  const block = PEM.exec(pem.trim());
  if (block === null) {
    throw new H4Error("KEY_MALFORMED", `a key is one PEM block "${label}" with nothing around it`, { limit: label });
  }
  const found = block[1]!;
  if (found !== label) {
    const code = found.endsWith("PRIVATE KEY") && label === PRIVATE_LABEL ? "KEY_UNSUPPORTED" : "KEY_MALFORMED";
    throw new H4Error(code, `the PEM block is "${found}", expected "${label}"`, { got: found, limit: label });
  }
  const der = fromBase64(block[2]!.replace(/[\r\n]/g, ""));
  if (der === undefined) throw new H4Error("KEY_MALFORMED", `the PEM block "${label}" is not base64`);
  return der;
}

/** Exactly `prefix` and a key: RFC 8410 leaves no choice in the encoding. */
function checked(der: Uint8Array<ArrayBuffer>, prefix: readonly number[], label: string): Uint8Array<ArrayBuffer> {
  if (der.length === prefix.length + KEY_SIZE && prefix.every((byte, i) => der[i] === byte)) return der;
  if (holdsEd25519(der)) {
    throw new H4Error("KEY_MALFORMED", `the ${label} is not the DER of an Ed25519 key as RFC 8410 has it`);
  }
  throw new H4Error("KEY_UNSUPPORTED", `the ${label} is not an Ed25519 key`);
}

/** Whether the object identifier 1.3.101.112 is where an algorithm is named. */
function holdsEd25519(der: Uint8Array): boolean {
  return toHex(der.subarray(0, 24)).includes("06032b6570");
}

function pemOf(label: string, der: Uint8Array): string {
  const lines = toBase64(der).match(new RegExp(`.{1,${PEM_LINE}}`, "g"))!;
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
