/**
 * Signed bytes: DSSE v1 envelopes with one Ed25519 signature.
 * https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md and envelope.md beside it
 */

import { H4Error, type H4ErrorCode } from "../api/errors.js";
import { Fields, type Refuse } from "./fields.js";
import type { PublicKey, Signer } from "./keys.js";
import { type JsonValue, parseStrictJsonObject } from "./strict-json.js";
import { fromBase64, toBase64 } from "./text.js";

/** An envelope as JSON: `payload` and `sig` in base64. */
export interface Envelope {
  payloadType: string;
  payload: string;
  signatures: [{ keyid: string; sig: string }];
}

/** The codes of the refusals, one for each reason, and the name of the envelope in their messages. */
export interface EnvelopeRefusals {
  readonly what: string;
  readonly tooLarge: H4ErrorCode;
  /** Not an envelope, or one with more than an envelope has. */
  readonly malformed: H4ErrorCode;
  /** Signed as something else. */
  readonly payloadType: H4ErrorCode;
  /** Signed by a key that is none of the given ones. */
  readonly unknownKey: H4ErrorCode;
  /** The signature is not one of these bytes. */
  readonly signature: H4ErrorCode;
}

/** What an envelope has to be. */
export interface EnvelopeExpectations {
  readonly payloadType: string;
  readonly publicKeys: readonly PublicKey[];
  readonly refusals: EnvelopeRefusals;
}

/** A payload whose signature was verified, and by which key. */
export interface OpenedEnvelope {
  payload: Uint8Array<ArrayBuffer>;
  publicKey: PublicKey;
}

/**
 * The envelope of `payload`, signed by `signer`.
 *
 * @throws Error when what the signer gives is not a signature by its own public key: nothing of it is let out
 * @example
 * const envelope = await signEnvelope("application/vnd.in-toto+json", payload, key);
 */
export async function signEnvelope(payloadType: string, payload: Uint8Array, signer: Signer): Promise<Envelope> {
  const message = preAuthEncoding(payloadType, payload);
  const signature = await signer.sign(message);
  if (!(await signer.publicKey.verify(message, signature))) {
    throw new Error("the signer gave no signature by its own public key");
  }
  return {
    payloadType,
    payload: toBase64(payload),
    signatures: [{ keyid: signer.publicKey.keyId, sig: toBase64(signature) }],
  };
}

/**
 * Verifies the envelope in `bytes`, at most `maxBytes` of them: size, form, payload type, key, signature, in this order.
 * The payload is given out only then, as the very bytes that were signed.
 *
 * @throws H4Error with the code that `refusals` has for the reason
 */
export async function openEnvelope(
  bytes: Uint8Array,
  maxBytes: number,
  expectations: EnvelopeExpectations,
): Promise<OpenedEnvelope> {
  const { what, tooLarge, malformed } = expectations.refusals;
  if (bytes.length > maxBytes) {
    const bounds = { got: bytes.length, limit: maxBytes };
    throw new H4Error(tooLarge, `${what} has ${bytes.length} bytes, more than ${maxBytes}`, bounds);
  }
  const envelope = parseEnvelope(parseStrictJsonObject(bytes, { code: malformed, what, maxBytes }), expectations);
  return await verifyEnvelope(envelope, expectations);
}

/** An envelope of the right type that no signature was verified of yet. */
export interface ParsedEnvelope {
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
  readonly keyId: string;
}

/** Form and payload type of an envelope that is a part of something larger. */
export function parseEnvelope(value: JsonValue | undefined, expectations: EnvelopeExpectations): ParsedEnvelope {
  const { payloadType, refusals } = expectations;
  const malformed: Refuse = (reason) => new H4Error(refusals.malformed, `${refusals.what} is no envelope: ${reason}`);
  const envelope = new Fields(value, "it", ["payloadType", "payload", "signatures"], malformed);
  const found = envelope.text("payloadType");
  if (found !== payloadType) {
    const bounds = { got: found.slice(0, 100), limit: payloadType };
    throw new H4Error(refusals.payloadType, `${refusals.what} is signed as another type than ${payloadType}`, bounds);
  }
  const signatures = envelope.value("signatures");
  if (!Array.isArray(signatures) || signatures.length !== 1) throw malformed("there must be exactly one signature");
  const signature = new Fields(signatures[0], "the signature", ["keyid", "sig"], malformed);
  return {
    payload: base64("payload", envelope, malformed),
    signature: base64("sig", signature, malformed),
    keyId: signature.text("keyid"),
  };
}

/** The signature of an envelope that was parsed. */
export async function verifyEnvelope(
  { payload, signature, keyId }: ParsedEnvelope,
  { payloadType, publicKeys, refusals }: EnvelopeExpectations,
): Promise<OpenedEnvelope> {
  // The keyid chooses a key of the caller's own and is believed in nothing else.
  const publicKey = publicKeys.find((key) => key.keyId === keyId);
  if (publicKey === undefined) {
    const bounds = { got: keyId.slice(0, 100), limit: publicKeys.map((key) => key.keyId).join(" ") };
    throw new H4Error(refusals.unknownKey, `${refusals.what} is signed by none of the given keys`, bounds);
  }
  if (await publicKey.verify(preAuthEncoding(payloadType, payload), signature)) return { payload, publicKey };
  throw new H4Error(refusals.signature, `the signature of ${refusals.what} is not one of its bytes`);
}

/** What is signed: type and payload, each with its length before it. protocol.md, "Signature Definition" */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const type = encoder.encode(payloadType);
  const head = encoder.encode(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `);
  const message = new Uint8Array(head.length + payload.length);
  message.set(head);
  message.set(payload, head.length);
  return message;
}

function base64(name: string, fields: Fields, malformed: Refuse): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64(fields.text(name));
  if (bytes === undefined) throw malformed(`${name} is not base64 with padding and without blanks`);
  return bytes;
}
