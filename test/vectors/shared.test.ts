/** The vectors of other projects, read in place: every good one exact, every bad one refused, within bounds. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";
import { type Engine, inPieces, Refusal } from "../support/engine.js";
import { DECODERS } from "../support/engines.js";
import { expectBytes } from "../support/expect-bytes.js";
import { RawEngine } from "../support/raw-engine.js";
import { describeShared } from "../support/shared-data.js";

/** What a small refusal may cost: the memory of the largest window that is allowed is never taken for a bad header. */
const REFUSAL_MEMORY_MAX = 16 << 20;
const REFUSAL_MILLISECONDS_MAX = 2000;

interface Vector {
  readonly path: string;
  readonly sha256: string;
  readonly kind: string;
  readonly verdict: string;
  readonly decodedSize: number;
  readonly decodedSha256: string;
  readonly dictionary: string;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describeShared("zstd-vectors", (folder) => {
  const vectors = readManifest(join(folder, "manifest.tsv"));
  const bytesOf = (path: string) => new Uint8Array(readFileSync(join(folder, path)));
  const dictionaryOf = ({ dictionary }: Vector) => {
    if (dictionary === "") return {};
    return { dictionary: bytesOf(vectors.find(({ path }) => path.endsWith(`/${dictionary}`))!.path) };
  };

  test("the manifest lists good and bad frames, and every file is as it says", () => {
    expect(vectors.filter(({ verdict }) => verdict === "good").length).toBeGreaterThan(100);
    expect(vectors.filter(({ verdict }) => verdict === "bad").length).toBeGreaterThan(10);
    for (const { path, sha256: expected } of vectors) expect(sha256(bytesOf(path)), path).toBe(expected);
  });

  describe.each(DECODERS)("$id", ({ create }) => {
    const engine = create();

    test.each(vectors.filter(({ verdict }) => verdict === "good"))("decodes $path", (vector) => {
      const bytes = bytesOf(vector.path);
      const options = dictionaryOf(vector);
      const plain = engine.decompress(bytes, options);
      expect([plain.length, sha256(plain)]).toEqual([vector.decodedSize, vector.decodedSha256]);
      expectBytes(inPieces(engine.decompressor(options), bytes, [1, 7, 100, 4096]), plain);
    });

    test.each(vectors.filter(({ verdict }) => verdict === "bad"))("refuses $path", ({ path }) => {
      const started = performance.now();
      expect(() => engine.decompress(bytesOf(path))).toThrow(Refusal);
      expect(performance.now() - started).toBeLessThan(REFUSAL_MILLISECONDS_MAX);
    });

    test.each(vectors.filter(({ verdict }) => verdict === "either"))("survives $path", ({ path }) => {
      expect(["nothing", "refusal"]).toContain(outcome(engine, bytesOf(path)));
    });

    test.each(vectors.filter(({ kind }) => kind === "raw"))("round-trips $path at every level", ({ path }) => {
      const plain = bytesOf(path);
      for (let level = LEVEL_MIN; level <= LEVEL_MAX; level++) {
        expectBytes(engine.decompress(engine.compress(plain, { level })), plain);
      }
    });

    test("round-trips http with a dictionary that lacks symbols, at every level", () => {
      const plain = bytesOf("facebook-zstd/golden-compression/http");
      const dictionary = bytesOf("facebook-zstd/golden-dictionaries/http-dict-missing-symbols");
      for (let level = LEVEL_MIN; level <= LEVEL_MAX; level++) {
        expectBytes(engine.decompress(engine.compress(plain, { level, dictionary }), { dictionary }), plain);
      }
    });
  });

  test("the two frames beside the files: concatenated, and a skippable one anywhere", () => {
    const [first, second] = vectors.filter(({ verdict, dictionary }) => verdict === "good" && dictionary === "");
    const skippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
    for (const { create } of DECODERS) {
      const engine = create();
      const [a, b] = [bytesOf(first!.path), bytesOf(second!.path)];
      const both = Buffer.concat([engine.decompress(a), engine.decompress(b)]);
      expectBytes(engine.decompress(Buffer.concat([a, b])), both);
      expectBytes(engine.decompress(Buffer.concat([skippable, a, skippable, skippable, b, skippable])), both);
    }
  });

  test("no bad frame makes the engine take memory", () => {
    const engine = new RawEngine();
    for (const { path } of vectors.filter(({ verdict }) => verdict === "bad")) {
      expect(() => engine.decompress(bytesOf(path)), path).toThrow(Refusal);
      expect(engine.memory.length, path).toBeLessThanOrEqual(REFUSAL_MEMORY_MAX);
    }
  });
});

function outcome(engine: Engine, bytes: Uint8Array): "nothing" | "output" | "refusal" {
  try {
    return engine.decompress(bytes).length === 0 ? "nothing" : "output";
  } catch (error) {
    if (error instanceof Refusal) return "refusal";
    throw error;
  }
}

function readManifest(file: string): Vector[] {
  const [, ...rows] = readFileSync(file, "utf8").trimEnd().split("\n");
  return rows.map((row) => {
    const [path, , hash, kind, verdict, size, decodedSha256, dictionary] = row.split("\t");
    return {
      path: path!,
      sha256: hash!,
      kind: kind!,
      verdict: verdict!,
      decodedSize: Number(size),
      decodedSha256: decodedSha256!,
      dictionary: dictionary!,
    };
  });
}
