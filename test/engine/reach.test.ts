/** How far back matches are found, and where blocks end. RFC 8878 §3.1.1.1.2 */

import { afterAll, describe, expect, test } from "vitest";
import { LEVEL_MAX } from "../../assembly/common/limits.js";
import { listFrames } from "../../src/api/frames.js";
import { expectBytes } from "../support/expect-bytes.js";
import { binary, noise, periodic, text } from "../support/generators.js";
import { RawEngine } from "../support/raw-engine.js";
import { ZlibOracle } from "../support/zlib-oracle.js";

const LEVELS = Array.from({ length: LEVEL_MAX - 4 }, (_, i) => 5 + i);
/** Measured from the end of a block. */
const FAST_LEVELS = [1, 2, 3, 4];
/** From here on contents of up to 128 KiB are parsed optimally. */
const OPTIMAL_MIN = 13;
const zlib = new ZlibOracle();
afterAll(() => zlib.close());

const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

const engine = new RawEngine();

describe.each(LEVELS)("level %i", (level) => {
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
});

test.each([...FAST_LEVELS, ...LEVELS])(
  "level %i: the first block ends where its content changes, also where it is the only one",
  async (level) => {
    const first = binary(49_152, level);
    const second = text(49_152, level);
    const plain = joined(first, second);
    const frame = engine.compress(plain, { level });
    expectBytes(await zlib.decompress(frame), plain);
    if (level < OPTIMAL_MIN) {
      const apart = engine.compress(first, { level }).length + engine.compress(second, { level }).length;
      expect(frame.length).toBeLessThan(apart * 1.02);
    } else {
      // One parse, of which the halves of the sequences are taken: as libzstd does.
      const theirs = await zlib.compress(plain, { level });
      expect(frame.length).toBeLessThan(theirs.length * 1.02);
      for await (const { blocks } of listFrames(frame)) expect(blocks.compressed).toBeGreaterThan(1);
    }
  },
);
