/** Windows larger than the level's own: what repeats is found all over them, at every level. */

import { afterAll, describe, expect, test } from "vitest";
import { inPieces } from "../support/engine.js";
import { expectBytes } from "../support/expect-bytes.js";
import { edited, json, noise, text } from "../support/generators.js";
import { address } from "../support/memory-map.js";
import { RawEngine } from "../support/raw-engine.js";
import { ZlibOracle } from "../support/zlib-oracle.js";

/** One of each match finder, where it has most and least to look at. */
const LEVELS = [1, 2, 3, 4, 5, 8, 9, 12, 13, 15, 16, 19];
const engine = new RawEngine();
const zlib = new ZlibOracle();
afterAll(() => zlib.close());

const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

const first = joined(text(400_000), json(400_000));
const second = edited(first, 1);
const versions = joined(first, second, edited(second, 2), edited(first, 3));
const apart = joined(noise(700_000), text(1_500_000), noise(700_000));

describe.each([
  ["versions of the same", versions],
  ["what repeats far apart", apart],
])("%s", (_, plain) => {
  test.each(LEVELS)("level %i: at most 2 % larger than libzstd's with long-distance matching", async (level) => {
    const frame = engine.compress(plain, { level, windowLog: 26 });
    const theirs = await zlib.compress(plain, { level, windowLog: 26, long: true });
    expect(frame.length / theirs.length).toBeLessThan(1.02);
    expectBytes(await zlib.decompress(frame), plain);
  });
});

test.each([
  [1, 20, 200_000, 1_000_000],
  [3, 22, 500_000, 4_000_000],
  [5, 22, 500_000, 4_000_000],
  [13, 23, 500_000, 8_000_000],
])(
  "level %i: a window of 2^%i moves: what repeats within it is found, nothing beyond",
  async (level, windowLog, ...gaps) => {
    const once = noise(600_000, level);
    const texts = [...gaps, 300_000].map((length, i) => text(length, 20 + i));
    const plain = joined(once, texts[0]!, once, texts[1]!, once, texts[2]!);
    const options = { level, windowLog };
    const whole = inPieces(engine.compressor(options), plain, [plain.length]);
    expectBytes(inPieces(engine.compressor(options), plain, [1, 300_000, 70_000]), whole);
    expectBytes(await zlib.decompress(whole, { windowLogMax: windowLog }), plain);
    const others = engine.compress(joined(...texts), options);
    const ratio = whole.length / (others.length + 2 * once.length);
    expect(ratio).toBeGreaterThan(0.995);
    expect(ratio).toBeLessThan(1.01);
  },
);

describe.each([1, 3, 5, 13, 16])("level %i", (level) => {
  test("a large dictionary is reached into, the same each time", async () => {
    const windowLog = 25;
    const plain = second.subarray(0, 100_000);
    const options = { level, windowLog, dictionary: versions };
    const frame = engine.compress(plain, options);
    expect(frame.length).toBeLessThan(plain.length / 30);
    expectBytes(await zlib.decompress(frame, { dictionary: versions }), plain);
    for (let again = 0; again < 3; again++) {
      expectBytes(engine.compress(plain, options), frame);
      engine.compress(apart.subarray(0, 50_000), options);
    }
    engine.compress(apart, { level, windowLog });
    expectBytes(engine.compress(plain, options), frame);
  });
});

test("a window that nobody asks for, or that is the level's own, is searched as ever", () => {
  const plain = joined(noise(300_000), text(600_000), noise(300_000));
  const frame = engine.compress(plain, { level: 1 });
  expectBytes(engine.compress(plain, { level: 1, windowLog: 19 }), frame);
  const wider = engine.compress(plain, { level: 1, windowLog: 20 });
  expect(wider.length).toBeLessThan(frame.length - 290_000);
});

test("versions follow each other beyond the window: each is found in the one before", async () => {
  const versions = [noise(700_000)];
  for (let i = 1; i < 12; i++) versions.push(edited(versions[i - 1]!, i).subarray(0, 700_000) as (typeof versions)[0]);
  const plain = joined(...versions);
  const frame = engine.compress(plain, { level: 3, windowLog: 22 });
  const theirs = await zlib.compress(plain, { level: 3, windowLog: 22, long: true });
  expect(frame.length / theirs.length).toBeLessThan(1.02);
  expectBytes(await zlib.decompress(frame), plain);
});

test.each([5, 8, 13])(
  "level %i: an offset that reached into the dictionary is not repeated beyond the window",
  (level) => {
    const windowLog = level < 9 ? 22 : 23;
    const window = 1 << windowLog;
    const far = window + 20_000;
    const dictionary = noise(1 << 20, 77);
    const plain = noise(window + 131_072, 78);
    // The end of the last block that reaches the dictionary: from `far` before it.
    const into = dictionary.length + window - 20_000 - far;
    plain.set(dictionary.subarray(into, into + 20_000), window - 20_000);
    // In the next block a long match, what is at its distance once more, and then what is `far` before.
    let at = window + 30_000;
    plain.copyWithin(at, at - 1_000_000, at - 980_000);
    at += 20_000;
    plain[at] = plain[at - 1_000_000]! ^ 0x55;
    at += 1;
    plain.copyWithin(at, at - 1_000_000, at - 999_960);
    at += 40;
    plain.copyWithin(at, at - far, at - far + 40);
    const one = new RawEngine();
    const session = one.compressor({ level, windowLog, dictionary });
    session.push(plain);
    session.flush();
    const sequences = new DataView(one.exports.memory.buffer, address("ENCODER_SEQUENCES"));
    let position = window;
    for (let i = 0; position < at; i++) {
      const sequence = sequences.getBigUint64(8 * i, true);
      position += Number((sequence >> 30n) & 0x1ffffn);
      const end = position + Number(sequence >> 47n) + 3;
      expect(position <= at && end > at + 8, `a match of [${position}, ${end})`).toBe(false);
      position = end;
    }
  },
);
