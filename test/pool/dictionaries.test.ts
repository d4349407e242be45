/** Dictionaries of jobs: a `Dictionary` goes to a worker once, any other with each job; the bytes are those of an engine. */
import { Worker } from "node:worker_threads";
import { expect, test, vi } from "vitest";
import { immutableCopy } from "../../src/engine/immutable.js";
import { createEngine, Dictionary } from "../../src/index.js";
import { DictionaryReceiver, DictionarySender } from "../../src/pool/dictionaries.js";
import type { Task } from "../../src/pool/protocol.js";
import { expectBytes } from "../support/expect-bytes.js";
import { json, Random } from "../support/generators.js";
import { gathered, MORTAL, pool } from "./pools.js";

const h4 = await createEngine();

/** A task of each direction, and what the worker has in the end. */
function sent(sender: DictionarySender, receiver: DictionaryReceiver, dictionaries: Uint8Array[]) {
  const transfer: ArrayBuffer[] = [];
  const task: Task = { call: "decompress", parameters: { dictionaries, maxOutput: 1, windowLogMax: 20 } };
  const message = structuredClone(sender.pack(task, transfer), { transfer });
  const { parameters } = receiver.unpack(message) as Task & { call: "decompress" };
  const bytes = message.dictionaries.reduce((sum, { bytes }) => sum + (bytes?.byteLength ?? 0), 0);
  return { parameters, bytes };
}

test("one that cannot change is sent once, and is the same object there", () => {
  const [sender, receiver] = [new DictionarySender(), new DictionaryReceiver()];
  const dictionary = immutableCopy(json(5000));
  const first = sent(sender, receiver, [dictionary]);
  const second = sent(sender, receiver, [dictionary, dictionary]);
  expect([first.bytes, second.bytes]).toEqual([5000, 0]);
  expect(first.parameters).toEqual({ dictionaries: [dictionary], maxOutput: 1, windowLogMax: 20 });
  for (const one of second.parameters.dictionaries) expect(one).toBe(first.parameters.dictionaries[0]);
});

test("any other is sent as it is then, and no more of its buffer than itself", () => {
  const [sender, receiver] = [new DictionarySender(), new DictionaryReceiver()];
  const dictionary = new Uint8Array(100_000).subarray(1000, 2000);
  for (const value of [1, 2]) {
    dictionary.fill(value);
    const { parameters, bytes } = sent(sender, receiver, [dictionary]);
    expect(bytes).toBe(1000);
    expect(parameters.dictionaries).toEqual([new Uint8Array(1000).fill(value)]);
  }
  expect(dictionary.buffer.byteLength).toBe(100_000);
});

test("of many, both sides know which are kept", () => {
  const [sender, receiver] = [new DictionarySender(), new DictionaryReceiver()];
  const random = new Random(3);
  const all = Array.from({ length: 20 }, (_, i) => (i % 5 ? immutableCopy(json(100 + i, i)) : json(100 + i, i)));
  let total = 0;
  for (let i = 0; i < 500; i++) {
    const list = Array.from({ length: random.below(4) }, () => random.pick(all.slice(0, i < 250 ? 20 : 6)));
    const { parameters, bytes } = sent(sender, receiver, list);
    expect(parameters.dictionaries).toEqual(list);
    total += bytes;
  }
  expect(total).toBeGreaterThan(0);
  expect(sent(sender, receiver, [immutableCopy(json((8 << 20) + 1))]).bytes).toBe((8 << 20) + 1);
});

test("many of them through two workers, in calls, in steps and in streams: the bytes of an engine", async () => {
  const workers = await pool();
  const random = new Random(7);
  const dictionaries = Array.from({ length: 12 }, (_, i) => new Dictionary(json(3000 + i, i)));
  const { signal } = new AbortController();
  await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const options = { dictionary: random.pick(dictionaries), level: random.pick([1, 3, 9]) };
      const data = json(500 + i, i % 12);
      const expected = h4.compress(data, options);
      const packed = i % 3 === 1 ? workers.compress(data, { ...options, signal }) : workers.compress(data, options);
      expectBytes(await packed, expected);
      const streamed = workers.compressor({ ...options, contentSize: data.length }).over([data]);
      expectBytes(await gathered(streamed), expected);
      const { dictionary } = options;
      expectBytes(await workers.decompress(expected, { dictionary: [dictionary, ...dictionaries] }), data);
      expectBytes(await gathered(workers.decompressor({ dictionary }).over([expected])), data);
    }),
  );
});

test("a worker that takes the place of one that died is sent it again", async () => {
  const workers = await pool({ workers: 1, worker: { url: MORTAL } });
  const dictionary = new Dictionary(json(3000));
  const data = json(500, 3);
  const expected = h4.compress(data, { dictionary });
  expectBytes(await workers.compress(data, { dictionary }), expected);
  await expect(workers.compress(new TextEncoder().encode("EXIT NOW"))).rejects.toMatchObject({
    code: "POOL_WORKER_CRASHED",
  });
  expectBytes(await workers.compress(data, { dictionary }), expected);
});

test("in the package as it is built, whose entries are files of their own, it goes once too", async () => {
  const dist = (name: string) => import(new URL(`../../dist/${name}.js`, import.meta.url).href);
  const library = (await dist("index")) as typeof import("../../src/index.js");
  const { createPool } = (await dist("pool")) as typeof import("../../src/pool.js");
  const posts = vi.spyOn(Worker.prototype, "postMessage");
  const workers = await createPool({ workers: 1 });
  try {
    const dictionary = new library.Dictionary(json(3000));
    for (let call = 0; call < 3; call++) await workers.compress(json(500, call), { dictionary });
    const sent = posts.mock.calls.flatMap(([message]) => (message.type === "call" ? message.task.dictionaries : []));
    expect(sent.map(({ bytes }) => bytes !== undefined)).toEqual([true, false, false]);
  } finally {
    await workers.close();
    posts.mockRestore();
  }
});
