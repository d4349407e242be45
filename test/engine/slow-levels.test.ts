/** Levels 10 to 19: windows that move, dictionaries, and no content that is a trap. */

import { afterAll, describe, expect, test } from "vitest";
import { LEVEL_MAX } from "../../assembly/common/limits.js";
import { measuringCoverage } from "../coverage/hits.js";
import { inPieces } from "../support/engine.js";
import { expectBytes } from "../support/expect-bytes.js";
import { json, mixed, noise, periodic, text } from "../support/generators.js";
import { RawEngine } from "../support/raw-engine.js";
import { ZlibOracle } from "../support/zlib-oracle.js";

const LEVELS = Array.from({ length: LEVEL_MAX - 9 }, (_, i) => 10 + i);
const zlib = new ZlibOracle();
afterAll(() => zlib.close());

const engine = new RawEngine();

describe.each(LEVELS)("level %i", (level) => {
  test("a small window moves along a long stream", async () => {
    const plain = mixed(1_400_000, level);
    const frame = inPieces(engine.compressor({ level, windowLog: 12 }), plain, [100_000]);
    expectBytes(await zlib.decompress(frame), plain);
  });

  test("a dictionary is reached into, raw or formatted, by the first bytes", async () => {
    const dictionary = json(30_000, 5);
    const plain = json(20_000, 5).subarray(0, 9000);
    const frame = engine.compress(plain, { level, dictionary });
    expect(frame.length).toBeLessThan(80);
    expectBytes(await zlib.decompress(frame, { dictionary }), plain);
  });
});

/** Words that begin with every word of `order` bits once, as bytes: matches end after as many bytes, everywhere. */
function deBruijn(length: number): Uint8Array {
  const order = 18;
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    bytes[i] = 97 + (state & 1);
    // A linear feedback shift register of full period: x^18 + x^11 + 1.
    state = (state >>> 1) | (((state ^ (state >>> 7)) & 1) << (order - 1));
  }
  return bytes;
}

const filled = (length: number, byte: (i: number) => number) => Uint8Array.from({ length }, (_, i) => byte(i));
const SIZE = 200_000;
const TRAPS: Readonly<Record<string, Uint8Array>> = {
  zeros: new Uint8Array(SIZE),
  "period 2": periodic(2)(SIZE),
  "period 7": periodic(7)(SIZE),
  "period 1000": periodic(1000)(SIZE),
  "period 70000": periodic(70_000)(SIZE),
  "de Bruijn": deBruijn(SIZE),
  "long runs": filled(SIZE, (i) => (i >> 8) & 255),
  "runs that end differently": filled(SIZE, (i) => (i % 380 === 379 ? (i * 7919) >> 5 : 0)),
  "beginnings alike": Uint8Array.from(noise(SIZE), (byte, i) => (i % 64 < 56 ? i % 64 : byte)),
  noise: noise(SIZE),
};

/** An instrumented engine counts in calls, and there is nothing that disturbs them. */
const ROUNDS = measuringCoverage() ? 1 : 3;

/** Processor time of the fastest of three: other processes do not count. */
function cost(engine: RawEngine, plain: Uint8Array, level: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage().user;
    engine.compress(plain, { level });
    least = Math.min(least, process.cpuUsage().user - before);
  }
  return least;
}

test.each([12, 15, 16, 19])("level %i: no content takes longer than a few times what text takes", (level) => {
  const engine = new RawEngine();
  const plain = text(SIZE);
  engine.compress(plain, { level });
  const usual = cost(engine, plain, level);
  for (const [name, trap] of Object.entries(TRAPS)) expect(cost(engine, trap, level), name).toBeLessThan(5 * usual);
});
