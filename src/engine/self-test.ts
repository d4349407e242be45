/** The self-test of an engine: known inputs there and back, twice. ABI.md, "Loading", step 5; T11, T12 of THREATS.md */

import { LEVEL_DEFAULT, WINDOW_LOG_DEFAULT_MAX } from "../../assembly/common/limits.js";
import type { Core, CoreSession } from "./core.js";

/** What a self-test found. */
export interface SelfTestReport {
  passed: boolean;
  /** Properties that were looked at, up to the one that does not hold. */
  checks: number;
  /** The property that does not hold. */
  failure?: string;
}

/** The long inputs: several blocks of 128 KiB, so that tables and windows go from one to the next. */
const LONG = 1 << 20;
/** What input may become at most: Zstandard adds 3 bytes to 128 KiB, the run lengths of docs/native-core.md double. */
const growthMax = (length: number) => 2 * length + (1 << 16);

/** Names and contents, made when they are needed: nothing of this is paid for at import. */
const INPUTS: readonly (readonly [string, () => Uint8Array])[] = [
  ["the empty input", () => new Uint8Array(0)],
  ["one byte", () => Uint8Array.of(0x68)],
  ["1 MiB of text", text],
  ["1 MiB of random bytes", noise],
];

/** One property of an engine, and what is wrong with it. */
export interface SelfTestCheck {
  name: string;
  failure?: string;
}

/** Looks whether `core` is lossless, deterministic and within bounds. It does not throw for what it finds. */
export async function selfTest(core: Core): Promise<SelfTestReport> {
  let checks = 0;
  for await (const { failure } of selfTestChecks(core)) {
    if (failure !== undefined) return { passed: false, checks, failure };
    checks++;
  }
  return { passed: true, checks };
}

/** The properties one by one; of an input that fails one, the rest is left out. */
export async function* selfTestChecks(core: Core): AsyncGenerator<SelfTestCheck, void, undefined> {
  for (const [input, make] of INPUTS) {
    try {
      yield* checksOf(core, input, make());
    } catch (error) {
      const name = `${input}: compresses and decompresses`;
      yield { name, failure: `${input}: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
}

async function* checksOf(core: Core, name: string, input: Uint8Array): AsyncGenerator<SelfTestCheck, void, undefined> {
  const packed = await through(openCompressor(core, input.length), input, growthMax(input.length));
  yield { name: `${name}: compresses within bounds` };
  const again = await through(openCompressor(core, input.length), input, growthMax(input.length));
  const same = { name: `${name}: the same bytes the second time` };
  yield equal(packed, again) ? same : { ...same, failure: `${name}: other bytes the second time` };
  const restored = await through(openDecompressor(core, input.length), packed, input.length);
  const back = { name: `${name}: decompressing gives the input back` };
  yield equal(restored, input) ? back : { ...back, failure: `${name}: decompressing does not give the input back` };
}

function openCompressor(core: Core, contentSize: number): CoreSession {
  return core.openCompressor({
    level: LEVEL_DEFAULT,
    windowLog: 0,
    checksum: true,
    dictionary: undefined,
    contentSize,
  });
}

function openDecompressor(core: Core, maxOutput: number): CoreSession {
  return core.openDecompressor({ dictionaries: [], maxOutput, windowLogMax: WINDOW_LOG_DEFAULT_MAX });
}

/** All that a session makes of `input`, at most `limit` bytes. */
async function through(session: CoreSession, input: Uint8Array, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    session.write(input);
    session.end();
    await session.settle?.();
    for (let piece = session.read(); piece !== undefined; piece = session.read()) {
      length += piece.length;
      if (length > limit) throw new Error(`${length} bytes came out, at most ${limit} can be right`);
      pieces.push(piece);
    }
  } finally {
    session.close();
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Words that repeat as those of a text do: a linear congruential generator chooses them. */
function text(): Uint8Array {
  const words = ["the ", "seal ", "of ", "an ", "engine ", "is ", "a ", "digest ", "over ", "bytes\n"];
  const encoder = new TextEncoder();
  const bytes = new Uint8Array(LONG);
  let state = 1;
  for (let at = 0; at < LONG; ) {
    state = next(state);
    at += encoder.encodeInto(words[(state >>> 16) % words.length]!, bytes.subarray(at)).written;
  }
  return bytes;
}

function noise(): Uint8Array {
  const bytes = new Uint8Array(LONG);
  let state = 2;
  for (let i = 0; i < LONG; i++) {
    state = next(state);
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** Multiplier and increment of Numerical Recipes, §7.1; the low bits are weak and not used. */
function next(state: number): number {
  return (Math.imul(state, 1664525) + 1013904223) >>> 0;
}
