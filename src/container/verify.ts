/** Everything that can be said about a container, each thing with what it proves. S44, S47, T15 */

import { checkKeys } from "../api/check.js";
import { H4Error } from "../api/errors.js";
import type { AsyncOptions } from "../api/options.js";
import { parseEngineId, parseFingerprint } from "../seal/pins.js";
import type { ContainerSource } from "./access.js";
import type { BlockEngine } from "./codec.js";
import { quoted } from "./metadata.js";
import { type ContainerInfo, H4mkReader } from "./reader.js";
import { verifySignature } from "./signature.js";
import type { TreeIndex } from "./tree-index.js";
import { checkTrust, checkTrusted, signatureOf, TRUST_KEYS, type Trust, type TrustOptions } from "./trust.js";

/** What a container is held against. What is not given is not asked. */
export interface VerifyOptions extends TrustOptions, AsyncOptions {
  /** What `meta.compression.engine_id` must be. */
  engineId?: string;
  /** What `meta.compression.fingerprint` must be. */
  fingerprint?: string;
  /** What `meta.compression.sealed` must be. */
  sealed?: boolean;
  /** Also decodes every block, so that every checksum is compared. Default false. */
  decode?: boolean | undefined;
  /** Decodes. Default: the engine that all calls without pins share. */
  engine?: BlockEngine | Promise<BlockEngine> | undefined;
}

const VERIFY_KEYS = new Set([
  ...TRUST_KEYS,
  "engineId",
  "fingerprint",
  "sealed",
  "decode",
  "engine",
  "signal",
  "onProgress",
]);

/** "unknown": asked for, but what it rests on failed. */
export type Outcome = "passed" | "failed" | "not asked" | "unknown";

/** One verdict. */
export interface Verdict {
  outcome: Outcome;
  /** What the outcome proves, or why it failed, as a sentence. */
  says: string;
  /** Why it failed. */
  error?: H4Error;
}

/** The verdicts on one container. */
export interface Verification {
  /** Nothing failed, and nothing that was asked for is unknown. */
  ok: boolean;
  /** The rules of the format, every CRC-32, VERI, and the index with every leaf. */
  integrity: Verdict;
  /** Every block decodes to what the index says. */
  content: Verdict;
  root: Verdict;
  signature: Verdict;
  engineId: Verdict;
  fingerprint: Verdict;
  sealed: Verdict;
  /** What was read; undefined where integrity failed. */
  info: ContainerInfo | undefined;
}

const INTACT =
  "No byte changed since VERI was computed. VERI has no key: this shows that nothing was damaged, not who wrote it";
const ROOTED =
  "Header, META, SAFE, index and every block are those of the root that you trust; SEEK is not covered by it";
const DECODED = "Every block decodes, and to the length that is said";

/**
 * Reads all of a container and judges it. What fails is in the verdicts; only a source that cannot be read rejects.
 *
 * @throws TypeError, RangeError or H4Error `SEAL_CONFIG` for malformed options; H4Error `SOURCE_*`
 * @example
 * const { ok, integrity, signature } = await verifyContainer(file, { key, fingerprint });
 * console.log(integrity.says, signature.says);
 */
