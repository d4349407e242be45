/** What both releases of the reference write is read by this engine: every level, every option of theirs. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { inPieces } from "../support/engine.js";
import { DECODERS } from "../support/engines.js";
import { expectBytes } from "../support/expect-bytes.js";
import { EDGE_LENGTHS, GENERATORS, json, mixed, text } from "../support/generators.js";
import { describeShared } from "../support/shared-data.js";
import { trainedDictionary } from "../support/trained-dictionary.js";
import { type OracleCompressOptions, ZlibOracle } from "../support/zlib-oracle.js";
import { compressWithCli } from "../support/zstd-cli-calls.js";
import { parseFrameHeader } from "./frame-header.js";

const zlib = new ZlibOracle();
const engines = DECODERS.map(({ id, create }) => ({ id, engine: create() }));
afterAll(() => zlib.close());

function expectAllRead(stream: Uint8Array, plain: Uint8Array, options: { dictionary?: Uint8Array } = {}): void {
  for (const { engine } of engines) {
    expectBytes(engine.decompress(stream, options), plain);
    expectBytes(inPieces(engine.decompressor(options), stream, [4093, 1, 70_000, 18]), plain);
  }
}

const LEVELS = Array.from({ length: 19 }, (_, i) => `-${i + 1}`);
const FLAGS: readonly (readonly string[])[] = [
  ...LEVELS.map((level) => [level]),
  ["--ultra", "-20"],
  ["--ultra", "-22"],
  ["--fast=1"],
  ["--fast=5"],
  ["--fast=100"],
  ["-3", "--no-check"],
  ["-3", "--long=27"],
  ["-19", "--long=27"],
  ["-1", "--long=20"],
  ["-5", "-B65536", "-T2"],
  ["-3", "--rsyncable", "-T2"],
  ["-3", "--no-compress-literals"],
  ["-1", "--compress-literals"],
  ["-3", "--target-compressed-block-size=1340"],
  ["--zstd=wlog=10,hlog=10,clog=10"],
  ["--zstd=wlog=11,strategy=7"],
  ["-9", "--adapt"],
];

describe("the zstd command line", () => {
  const contents = { mixed: mixed(270_000), text: text(70_000) };

  test.each(FLAGS)("%s %s %s", async (...flags) => {
    const used = flags.filter((flag) => typeof flag === "string");
    for (const plain of Object.values(contents)) {
      expectAllRead(await compressWithCli(plain, used), plain);
      const unknown = await compressWithCli(plain, used, { contentSize: false });
      expect(parseFrameHeader(unknown).contentSize).toBeUndefined();
      expectAllRead(unknown, plain);
    }
  });

  test.each(EDGE_LENGTHS)("mixed content of %i bytes", async (length) => {
    const plain = mixed(length, length);
    for (const level of ["-1", "-6", "-19"]) expectAllRead(await compressWithCli(plain, [level]), plain);
  });

  test.each(Object.entries(GENERATORS))("%s of 30000 bytes at levels 2, 7, 13, 18", async (_, generator) => {
    const plain = generator(30_000, 7);
    for (const level of ["-2", "-7", "-13", "-18"]) expectAllRead(await compressWithCli(plain, [level]), plain);
  });

  test("dictionaries: raw and trained, at every level", async () => {
    const plain = json(9000, 500);
    for (const dictionary of [json(5000, 501), trainedDictionary()]) {
      for (const level of LEVELS) {
        const frame = await compressWithCli(plain, [level], { dictionary });
        expectAllRead(frame, plain, { dictionary });
      }
    }
  });

  test("a trained dictionary, at every level of ours and read by theirs", async () => {
    const dictionary = trainedDictionary();
    for (const length of [0, 10, 200, 3000, 150_000]) {
      const plain = json(length, 502);
      for (const { engine } of engines) {
        for (let level = 1; level <= 9; level++) {
          const frame = engine.compress(plain, { level, dictionary });
          expect(parseFrameHeader(frame).dictionaryId).toBe(new DataView(dictionary.buffer).getUint32(4, true));
          expectBytes(await zlib.decompress(frame, { dictionary }), plain);
          expectBytes(engine.decompress(frame, { dictionary }), plain);
        }
      }
    }
  });
});

describe("node:zlib", () => {
  const OPTIONS: OracleCompressOptions[] = [
    ...[-50, -5, -1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22].map((level) => ({
      level,
    })),
    { checksum: true },
    { contentSize: false },
    { contentSize: false, checksum: true, level: 9 },
    { windowLog: 10 },
    { windowLog: 12, level: 19 },
    { windowLog: 27, contentSize: false },
    { dictionary: json(3000, 88) },
    { dictionary: json(3000, 88), level: 19, checksum: true },
  ];

  test.each(OPTIONS)("$level $checksum $contentSize $windowLog", async (options) => {
    const dictionary = options.dictionary === undefined ? {} : { dictionary: options.dictionary };
    for (const plain of [mixed(300_000, 5), text(20_000, 5), json(5, 5), new Uint8Array(0)]) {
      expectAllRead(await zlib.compress(plain, options), plain, dictionary);
    }
  });
});

describeShared("corpus", (folder) => {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "README.md")
    .map(({ name }) => name);

  test.each(files)("%s at levels 1, 3, 9", async (name) => {
    const plain = new Uint8Array(readFileSync(join(folder, name)));
    for (const level of ["-1", "-3", "-9"]) {
      const frame = await compressWithCli(plain, [level]);
      expectBytes(engines[0]!.engine.decompress(frame), plain);
    }
  });
});
