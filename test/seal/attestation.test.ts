/** Attestations: made as the guide has them, and everything that is not one refused by its own code. T13, T14, S20, S21, S40, S41, S70 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { Engine } from "../../src/api/engine.js";
import { createEngine, H4Error } from "../../src/index.js";
import { signEnvelope } from "../../src/seal/dsse.js";
import {
  type Attestation,
  attest,
  generateKey,
  type PrivateKey,
  type VerifyAttestationOptions,
  verifyAttestation,
} from "../../src/seal.js";
import {
  ENGINE_ID,
  FINGERPRINT,
  hashOf,
  NONCE,
  NOW,
  outer,
  PAYLOAD_TYPE,
  PREDICATE,
  signed,
  statement,
} from "../support/attestations.js";
import { findTool } from "../support/hand-tools.js";

const SEAL = JSON.parse(readFileSync(join(import.meta.dirname, "../../build/seal.json"), "utf8")) as {
  engine_id: string;
  sha256: string;
};

let key: PrivateKey;
let other: PrivateKey;
beforeAll(async () => {
  [key, other] = [await generateKey(), await generateKey()];
});

/** What a careful verifier of the made-up attestations requires. */
const careful = (): VerifyAttestationOptions => ({
  publicKeys: [key.publicKey],
  nonce: NONCE,
  fingerprints: [FINGERPRINT],
  minVersion: "1.0.0",
  now: NOW,
});

function verify(attestation: unknown, options: VerifyAttestationOptions = careful()) {
  return verifyAttestation(typeof attestation === "string" ? attestation : JSON.stringify(attestation), options);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(H4Error);
  return (error as H4Error).code;
}

/** The statement under the signature, as it was signed. */
function payloadOf(attestation: Attestation): Buffer {
  if (!attestation.signed) throw new Error("not signed");
  return Buffer.from(attestation.envelope.payload, "base64");
}

