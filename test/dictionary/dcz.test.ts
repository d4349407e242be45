/** The content encoding dcz: its header, its window, raw dictionaries, and refusals. RFC 9842 §5 */

import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  compressDcz,
  compressDczStream,
  DCZ_HEADER_SIZE,
  DczDictionary,
  dczHash,
  decompressDcz,
  decompressDczStream,
  trainDictionary,
} from "../../src/dictionary.js";
import { createEngine } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { edited, json, noise, text } from "../support/generators.js";
import { compressWithCli, decompressWithCli, runZstd, withFile } from "../support/zstd-cli-calls.js";
import { order, payloads } from "./records.js";

const engine = await createEngine();
const before = json(50_000, 1);
/** A later version of it: some of the middle replaced. */
const data = Uint8Array.from([...before.subarray(0, 30_000), ...json(700, 9), ...before.subarray(31_000)]);
const dictionary = await DczDictionary.of(before);

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: number[] = [];
  for await (const piece of pieces) all.push(...piece);
  return Uint8Array.from(all);
}

const failing = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    ({ name, code, got, limit }) => ({ name, code, got, limit }),
  );

test("begins with a skippable frame that holds the SHA-256 of the dictionary", async () => {
  const body = await compressDcz(data, dictionary);
  const hash = createHash("sha256").update(before).digest();
  expect([...body.subarray(0, 8)]).toEqual([0x5e, 0x2a, 0x4d, 0x18, 0x20, 0, 0, 0]);
  expect([...body.subarray(8, DCZ_HEADER_SIZE)]).toEqual([...hash]);
  expect([...dczHash(body)!]).toEqual([...hash]);
  expect([...dictionary.hash]).toEqual([...hash]);
  expect(dczHash(body.subarray(0, 39))).toBeUndefined();
  expect(body.length).toBeLessThan(1000);
});

test.each([1, 3, 9, 12, 19])("level %d: zstd -D decodes it, header and all", async (level) => {
  const body = await compressDcz(data, dictionary, { level });
  expect(await decompressWithCli(body, { dictionary: before })).toEqual(data);
  expect(await decompressWithCli(body.subarray(DCZ_HEADER_SIZE), { dictionary: before })).toEqual(data);
  expect(await decompressDcz(body, dictionary)).toEqual(data);
});

test.each([1, 9, 19])("what zstd -%d -D writes after the header decodes here", async (level) => {
  const frame = await compressWithCli(data, [`-${level}`], { dictionary: before });
  expect(await decompressDcz(Uint8Array.from([...dictionary.header, ...frame]), dictionary)).toEqual(data);
});

test("piece by piece it is the same content, in whatever pieces it comes", async () => {
  const body = await collect(compressDczStream(data, dictionary, { contentSize: data.length }));
  expect(body).toEqual(await compressDcz(data, dictionary));
  for (const size of [1, 7, 39, 40, 41, 1000]) {
    const pieces = function* () {
      for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
    };
    expect(await collect(decompressDczStream(pieces(), dictionary)), `${size} bytes`).toEqual(data);
  }
});

describe("a formatted dictionary is raw content here, as in browsers", async () => {
  const formatted = await trainDictionary(payloads(order, 100, 1), { maxSize: 2048, fastCover: { k: 100 } });
  const raw = await DczDictionary.of(formatted);
  const [payload] = payloads(order, 1, 5);

  test("its frames have no dictionary ID, and a decoder that takes it as raw decodes them", async () => {
    const body = await compressDcz(payload!, raw, { level: 19 });
    expect(engine.frameHeader(body.subarray(DCZ_HEADER_SIZE))!.dictionaryId).toBe(0);
    // --patch-from takes its file as raw content, whatever it begins with.
    const plain = await withFile(formatted, (file) => runZstd(["-d", "-c", `--patch-from=${file}`], body));
    expect(plain).toEqual(payload);
    expect(await decompressDcz(body, raw)).toEqual(payload);
  });

  test("frames that reach its first byte decode", async () => {
    const frame = await withFile(formatted, (file) =>
      runZstd(["-19", "-c", `--stream-size=${formatted.length}`, `--patch-from=${file}`], formatted),
    );
    expect(await decompressDcz(Uint8Array.from([...raw.header, ...frame]), raw)).toEqual(formatted);
  });
});

