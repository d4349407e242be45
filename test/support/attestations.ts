/** Attestations as an attacker or an unfaithful signer would write them: any statement, signed or not. */
import { createHash } from "node:crypto";
import { signEnvelope } from "../../src/seal/dsse.js";
import type { Attestation, Signer } from "../../src/seal.js";

export const ENGINE_ID = "h4ref-zstd-v1.0.0";
export const FINGERPRINT = "0123456789abcdef".repeat(4);
export const NONCE = "00112233445566778899aabbccddeeff";
/** When the attestations of the tests are made: the guide's own example. */
export const NOW = 1703349600;
export const PAYLOAD_TYPE = "application/vnd.in-toto+json";

/** The predicate of a right attestation, in the order of its keys. */
export const PREDICATE = {
  engine: "reference",
  issued_at: NOW,
  nonce: NONCE,
  not_after: NOW + 300,
  seal_level: "fingerprint",
  seal_scope: "bytes",
  sealed: true,
  self_test: { checks: 12, passed: true },
  verified: true,
  version: "1.0.0",
};

/** A statement as in-toto has it; the changes go into the predicate and into the statement itself. */
export function statement(predicate: object = {}, top: object = {}): string {
  return JSON.stringify({
    _type: "https://in-toto.io/Statement/v1",
    predicate: { ...PREDICATE, ...predicate },
    predicateType: "urn:harmony4:attestation:engine:v1",
    subject: [{ digest: { sha256: FINGERPRINT }, name: ENGINE_ID }],
    ...top,
  });
}

/** The hash of the guide, by another implementation. */
export function hashOf(engineId: string, fingerprint: string, timestamp: number): string {
  return createHash("sha256").update(`${engineId}|${fingerprint}|${timestamp}`).digest("hex");
}

/** The fields that people read, with their hash. */
export function outer(change: Partial<Attestation> = {}) {
  const fields = {
    engine_id: ENGINE_ID,
    fingerprint: FINGERPRINT,
    timestamp_unix: NOW,
    attestation_hash: "",
    sealed: true,
    engine: "reference" as const,
    nonce: NONCE as string | null,
    ...change,
  };
  const hash = hashOf(fields.engine_id, fields.fingerprint, fields.timestamp_unix);
  return { ...fields, attestation_hash: change.attestation_hash ?? hash };
}

/** An attestation with `text` under its signature, and `change` in the fields beside it. */
export async function signed(signer: Signer, text = statement(), change: Partial<Attestation> = {}) {
  const envelope = await signEnvelope(PAYLOAD_TYPE, new TextEncoder().encode(text), signer);
  return { ...outer(change), signed: true as const, envelope };
}