describe("attest", () => {
  test("S20: has the guide's fields, with these values and this hash", async () => {
    const before = Math.floor(Date.now() / 1000);
    const attestation = await attest(await createEngine());
    const { engine_id, sha256: fingerprint } = SEAL;
    const { timestamp_unix } = attestation;
    expect(attestation).toEqual({
      engine_id,
      fingerprint,
      timestamp_unix,
      attestation_hash: hashOf(engine_id, fingerprint, timestamp_unix),
      sealed: false,
      engine: "reference",
      nonce: null,
      signed: false,
    });
    expect(Number.isInteger(timestamp_unix)).toBe(true);
    expect(timestamp_unix).toBeGreaterThanOrEqual(before);
    expect(timestamp_unix).toBeLessThanOrEqual(Date.now() / 1000);
  });

  test("S40, S70: sealed is true only for a pinned fingerprint", async () => {
    const pins = [{}, { engineId: SEAL.engine_id }, { fingerprint: SEAL.sha256 }];
    const levels: unknown[] = [];
    for (const seal of pins) {
      const attestation = await attest(await createEngine({ seal }), { key, now: NOW });
      const { predicate } = JSON.parse(payloadOf(attestation).toString());
      levels.push([attestation.sealed, predicate.sealed, predicate.seal_level]);
    }
    expect(levels).toEqual([
      [false, false, "none"],
      [false, false, "id"],
      [true, true, "fingerprint"],
    ]);
  });

  test("T13: signs an in-toto statement with everything that was proved, and the verifier's nonce", async () => {
    const attestation = await attest(await createEngine(), { key, nonce: NONCE, now: NOW, validity: 120 });
    expect(JSON.parse(payloadOf(attestation).toString())).toEqual({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: SEAL.engine_id, digest: { sha256: SEAL.sha256 } }],
      predicateType: "urn:harmony4:attestation:engine:v1",
      predicate: { ...PREDICATE, not_after: NOW + 120, sealed: false, seal_level: "none" },
    });
    if (attestation.signed) expect(attestation.envelope.payloadType).toBe(PAYLOAD_TYPE);
  });

  test("what is signed is canonical: jq, which sorts keys, writes the same bytes", async () => {
    const payload = payloadOf(await attest(await createEngine(), { key, nonce: NONCE }));
    expect(execFileSync(findTool("jq"), ["-cSj", "."], { input: payload })).toEqual(payload);
  });

  test("a nonce is bytes or hexadecimal digits, in the end the same", async () => {
    const engine = await createEngine();
    const bytes = new Uint8Array(Buffer.from(NONCE, "hex"));
    const spellings = [NONCE, NONCE.toUpperCase(), bytes, bytes.buffer, new DataView(bytes.buffer)];
    for (const nonce of spellings) expect((await attest(engine, { nonce })).nonce).toBe(NONCE);
    expect((await attest(engine, { nonce: new Uint8Array(64) })).nonce).toBe("00".repeat(64));
  });

  test("a new package is told from an old one: the version is that of package.json", async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
    expect(JSON.parse(payloadOf(await attest(await createEngine(), { key })).toString()).predicate.version).toBe(
      version,
    );
  });

  test("an engine that fails its self-test is attested as such, and refused", async () => {
    const identity = { engine: "reference" as const, engineId: ENGINE_ID, fingerprint: FINGERPRINT };
    const openCompressor = () => {
      throw new Error("worn out");
    };
    const engine = new Engine({ identity, openCompressor } as never, { sealed: true, level: "fingerprint" });
    const attestation = await attest(engine, { key, nonce: NONCE, now: NOW });
    expect(JSON.parse(payloadOf(attestation).toString()).predicate.self_test).toEqual({ passed: false, checks: 0 });
    expect(await codeOf(verify(attestation))).toBe("ATTESTATION_SELF_TEST");
  });

  test.each<[string, object, typeof TypeError | typeof RangeError]>([
    ["an unknown option", { nonse: NONCE }, TypeError],
    ["a nonce of 7 bytes", { nonce: new Uint8Array(7) }, RangeError],
    ["a nonce of 65 bytes", { nonce: new Uint8Array(65) }, RangeError],
    ["half a byte", { nonce: NONCE.slice(1) }, RangeError],
    ["a nonce in base64", { nonce: "ABEiM0RVZneImaq7zN3u/w==" }, RangeError],
    ["a nonce with a newline", { nonce: `${NONCE}\n` }, RangeError],
    ["a number for a nonce", { nonce: 1234567890123456 }, TypeError],
    ["null for a nonce", { nonce: null }, TypeError],
    ["a PEM for a key", { key: "-----BEGIN PRIVATE KEY-----" }, TypeError],
    ["null for a key", { key: null }, TypeError],
    ["a signer without a public key", { key: { sign: () => new Uint8Array(64) } }, TypeError],
    ["a public key for a key", { key: () => key.publicKey }, TypeError],
    ["a validity of 301 seconds", { validity: 301 }, RangeError],
    ["no validity", { validity: 0 }, RangeError],
    ["half a second", { now: NOW + 0.5 }, RangeError],
    ["a date", { now: new Date() }, TypeError],
  ])("%s is refused", async (_, options, error) => {
    await expect(attest(await createEngine(), options)).rejects.toThrow(error);
  });
});

test("what is no engine is not attested", async () => {
  for (const engine of [undefined, null, {}, createEngine()]) {
    await expect(attest(engine as never)).rejects.toThrow(TypeError);
  }
});

