/** What this engine writes is read by both releases of the reference: every level, around every size limit. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Engine, inPieces } from "../support/engine.js";
import { ENGINES } from "../support/engines.js";
import { expectBytes } from "../support/expect-bytes.js";
import { EDGE_LENGTHS, GENERATORS, json, longest, mixed, noise, stirredQuartets, text } from "../support/generators.js";
import { LEVELS } from "../support/levels.js";
import { describeShared } from "../support/shared-data.js";
import { ZlibOracle } from "../support/zlib-oracle.js";
import { decompressWithCli } from "../support/zstd-cli-calls.js";
import { numberOfSequences } from "./first-block.js";
import { parseFrameHeader } from "./frame-header.js";

/** Magic number, descriptor and a content size of four bytes: a single segment over 65 791 bytes. RFC 8878 §3.1.1.1 */
const FRAME_HEADER_SIZE = 9;
const zlib = new ZlibOracle();
afterAll(() => zlib.close());

/** Decodes the concatenation of all frames of one content with both: a call costs more than a frame. */
async function expectBothRead(frames: readonly Uint8Array[], plain: Uint8Array, dictionary?: Uint8Array) {
  const stream = Buffer.concat(frames);
  const expected = Buffer.concat(frames.map(() => plain));
  const options = dictionary === undefined ? {} : { dictionary };
  const [byCli, byZlib] = await Promise.all([decompressWithCli(stream, options), zlib.decompress(stream, options)]);
  expectBytes(byCli, expected);
  expectBytes(byZlib, expected);
}

const atEveryLevel = (engine: Engine, plain: Uint8Array, options = {}) =>
  LEVELS.map((level) => engine.compress(plain, { level, ...options }));

/** Sizes around each block and window of the levels, beside those of the generators' list. */
const LARGE_LENGTHS = [393215, 393216, 393217, (1 << 20) - 1, 1 << 20, (1 << 20) + 1];

describe.each(ENGINES)("$id", ({ create }) => {
  const engine = create();

  describe.each(Object.entries(GENERATORS))("%s", (_, generator) => {
    test("40000 bytes at every level", async () => {
      const plain = generator(40_000, 42);
      await expectBothRead(atEveryLevel(engine, plain), plain);
    });
  });

  test.each(EDGE_LENGTHS)("mixed content of %i bytes at every level", async (length) => {
    const plain = mixed(length, length);
    await expectBothRead(atEveryLevel(engine, plain), plain);
  });

  test.each(EDGE_LENGTHS.filter((length) => length < 70_000))("text of %i bytes, size unknown", async (length) => {
    const plain = text(length);
    const frames = LEVELS.map((level) => {
      const session = engine.compressor({ level });
      return Buffer.concat([session.push(plain), session.end()]);
    });
    for (const frame of frames) expect(parseFrameHeader(frame).contentSize).toBeUndefined();
    await expectBothRead(frames, plain);
  });

  test.each(LARGE_LENGTHS)("json of %i bytes at levels 1, 3, 5, 9, 12, 15, 19", async (length) => {
    const plain = json(length);
    const frames = [1, 3, 5, 9, 12, 15, 19].map((level) => engine.compress(plain, { level }));
    await expectBothRead(frames, plain);
  });

  test.each([10, 11, 12, 14, 17])("windowLog %i: lengths around its window", async (windowLog) => {
    const window = 1 << windowLog;
    for (const length of [window - 1, window, window + 1, 2 * window, 3 * window + 1]) {
      const plain = mixed(length, windowLog);
      const frames = LEVELS.flatMap((level) => [
        engine.compress(plain, { level, windowLog }),
        inPieces(engine.compressor({ level, windowLog }), plain, [length >> 1]),
      ]);
      for (const frame of frames) expect(parseFrameHeader(frame).windowSize).toBeLessThanOrEqual(window);
      await expectBothRead(frames, plain);
    }
  });

  test("as many sequences as a block can have: their number takes three bytes", async () => {
    // Levels 1 to 3 do not look for matches of four bytes in a content of this size. Where other words follow a block ends
    // early: these are the same ones throughout, as far as any level but 4 looks.
    const plain = stirredQuartets(1 << 17);
    const frames = atEveryLevel(engine, plain);
    const judged = frames.filter((_, i) => LEVELS[i]! > 4);
    for (const frame of judged) expect(numberOfSequences(frame, FRAME_HEADER_SIZE)).toBeGreaterThanOrEqual(0x7f00);
    await expectBothRead(frames, plain);
  });

  test.each([1, 2, 3])("the longest literals and match that fit one sequence, seed %i", async (seed) => {
    const plain = longest(1 << 18, seed);
    await expectBothRead(atEveryLevel(engine, plain), plain);
  });

  test("without checksum", async () => {
    const plain = text(5000);
    const frames = atEveryLevel(engine, plain, { checksum: false });
    for (const frame of frames) expect(parseFrameHeader(frame).checksum).toBe(false);
    await expectBothRead(frames, plain);
  });

  test("flushed: what has come out decodes to what has gone in", async () => {
    const plain = mixed(300_000);
    for (const level of [1, 4, 9, 12, 14, 16, 19]) {
      const session = engine.compressor({ level });
      const reader = create().decompressor();
      const written: Uint8Array[] = [];
      let at = 0;
      for (const length of [1, 1, 998, 0, 130_072, 68_928, 100_000]) {
        const piece = plain.subarray(at, at + length);
        written.push(Buffer.concat([session.push(piece), session.flush()]));
        expectBytes(reader.push(written.at(-1)!), piece);
        at += length;
      }
      written.push(session.end());
      await expectBothRead([Buffer.concat(written)], plain);
    }
  });

  test("dictionaries: raw, formatted by another encoder, longer than the content", async () => {
    const samples = json(60_000, 77);
    const dictionaries = [samples.subarray(0, 100), samples.subarray(0, 8192), samples];
    for (const dictionary of dictionaries) {
      for (const length of [0, 1, 100, 5000, 200_000]) {
        const plain = json(length, 78);
        await expectBothRead(atEveryLevel(engine, plain, { dictionary }), plain, dictionary);
      }
    }
  });
});

describeShared("corpus", (folder) => {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "README.md")
    .map(({ name }) => name);

  test.each(files)("%s at levels 1, 3, 6, 9", async (name) => {
    const plain = new Uint8Array(readFileSync(join(folder, name)));
    const engine = ENGINES[0]!.create();
    await expectBothRead(
      [1, 3, 6, 9].map((level) => engine.compress(plain, { level })),
      plain,
    );
  });

  test("small payloads at every level", async () => {
    const engine = ENGINES[0]!.create();
    for (const name of readdirSync(join(folder, "small"))) {
      const plain = new Uint8Array(readFileSync(join(folder, "small", name)));
      const frames = atEveryLevel(engine, plain);
      expectBytes(await zlib.decompress(Buffer.concat(frames)), Buffer.concat(frames.map(() => plain)));
    }
  });
});

test("noise costs at most a block header per 128 KiB and the frame's own fields", () => {
  for (const { create } of ENGINES) {
    const engine = create();
    for (const length of [1, 100, 131_072, 131_073, 1_000_000]) {
      for (const frame of atEveryLevel(engine, noise(length))) {
        expect(frame.length).toBeLessThanOrEqual(length + 18 + 4 + 3 * Math.max(1, Math.ceil(length / 131_072)));
      }
    }
  }
});
