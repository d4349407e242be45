/** Reading sequences and writing tables, against frames and decoders that are not ours. RFC 8878 §3.1.1.3, §4 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDictionary, reachOf } from "../../src/dictionary/format.js";
import { fseTable, normalize, readDistribution, writeDistribution } from "../../src/dictionary/fse.js";
import { SequenceReader } from "../../src/dictionary/sequences.js";
import { Statistics } from "../../src/dictionary/statistics.js";
import { xxh64 } from "../../src/dictionary/xxh64.js";
import { createEngine } from "../../src/index.js";
import { json, noise } from "../support/generators.js";
import { compressWithCli, decompressWithCli } from "../support/zstd-cli-calls.js";

const engine = await createEngine();

test.each([1, 3, 9, 19])("what zstd -%d writes is read: literals and matches add up to each content", async (level) => {
  for (const size of [40, 1000, 20_000, 300_000]) {
    const data = json(size, level);
    const frame = await compressWithCli(data, [`-${level}`, "--no-check"]);
    let covered = 0;
    let literals = 0;
    new SequenceReader().visit(frame, engine.frameHeader(frame)!.headerSize, {
      sequence: (_, literalsLength, matchLength) => {
        covered += literalsLength + matchLength;
        literals += literalsLength;
      },
      lastLiterals: (length) => {
        covered += length;
        literals += length;
      },
      uncompressed: (length) => {
        covered += length;
      },
    });
    expect(covered, `${size} bytes`).toBe(size);
    if (size >= 1000) expect(literals).toBeLessThan(size / 2);
  }
});

test("a frame that ends early is refused, wherever it is cut", async () => {
  const frame = await compressWithCli(json(3000, 1), ["-3", "--no-check"]);
  const { headerSize } = engine.frameHeader(frame)!;
  for (let end = headerSize; end < frame.length; end += 7) {
    const statistics = new Statistics(reachOf(0));
    expect(() => statistics.add(frame.subarray(0, end), headerSize, new Uint8Array(3000))).toThrow(
      /DATA_CORRUPT|ends|set/,
    );
  }
});

describe("FSE", () => {
  const counts = fc
    .array(fc.nat(5000), { minLength: 2, maxLength: 53 })
    .filter((list) => list.filter(Boolean).length > 1);

  test("normalized counts fill their table, and whatever occurs has a state", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 6, max: 9 }), (list, log) => {
        const { probabilities } = normalize(list, log);
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBe(1 << log);
        expect([...probabilities].map((p) => p > 0)).toEqual(list.map((n) => n > 0));
        fseTable({ accuracyLog: log, probabilities });
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("a description reads back as it was written", () => {
    fc.assert(
      fc.property(counts, (list) => {
        const written = normalize(list, 9);
        const bytes = writeDistribution(written);
        const { distribution, size } = readDistribution(bytes, 0);
        expect(size).toBe(bytes.length);
        const last = written.probabilities.findLastIndex((p) => p !== 0);
        expect(distribution.probabilities.slice(0, last + 1)).toEqual(written.probabilities.slice(0, last + 1));
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});

describe("a dictionary's tables, whatever was counted", () => {
  const content = noise(100);
  const made = (change: (statistics: Statistics) => void) => {
    const statistics = new Statistics(reachOf(content.length));
    change(statistics);
    return formatDictionary(content, statistics, 4096, 7);
  };

  test.each<[string, (statistics: Statistics) => void]>([
    ["nothing: a flat tree", () => {}],
    ["one literal alone", ({ literals }) => literals.fill(1 << 20, 65, 66)],
    [
      "counts as a power of two: codes of every length, cut at 11 bits",
      ({ literals }) => literals.set(literals.map((_, i) => 2 ** (i % 31))),
    ],
    [
      "one code of each kind",
      ({ offsets, matchLengths, literalsLengths }) => {
        for (const counts of [offsets, matchLengths, literalsLengths]) counts[5] = 1 << 24;
      },
    ],
  ])("%s", async (_, change) => {
    const dictionary = made(change);
    const data = json(2000, 3);
    for (const level of [1, 5, 19]) {
      const frame = engine.compress(data, { level, dictionary });
      expect(await decompressWithCli(frame, { dictionary })).toEqual(data);
    }
    expect(engine.decompress(await compressWithCli(data, ["-9"], { dictionary }), { dictionary })).toEqual(data);
  });
});

test.each([
  ["", "ef46db3751d8e999"],
  ["a", "d24ec4f1a98c6e5b"],
  ["abc", "44bc2cf5ad770999"],
  ["Nobody inspects the spammish repetition", "fbcea83c8a378bf1"],
])("XXH64 of %o", (text, digest) => {
  expect(xxh64(new TextEncoder().encode(text)).toString(16)).toBe(digest);
});
