/** What a dictionary saves at each level, beside `zstd -D` with the same one: within 1 % in total, from nine bytes on. */

import { describe, expect, test } from "vitest";
import { trainDictionary } from "../../src/dictionary.js";
import { createEngine, Dictionary } from "../../src/index.js";
import { json, text } from "../support/generators.js";
import { trainedDictionary } from "../support/trained-dictionary.js";
import { compressManyWithCli, decompressManyWithCli } from "../support/zstd-cli-calls.js";
import { line, order, payloads } from "./records.js";

const engine = await createEngine();
const total = (frames: readonly Uint8Array[]) => frames.reduce((sum, { length }) => sum + length, 0);

const TRAINED = trainedDictionary();
const KINDS: [Uint8Array, Uint8Array[]][] = [
  [await trainDictionary(payloads(order, 200, 1), { maxSize: 8192 }), payloads(order, 60, 2)],
  [await trainDictionary(payloads(line, 400, 1), { maxSize: 16_384 }), payloads(line, 60, 2)],
  [TRAINED, Array.from({ length: 60 }, (_, i) => json(100 + 30 * i, i))],
];
/** Raw content, without tables: what is left to code is short, and no code for it is there yet. */
const ORDERS = new Uint8Array(Buffer.concat(payloads(order, 40, 1)).subarray(0, 16_384));

/** One of each match finder, and those whose parameters differ from what contents without a dictionary have. */
test.each([1, 3, 4, 6, 8, 13, 19])("level %i", async (level) => {
  const sizes = { here: 0, zstd: 0 };
  for (const [bytes, contents] of KINDS) {
    const dictionary = new Dictionary(bytes);
    const here = contents.map((data) => engine.compress(data, { level, checksum: false, dictionary }));
    sizes.here += total(here);
    sizes.zstd += total(await compressManyWithCli(contents, [`-${level}`, "--no-check"], { dictionary: bytes }));
  }
  expect(sizes.here / sizes.zstd).toBeLessThan(1.01);
});

test.each([3, 5, 16, 19])("level %i, with raw content", async (level) => {
  const contents = payloads(order, 60, 2);
  const here = contents.map((data) => engine.compress(data, { level, checksum: false, dictionary: ORDERS }));
  const theirs = await compressManyWithCli(contents, [`-${level}`, "--no-check"], { dictionary: ORDERS });
  expect(total(here) / total(theirs)).toBeLessThan(1.01);
});

describe("contents of a few bytes", () => {
  const contents = Array.from({ length: 120 }, (_, i) => ORDERS.subarray(61 * i, 61 * i + 9 + (i % 23)));

  test.each([1, 5, 19])("level %i: find what they are in the dictionary", async (level) => {
    const frames = contents.map((data) => engine.compress(data, { level, checksum: false, dictionary: ORDERS }));
    const theirs = await compressManyWithCli(contents, [`-${level}`, "--no-check"], { dictionary: ORDERS });
    // The header alone is six to nine bytes, so that a byte more is a per cent.
    expect(total(frames) / total(theirs)).toBeLessThan(1.03);
    const plain = await decompressManyWithCli(frames, { dictionary: ORDERS });
    expect(plain.map((data) => data && Buffer.from(data).toString("latin1"))).toEqual(
      contents.map((data) => Buffer.from(data).toString("latin1")),
    );
  });

  test.each([1, 3, 4, 6, 13, 17])(
    "level %i: of 0 to 40 bytes, with and without one, whole and flushed, come back",
    (level) => {
      for (let length = 0; length <= 40; length++) {
        for (const data of [text(length, level), ORDERS.slice(100, 100 + length), new Uint8Array(length)]) {
          for (const dictionary of [undefined, ORDERS, TRAINED]) {
            const frame = engine.compress(data, { level, dictionary });
            expect(engine.decompress(frame, { dictionary })).toEqual(new Uint8Array(data));
            const session = engine.compressor({ level, dictionary, contentSize: 2 * length });
            const pieces = [...session.push(data), ...session.flush(), ...session.push(data), ...session.end()];
            const twice = engine.decompress(Buffer.concat(pieces), { dictionary });
            expect(Buffer.compare(twice, Buffer.concat([data, data]))).toBe(0);
          }
        }
      }
    },
  );
});