describe("verifyAttestation", () => {
  test("S41: what was made here verifies, as text and as bytes, compact and indented", async () => {
    const engine = await createEngine({ seal: { fingerprint: SEAL.sha256 } });
    const nonce = crypto.getRandomValues(new Uint8Array(32));
    const attestation = await attest(engine, { key, nonce });
    const options = { publicKeys: [other.publicKey, key.publicKey], nonce, fingerprints: [SEAL.sha256.toUpperCase()] };
    const texts = [JSON.stringify(attestation), `${JSON.stringify(attestation, null, 2)}\n`];
    for (const text of texts) {
      for (const received of [text, new TextEncoder().encode(text)]) {
        expect(await verifyAttestation(received, { ...options, maxAge: 30, minVersion: "1.0.0" })).toMatchObject({
          engine_id: SEAL.engine_id,
          fingerprint: SEAL.sha256,
          sealed: true,
          signed: true,
          authenticated: true,
          key_id: key.publicKey.keyId,
          fresh: true,
          fingerprint_allowed: true,
          statement: { verified: true, seal_level: "fingerprint", seal_scope: "bytes", self_test: { passed: true } },
        });
      }
    }
  });

  test("T14: judges the attestation it was given, not the engine that runs here", async () => {
    const verdict = await verify(await signed(key));
    expect(verdict).toMatchObject({ fingerprint: FINGERPRINT, timestamp_unix: NOW, authenticated: true });
    expect(FINGERPRINT).not.toBe(SEAL.sha256);
  });

  test("says what was proved, and what was not", async () => {
    const all = await verify(await signed(key));
    expect(all.proved).toEqual([
      "its fields agree with each other, and attestation_hash is theirs",
      `the key ${key.publicKey.keyId} signed it 0 s ago, by the clock of the signer`,
      "it was made for the nonce of the verifier, so after that was chosen",
      "the fingerprint that its signer says runs is one of the allowed ones",
      "the version that its signer says runs is 1.0.0 or later",
    ]);
    expect(all.not_proved).toEqual(["that its signer tells the truth: who holds the key can sign anything"]);
  });

  test("T13: nothing is proved about who wrote an unsigned one, even where all else agrees", async () => {
    const forged = { ...outer({ engine_id: "h4core-geo-v1.2.3" }), signed: false };
    const verdict = await verify(forged, { nonce: NONCE, fingerprints: [FINGERPRINT], now: NOW + 5 });
    expect(verdict).toMatchObject({ signed: false, authenticated: false, key_id: null, fresh: false, statement: null });
    expect(verdict.proved).toEqual([
      "its fields agree with each other, and attestation_hash is theirs",
      "the fingerprint that it says runs is one of the allowed ones",
    ]);
    expect(verdict.not_proved[0]).toBe(
      "who wrote it: it is not signed, and anyone can write one for any engine and any time",
    );
    expect(verdict.not_proved[1]).toBe("that it is new, and made when it says");
  });

  test("without a public key a signature proves nothing, and that is said", async () => {
    const verdict = await verify(await signed(other), { nonce: NONCE, now: NOW });
    expect(verdict).toMatchObject({ signed: true, authenticated: false, key_id: null, fresh: false });
    expect(verdict.not_proved[0]).toContain("no public key to verify the signature with");
    expect(verdict.statement?.version).toBe("1.0.0");
  });

  test("without a nonce, a copy may pass until it expires, and that is said; so is an engine that nobody pinned", async () => {
    const text = statement({ sealed: false, seal_level: "none", nonce: null });
    const attestation = await signed(key, text, { sealed: false, nonce: null });
    const verdict = await verify(attestation, { publicKeys: [key.publicKey], now: NOW + 100 });
    expect(verdict).toMatchObject({ authenticated: true, fresh: false, sealed: false, fingerprint_allowed: false });
    expect(verdict.proved[1]).toContain("signed it 100 s ago");
    expect(verdict.not_proved).toEqual([
      "that its signer tells the truth: who holds the key can sign anything",
      "that it was made for this verifier: a copy passes until it expires",
      "that the fingerprint is the right one: there was none to compare it with",
      "that an operator pinned the engine: sealed is false",
    ]);
  });

  test("takes the reasons in their order: each repaired, the next one shows", async () => {
    const expired = { issued_at: NOW - 1000, not_after: NOW - 900, version: "0.9.0" };
    const change = { timestamp_unix: NOW - 1000 };
    const bad = await signed(other, statement(expired), change);
    const options = { ...careful(), nonce: "ff".repeat(8), fingerprints: ["f".repeat(64)] };
    const oversized = `${JSON.stringify(bad)}${" ".repeat(20_000)}`;
    const codes = [
      await codeOf(verify(oversized, options)),
      await codeOf(verify({ ...bad, envelope: { ...bad.envelope, payloadType: "text/plain" } }, options)),
      await codeOf(verify(bad, options)),
      await codeOf(verify(await signed(key, "{}", change), options)),
      await codeOf(verify(await signed(key, statement(expired)), options)),
      await codeOf(
        verify(await signed(key, statement(expired), { ...change, attestation_hash: FINGERPRINT }), options),
      ),
      await codeOf(verify(await signed(key, statement(expired), change), options)),
      await codeOf(verify(await signed(key, statement(expired), change), { ...options, nonce: NONCE })),
      await codeOf(verify(await signed(key, statement({ version: "0.9.0" })), { ...options, nonce: NONCE })),
      await codeOf(verify(await signed(key, statement({ version: "0.9.0" })))),
    ];
    expect(codes).toEqual([
      "ATTESTATION_TOO_LARGE",
      "ATTESTATION_PAYLOAD_TYPE",
      "ATTESTATION_KEY_UNKNOWN",
      "ATTESTATION_STATEMENT",
      "ATTESTATION_CONTRADICTION",
      "ATTESTATION_HASH",
      "ATTESTATION_NONCE",
      "ATTESTATION_EXPIRED",
      "ATTESTATION_FINGERPRINT",
      "ATTESTATION_VERSION",
    ]);
  });
});

