/** `attest` and `verifyAttestation`: what runs here, said so that others can check it. Runs wherever the engine does. */

import { ATTESTATION_SIZE_MAX, type Attestation, writeAttestation } from "../seal/attestation.js";
import { PublicKey, type Signer } from "../seal/keys.js";
import { parseFingerprint } from "../seal/pins.js";
import { NONCE, VALIDITY_MAX } from "../seal/statement.js";
import { toHex } from "../seal/text.js";
import { type AttestationVerdict, judgeAttestation } from "../seal/verify-attestation.js";
import { VERSION_PATTERN } from "../seal/version.js";
import { type Bytes, describe, isBytes, viewOf } from "./bytes.js";
import { checkKeys, integer } from "./check.js";
import type { Engine } from "./engine.js";
import { checkSigner } from "./signer.js";
import { VERSION } from "./version.js";

/** How an attestation is made. */
export interface AttestOptions {
  /** 8 to 64 bytes that the verifier chose at random, as bytes or as hexadecimal digits. Default: none. */
  nonce?: Bytes | string | undefined;
  /** Who signs. Default: nobody, and the attestation says `signed: false`. */
  key?: Signer | undefined;
  /** For how long it is valid: 1 to 300 seconds. Default 300. */
  validity?: number | undefined;
  /** The time that it is made at, in seconds since 1970. Default: the clock of this machine. */
  now?: number | undefined;
}

/**
 * What the verifier requires. What is left out is not checked, and the verdict says so. What is there but undefined is
 * refused: a variable that was not set must not lift a check.
 */
export interface VerifyAttestationOptions {
  /** Keys that may have signed it, from a source that the verifier trusts. An unsigned attestation is then refused. */
  publicKeys?: readonly PublicKey[];
  /** The nonce that the attestation was asked for with. */
  nonce?: Bytes | string;
  /** Greatest age in seconds, by the clock of the verifier. Never more than the attestation itself allows. */
  maxAge?: number;
  /** SHA-256 of the engines that may run: 64 hexadecimal digits each. An empty list allows none. */
  fingerprints?: readonly string[];
  /** The oldest version of this package that may have made it: `1.2.3`. */
  minVersion?: string;
  /** The time, in seconds since 1970. Default: the clock of this machine. */
  now?: number;
}

/** What can be attested: an `Engine`, or a pool of workers that run one. */
export type Attestable = Pick<Engine, "info" | "selfTest">;

const ATTEST_KEYS = new Set(["nonce", "key", "validity", "now"]);
const VERIFY_KEYS = new Set(["publicKeys", "nonce", "maxAge", "fingerprints", "minVersion", "now"]);

/**
 * Says what `engine` is and what was proved about it, after a self-test of some 30 ms. With a `key` it is signed: a DSSE
 * envelope over an in-toto statement. Without one it says `signed: false`, and anyone could have written it.
 *
 * @throws TypeError or RangeError for options that are not as `AttestOptions` says
 * @example
 * const attestation = await attest(engine, { nonce: request.nonce, key });
 * respond(JSON.stringify(attestation));
 */
export async function attest(engine: Attestable, options: AttestOptions = {}): Promise<Attestation> {
  if (typeof engine?.selfTest !== "function") throw new TypeError(`engine must be an engine, got ${describe(engine)}`);
  checkKeys(options, ATTEST_KEYS);
  const { nonce, key, validity = VALIDITY_MAX, now } = options;
  if (key !== undefined) checkSigner(key, "key");
  const checkedNonce = nonce === undefined ? null : nonceDigits(nonce);
  const seconds = integer(validity, "validity", 1, VALIDITY_MAX);
  const { passed, checks } = await engine.selfTest();
  const { engine: kind, engine_id, fingerprint, sealed, verified, seal_level, seal_scope } = engine.info();
  const issued = timeOf(now); // after the self-test, so that it is not older than it says
  const statement = {
    engine: kind,
    engine_id,
    fingerprint,
    sealed,
    verified,
    seal_level,
    seal_scope,
    version: VERSION,
    self_test: { passed, checks },
    nonce: checkedNonce,
    issued_at: issued,
    not_after: issued + seconds,
  };
  return await writeAttestation(statement, key);
}

