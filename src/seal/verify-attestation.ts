/**
 * The verdict on an attestation. In this order: size, payload type, signature over the received bytes, what those bytes
 * say, nonce, time, fingerprint, version. T7, T13, T14 of THREATS.md; S21, S41 of PROMISES.md.
 */

import { H4Error, type H4ErrorCode } from "../api/errors.js";
import { attestationHash, envelopeExpectations, type ParsedAttestation, readAttestation } from "./attestation.js";
import { verifyEnvelope } from "./dsse.js";
import type { PublicKey } from "./keys.js";
import { type EngineStatement, readStatement, VALIDITY_MAX } from "./statement.js";
import { equalText } from "./text.js";
import { isAtLeast } from "./version.js";

/** Seconds by which the clocks of signer and verifier may differ. */
export const CLOCK_TOLERANCE = 60;

/** What the verifier requires. What is undefined is not looked at, and the verdict says so. */
export interface Expectations {
  readonly publicKeys: readonly PublicKey[] | undefined;
  readonly nonce: string | undefined;
  /** Seconds since 1970. */
  readonly now: number;
  readonly maxAge: number | undefined;
  readonly fingerprints: readonly string[] | undefined;
  readonly minVersion: string | undefined;
}

/** What was claimed, and how much of it was proved. */
export interface AttestationVerdict {
  engine_id: string;
  fingerprint: string;
  timestamp_unix: number;
  sealed: boolean;
  engine: "reference" | "core";
  /** In hexadecimal; null when the attestation has none. */
  nonce: string | null;
  /** Whether the attestation has a signature at all. */
  signed: boolean;
  /** Whether one of the verifier's keys made that signature: if not, everything above is anybody's words. */
  authenticated: boolean;
  /** The keyid of that key, else null. */
  key_id: string | null;
  /** Whether it is authenticated and holds the verifier's nonce: no copy of an earlier one. */
  fresh: boolean;
  /** Whether the fingerprint is one that the verifier allows. */
  fingerprint_allowed: boolean;
  /** All that was signed; null for an attestation that is not. */
  statement: EngineStatement | null;
  /** In words, each a sentence: what holds. */
  proved: string[];
  /** In words, each a sentence: what may still be otherwise. */
  not_proved: string[];
}

/** Verifies the attestation in `bytes`. Throws an H4Error `ATTESTATION_*` with the first reason against it. */
export async function judgeAttestation(bytes: Uint8Array, expected: Expectations): Promise<AttestationVerdict> {
  const attestation = readAttestation(bytes);
  const key = await checkSignature(attestation, expected);
  const statement = attestation.envelope === undefined ? undefined : readStatement(attestation.envelope.payload);
  if (statement !== undefined) checkAgreement(attestation, statement);
  await checkHash(attestation);
  checkNonce(attestation, expected);
  checkTime(attestation, statement, expected);
  checkFingerprint(attestation, expected);
  checkVersion(statement, expected);
  if (statement?.self_test.passed === false) {
    throw refusal("ATTESTATION_SELF_TEST", "the engine did not pass its self-test, says the attestation");
  }
  return verdict(attestation, statement, key, expected);
}

/** The key of the verifier that made the signature; undefined when the verifier has given none. */
async function checkSignature(
  { envelope }: ParsedAttestation,
  { publicKeys }: Expectations,
): Promise<PublicKey | undefined> {
  if (publicKeys === undefined) return undefined;
  if (envelope === undefined)
    throw refusal("ATTESTATION_UNSIGNED", "the attestation is not signed: anyone can write it");
  return (await verifyEnvelope(envelope, envelopeExpectations(publicKeys))).publicKey;
}

/** The fields beside the envelope are not signed: they may repeat what is, and say nothing else. */
function checkAgreement(attestation: ParsedAttestation, statement: EngineStatement): void {
  const signed = { ...statement, timestamp_unix: statement.issued_at };
  for (const field of ["engine_id", "fingerprint", "timestamp_unix", "sealed", "engine", "nonce"] as const) {
    if (attestation[field] === signed[field]) continue;
    throw refusal("ATTESTATION_CONTRADICTION", `${field} is not what was signed`, attestation[field], signed[field]);
  }
}

/** The hash is recomputed, not believed. It has no key: it shows damage, not who wrote it. */
async function checkHash({
  engine_id,
  fingerprint,
  timestamp_unix,
  attestation_hash,
}: ParsedAttestation): Promise<void> {
  const hash = await attestationHash(engine_id, fingerprint, timestamp_unix);
  if (equalText(attestation_hash, hash)) return;
  throw refusal("ATTESTATION_HASH", "attestation_hash is not that of the other fields", attestation_hash, hash);
}

function checkNonce({ nonce }: ParsedAttestation, expected: Expectations): void {
  if (expected.nonce === undefined || equalText(nonce ?? "", expected.nonce)) return;
  const reason = nonce === null ? "the attestation has no nonce" : "the attestation was made for another nonce";
  throw refusal("ATTESTATION_NONCE", reason, nonce ?? "none", expected.nonce);
}

