/** Several dictionaries at a decoder, each frame read with its own: whatever came before it, by every way to decode. RFC 8878 §5 */

import { describe, expect, test } from "vitest";
import { createDecoder } from "../../src/decompress.js";
import { createEngine, Dictionary, decompress } from "../../src/index.js";
import { gathered, pool } from "../pool/pools.js";
import { expectBytes } from "../support/expect-bytes.js";
import { json, text } from "../support/generators.js";
import { trainedDictionary } from "../support/trained-dictionary.js";
import { compressWithCli } from "../support/zstd-cli-calls.js";

const engine = await createEngine();
const decoder = await createDecoder();
const workers = async () => await pool();

/** Every way that takes several dictionaries. */
const WAYS: Record<string, (frames: Uint8Array, dictionary: Uint8Array[]) => Uint8Array | Promise<Uint8Array>> = {
  "an engine": (frames, dictionary) => engine.decompress(frames, { dictionary }),
  "an engine, into memory of the caller's": (frames, dictionary) => {
    const target = new Uint8Array(1 << 20);
    return target.subarray(0, engine.decompressInto(frames, target, { dictionary }));
  },
  "a session, byte by byte": (frames, dictionary) => {
    const session = engine.decompressor({ dictionary });
    const pieces = Array.from(frames, (_, i) => session.push(frames.subarray(i, i + 1)));
    return Buffer.concat([...pieces.flat(), ...session.end()]);
  },
  "a call in steps": (frames, dictionary) => decompress(frames, { dictionary, signal: new AbortController().signal }),
  "the decoder alone": (frames, dictionary) => decoder.decompress(frames, { dictionary }),
  "a pool": async (frames, dictionary) => await (await workers()).decompress(frames, { dictionary }),
  "a stream of a pool": async (frames, dictionary) =>
    await gathered((await workers()).decompressor({ dictionary }).over([frames])),
};

function named(seed: number, id: number): Uint8Array {
  const dictionary = trainedDictionary(2048 + seed);
  new DataView(dictionary.buffer).setUint32(4, id, true);
  return dictionary;
}

const first = named(0, 40_000);
const second = named(512, 0xfedc_ba98);
const raw = text(3000, 4);
/** Short, without a checksum to notice, and made of what only its own dictionary has. */
const plain = { first: first.slice(-300), second: second.slice(-400), raw: raw.slice(1000, 1200) };
const frame = (data: Uint8Array, dictionary: Uint8Array) =>
  engine.compress(data, { dictionary, checksum: false, level: 9 });
const frames = {
  first: frame(plain.first, first),
  second: frame(plain.second, second),
  raw: frame(plain.raw, raw),
};

describe.each(Object.entries(WAYS))("%s", (_, way) => {
  const decode = async (frames: Uint8Array, dictionary: Uint8Array[]) => await way(frames, dictionary);

  test("finds an ID of 32 bits wherever it stands in the list", async () => {
    for (const list of [[second], [first, second], [raw, first, second]]) {
      expectBytes(await decode(frames.second, list), plain.second);
    }
  });

  test("says which ID is missing as it is", async () => {
    const missing = { code: "DICTIONARY_MISSING", got: 0xfedc_ba98, message: expect.stringContaining("4275878552") };
    await expect(decode(frames.second, [raw, first])).rejects.toMatchObject(missing);
  });

  test("reads a frame without an ID with the dictionary that has none, whatever the frame before it needed", async () => {
    const all = Buffer.concat([frames.first, frames.raw, frames.second, frames.raw, frames.raw, frames.first]);
    const expected = Buffer.concat([plain.first, plain.raw, plain.second, plain.raw, plain.raw, plain.first]);
    for (const list of [
      [raw, first, second],
      [first, raw, second],
      [second, first, raw],
    ]) {
      expectBytes(await decode(all, list), expected);
    }
  });

  test("reads a frame that does not say its dictionary with the first, where each has an ID", async () => {
    const silent = await compressWithCli(plain.second, ["-9", "--no-dictID", "--no-check"], { dictionary: second });
    const all = Buffer.concat([silent, frames.first, silent, frames.second, silent]);
    const expected = Buffer.concat([plain.second, plain.first, plain.second, plain.second, plain.second]);
    expectBytes(await decode(all, [second, first]), expected);
  });
});

test("of two dictionaries with one ID the first is taken", () => {
  const other = named(1024, 40_000);
  const dictionary = [new Dictionary(first), new Dictionary(other)];
  expectBytes(engine.decompress(frames.first, { dictionary }), plain.first);
  const swapped = engine.compress(json(500), { dictionary: other });
  expectBytes(engine.decompress(swapped, { dictionary: dictionary.reverse() }), json(500));
});
