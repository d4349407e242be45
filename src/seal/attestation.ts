/**
 * The attestation as it is sent: the deployment guide's fields, and where there is a key the envelope that makes them
 * worth something. S20, S21 of PROMISES.md; T13, T14 of THREATS.md.
 */

import { sha256 } from "#crypto";
import { H4Error } from "../api/errors.js";
import { type Envelope, type EnvelopeRefusals, type ParsedEnvelope, parseEnvelope, signEnvelope } from "./dsse.js";
import { Fields } from "./fields.js";
import type { PublicKey, Signer } from "./keys.js";
import { ENGINE_ID, FINGERPRINT } from "./pins.js";
import { ENGINES, type EngineStatement, NONCE, STATEMENT_PAYLOAD_TYPE, writeStatement } from "./statement.js";
import { parseStrictJson } from "./strict-json.js";
import { toHex } from "./text.js";

/** Bytes of an attestation: one of this project has some 1,700. */
export const ATTESTATION_SIZE_MAX = 16_384;

/** What every attestation has, signed or not. */
interface AttestationFields {
  engine_id: string;
  /** SHA-256 of the bytes that run: 64 lower-case hexadecimal digits. */
  fingerprint: string;
  /** When it was made, in seconds since 1970 by the clock of its maker. */
  timestamp_unix: number;
  /** Lower-case hexadecimal SHA-256 of `engine_id|fingerprint|timestamp_unix`. It has no key: anyone can compute it. */
  attestation_hash: string;
  sealed: boolean;
  engine: "reference" | "core";
  /** The verifier's nonce in lower-case hexadecimal; null when none was given. */
  nonce: string | null;
}

/** An attestation. Without an envelope it is a claim that anyone could have written. */
export type Attestation =
  | (AttestationFields & { signed: false })
  | (AttestationFields & { signed: true; envelope: Envelope });

const FIELDS = [
  "engine_id",
  "fingerprint",
  "timestamp_unix",
  "attestation_hash",
  "sealed",
  "engine",
  "nonce",
  "signed",
] as const;

/** The attestation of `statement`, signed where there is a signer. */
export async function writeAttestation(statement: EngineStatement, signer: Signer | undefined): Promise<Attestation> {
  const { engine_id, fingerprint, sealed, engine, nonce, issued_at: timestamp_unix } = statement;
  const attestation_hash = await attestationHash(engine_id, fingerprint, timestamp_unix);
  const fields = { engine_id, fingerprint, timestamp_unix, attestation_hash, sealed, engine, nonce };
  if (signer === undefined) return { ...fields, signed: false };
  const envelope = await signEnvelope(STATEMENT_PAYLOAD_TYPE, writeStatement(statement), signer);
  return { ...fields, signed: true, envelope };
}

/**
 * The hash of the guide. An engine id has no `|` (T26 of THREATS.md), so that different attestations cannot be the same
 * text.
 */
export async function attestationHash(engineId: string, fingerprint: string, timestamp: number): Promise<string> {
  const text = new TextEncoder().encode(`${engineId}|${fingerprint}|${timestamp}`);
  return toHex(await sha256(new Uint8Array(text)));
}

/** An attestation of the right form, of which nothing was verified yet. */
export interface ParsedAttestation extends AttestationFields {
  envelope: ParsedEnvelope | undefined;
}

/** The codes of what an envelope is refused for. */
const REFUSALS: EnvelopeRefusals = {
  what: "the attestation",
  tooLarge: "ATTESTATION_TOO_LARGE",
  malformed: "ATTESTATION_MALFORMED",
  payloadType: "ATTESTATION_PAYLOAD_TYPE",
  unknownKey: "ATTESTATION_KEY_UNKNOWN",
  signature: "ATTESTATION_SIGNATURE",
};

/** What the envelope of an attestation has to be. */
export function envelopeExpectations(publicKeys: readonly PublicKey[]) {
  return { payloadType: STATEMENT_PAYLOAD_TYPE, publicKeys, refusals: REFUSALS };
}

/**
 * Reads an attestation: size first, then its form, then the payload type.
 *
 * @throws H4Error `ATTESTATION_TOO_LARGE`, `ATTESTATION_MALFORMED`, `ATTESTATION_PAYLOAD_TYPE`
 */
export function readAttestation(bytes: Uint8Array): ParsedAttestation {
  if (bytes.length > ATTESTATION_SIZE_MAX) {
    const bounds = { got: bytes.length, limit: ATTESTATION_SIZE_MAX };
    throw new H4Error("ATTESTATION_TOO_LARGE", `an attestation has at most ${ATTESTATION_SIZE_MAX} bytes`, bounds);
  }
  const what = "the attestation";
  const options = {
    code: "ATTESTATION_MALFORMED",
    what,
    maxBytes: ATTESTATION_SIZE_MAX,
  } as const;
  const document = parseStrictJson(bytes, options);
  const signed = (document as { signed?: unknown } | null)?.signed === true;
  const fields = new Fields(document, what, signed ? [...FIELDS, "envelope"] : FIELDS, refuse);
  return {
    engine_id: fields.text("engine_id", ENGINE_ID),
    fingerprint: fields.text("fingerprint", FINGERPRINT),
    timestamp_unix: fields.count("timestamp_unix"),
    attestation_hash: fields.text("attestation_hash", FINGERPRINT),
    sealed: fields.flag("sealed"),
    engine: fields.oneOf("engine", ENGINES),
    nonce: fields.value("nonce") === null ? null : fields.text("nonce", NONCE),
    envelope: fields.flag("signed") ? parseEnvelope(fields.value("envelope"), envelopeExpectations([])) : undefined,
  };
}

function refuse(reason: string): H4Error {
  return new H4Error("ATTESTATION_MALFORMED", `this is not an attestation: ${reason}`);
}
