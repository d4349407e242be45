/** Signatures over the root of a container: Ed25519 in a DSSE envelope, inside (sIGN) or detached. T15, S47 */

import { H4Error } from "../api/errors.js";
import { type EnvelopeRefusals, openEnvelope, signEnvelope } from "../seal/dsse.js";
import type { PublicKey, Signer } from "../seal/keys.js";
import { toHex } from "../seal/text.js";
import { SIGNATURE_SIZE_MAX } from "./format.js";
import { equalBytes } from "./tree.js";

/** What is signed: the 32 bytes of the root, under this name so that they pass for nothing else. */
export const SIGNATURE_TYPE = "application/vnd.harmony4.h4mk-root";

const REFUSALS: EnvelopeRefusals = {
  what: "the signature of the container",
  tooLarge: "CONTAINER_SIGNATURE",
  malformed: "CONTAINER_SIGNATURE",
  payloadType: "CONTAINER_SIGNATURE",
  unknownKey: "CONTAINER_SIGNATURE",
  signature: "CONTAINER_SIGNATURE",
};

/** The envelope over `root` as compact JSON: the payload of sIGN, or the content of a detached signature. */
export async function signaturePayload(root: Uint8Array, signer: Signer): Promise<Uint8Array<ArrayBuffer>> {
  const envelope = await signEnvelope(SIGNATURE_TYPE, root, signer);
  return new TextEncoder().encode(JSON.stringify(envelope));
}

/**
 * Refuses `envelope` unless one of `keys` signed `root` in it; answers with that key.
 *
 * @throws H4Error `CONTAINER_SIGNATURE`
 */
export async function verifySignature(
  envelope: Uint8Array,
  root: Uint8Array,
  keys: readonly PublicKey[],
): Promise<PublicKey> {
  const { payload, publicKey } = await openEnvelope(envelope, SIGNATURE_SIZE_MAX, {
    payloadType: SIGNATURE_TYPE,
    publicKeys: keys,
    refusals: REFUSALS,
  });
  if (equalBytes(payload, root)) return publicKey;
  const [got, limit] = [toHex(payload), toHex(root)];
  throw new H4Error("CONTAINER_SIGNATURE", `The signature is one of another root: ${got}, not ${limit}`, {
    got,
    limit,
  });
}