/**
 * Verifies an attestation as it was received, in this order: size, payload type, signature over the received bytes, what
 * those say, nonce, time, fingerprint, version. The answer tells what was proved, and what was not.
 *
 * An attestation is valid for at most 300 seconds; clocks may differ by 60.
 *
 * @throws H4Error `ATTESTATION_*` with the first reason against it; TypeError or RangeError for options that are not as
 * `VerifyAttestationOptions` says
 * @example
 * const nonce = crypto.getRandomValues(new Uint8Array(16));
 * const verdict = await verifyAttestation(await ask(nonce), { publicKeys: [key], nonce, fingerprints: [reviewed] });
 * if (verdict.sealed) console.log(verdict.proved.join("\n"));
 */
export async function verifyAttestation(
  attestation: Bytes | string,
  options: VerifyAttestationOptions = {},
): Promise<AttestationVerdict> {
  checkKeys(options, VERIFY_KEYS);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) throw new TypeError(`${name} is there but undefined: leave it out, or give it a value`);
  }
  const { publicKeys, nonce, maxAge, fingerprints, minVersion, now } = options;
  return await judgeAttestation(bytesOf(attestation), {
    publicKeys: publicKeys === undefined ? undefined : listOf(publicKeys, "publicKeys", checkPublicKey),
    nonce: nonce === undefined ? undefined : nonceDigits(nonce),
    maxAge: maxAge === undefined ? undefined : integer(maxAge, "maxAge", 0, Number.MAX_SAFE_INTEGER),
    fingerprints: fingerprints === undefined ? undefined : listOf(fingerprints, "fingerprints", parseFingerprint),
    minVersion: minVersion === undefined ? undefined : checkVersion(minVersion),
    now: timeOf(now),
  });
}

/** A nonce as the attestation has it: lower-case hexadecimal digits. */
function nonceDigits(nonce: Bytes | string): string {
  if (typeof nonce !== "string" && !isBytes(nonce)) {
    throw new TypeError(`nonce must be bytes or hexadecimal digits, got ${describe(nonce)}`);
  }
  const digits = typeof nonce === "string" ? nonce.toLowerCase() : toHex(viewOf(nonce, "nonce"));
  if (!NONCE.test(digits)) throw new RangeError("nonce must be 8 to 64 bytes, as text 16 to 128 hexadecimal digits");
  return digits;
}

/** Whole seconds since 1970. */
function timeOf(now: number | undefined): number {
  return now === undefined ? Math.floor(Date.now() / 1000) : integer(now, "now", 0, Number.MAX_SAFE_INTEGER);
}

/** The bytes that were received. A text that is too long is not encoded first. */
function bytesOf(attestation: Bytes | string): Uint8Array {
  if (typeof attestation !== "string") return viewOf(attestation, "attestation");
  return new TextEncoder().encode(attestation.slice(0, ATTESTATION_SIZE_MAX + 1));
}

function listOf<T>(list: readonly unknown[], name: string, check: (value: unknown, name: string) => T): T[] {
  if (!Array.isArray(list)) throw new TypeError(`${name} must be an array, got ${describe(list)}`);
  return list.map((value, i) => check(value, `${name}[${i}]`));
}

function checkPublicKey(value: unknown, name: string): PublicKey {
  if (value instanceof PublicKey) return value;
  throw new TypeError(`${name} must be a public key, got ${describe(value)}`);
}

function checkVersion(version: string): string {
  if (typeof version !== "string") throw new TypeError(`minVersion must be a string, got ${describe(version)}`);
  if (!VERSION_PATTERN.test(version) || version.includes("-")) {
    throw new RangeError("minVersion must be a version without a pre-release: 1.2.3");
  }
  return version;
}