describe("the window", () => {
  test("is as large as every reader takes, so that a long content still reaches the dictionary", async () => {
    const long = json(3_000_000, 4);
    const twice = await DczDictionary.of(long);
    const body = await compressDcz(long, twice, { level: 7 });
    expect(body.length).toBeLessThan(1000); // level 7 has a window of 2 MiB by itself
    expectBytes(await decompressDcz(body, twice), long);
    expectBytes(await decompressWithCli(body, { dictionary: long, windowLogMax: 23 }), long);
  });

  test("of 8 MiB and no more is declared where the length is not known", async () => {
    const body = await collect(compressDczStream(data, dictionary, { level: 1 }));
    expect(engine.frameHeader(body.subarray(DCZ_HEADER_SIZE))!.windowSize).toBe(2 ** 23);
  });

  test("may be larger with a larger dictionary, within 1.25 times its size", async () => {
    const large = await DczDictionary.of(new Uint8Array(14 * 2 ** 20));
    const body = await collect(compressDczStream(data, large, { level: 1 }));
    expect(engine.frameHeader(body.subarray(DCZ_HEADER_SIZE))!.windowSize).toBe(2 ** 24);
    expect(await decompressDcz(body, large)).toEqual(data);
  });

  test("over the limit is refused", async () => {
    const frame = await compressWithCli(data, ["-3", "--long=25"], { dictionary: before, contentSize: false });
    const body = Uint8Array.from([...dictionary.header, ...frame]);
    expect(await failing(decompressDcz(body, dictionary))).toMatchObject({ code: "WINDOW_TOO_LARGE", limit: 2 ** 23 });
  });
});

// At level 9 what is in reach of the match finder is left to it, and of many words that are alike it looks at 16.
test.each([
  [1, 1.05],
  [3, 1.05],
  [9, 1.15],
  [13, 1.05],
])(
  "level %d: the next version of a large content takes at most %d × what zstd --patch-from makes",
  async (level, most) => {
    const old = Uint8Array.from([...noise(400_000), ...json(700_000), ...text(700_000)]);
    const next = edited(old, 4);
    const body = await compressDcz(next, await DczDictionary.of(old), { level });
    const patch = (from: string) => (to: string) => runZstd(["-c", "-q", `-${level}`, `--patch-from=${from}`, to]);
    const theirs = await withFile(old, (from) => withFile(next, patch(from)));
    expect(body.length - DCZ_HEADER_SIZE).toBeLessThan(theirs.length * most);
    expectBytes(await decompressDcz(body, await DczDictionary.of(old)), next);
  },
);

describe("refusals", async () => {
  const body = await compressDcz(data, dictionary);
  const other = await DczDictionary.of(before.subarray(1));

  test("another dictionary, before anything is decoded", async () => {
    const both = { got: Buffer.from(dictionary.hash).toString("hex"), limit: Buffer.from(other.hash).toString("hex") };
    const expected = { name: "H4Error", code: "DICTIONARY_MISMATCH", ...both };
    expect(await failing(decompressDcz(body, other))).toEqual(expected);
    expect(await failing(collect(decompressDczStream(body, other)))).toEqual(expected);
  });

  test("no header, or half of one", async () => {
    for (const wrong of [data, body.subarray(DCZ_HEADER_SIZE), Uint8Array.of(0x5e, 0x2a, 0x4d, 0x18, 0x21)]) {
      expect(await failing(decompressDcz(wrong, dictionary))).toMatchObject({ code: "DCZ_HEADER" });
      expect(await failing(collect(decompressDczStream(wrong, dictionary)))).toMatchObject({ code: "DCZ_HEADER" });
    }
    for (const end of [0, 4, 39]) {
      expect(await failing(decompressDcz(body.subarray(0, end), dictionary))).toMatchObject({ code: "DATA_TRUNCATED" });
      const pieces = collect(decompressDczStream(body.subarray(0, end), dictionary));
      expect(await failing(pieces)).toMatchObject({ code: "DATA_TRUNCATED" });
    }
  });

  test("a content that is cut short, or over the limit", async () => {
    expect(await failing(decompressDcz(body.subarray(0, -1), dictionary))).toMatchObject({ code: "DATA_TRUNCATED" });
    expect(await failing(decompressDcz(body, dictionary, { maxOutput: 100 }))).toMatchObject({ code: "OUTPUT_LIMIT" });
  });

  test("what is no dictionary, and options that are not there", async () => {
    expect(await failing(DczDictionary.of(new Uint8Array(0)))).toMatchObject({ name: "RangeError" });
    expect(await failing(compressDcz(data, before as never))).toMatchObject({ name: "TypeError" });
    expect(await failing(compressDcz(data, dictionary, { windowLog: 27 } as never))).toMatchObject({
      name: "TypeError",
    });
    expect(await failing(decompressDcz(body, dictionary, { windowLogMax: 27 } as never))).toMatchObject({
      name: "TypeError",
    });
  });
});
