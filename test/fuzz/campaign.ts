/** Damaged frames through the engine, guarded, and beside the reference: what was found, and what must not be. */

import { Refusal } from "../support/engine.js";
import { Random } from "../support/generators.js";
import { GuardedEngine, showsSecret } from "../support/guarded-engine.js";
import { address, decoderEnd, NOT_FOR_THE_DECODER } from "../support/memory-map.js";
import type { StatusName } from "../support/status.js";
import { withinTime } from "../support/watchdog.js";
import { ZlibOracle } from "../support/zlib-oracle.js";
import { explained } from "./differences.js";
import { mutated } from "./mutate.js";
import { seedFrames } from "./seeds.js";

const WINDOW_LOG_MAX = 20;
const MAX_OUTPUT = 1 << 20;
const LIMITS = { windowLogMax: WINDOW_LOG_MAX, maxOutput: MAX_OUTPUT };
const PAGE = 1 << 16;

/** Inputs between two looks at the guarded memory, and how long they may take: some milliseconds are usual. */
const BATCH = 250;
const BATCH_MILLISECONDS = 30_000;

export interface Findings {
  cases: number;
  accepted: number;
  /** How often the engine refused with each status. */
  readonly refused: Map<StatusName, number>;
  /** How often each pinned difference to the reference was met. */
  readonly explained: Map<string, number>;
  /** What must be empty: each line is one defect with the input that shows it. */
  readonly defects: string[];
}

type Verdict = { readonly output: Uint8Array } | { readonly status: StatusName };

/** Runs `cases` inputs from `seed`. Stops early when there are many defects. */
export async function campaign(seed: number, cases: number): Promise<Findings> {
  const findings: Findings = { cases: 0, accepted: 0, refused: new Map(), explained: new Map(), defects: [] };
  const random = new Random(seed);
  const seeds = await seedFrames();
  const zlib = new ZlibOracle();
  let engine = guarded();
  while (findings.cases < cases && findings.defects.length < 20) {
    const inputs = Array.from({ length: Math.min(BATCH, cases - findings.cases) }, () => mutated(seeds, random));
    const theirs = Promise.all(inputs.map((bytes) => zlib.decompress(bytes, LIMITS).catch(() => undefined)));
    const { verdicts, defects } = decodeAll(engine, inputs);
    if (defects.length > 0) {
      findings.defects.push(...defects);
      engine = guarded();
    }
    (await theirs).forEach((reference, i) => {
      const verdict = verdicts[i];
      if (verdict !== undefined) compare(findings, inputs[i]!, verdict, reference);
    });
    findings.cases += inputs.length;
  }
  zlib.close();
  return findings;
}

function guarded(): GuardedEngine {
  const engine = new GuardedEngine(NOT_FOR_THE_DECODER, decoderEnd(1 << WINDOW_LOG_MAX) + PAGE);
  engine.plant(["constants", "null page"]);
  return engine;
}

/** One batch: every input whole, and again in pieces that depend on it. */
function decodeAll(engine: GuardedEngine, inputs: readonly Uint8Array[]) {
  const verdicts: (Verdict | undefined)[] = [];
  const defects: string[] = [];
  const before = engine.memory.length;
  engine.plantSecret(address("ARENA") + (1 << WINDOW_LOG_MAX));
  try {
    withinTime(BATCH_MILLISECONDS, () => {
      for (const bytes of inputs) {
        const whole = decode(engine, bytes, bytes.length);
        const pieces = decode(engine, bytes, 1 + ((bytes[bytes.length >> 1] ?? 0) % 61));
        verdicts.push(whole);
        if (!same(whole, pieces)) defects.push(`in pieces: ${told(pieces)}, whole: ${told(whole)}: ${hex(bytes)}`);
      }
    });
  } catch (error) {
    defects.push(`${(error as Error).message}: ${hex(inputs[verdicts.length]!)}`);
  }
  if (engine.memory.length > before) defects.push(`memory grew to ${engine.memory.length} bytes in this batch`);
  const damaged = engine.damaged();
  if (damaged.length > 0) {
    const culprit = inputs.find((bytes) => writesOutside(bytes));
    defects.push(`wrote to ${damaged.join(", ")}: ${culprit ? hex(culprit) : "not one of the batch alone"}`);
  }
  return { verdicts, defects };
}

function writesOutside(bytes: Uint8Array): boolean {
  const engine = guarded();
  decode(engine, bytes, bytes.length);
  return engine.damaged().length > 0;
}

/** What an input comes to. Anything but a refusal, a trap above all, is thrown on. */
function decode(engine: GuardedEngine, bytes: Uint8Array, piece: number): Verdict {
  const parts: Uint8Array[] = [];
  try {
    const session = engine.decompressor(LIMITS);
    for (let at = 0; at < bytes.length; at += piece) parts.push(session.push(bytes.subarray(at, at + piece)));
    parts.push(session.end());
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (showsSecret(Buffer.concat(parts))) throw new Error("an earlier call's memory shows");
    return { status: error.status! };
  }
  const output = Buffer.concat(parts);
  if (showsSecret(output)) throw new Error("an earlier call's memory shows");
  return { output };
}

function same(a: Verdict, b: Verdict): boolean {
  if ("status" in a || "status" in b) return "status" in a && "status" in b && a.status === b.status;
  return Buffer.compare(a.output, b.output) === 0;
}

function compare(findings: Findings, bytes: Uint8Array, verdict: Verdict, reference: Uint8Array | undefined): void {
  if ("output" in verdict) {
    findings.accepted++;
    if (reference === undefined) findings.defects.push(`accepted, the reference refuses: ${hex(bytes)}`);
    else if (!same(verdict, { output: reference }))
      findings.defects.push(`other content than the reference: ${hex(bytes)}`);
    return;
  }
  const { status } = verdict;
  findings.refused.set(status, (findings.refused.get(status) ?? 0) + 1);
  if (reference === undefined) return;
  const why = explained(bytes, status, reference);
  if (why === undefined) findings.defects.push(`refused with ${status}, the reference accepts: ${hex(bytes)}`);
  else findings.explained.set(why, (findings.explained.get(why) ?? 0) + 1);
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const told = (verdict: Verdict) => ("status" in verdict ? verdict.status : `${verdict.output.length} bytes`);
