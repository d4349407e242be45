/** Levels 10 to 19: how far back matches are found, and where blocks end. RFC 8878 §3.1.1.1.2 */

import { afterAll, describe, expect, test } from "vitest";
import { LEVEL_MAX } from "../../assembly/common/limits.js";
import { expectBytes } from "../support/expect-bytes.js";
import { binary, noise, periodic, text } from "../support/generators.js";
import { RawEngine } from "../support/raw-engine.js";
import { ZlibOracle } from "../support/zlib-oracle.js";

const LEVELS = Array.from({ length: LEVEL_MAX - 9 }, (_, i) => 10 + i);
const zlib = new ZlibOracle();
afterAll(() => zlib.close());

const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

describe.each(LEVELS)("level %i", (level) => {
  const engine = new RawEngine();

  test.each([
    [14, 12_000],
    [17, 100_000],
  ])("with a window of 2^%i each position reaches a whole window back", async (windowLog, period) => {
    // Blocks are as long as the window: measured from their end, the period before would be out of reach.
    const plain = periodic(period)(5 * period);
    const frame = engine.compress(plain, { level, windowLog });
    expect(frame.length).toBeLessThan(period * 1.1);
    expectBytes(await zlib.decompress(frame, { windowLogMax: windowLog }), plain);
  });

  test("no offset is longer than the window", async () => {
    // The only repetition is one byte out of reach: libzstd's decoder, held to the window, would not have it.
    const once = noise((1 << 14) + 1);
    const plain = joined(once, once, once);
    const frame = engine.compress(plain, { level, windowLog: 14 });
    expect(frame.length).toBeGreaterThan(plain.length);
    expectBytes(await zlib.decompress(frame, { windowLogMax: 14 }), plain);
  });

  test("what repeats is found behind the tree's nodes, and after a stretch without a match", async () => {
    // A content of this size has trees of 2^16 to 2^18 nodes.
    const once = noise(140_000);
    const plain = joined(once, once.subarray(0, 110_000));
    const frame = engine.compress(plain, { level });
    expect(frame.length).toBeLessThan(once.length * 1.01);
    expectBytes(await zlib.decompress(frame), plain);
  });

  test("the first block ends where its content changes, also where it is the only one", async () => {
    const first = binary(49_152, level);
    const second = text(49_152, level);
    const plain = joined(first, second);
    const apart = engine.compress(first, { level }).length + engine.compress(second, { level }).length;
    const frame = engine.compress(plain, { level });
    expect(frame.length).toBeLessThan(apart * 1.02);
    expectBytes(await zlib.decompress(frame), plain);
  });
});
