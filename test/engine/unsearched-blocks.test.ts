/** Blocks that a repeated offset or a long match covers: no match finder is asked for them, and none is left behind. */

import { afterAll, expect, test } from "vitest";
import { inPieces } from "../support/engine.js";
import { expectBytes } from "../support/expect-bytes.js";
import { noise, text } from "../support/generators.js";
import { RawEngine } from "../support/raw-engine.js";
import { ZlibOracle } from "../support/zlib-oracle.js";

const engine = new RawEngine();
const zlib = new ZlibOracle();
afterAll(() => zlib.close());

const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

const rest = text(200_000, 6);
const repeated = (bytes: Uint8Array, times: number) => joined(...Array.from({ length: times }, () => bytes));

test.each([
  // A repeated offset covers them.
  [5, 0, new Uint8Array(13 << 20)],
  [9, 0, new Uint8Array(13 << 20)],
  [13, 0, new Uint8Array(13 << 20)],
  // Long matches do.
  [5, 22, repeated(noise(1 << 20), 12)],
  [8, 22, repeated(noise(1 << 20), 12)],
  [12, 23, repeated(noise(1 << 20), 20)],
  [13, 23, repeated(noise(1 << 20), 20)],
  [16, 23, repeated(noise(1 << 20), 20)],
])(
  "level %i, window %i: what comes behind them is compressed as ever, whatever the pieces",
  async (level, windowLog, before) => {
    const compressed = (bytes: Uint8Array, pieces: number) =>
      inPieces(engine.compressor({ level, windowLog }), bytes, [pieces]);
    const plain = joined(before, rest);
    const whole = compressed(plain, plain.length);
    expectBytes(compressed(plain, 70_000), whole);
    expectBytes(await zlib.decompress(whole), plain);
    const apart = compressed(before, plain.length).length + compressed(rest, plain.length).length;
    expect(whole.length / apart).toBeLessThan(1.01);
  },
);

test("a few bytes behind them take no time that grows with them", () => {
  // Beginnings that are all alike, so that each position has somewhere to look.
  const alike = Uint8Array.from(noise(4 << 20), (byte, i) => (i % 256 < 16 ? byte : 0));
  const cost = (plain: Uint8Array) => {
    const start = process.cpuUsage().user;
    engine.compress(plain, { level: 17, windowLog: 24 });
    return process.cpuUsage().user - start;
  };
  const twice = joined(alike, alike);
  cost(twice);
  expect(cost(joined(twice, rest.subarray(0, 2000)))).toBeLessThan(4 * cost(twice));
});
