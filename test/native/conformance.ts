/** The conformance program of native/ at work: calls with known results, held against a core from outside. */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LEVEL_DEFAULT } from "../../assembly/common/limits.js";
import { OUTPUT_LIMIT } from "../../assembly/common/status.js";
import { Refusal } from "../support/engine.js";
import { requireTools } from "../support/install.js";
import type { RawEngine } from "../support/raw-engine.js";
import { statusValue } from "../support/status.js";

/** H4_OUTPUT_MAX of native/h4core.h. */
const OUTPUT_MAX = 2 ** 30;
/** What a refused input might have filled. */
const ROOM = 1 << 20;

/** By their numbers in native/conformance.c. */
const OPERATIONS = ["compress", "decompress", "compress_into", "decompress_into"] as const;

export interface Call {
  readonly operation: (typeof OPERATIONS)[number];
  readonly input: Uint8Array;
  /** Default 3. */
  readonly level?: number;
  /** Room for the output of *_into. */
  readonly capacity?: number;
  /** The output, or a negative status. */
  readonly expected: Uint8Array | number;
}

/** `bytes` as calls of both ABIs whose results the WebAssembly engine says. */
export function compressCalls(engine: RawEngine, input: Uint8Array, level: number): Call[] {
  const expected = engine.compress(input, { level });
  const { length } = expected;
  const into = { operation: "compress_into", input, level } as const;
  const calls: Call[] = [{ ...into, capacity: length, expected }];
  if (level === LEVEL_DEFAULT) calls.push({ operation: "compress", input, expected });
  if (input.length < ROOM / 2) calls.push({ ...into, capacity: length - 1, expected: OUTPUT_LIMIT });
  return calls;
}

/**
 * `input` as calls of both ABIs; where the WebAssembly engine refuses it, so must the core, with the same status for the
 * same room.
 */
export function decompressCalls(engine: RawEngine, input: Uint8Array): Call[] {
  const whole = verdict(engine, input, OUTPUT_MAX);
  const into = { operation: "decompress_into", input } as const;
  const calls: Call[] = [{ operation: "decompress", input, expected: whole }];
  if (typeof whole === "number") {
    calls.push({ ...into, capacity: ROOM, expected: verdict(engine, input, ROOM) });
  } else {
    calls.push({ ...into, capacity: whole.length, expected: whole });
    if (whole.length > 0) calls.push({ ...into, capacity: whole.length - 1, expected: OUTPUT_LIMIT });
  }
  return calls;
}

/** What the WebAssembly engine makes of `input`: bytes, or the status with which it refuses them. */
function verdict(engine: RawEngine, input: Uint8Array, maxOutput: number): Uint8Array | number {
  try {
    return engine.decompress(input, { maxOutput });
  } catch (error) {
    if (!(error instanceof Refusal) || error.status === undefined) throw error;
    return statusValue(error.status === "NEEDS_DICTIONARY" ? "DICTIONARY_MISSING" : error.status);
  }
}

/** The program, compiled once a process, and what it says of a core. */
export class Conformance {
  readonly folder = mkdtempSync(join(tmpdir(), "harmony4-native-"));
  readonly #program = join(this.folder, "conformance");

  constructor() {
    requireTools("The conformance program", { gcc: "gcc libc6-dev" });
    const native = join(import.meta.dirname, "../../native");
    const source = join(native, "conformance.c");
    const flags = ["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-pthread", `-I${native}`];
    execFileSync("gcc", [...flags, source, "-o", this.#program, "-ldl"]);
  }

  /** Runs it on `core`; answers its lines, with which signal it ended if one, and whether all was as it must be. */
  run(core: string, ...args: string[]): { lines: string[]; signal: string | null; passed: boolean } {
    const { status, signal, stdout } = spawnSync(this.#program, [core, ...args], { encoding: "utf8" });
    return { lines: stdout.split("\n").filter((line) => line !== ""), signal, passed: status === 0 };
  }

  /** What differs when `calls` are made, `rounds` times by each of `threads` threads at once; nothing when all agree. */
  differences(core: string, calls: readonly Call[], { threads = 1, rounds = 1 } = {}): string[] {
    const file = join(this.folder, "calls");
    writeFileSync(file, Buffer.concat(calls.map(record)));
    const { lines, signal, passed } = this.run(core, "calls", file, String(threads), String(rounds));
    if (signal !== null) return [...lines, `ended by ${signal}`];
    return passed || lines.length > 0 ? lines : ["failed without a word"];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** `struct record` of native/conformance.c, with what follows it. */
function record({ operation, input, level = LEVEL_DEFAULT, capacity = 0, expected }: Call): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(OPERATIONS.indexOf(operation), 0);
  head.writeInt32LE(level, 4);
  head.writeBigUInt64LE(BigInt(capacity), 8);
  head.writeBigInt64LE(BigInt(typeof expected === "number" ? expected : expected.length), 16);
  head.writeBigUInt64LE(BigInt(input.length), 24);
  return Buffer.concat([head, input, typeof expected === "number" ? new Uint8Array(0) : expected]);
}