function checkTime(
  { timestamp_unix: issued }: ParsedAttestation,
  statement: EngineStatement | undefined,
  { now, maxAge }: Expectations,
): void {
  const notAfter = statement?.not_after ?? issued + VALIDITY_MAX;
  const validity = notAfter - issued;
  if (validity <= 0 || validity > VALIDITY_MAX) {
    throw refusal(
      "ATTESTATION_VALIDITY",
      `valid for ${validity} s, allowed are 1 to ${VALIDITY_MAX}`,
      validity,
      VALIDITY_MAX,
    );
  }
  const age = now - issued;
  if (age < -CLOCK_TOLERANCE) {
    throw refusal("ATTESTATION_FUTURE", `made ${-age} s from now, by the clock of the verifier`, issued, now);
  }
  const limit = Math.min(maxAge ?? Number.POSITIVE_INFINITY, validity + CLOCK_TOLERANCE);
  if (age > limit) throw refusal("ATTESTATION_EXPIRED", `made ${age} s ago, allowed are ${limit}`, age, limit);
}

function checkFingerprint({ fingerprint }: ParsedAttestation, { fingerprints }: Expectations): void {
  if (fingerprints === undefined || fingerprints.some((allowed) => equalText(allowed, fingerprint))) return;
  const limit = fingerprints.join(" ");
  throw refusal("ATTESTATION_FINGERPRINT", "the fingerprint is none of the allowed ones", fingerprint, limit);
}

function checkVersion(statement: EngineStatement | undefined, { minVersion }: Expectations): void {
  if (minVersion === undefined) return;
  if (statement !== undefined && isAtLeast(statement.version, minVersion)) return;
  const reason = `the package must be ${minVersion} or later`;
  throw refusal("ATTESTATION_VERSION", reason, statement?.version ?? "none", minVersion);
}

function verdict(
  attestation: ParsedAttestation,
  statement: EngineStatement | undefined,
  key: PublicKey | undefined,
  expected: Expectations,
): AttestationVerdict {
  const { engine_id, fingerprint, timestamp_unix, sealed, engine, nonce } = attestation;
  const facts = {
    engine_id,
    fingerprint,
    timestamp_unix,
    sealed,
    engine,
    nonce,
    signed: statement !== undefined,
    authenticated: key !== undefined,
    key_id: key?.keyId ?? null,
    fresh: key !== undefined && expected.nonce !== undefined,
    fingerprint_allowed: expected.fingerprints !== undefined,
  };
  return { ...facts, statement: statement ?? null, ...inWords(facts, statement, expected) };
}

/** The verdict for a reader: nothing is called proved that a check did not show. */
function inWords(
  facts: Omit<AttestationVerdict, "statement" | "proved" | "not_proved">,
  statement: EngineStatement | undefined,
  { now, minVersion }: Expectations,
): Pick<AttestationVerdict, "proved" | "not_proved"> {
  const proved = ["its fields agree with each other, and attestation_hash is theirs"];
  const open: string[] = [];
  const age = `${Math.max(0, now - facts.timestamp_unix)} s ago`;
  if (facts.authenticated) {
    proved.push(`the key ${facts.key_id} signed it ${age}, by the clock of the signer`);
    open.push("that its signer tells the truth: who holds the key can sign anything");
  } else if (facts.signed) {
    open.push("who wrote it: it is signed, but there was no public key to verify the signature with");
  } else {
    open.push("who wrote it: it is not signed, and anyone can write one for any engine and any time");
  }
  if (facts.fresh) proved.push("it was made for the nonce of the verifier, so after that was chosen");
  else if (facts.authenticated) open.push("that it was made for this verifier: a copy passes until it expires");
  else open.push("that it is new, and made when it says");
  const by = facts.authenticated ? "its signer says" : "it says";
  if (facts.fingerprint_allowed) proved.push(`the fingerprint that ${by} runs is one of the allowed ones`);
  else open.push("that the fingerprint is the right one: there was none to compare it with");
  if (statement !== undefined && minVersion !== undefined) {
    proved.push(`the version that ${by} runs is ${minVersion} or later`);
  }
  if (statement?.seal_scope === "build") {
    open.push("that what runs has this fingerprint: it is that of the file that its module was built from");
  }
  if (!facts.sealed) open.push("that an operator pinned the engine: sealed is false");
  return { proved, not_proved: open };
}

function refusal(
  code: H4ErrorCode,
  reason: string,
  got?: string | number | boolean | null,
  limit?: string | number | boolean | null,
): H4Error {
  const told = (value: typeof got) => (typeof value === "boolean" || value === null ? String(value) : value);
  return new H4Error(code, reason, { got: told(got), limit: told(limit) });
}