describe("T13, T14: forgeries", () => {
  test("a wrong key, and a wrong key under the name of the right one", async () => {
    const foreign = await signed(other);
    expect(await codeOf(verify(foreign))).toBe("ATTESTATION_KEY_UNKNOWN");
    foreign.envelope.signatures[0].keyid = key.publicKey.keyId;
    expect(await codeOf(verify(foreign))).toBe("ATTESTATION_SIGNATURE");
  });

  test("an unsigned one where a signature is required, and a signed one without its envelope", async () => {
    const { envelope, ...fields } = await signed(key);
    expect(await codeOf(verify({ ...fields, signed: false }))).toBe("ATTESTATION_UNSIGNED");
    expect(await codeOf(verify(fields))).toBe("ATTESTATION_MALFORMED");
    expect(await codeOf(verify({ ...fields, signed: false, envelope }))).toBe("ATTESTATION_MALFORMED");
    expect(await codeOf(verify(await signed(key), { ...careful(), publicKeys: [] }))).toBe("ATTESTATION_KEY_UNKNOWN");
  });

  test("a replay: an attestation for another nonce, for none, and the signature of another statement", async () => {
    const another = { nonce: "ff".repeat(16) };
    expect(await codeOf(verify(await signed(key, statement(another), another)))).toBe("ATTESTATION_NONCE");
    const none = { nonce: null };
    expect(await codeOf(verify(await signed(key, statement(none), none)))).toBe("ATTESTATION_NONCE");
    const [mine, replayed] = [await signed(key), await signed(key, statement(another), another)];
    mine.envelope.signatures = replayed.envelope.signatures;
    expect(await codeOf(verify(mine))).toBe("ATTESTATION_SIGNATURE");
    expect(await codeOf(verify({ ...replayed, nonce: NONCE }))).toBe("ATTESTATION_CONTRADICTION");
  });

  test("a swapped payload type, on both sides of the signature", async () => {
    const envelope = await signEnvelope("application/json", new TextEncoder().encode(statement()), key);
    expect(await codeOf(verify({ ...outer(), signed: true, envelope }))).toBe("ATTESTATION_PAYLOAD_TYPE");
    envelope.payloadType = PAYLOAD_TYPE;
    expect(await codeOf(verify({ ...outer(), signed: true, envelope }))).toBe("ATTESTATION_SIGNATURE");
  });

  test("the same JSON in other words: indented, in another order, with escapes", async () => {
    const attestation = await signed(key);
    const value = JSON.parse(statement());
    const words = [
      JSON.stringify(value, null, 1),
      JSON.stringify(Object.fromEntries(Object.entries(value).reverse())),
      statement().replace("reference", "referenc\\u0065"),
      `${statement()}\n`,
    ];
    for (const text of words) {
      attestation.envelope.payload = Buffer.from(text).toString("base64");
      expect(await codeOf(verify(attestation)), text).toBe("ATTESTATION_SIGNATURE");
    }
  });

  test.each<[string, Partial<Attestation>]>([
    ["another engine", { engine_id: "h4core-geo-v1.2.3" }],
    ["another fingerprint", { fingerprint: "f".repeat(64) }],
    ["another time", { timestamp_unix: NOW + 1 }],
    ["T7: a seal", { sealed: false }],
    ["another kind of engine", { engine: "core" }],
    ["another nonce", { nonce: "ff".repeat(16) }],
    ["no nonce", { nonce: null }],
  ])("fields beside the signature that claim %s", async (_, change) => {
    expect(await codeOf(verify(await signed(key, statement(), change)))).toBe("ATTESTATION_CONTRADICTION");
  });

  test("S21: the hash is recomputed, not believed", async () => {
    for (const attestation_hash of ["0".repeat(64), hashOf(ENGINE_ID, FINGERPRINT, NOW + 1)]) {
      expect(await codeOf(verify(await signed(key, statement(), { attestation_hash })))).toBe("ATTESTATION_HASH");
      const forged = { ...outer({ attestation_hash }), signed: false };
      expect(await codeOf(verify(forged, { now: NOW }))).toBe("ATTESTATION_HASH");
    }
  });
});

