/** What requests and answers of the service hold, as schemas: the document is made of them, and tests judge by them. */

import { readFileSync } from "node:fs";
import { z } from "@hono/zod-openapi";

const hex256 = (description, example) =>
  z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .openapi({ description, example });

const SEAL = JSON.parse(readFileSync(new URL("../seal.json", import.meta.url), "utf8"));
const FINGERPRINT = hex256("SHA-256 of the bytes that run", SEAL.sha256);
const ENGINE_ID = z
  .string()
  .regex(/^[A-Za-z0-9._+-]{1,128}$/)
  .openapi({ description: "Stands for the bytes that the engine writes", example: "h4ref-zstd-v1.0.0" });
const ENGINE = z
  .enum(["reference", "core"])
  .openapi({ description: "The WebAssembly engine of the package, or a native core" });
const SEALED = z.boolean().openapi({ description: "True only where a fingerprint that was pinned matched" });
const SENTENCES = z.array(z.string());

/** The codes that `docs/errors.md` says the service answers with, in the order of the alphabet. */
function problemCodes() {
  const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
  const [service] = /^## The HTTP service$.*?(?=^## )/ms.exec(page);
  const named = service.matchAll(/`([A-Z][A-Z_]*[A-Z])`/g);
  const ofContainers = page.matchAll(/^\| `(CONTAINER_[A-Z_]+)` \|/gm);
  return [...new Set([...named, ...ofContainers].map(([, code]) => code))].sort();
}

const figure = z.union([z.int(), z.number(), z.string()]);

export const Problem = z
  .strictObject({
    type: z.literal("about:blank"),
    title: z.string().openapi({ description: "The phrase of the status" }),
    status: z.int().min(400).max(599),
    detail: z.string().openapi({ description: "What was wrong, as a sentence" }),
    code: z.enum(problemCodes()).openapi({ description: "Never changes its meaning: branch on it" }),
    error: z.string().openapi({ description: "The words of detail" }),
    got: figure.optional().openapi({ description: "What was met" }),
    limit: figure.optional().openapi({ description: "What is allowed" }),
    offset: z.int().min(0).optional().openapi({ description: "Where in the data" }),
    ready: z.literal(false).optional().openapi({ description: "Of /readyz alone" }),
  })
  .openapi("Problem", { description: "Problem details of RFC 9457, with a stable code" });

export const Info = z
  .strictObject({
    engine: ENGINE,
    engine_id: ENGINE_ID,
    fingerprint: FINGERPRINT,
    deterministic: z.literal(true).openapi({ description: "The same input and options give the same output" }),
    identity_safe: z
      .boolean()
      .openapi({ description: "Nothing but input and options reaches the output: no time, host, user or path" }),
    verified: z.boolean().openapi({ description: "The bytes were hashed and equalled a known digest before they ran" }),
    sealed: SEALED,
    seal_level: z
      .enum(["none", "id", "fingerprint"])
      .openapi({ description: "The strongest pin; all of them matched" }),
    seal_scope: z
      .enum(["bytes", "build"])
      .openapi({ description: "Whether it speaks of the bytes that run, or of the file that they were built from" }),
    proved: SENTENCES.optional().openapi({ description: "With seal_scope build: what holds" }),
    not_proved: SENTENCES.optional().openapi({ description: "With seal_scope build: what may still be otherwise" }),
    declared_fingerprint: z
      .string()
      .optional()
      .openapi({ description: "What a native core says of itself: information, and proof of nothing" }),
    version: z.string().openapi({ description: "Of the package", example: "1.0.0" }),
  })
  .openapi("Info", { description: "What the service says of its engine" });

const Envelope = z
  .strictObject({
    payloadType: z.string(),
    payload: z.base64(),
    signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.base64() })).min(1),
  })
  .openapi("Envelope", { description: "A DSSE envelope around a statement of in-toto" });

export const Attestation = z
  .strictObject({
    engine_id: ENGINE_ID,
    fingerprint: FINGERPRINT,
    timestamp_unix: z.int().openapi({ description: "Seconds since 1970", example: 1767225600 }),
    attestation_hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .openapi({
        description: "SHA-256 of engine_id|fingerprint|timestamp_unix. It has no key: anyone can compute it",
      }),
    sealed: SEALED,
    engine: ENGINE,
    nonce: z.string().nullable().openapi({ description: "That of the request, in lower case; null for none" }),
    signed: z.boolean(),
    envelope: Envelope.optional().openapi({ description: "There exactly where signed is true" }),
  })
  .openapi("Attestation", { description: "What the engine is, signed where the service has a key" });

const Verdict = z
  .strictObject({
    outcome: z.enum(["passed", "failed", "not asked", "unknown"]),
    says: z.string().openapi({ description: "What that proves, or why it failed" }),
    code: z.string().optional(),
    got: figure.optional(),
    limit: figure.optional(),
    offset: z.int().optional(),
  })
  .openapi("Verdict", { description: "One question about a container, and its answer" });

const verdicts = {
  integrity: Verdict,
  content: Verdict,
  root: Verdict,
  signature: Verdict,
  engine_id: Verdict,
  fingerprint: Verdict,
  sealed: Verdict,
};

const Container = z
  .strictObject({
    size: z.int(),
    plain_size: z.int().nullable(),
    blocks: z.int(),
    block_size: z.int().nullable(),
    indexed: z.boolean(),
    root: z.string().nullable(),
    signed: z.boolean(),
    authenticated: z.boolean(),
    verified: z.boolean(),
    codec: z.string().nullable(),
    compression: z.record(z.string(), z.unknown()).nullable(),
  })
  .openapi("Container", { description: "The facts about a container, sizes in bytes" });

const FILE = z.string().nullable().openapi({ description: "The name that a form gave the file" });
const OK = z.boolean().openapi({ description: "No verdict is failed or unknown" });

export const Verification = z
  .strictObject({ file: FILE, ok: OK, ...verdicts, container: Container.nullable() })
  .openapi("Verification", { description: "The verdicts on a container" });

const Entry = z.strictObject({ pts: z.number(), offset: z.number() }).openapi("SeekEntry", {
  description: "One entry of the timeline. Both are integers of 64 bits with all their digits",
});

export const Inspection = z
  .strictObject({
    file: FILE,
    ok: OK,
    chunks: z.array(
      z.strictObject({ tag: z.string(), offset: z.int(), chunks: z.int(), bytes: z.int(), crc_ok: z.boolean() }),
    ),
    chunks_error: z.string().nullable().openapi({ description: "The code of why the list ends early" }),
    chunks_cut: z.boolean().openapi({ description: "There are more runs than 1000, which are not listed" }),
    container: Container.nullable(),
    meta: z.record(z.string(), z.unknown()).nullable(),
    safe: z.record(z.string(), z.unknown()).nullable(),
    seek: z.strictObject({ entries: z.int(), first: Entry.nullable(), last: Entry.nullable() }).nullable(),
    ...verdicts,
  })
  .openapi("Inspection", { description: "What is in a container; what was not verified is null" });

export const Alive = z.strictObject({ alive: z.literal(true) }).openapi("Alive");

export const Ready = z
  .strictObject({ ready: z.literal(true), sealed: SEALED, engine_id: ENGINE_ID, fingerprint: FINGERPRINT })
  .openapi("Ready");