export async function verifyContainer(source: ContainerSource, options: VerifyOptions = {}): Promise<Verification> {
  checkKeys(options, VERIFY_KEYS);
  const { engine, signal, onProgress, decode = false } = options;
  const trust = checkTrust(options);
  const pins = {
    engine_id: "engineId" in options ? parseEngineId(options.engineId, "engineId") : undefined,
    fingerprint: "fingerprint" in options ? parseFingerprint(options.fingerprint, "fingerprint") : undefined,
    sealed: "sealed" in options ? checkSealed(options.sealed) : undefined,
  };
  let reader: H4mkReader | undefined;
  const integrity = await judge(true, async () => {
    const open = { strict: true, engine, signal, onProgress, maxOutput: Number.POSITIVE_INFINITY };
    reader = await H4mkReader.openWith(source, open, true);
    return INTACT;
  });
  const index = reader?.index;
  const intact = reader !== undefined;
  const content = await judge(decode && (intact || undefined), () => decodeAll(reader!, signal));
  const root = await judge(trust.root !== undefined && (intact || undefined), () => {
    checkTrusted(rootOf(index), trust.root!);
    return ROOTED;
  });
  const signature = await judgeSignature(intact, index, trust);
  const behind = standsBehind(root, signature);
  const audit = (field: keyof typeof pins) => auditPin(reader?.info, field, pins[field], behind);
  const verdicts = {
    integrity,
    content,
    root,
    signature,
    engineId: audit("engine_id"),
    fingerprint: audit("fingerprint"),
    sealed: audit("sealed"),
  };
  const ok = Object.values(verdicts).every(({ outcome }) => outcome === "passed" || outcome === "not asked");
  return { ok, ...verdicts, info: reader?.info };
}

function checkSealed(sealed: unknown): boolean {
  if (typeof sealed === "boolean") return sealed;
  throw new TypeError(`sealed must be a boolean, got ${typeof sealed}`);
}

/** `asked`: false when nobody did, undefined when what it rests on failed. */
async function judge(asked: boolean | undefined, check: () => string | Promise<string>): Promise<Verdict> {
  if (asked === false) return { outcome: "not asked", says: "Not asked for" };
  if (asked === undefined) return { outcome: "unknown", says: "Not judged, because the container is damaged" };
  try {
    return { outcome: "passed", says: await check() };
  } catch (error) {
    // A source that cannot be read, a full memory or an abort says nothing about the container.
    if (!(error instanceof H4Error) || !isVerdict(error)) throw error;
    return { outcome: "failed", says: error.message, error };
  }
}

/** Codes that judge the container, rather than the way to it. */
function isVerdict({ code }: H4Error): boolean {
  return code.startsWith("CONTAINER_") || ["DICTIONARY_MISSING", "WINDOW_TOO_LARGE"].includes(code);
}

async function decodeAll(reader: H4mkReader, signal: AbortSignal | undefined): Promise<string> {
  for await (const piece of reader.stream(undefined, undefined, { signal })) void piece;
  return DECODED;
}

function rootOf(index: TreeIndex | undefined): Uint8Array {
  if (index !== undefined) return index.tail.root;
  throw new H4Error("CONTAINER_UNINDEXED", "The container has no index, so no root that could be trusted or signed");
}

async function judgeSignature(intact: boolean, index: TreeIndex | undefined, trust: Trust): Promise<Verdict> {
  return await judge(trust.keys !== undefined && (intact || undefined), async () => {
    const root = rootOf(index);
    const { keyId } = await verifySignature(signatureOf(index!, trust), root, trust.keys!);
    return `The owner of the key ${keyId} signed this root: header, META, SAFE, index and every block; SEEK is not covered`;
  });
}

/** What META's words are worth. */
function standsBehind(root: Verdict, signature: Verdict): string {
  if (root.outcome === "passed") return "the root that you trust stands behind META";
  if (signature.outcome === "passed") return "the signer of the root stands behind META";
  return "nothing but VERI stands behind META, which whoever changes META computes anew";
}

function auditPin(
  info: ContainerInfo | undefined,
  field: "engine_id" | "fingerprint" | "sealed",
  pin: string | boolean | undefined,
  behind: string,
): Verdict {
  if (pin === undefined) return { outcome: "not asked", says: "Not asked for" };
  if (info === undefined) return { outcome: "unknown", says: "Not judged, because the container is damaged" };
  const found = info.compression?.[field] ?? "nothing";
  const words = `META says ${field} ${quoted(`${found}`)}`;
  if (found === pin) return { outcome: "passed", says: `${words}, as pinned: ${behind}` };
  const error = new H4Error("CONTAINER_AUDIT", `${words}, pinned is ${pin}`, {
    got: quoted(`${found}`),
    limit: `${pin}`,
  });
  return { outcome: "failed", says: error.message, error };
}