describe("times: clocks may differ by 60 seconds, and nothing is valid for more than 300", () => {
  const accepted = "accepted";
  test.each<[string, number, number, number, number | undefined, string]>([
    ["now", 0, 300, 0, undefined, accepted],
    ["60 s in the future", 60, 300, 0, undefined, accepted],
    ["61 s in the future", 61, 300, 0, undefined, "ATTESTATION_FUTURE"],
    ["at the end of its time", -300, 300, 0, undefined, accepted],
    ["60 s after its time", -360, 300, 0, undefined, accepted],
    ["61 s after its time", -361, 300, 0, undefined, "ATTESTATION_EXPIRED"],
    ["61 s after a short time", -71, 10, 0, undefined, "ATTESTATION_EXPIRED"],
    ["as old as is allowed", -20, 300, 0, 20, accepted],
    ["a second older than allowed", -21, 300, 0, 20, "ATTESTATION_EXPIRED"],
    ["older than it allows itself, whatever the verifier allows", -361, 300, 0, 86_400, "ATTESTATION_EXPIRED"],
    ["a year old", -31_536_000, 300, 0, undefined, "ATTESTATION_EXPIRED"],
    ["valid for 301 s", 0, 301, 0, undefined, "ATTESTATION_VALIDITY"],
    ["valid for ever", 0, Number.MAX_SAFE_INTEGER - NOW, 0, undefined, "ATTESTATION_VALIDITY"],
    ["valid for no time", 0, 0, 0, undefined, "ATTESTATION_VALIDITY"],
    ["valid until before it was made", 0, -1, 0, undefined, "ATTESTATION_VALIDITY"],
  ])("%s", async (_, issued, validity, later, maxAge, expected) => {
    const times = { issued_at: NOW + issued, not_after: NOW + issued + validity };
    const attestation = await signed(key, statement(times), { timestamp_unix: NOW + issued });
    const options = { ...careful(), now: NOW + later, ...(maxAge === undefined ? {} : { maxAge }) };
    const found = await verify(attestation, options).then(
      () => accepted,
      ({ code }: H4Error) => code,
    );
    expect(found).toBe(expected);
  });

  test("an unsigned one has 300 s as well", async () => {
    const claim = { ...outer(), signed: false };
    await verify(claim, { now: NOW + 360 });
    expect(await codeOf(verify(claim, { now: NOW + 361 }))).toBe("ATTESTATION_EXPIRED");
    expect(await codeOf(verify(claim, { now: NOW - 61 }))).toBe("ATTESTATION_FUTURE");
  });

  test("without `now` it is the clock of this machine", async () => {
    const { now: _, ...options } = careful();
    expect(await codeOf(verify(await signed(key), options))).toBe("ATTESTATION_EXPIRED");
  });
});

