/** Bytes of a dictionary that are gone or changed when a call comes to its turn: a TypeError, never a call without one. */

import { describe, expect, test } from "vitest";
import { createDecoder, H4DecompressionStream as DecoderStream, decompress as decode } from "../../src/decompress.js";
import {
  compress,
  createEngine,
  Dictionary,
  decompress,
  H4CompressionStream,
  H4DecompressionStream,
} from "../../src/index.js";
import { gathered, pool } from "../pool/pools.js";
import { expectBytes } from "../support/expect-bytes.js";
import { json } from "../support/generators.js";

const bytes = json(5000, 1);
const data = json(600, 2);
const engine = await createEngine();
const decoder = await createDecoder();
const packed = engine.compress(data, { dictionary: bytes });
const signal = new AbortController().signal;

/** Takes the memory of a view away, as posting it to a worker does. */
const detach = ({ buffer }: Uint8Array<ArrayBuffer>) => structuredClone(buffer, { transfer: [buffer] });

describe("detached while a call waits, it is a TypeError", () => {
  type Call = (dictionary: Uint8Array<ArrayBuffer>) => Promise<unknown>;
  const calls: [string, Call][] = [
    ["compress", (dictionary) => compress(data, { dictionary })],
    ["compress, in steps", (dictionary) => compress(data, { dictionary, signal })],
    ["decompress", (dictionary) => decompress(packed, { dictionary })],
    ["decompress, in steps", (dictionary) => decompress(packed, { dictionary, signal })],
    ["decompress, among others", (dictionary) => decompress(packed, { dictionary: [dictionary, json(50)] })],
    ["decompress of the decoder alone", (dictionary) => decode(packed, { dictionary })],
  ];
  test.each(calls)("%s", async (_, call) => {
    const dictionary = bytes.slice();
    const result = call(dictionary);
    detach(dictionary);
    await expect(result).rejects.toThrow(TypeError);
  });

  test("in the queue of a pool", async () => {
    const workers = await pool({ workers: 1 });
    const busy = workers.compress(json(3_000_000), { level: 9 });
    const gone: Promise<unknown>[] = [];
    for (const call of [
      (dictionary: Uint8Array) => workers.compress(data, { dictionary }),
      (dictionary: Uint8Array) => workers.decompress(packed, { dictionary }),
    ]) {
      const dictionary = bytes.slice();
      gone.push(call(dictionary).catch((error: unknown) => error));
      detach(dictionary);
    }
    await busy;
    for (const error of await Promise.all(gone)) expect(error).toBeInstanceOf(TypeError);
    expectBytes(await workers.decompress(packed, { dictionary: bytes }), data);
  });
});

test("given detached, it is a TypeError and not an empty one", () => {
  const dictionary = bytes.slice();
  detach(dictionary);
  expect(() => engine.compress(data, { dictionary })).toThrow(TypeError);
  expect(() => engine.decompress(packed, { dictionary })).toThrow(TypeError);
  expect(() => decoder.decompress(packed, { dictionary })).toThrow(TypeError);
  expect(() => new Dictionary(dictionary)).toThrow(TypeError);
  expectBytes(engine.decompress(engine.compress(data, { dictionary: new Uint8Array(0) })), data);
});

describe("what becomes of it later does not matter", () => {
  const through = async (transform: ReadableWritablePair, input: Uint8Array) =>
    await gathered(new Blob([input as Uint8Array<ArrayBuffer>]).stream().pipeThrough(transform) as never);

  test("to a session that was opened", () => {
    const dictionary = bytes.slice();
    const compressor = engine.compressor({ dictionary, contentSize: data.length });
    const decompressor = engine.decompressor({ dictionary });
    detach(dictionary);
    const frame = Buffer.concat([...compressor.push(data), ...compressor.end()]);
    expectBytes(frame, packed);
    expectBytes(Buffer.concat([...decompressor.push(packed), ...decompressor.end()]), data);
  });

  test("to streams", async () => {
    for (const make of [
      (dictionary: Uint8Array) => new H4DecompressionStream({ dictionary }),
      (dictionary: Uint8Array) => new DecoderStream({ dictionary }),
    ]) {
      const dictionary = bytes.slice();
      const stream = make(dictionary);
      dictionary.fill(0);
      expectBytes(await through(stream as never, packed), data);
    }
    const dictionary = bytes.slice();
    const stream = new H4CompressionStream({ dictionary, contentSize: data.length });
    detach(dictionary);
    expectBytes(await through(stream as never, data), packed);
  });

  test("to calls that follow with the same bytes changed", () => {
    const dictionary = bytes.slice();
    expectBytes(engine.compress(data, { dictionary }), packed);
    dictionary.set(json(5000, 9));
    const changed = engine.compress(data, { dictionary });
    expectBytes(engine.decompress(changed, { dictionary: json(5000, 9) }), data);
    dictionary.set(bytes);
    expectBytes(engine.compress(data, { dictionary }), packed);
  });
});
