/** The whole corpus, or generated files where it is absent: the levels of both sides, read by the other side. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ENGINES } from "../support/engines.js";
import { expectBytes } from "../support/expect-bytes.js";
import { distant, json, mixed, text } from "../support/generators.js";
import { LEVELS_APART } from "../support/levels.js";
import { describeShared } from "../support/shared-data.js";
import { ZlibOracle } from "../support/zlib-oracle.js";
import { compressWithCli, decompressWithCli } from "../support/zstd-cli-calls.js";
import { compressedBlock, frame, rleBlock, windowDescriptor } from "../vectors/build/frame.js";
import { rawLiterals } from "../vectors/build/literals.js";
import { sequence, sequencesSection } from "../vectors/build/sequences.js";

const MIB = 1 << 20;
const zlib = new ZlibOracle();
afterAll(() => zlib.close());

const THEIR_FLAGS: readonly (readonly string[])[] = [
  ...Array.from({ length: 19 }, (_, i) => [`-${i + 1}`]),
  ["--ultra", "-22"],
  ["--fast=3"],
  ["-19", "--long=27"],
  ["-4", "--no-check"],
];

function bothWays(name: string, content: () => Uint8Array, entries = ENGINES): void {
  test(`${name}: our levels, read by theirs`, async () => {
    const plain = content();
    for (const { create } of entries) {
      const engine = create();
      for (const level of LEVELS_APART) {
        const packed = engine.compress(plain, { level });
        expectBytes(await decompressWithCli(packed), plain);
        expectBytes(await zlib.decompress(packed), plain);
        expectBytes(engine.decompress(packed), plain);
        const session = engine.compressor({ level });
        const streamed = Buffer.concat([session.push(plain), session.end()]);
        expectBytes(await zlib.decompress(streamed), plain);
      }
    }
  });

  test(`${name}: their levels, read by ours`, async () => {
    const plain = content();
    const engines = entries.map(({ create }) => create());
    for (const flags of THEIR_FLAGS) {
      const packed = await compressWithCli(plain, flags);
      for (const engine of engines) expectBytes(engine.decompress(packed), plain);
    }
  });
}

describe("generated", () => {
  bothWays("8 MiB of sections of all kinds", () => mixed(8 * MIB, 3));
  bothWays("5 MiB with matches at far offsets", () => distant(5 * MIB, 3));
  bothWays("3 MiB of text", () => text(3 * MIB, 3));
  bothWays("3 MiB of JSON", () => json(3 * MIB, 3));
});

describeShared("corpus", (folder) => {
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== "README.md",
  );
  for (const { name } of files)
    bothWays(name, () => new Uint8Array(readFileSync(join(folder, name))), ENGINES.slice(0, 1));
});

test("a window of 128 MiB to its edge: offset codes 26 and 27", async () => {
  const window = 128 * MIB;
  const { bytes } = frame({ windowDescriptor: windowDescriptor(17), checksum: false }, [
    compressedBlock(rawLiterals(Uint8Array.from({ length: 100 }, (_, i) => i))),
  ]);
  // The builder keeps its content byte by byte: too slow for 128 MiB, so the long middle is put together here.
  const middle = frame({ windowDescriptor: windowDescriptor(17) }, [rleBlock(200, 131_072)]).bytes.slice(6);
  middle[0] = middle[0]! & ~1;
  const tail = (distance: number) =>
    frame({ windowDescriptor: windowDescriptor(17) }, [
      compressedBlock(rawLiterals(new Uint8Array(0)), sequencesSection([sequence(0, 50, distance)])),
    ]).bytes.slice(6);
  const head = bytes.slice();
  head[6] = head[6]! & ~1;
  const blocks = (window - 131_072) / 131_072;
  for (const distance of [blocks * 131_072 + 100, blocks * 131_072 + 60]) {
    const stream = Buffer.concat([head, ...Array.from({ length: blocks }, () => middle), tail(distance)]);
    const end = (plain: Uint8Array) => plain.subarray(100 + blocks * 131_072);
    const expected = Uint8Array.from({ length: 50 }, (_, i) => {
      const at = blocks * 131_072 + 100 - distance + i;
      return at < 100 ? at : 200;
    });
    for (const { create } of ENGINES) expectBytes(end(create().decompress(stream)), expected);
    expectBytes(end(await decompressWithCli(stream)), expected);
  }
  expect(blocks).toBe(1023);
});

test("a stream of 4 GiB and more: positions over 32 bits", () => {
  const piece = text(16 * MIB);
  const engine = ENGINES[0]!.create();
  const compressor = engine.compressor({ level: 1 });
  const reader = ENGINES[0]!.create().decompressor();
  let read = 0;
  const check = (plain: Uint8Array) => {
    // Pieces come out where they went in, whatever the cut: compared at their place in the period.
    for (let at = 0; at < plain.length; ) {
      const place = (read + at) % piece.length;
      const length = Math.min(plain.length - at, piece.length - place);
      expectBytes(plain.subarray(at, at + length), piece.subarray(place, place + length));
      at += length;
    }
    read += plain.length;
  };
  for (let i = 0; i < 258; i++) check(reader.push(compressor.push(piece)));
  check(reader.push(compressor.end()));
  reader.end();
  expect(read).toBe(258 * 16 * MIB);
});