describe("engines and versions that are not allowed", () => {
  test("a fingerprint that is none of the allowed ones; an empty list allows none", async () => {
    const attestation = await signed(key);
    const several = ["f".repeat(64), FINGERPRINT];
    expect((await verify(attestation, { ...careful(), fingerprints: several })).fingerprint_allowed).toBe(true);
    for (const fingerprints of [["f".repeat(64)], []]) {
      expect(await codeOf(verify(attestation, { ...careful(), fingerprints }))).toBe("ATTESTATION_FINGERPRINT");
    }
  });

  test.each([
    ["1.0.0", "1.0.0", true],
    ["1.0.1", "1.0.0", true],
    ["1.10.0", "1.9.9", true],
    ["2.0.0-rc.1", "1.9.9", true],
    ["0.9.9", "1.0.0", false],
    ["1.9.9", "1.10.0", false],
    ["1.0.0-rc.1", "1.0.0", false],
  ])("version %s where %s is required: %s", async (version, minVersion, accepted) => {
    const verdict = verify(await signed(key, statement({ version })), { ...careful(), minVersion });
    if (accepted) expect((await verdict).statement?.version).toBe(version);
    else expect(await codeOf(verdict)).toBe("ATTESTATION_VERSION");
  });

  test("an unsigned one says no version", async () => {
    const claim = { ...outer(), signed: false };
    expect(await codeOf(verify(claim, { minVersion: "0.0.0", now: NOW }))).toBe("ATTESTATION_VERSION");
  });

  test("an engine that failed its self-test", async () => {
    const text = statement({ self_test: { checks: 3, passed: false } });
    expect(await codeOf(verify(await signed(key, text)))).toBe("ATTESTATION_SELF_TEST");
  });
});

