/** A dictionary that is used again: prepared tables give the bytes that fresh ones do, whatever came between. */

import { describe, expect, test } from "vitest";
import type { CompressParameters } from "../../src/engine/core.js";
import { immutableCopy } from "../../src/engine/immutable.js";
import { ReferenceCore } from "../../src/engine/reference.js";
import { createEngine, Dictionary } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { constant, json, noise, Random, runs } from "../support/generators.js";
import { engineModule, RawEngine } from "../support/raw-engine.js";
import { trainedDictionary } from "../support/trained-dictionary.js";
import { decompressManyWithCli } from "../support/zstd-cli-calls.js";
import { order, payloads } from "./records.js";

const LEVELS = Array.from({ length: 19 }, (_, i) => i + 1);
const SIZES = [0, 1, 31, 32, 200, 1024, 8192, 20_000, 131_072, 131_073];
const MIB = 1 << 20;

const DICTIONARIES: Record<string, Uint8Array> = {
  "a formatted one": trainedDictionary(),
  "raw content": json(40_000, 1),
  "one byte over and over": constant(3000, 65),
  "nine bytes": json(9, 1),
  "three bytes": json(3, 1),
};

const engine = await createEngine();
const raw = new RawEngine();

/** What a call gives whose tables are made for it: this engine loads the dictionary anew each time. */
const fresh = (data: Uint8Array, level: number, dictionary: Uint8Array) => raw.compress(data, { level, dictionary });

/** Contents of `size` bytes; runs and copies of the dictionary put most into one row or slot. */
function contents(size: number, seed: number, dictionary: Uint8Array): Uint8Array[] {
  return [json(size, seed), runs(size, seed), constant(size, 65), noise(size, seed), dictionary.slice(-size)];
}

describe.each(Object.entries(DICTIONARIES))("%s", (_, bytes) => {
  const dictionary = new Dictionary(bytes);

  test.each(LEVELS)("level %d: the first call, the third and the last give the same bytes", (level) => {
    const random = new Random(level);
    for (const size of level < 10 ? SIZES : SIZES.slice(0, 7)) {
      for (let call = 0; call < 5; call++) {
        const data = random.pick(contents(size, level + call, bytes));
        const label = `${size} bytes, call ${call}`;
        expect(Buffer.compare(engine.compress(data, { level, dictionary }), fresh(data, level, bytes)), label).toBe(0);
      }
    }
  });

  test("sessions that are left in the middle, and others between them, change nothing", () => {
    const random = new Random(5);
    for (let i = 0; i < 60; i++) {
      const level = random.pick([1, 2, 3, 5, 9, 12, 17]);
      const data = random.pick(contents(random.pick([200, 3000, 9000]), i, bytes));
      const session = engine.compressor({ level, dictionary, contentSize: data.length });
      const leave = random.below(3) === 0;
      const head = session.push(data.subarray(0, data.length >> 1));
      if (leave) {
        session.flush();
        session.close();
        continue;
      }
      const frame = Buffer.concat([...head, ...session.push(data.subarray(data.length >> 1)), ...session.end()]);
      expectBytes(frame, fresh(data, level, bytes));
      if (random.below(4) === 0) expectBytes(engine.decompress(frame, { dictionary }), data);
    }
  });
});

test("many dictionaries, levels and sizes in turn give the same bytes as each alone", () => {
  const random = new Random(11);
  const list = Object.values(DICTIONARIES).map((bytes) => ({ bytes, dictionary: new Dictionary(bytes) }));
  for (let i = 0; i < 300; i++) {
    const { bytes, dictionary } = random.pick(list);
    const level = random.pick([1, 3, 5, 9]);
    const data = json(random.pick([100, 1000, 10_000]), i % 7);
    expectBytes(engine.compress(data, { level, dictionary }), fresh(data, level, bytes));
  }
});

test("zstd decodes what the hundredth call writes", async () => {
  const dictionary = new Dictionary(DICTIONARIES["a formatted one"]!);
  const inputs = payloads(order, 100, 3);
  const frames = inputs.map((data, i) => engine.compress(data, { level: 1 + (i % 9), dictionary }));
  const plain = await decompressManyWithCli(frames, { dictionary: DICTIONARIES["a formatted one"]! });
  for (const [i, data] of inputs.entries()) expectBytes(plain[i]!, data);
});

test("what is prepared has a limit: eight instances, 64 MiB", () => {
  const core = new ReferenceCore(engineModule(), { engine: "reference", engineId: "test", fingerprint: "" });
  const parameters: CompressParameters = {
    level: 3,
    windowLog: 0,
    checksum: true,
    dictionary: undefined,
    contentSize: 0,
  };
  for (let i = 0; i < 12; i++) {
    const dictionary = immutableCopy(json(i % 2 ? 900_000 : 20_000, i));
    for (const level of [3, 9, 19]) {
      const data = json(1000, i);
      core.compress(data, { ...parameters, level, dictionary, contentSize: data.length });
      const kept = core["prepared"]["kept"].map(({ stream }) => stream.instance.heap.length);
      expect(kept.length).toBeLessThanOrEqual(8);
      expect(kept.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(64 * MIB);
    }
  }
});

describe("a Dictionary", () => {
  test("is a copy: what becomes of the bytes does not matter", () => {
    const bytes = json(5000, 1);
    const dictionary = new Dictionary(bytes);
    const data = json(500, 1);
    const expected = engine.compress(data, { dictionary });
    bytes.fill(0);
    for (let call = 0; call < 4; call++) expectBytes(engine.compress(data, { dictionary }), expected);
    expect(dictionary.size).toBe(5000);
    expect(dictionary.id).toBe(0);
  });

  test("says the ID that frames name it by, and decodes among others", () => {
    const dictionary = new Dictionary(DICTIONARIES["a formatted one"]!);
    const data = json(500, 1);
    const frame = engine.compress(data, { dictionary });
    expect(engine.frameHeader(frame)!.dictionaryId).toBe(dictionary.id);
    expectBytes(engine.decompress(frame, { dictionary: [json(50, 1), dictionary] }), data);
  });

  test("that is damaged is refused each time, and what comes after is not", () => {
    const damaged = DICTIONARIES["a formatted one"]!.slice(0, 40);
    const dictionary = new Dictionary(damaged);
    const data = json(500, 1);
    for (let call = 0; call < 3; call++) {
      expect(() => engine.compress(data, { dictionary })).toThrow(
        expect.objectContaining({ code: "DICTIONARY_CORRUPT" }),
      );
    }
    const sound = new Dictionary(DICTIONARIES["raw content"]!);
    expectBytes(engine.decompress(engine.compress(data, { dictionary: sound }), { dictionary: sound }), data);
  });

  test("is made of bytes, and not of too many", () => {
    expect(() => new Dictionary("text" as never)).toThrow(TypeError);
    expect(() => engine.compress(json(10), { dictionary: {} as never })).toThrow(TypeError);
  });
});
