/**
 * What an attestation says under its signature: an in-toto Statement v1 about one engine.
 * https://github.com/in-toto/attestation/blob/v1.1.0/spec/v1/statement.md
 */

import { H4Error } from "../api/errors.js";
import { Fields } from "./fields.js";
import { ENGINE_ID, FINGERPRINT } from "./pins.js";
import { parseStrictJson } from "./strict-json.js";
import { VERSION_PATTERN } from "./version.js";

/** The type that is signed along with the bytes: an in-toto statement as JSON. */
export const STATEMENT_PAYLOAD_TYPE = "application/vnd.in-toto+json";
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
/** Names the fields of the predicate and their meaning; other fields are another type. */
export const PREDICATE_TYPE = "urn:harmony4:attestation:engine:v1";

/** Most seconds for which an attestation may be valid. */
export const VALIDITY_MAX = 300;
/** Bytes of a statement: one of this project has some 700. */
const STATEMENT_SIZE_MAX = 8192;

/** A nonce as text: lower-case hexadecimal digits of 8 to 64 bytes. */
export const NONCE = /^(?:[0-9a-f]{2}){8,64}$/;

export const ENGINES = ["reference", "core"] as const;
const SEAL_LEVELS = ["none", "id", "fingerprint"] as const;
const SEAL_SCOPES = ["bytes", "build"] as const;

/** The statement without the form that in-toto gives it. Times are seconds since 1970 by the clock of the signer. */
export interface EngineStatement {
  engine: (typeof ENGINES)[number];
  engine_id: string;
  /** SHA-256 of the bytes that run: 64 lower-case hexadecimal digits. */
  fingerprint: string;
  sealed: boolean;
  verified: boolean;
  seal_level: (typeof SEAL_LEVELS)[number];
  seal_scope: (typeof SEAL_SCOPES)[number];
  /** Of the package around the engine. */
  version: string;
  /** What the engine's self-test found when the statement was made. */
  self_test: { passed: boolean; checks: number };
  /** What the verifier asked to have in it, in hexadecimal; null when nothing was asked. */
  nonce: string | null;
  issued_at: number;
  not_after: number;
}

const PREDICATE_FIELDS = [
  "engine",
  "issued_at",
  "nonce",
  "not_after",
  "seal_level",
  "seal_scope",
  "sealed",
  "self_test",
  "verified",
  "version",
] as const;

/** The bytes that are signed: compact JSON, keys sorted. Of these fields that is the canonical form of RFC 8785. */
export function writeStatement({ engine_id, fingerprint, ...predicate }: EngineStatement): Uint8Array<ArrayBuffer> {
  const statement = {
    _type: STATEMENT_TYPE,
    subject: [{ name: engine_id, digest: { sha256: fingerprint } }],
    predicateType: PREDICATE_TYPE,
    predicate,
  };
  return new Uint8Array(new TextEncoder().encode(JSON.stringify(statement, sortedKeys)));
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Reads the bytes that were signed.
 *
 * @throws H4Error `ATTESTATION_STATEMENT` for anything that is not exactly one statement about one engine
 */
export function readStatement(bytes: Uint8Array): EngineStatement {
  const what = "the statement";
  const options = {
    code: "ATTESTATION_STATEMENT",
    what,
    maxBytes: STATEMENT_SIZE_MAX,
  } as const;
  const statement = new Fields(
    parseStrictJson(bytes, options),
    what,
    ["_type", "predicate", "predicateType", "subject"],
    refuse,
  );
  statement.oneOf("_type", [STATEMENT_TYPE]);
  statement.oneOf("predicateType", [PREDICATE_TYPE]);
  const subjects = statement.value("subject");
  if (!Array.isArray(subjects) || subjects.length !== 1) throw refuse("the statement must have exactly one subject");
  const subject = new Fields(subjects[0], "the subject", ["digest", "name"], refuse);
  const digest = new Fields(subject.value("digest"), "the digest", ["sha256"], refuse);
  const predicate = new Fields(statement.value("predicate"), "the predicate", PREDICATE_FIELDS, refuse);
  const selfTest = new Fields(predicate.value("self_test"), "self_test", ["checks", "passed"], refuse);
  const read: EngineStatement = {
    engine: predicate.oneOf("engine", ENGINES),
    engine_id: subject.text("name", ENGINE_ID),
    fingerprint: digest.text("sha256", FINGERPRINT),
    sealed: predicate.flag("sealed"),
    verified: predicate.flag("verified"),
    seal_level: predicate.oneOf("seal_level", SEAL_LEVELS),
    seal_scope: predicate.oneOf("seal_scope", SEAL_SCOPES),
    version: predicate.text("version", VERSION_PATTERN),
    self_test: { passed: selfTest.flag("passed"), checks: selfTest.count("checks") },
    nonce: predicate.value("nonce") === null ? null : predicate.text("nonce", NONCE),
    issued_at: predicate.count("issued_at"),
    not_after: predicate.count("not_after"),
  };
  if (read.sealed !== (read.seal_level === "fingerprint")) {
    throw refuse("sealed and seal_level of the predicate contradict each other");
  }
  return read;
}

function refuse(reason: string): H4Error {
  return new H4Error("ATTESTATION_STATEMENT", `the signed statement is not one about an engine: ${reason}`);
}