describe("statements that are signed, and not what they must be, are ATTESTATION_STATEMENT", () => {
  const subject = { digest: { sha256: FINGERPRINT }, name: ENGINE_ID };
  const { nonce: _nonce, ...withoutNonce } = PREDICATE;
  test.each<[string, string]>([
    ["no JSON", "statement"],
    ["not UTF-8", "\ud800"],
    ["an array", "[]"],
    ["a duplicate key", statement().replace('"sealed":true', '"sealed":false,"sealed":true')],
    ["a duplicate key in the subject", statement().replace('"name"', '"name":"other","name"')],
    ["deeper than it is", statement({ self_test: { checks: [[1]], passed: true } })],
    ["another type", statement({}, { _type: "https://in-toto.io/Statement/v0.1" })],
    ["another predicate", statement({}, { predicateType: "https://slsa.dev/provenance/v1" })],
    ["no subject", statement({}, { subject: [] })],
    ["two subjects", statement({}, { subject: [subject, subject] })],
    ["a subject with a field more", statement({}, { subject: [{ ...subject, uri: "" }] })],
    ["a subject without a name", statement({}, { subject: [{ digest: subject.digest }] })],
    ["a second digest", statement({}, { subject: [{ ...subject, digest: { sha256: FINGERPRINT, sha1: "" } }] })],
    ["another digest alone", statement({}, { subject: [{ ...subject, digest: { sha512: FINGERPRINT } }] })],
    ["a digest in upper case", statement({}, { subject: [{ ...subject, digest: { sha256: "A".repeat(64) } }] })],
    ["a short digest", statement({}, { subject: [{ ...subject, digest: { sha256: "a7c4b1d9" } }] })],
    ["T25: a newline in the engine id", statement({}, { subject: [{ ...subject, name: "h4\nsealed true" }] })],
    ["T13: a | in the engine id", statement({}, { subject: [{ ...subject, name: "h4|ref" }] })],
    ["T26: an empty engine id", statement({}, { subject: [{ ...subject, name: "" }] })],
    ["T26: an engine id of 129 characters", statement({}, { subject: [{ ...subject, name: "a".repeat(129) }] })],
    ["a field more", statement({}, { extra: 1 })],
    ["a field more in the predicate", statement({ extra: 1 })],
    ["__proto__ in the predicate", statement().replace('"engine":', '"__proto__":{},"engine":')],
    ["a field less in the predicate", JSON.stringify({ ...JSON.parse(statement()), predicate: withoutNonce })],
    ["T7: sealed by nothing", statement({ seal_level: "none" })],
    ["T7: sealed by an id alone", statement({ seal_level: "id" })],
    ["T7: a seal as text", statement({ sealed: "true" })],
    ["a level that is none", statement({ seal_level: "all" })],
    ["a scope that is none", statement({ seal_scope: "disk" })],
    ["an engine that is none", statement({ engine: "other" })],
    ["a time as text", statement({ issued_at: `${NOW}` })],
    ["a time with a fraction", statement({ issued_at: NOW + 0.5 })],
    ["a time before all times", statement({ issued_at: -1 })],
    ["a time beyond 2^53", statement().replace(`${NOW + 300}`, "9007199254740993")],
    ["a nonce in upper case", statement({ nonce: NONCE.toUpperCase() })],
    ["a short nonce", statement({ nonce: "00" })],
    ["a version that is none", statement({ version: "latest" })],
    ["a self-test that is text", statement({ self_test: "passed" })],
    ["a self-test without a result", statement({ self_test: { checks: 12 } })],
    ["a statement of 9000 bytes", `${statement()}${" ".repeat(9000 - statement().length)}`],
  ])("%s", async (_, text) => {
    const payload = text === "\ud800" ? Uint8Array.of(0xed, 0xa0, 0x80) : new TextEncoder().encode(text);
    const envelope = await signEnvelope(PAYLOAD_TYPE, payload, key);
    expect(await codeOf(verify({ ...outer(), signed: true, envelope }))).toBe("ATTESTATION_STATEMENT");
  });
});

describe("documents that are no attestation", () => {
  const whole = async () => JSON.stringify(await signed(key));

  test("cut short anywhere", async () => {
    const text = await whole();
    for (let length = 0; length < text.length; length++) {
      expect(await codeOf(verify(text.slice(0, length))), `${length}`).toBe("ATTESTATION_MALFORMED");
    }
  });

  test("any one bit flipped, anywhere in it", async () => {
    const bytes = new TextEncoder().encode(await whole());
    const codes = new Set<string>();
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      codes.add(await codeOf(verifyAttestation(flipped, careful())));
    }
    const reasons = ["MALFORMED", "PAYLOAD_TYPE", "KEY_UNKNOWN", "SIGNATURE", "CONTRADICTION", "HASH"];
    expect([...codes].sort()).toEqual(reasons.map((reason) => `ATTESTATION_${reason}`).sort());
  });

  test.each<[string, (text: string) => string]>([
    ["empty", () => ""],
    ["a number", () => "1"],
    ["null", () => "null"],
    ["a list of one", (text) => `[${text}]`],
    ["two of them", (text) => text + text],
    ["a duplicate key", (text) => text.replace("{", '{"sealed":true,')],
    ["a duplicate key in the envelope", (text) => text.replace('"payload"', '"payload":"","payload"')],
    ["a field more", (text) => text.replace("{", '{"note":"trusted",')],
    ["a field less", (text) => text.replace('"engine":"reference",', "")],
    ["T25: a newline in the engine id", (text) => text.replace(ENGINE_ID, "h4\\nsealed true")],
    ["T13: a | in the engine id", (text) => text.replace(ENGINE_ID, "h4|ref")],
    ["a byte order mark", (text) => `\ufeff${text}`],
    ["signed: 1", (text) => text.replace('"signed":true', '"signed":1')],
    ["a bigint for a time", (text) => text.replace(`${NOW}`, "9007199254740993")],
    ["deep", (text) => text.replace(`"${NONCE}"`, "[".repeat(1000) + "]".repeat(1000))],
  ])("%s", async (_, change) => {
    expect(await codeOf(verify(change(await whole())))).toBe("ATTESTATION_MALFORMED");
  });

  test("anything at all is refused in good order", async () => {
    const anything = fc.oneof(fc.json(), fc.string(), fc.uint8Array());
    await fc.assert(
      fc.asyncProperty(anything, async (document) => {
        expect(await codeOf(verifyAttestation(document, careful()))).toMatch(/^ATTESTATION_/);
      }),
    );
  });

  test("a text of 64 MiB is too large, and not encoded first", async () => {
    expect(await codeOf(verify(" ".repeat(1 << 26)))).toBe("ATTESTATION_TOO_LARGE");
  });
});

describe("requirements that are none are refused, never ignored", () => {
  test.each<[string, object, typeof TypeError | typeof RangeError]>([
    ["an unknown option", { publicKey: [] }, TypeError],
    ["keys that are undefined", { publicKeys: undefined }, TypeError],
    ["a nonce that is undefined", { nonce: undefined }, TypeError],
    ["fingerprints that are undefined", { fingerprints: undefined }, TypeError],
    ["an age that is undefined", { maxAge: undefined }, TypeError],
    ["a version that is undefined", { minVersion: undefined }, TypeError],
    ["one key without a list", { publicKeys: "PEM" }, TypeError],
    ["a PEM in the list", { publicKeys: ["-----BEGIN PUBLIC KEY-----"] }, TypeError],
    ["a short nonce", { nonce: "00" }, RangeError],
    ["null for a nonce", { nonce: null }, TypeError],
    ["one fingerprint without a list", { fingerprints: FINGERPRINT }, TypeError],
    ["an age of -1", { maxAge: -1 }, RangeError],
    ["an age as text", { maxAge: "60" }, TypeError],
    ["an age that is not a number", { maxAge: Number.NaN }, RangeError],
    ["a version that is none", { minVersion: "1" }, RangeError],
    ["a pre-release", { minVersion: "1.0.0-rc.1" }, RangeError],
    ["a number for a version", { minVersion: 1 }, TypeError],
    ["no time", { now: Number.NaN }, RangeError],
    ["null", null as never, TypeError],
  ])("%s", async (_, options, error) => {
    await expect(verifyAttestation("{}", options)).rejects.toThrow(error);
  });

  test("S14: a malformed fingerprint is SEAL_CONFIG, as a pin is", async () => {
    expect(await codeOf(verifyAttestation("{}", { fingerprints: ["a7c4b1d9..."] }))).toBe("SEAL_CONFIG");
  });

  test("an attestation that is neither bytes nor text is a TypeError", async () => {
    for (const value of [1, null, undefined, {}, await signed(key)]) {
      await expect(verifyAttestation(value as never, careful())).rejects.toThrow(TypeError);
    }
  });
});
