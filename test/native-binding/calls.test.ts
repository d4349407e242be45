/** Calls into a native core: bounded, freed in every path, off the event loop, and what the ABI cannot say refused. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { LibraryCalls } from "../../src/engine/native-calls.js";
import {
  compress,
  createCompressStream,
  createDecompressStream,
  createNativeEngine,
  decompress,
  type Engine,
  H4CompressionStream,
  H4DecompressionStream,
} from "../../src/node.js";
import { foreignFunctions, type NativeFunction } from "../../src/platform/ffi.js";
import { withPrivateCopy } from "../../src/platform/private-copy.js";
import { failure } from "../support/failure.js";
import { text } from "../support/generators.js";
import { fingerprintOf, type Macros, testCore } from "../support/native-cores.js";

const encoder = new TextEncoder();

function bytesOf(words: string, length = 1000): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  encoder.encodeInto(words, bytes);
  return bytes;
}

function load(macros: Macros = {}): Promise<Engine> {
  return createNativeEngine({ path: testCore(macros), log: () => undefined });
}

/** The calls of a core, and how many of its results were not freed yet. */
async function counted(macros: Macros = {}): Promise<{ calls: LibraryCalls; live: NativeFunction }> {
  const path = testCore(macros);
  const ffi = await foreignFunctions();
  const library = withPrivateCopy(readFileSync(path), fingerprintOf(path), ffi, (copy) => ffi.open(copy));
  return { calls: new LibraryCalls(library, path), live: library.bind("h4_test_live", "int64", [])! };
}

let abi1: Engine;
let abi2: Engine;
beforeAll(async () => {
  [abi1, abi2] = await Promise.all([load(), load({ ABI_2: true })]);
});

describe("T11: what a core returns is not believed", () => {
  test.each(["minus one", "longer"])("ABI 1: a length that is too long, with a buffer (%s)", async (word) => {
    const { calls, live } = await counted();
    expect(() => calls.here.compress(bytesOf(word), 3)).toThrow(
      expect.objectContaining({ code: "ENGINE_FAULT", limit: 2 * 1000 + 65_536 }),
    );
    expect(await failure(calls.offThread.compress(bytesOf(word), 3))).toMatchObject({ code: "ENGINE_FAULT" });
    expect(live.call()).toBe(0n);
  });

  test.each([
    ["a length without a buffer", "no buffer", { code: "ENGINE_FAULT", got: 7 }],
    ["a failure", "fail", { code: "ENGINE_FAULT" }],
  ])("ABI 1: %s", (_, word, error) => {
    expect(() => abi1.compress(bytesOf(word))).toThrow(expect.objectContaining(error));
    expect(abi1.compress(bytesOf("go on")).length).toBe(1001);
  });

  test("ABI 2: more than there was room for", () => {
    expect(() => abi2.compress(bytesOf("longer"))).toThrow(
      expect.objectContaining({ code: "ENGINE_FAULT", got: 1003 }),
    );
  });

  test("what is no compressed data is DATA_CORRUPT, by the core's own status where the ABI has one", async () => {
    expect(() => abi1.decompress(bytesOf("x"))).toThrow(expect.objectContaining({ code: "DATA_CORRUPT" }));
    expect(() => abi2.decompress(bytesOf("x"))).toThrow(/wrong magic number/);
    expect(await failure(decompress(new Uint8Array(0), {}, abi1))).toMatchObject({ code: "DATA_CORRUPT" });
  });
});

describe("T18: maxOutput", () => {
  const plain = text(300_000);

  test.each(["ABI 1", "ABI 2"])(
    "%s: one byte less than there is is refused, as much as there is passes",
    async (abi) => {
      const engine = abi === "ABI 1" ? abi1 : abi2;
      const packed = engine.compress(plain);
      const error = { code: "OUTPUT_LIMIT", limit: plain.length - 1 };
      expect(() => engine.decompress(packed, { maxOutput: plain.length - 1 })).toThrow(expect.objectContaining(error));
      expect(await failure(decompress(packed, { maxOutput: plain.length - 1 }, engine))).toMatchObject(error);
      expect(engine.decompress(packed, { maxOutput: plain.length }).length).toBe(plain.length);
      expect(engine.decompress(packed, { maxOutput: Number.POSITIVE_INFINITY }).length).toBe(plain.length);
      expect(() => engine.decompress(packed, { maxOutput: 0 })).toThrow(
        expect.objectContaining({ code: "OUTPUT_LIMIT" }),
      );
      expect(engine.decompress(engine.compress(new Uint8Array(0)), { maxOutput: 0 }).length).toBe(0);
    },
  );

  test("ABI 2: an output whose size nobody declared is found by growing room", () => {
    const large = new Uint8Array(9 << 20).map((_, i) => i);
    expect(Buffer.compare(abi2.decompress(abi2.compress(large)), large)).toBe(0);
  });
});

describe("memory", () => {
  test("S9, T11: each result is freed: after success, refusal, and over maxOutput", async () => {
    const { calls, live } = await counted();
    const packed = calls.here.compress(bytesOf("some"), 3);
    for (let i = 0; i < 100; i++) {
      await calls.offThread.compress(bytesOf("some"), 3);
      expect(() => calls.here.decompress(packed, 10)).toThrow(expect.objectContaining({ code: "OUTPUT_LIMIT" }));
      await failure(calls.offThread.decompress(packed, 10));
    }
    expect(live.call()).toBe(0n);
  });

  test("T11: thousands of calls leave no memory behind", async () => {
    const { calls, live } = await counted();
    const data = new Uint8Array(100_000).map((_, i) => i * 7);
    const round = async (count: number) => {
      for (let i = 0; i < count; i++) calls.here.decompress(calls.here.compress(data, 3), data.length);
      for (let i = 0; i < count; i++) await calls.offThread.compress(data, 3);
    };
    await round(200);
    const before = process.memoryUsage.rss();
    await round(2000);
    // Leaked, it would be 600 MB; what V8 has not collected yet is some tens of it.
    expect(process.memoryUsage.rss() - before).toBeLessThan(200e6);
    expect(live.call()).toBe(0n);
  });

  test("an abort ends the wait; the result that comes later is freed all the same", async () => {
    const { calls, live } = await counted();
    const left = calls.offThread.compress(bytesOf("sleep"), 3);
    await expect(Promise.race([left, sleep(20).then(() => Promise.reject(new Error("left")))])).rejects.toThrow("left");
    await left;
    expect(live.call()).toBe(0n);
    const reason = new Error("no longer wanted");
    const signal = AbortSignal.timeout(50);
    await expect(compress(bytesOf("sleep"), { signal }, abi1)).rejects.toHaveProperty("name", "TimeoutError");
    await expect(compress(bytesOf("sleep"), { signal: AbortSignal.abort(reason) }, abi1)).rejects.toBe(reason);
  });

  test("outputs are the caller's own, and inputs are copied before a call off this thread", async () => {
    const data = bytesOf("sleep");
    const pending = compress(data, {}, abi1);
    await sleep(1); // until the call has begun
    structuredClone(data, { transfer: [data.buffer] });
    expect(data.length).toBe(0);
    const packed = await pending;
    expect(packed.length).toBe(1001);
    expect(new Uint8Array(packed.buffer).length).toBe(1001);
    const plain = abi1.decompress(packed);
    packed.fill(0);
    abi1.compress(bytesOf("another"));
    expect(plain).toEqual(bytesOf("sleep"));
  });

  test("an input that is a Buffer is copied too", async () => {
    const data = Buffer.from(bytesOf("sleep"));
    const pending = compress(data, {}, abi1);
    await sleep(1); // until the call has begun
    data.fill(0);
    expect(abi1.decompress(await pending)).toEqual(bytesOf("sleep"));
  });

  test("inputs may be in shared memory, or a part of a buffer", () => {
    const shared = new Uint8Array(new SharedArrayBuffer(1000)).fill(9);
    expect(abi1.decompress(abi1.compress(shared))).toEqual(new Uint8Array(1000).fill(9));
    const part = new Uint8Array(1100).fill(3, 50, 1050).subarray(50, 1050);
    expect(abi1.decompress(abi1.compress(new DataView(part.buffer, 50, 1000)))).toEqual(part);
  });

  test("a core may use the stack of a thread, on this one and off it", async () => {
    expect(abi1.compress(bytesOf("deep")).length).toBe(1001);
    // A thread of Deno has 2 MiB, which this fills: there such a core runs apart. docs/native-core.md
    const times = "Deno" in globalThis ? 0 : 8;
    const all = await Promise.all(Array.from({ length: times }, () => compress(bytesOf("deep"), {}, abi1)));
    expect(all.every(({ length }) => length === 1001)).toBe(true);
  });
});

describe("T20: the event loop", () => {
  /** How many turns the event loop had while `work` was done. */
  async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await work();
    clearInterval(timer);
    return turns;
  }

  test.each<[string, (engine: Engine) => Promise<unknown>]>([
    ["compress", (engine) => compress(bytesOf("sleep"), {}, engine)],
    ["over", (engine) => buffer(engine.compressor().over(bytesOf("sleep")))],
    ["a Web stream", (engine) => webStream(bytesOf("sleep"), engine)],
    ["a Node stream", (engine) => buffer(Readable.from([bytesOf("sleep")]).pipe(createCompressStream({}, engine)))],
  ])("turns while a core works: %s", async (_, work) => {
    // Half a second of the core; a blocked loop has one turn or two.
    expect(await turnsDuring(() => work(abi1))).toBeGreaterThan(10);
  });

  test("calls that take long do not keep the process from its files", async () => {
    let running = 8;
    const calls = Array.from({ length: running }, async () => {
      await compress(bytesOf("sleep"), {}, abi1);
      running--;
    });
    await readFile(join(import.meta.dirname, "calls.test.ts"));
    expect(running).toBe(8);
    await Promise.all(calls);
  });

  test("any number of calls at a time, each with its own result", async () => {
    const inputs = Array.from({ length: 600 }, (_, i) => bytesOf(`input ${i}`, 100 + i));
    const packed = await Promise.all(inputs.map((input) => compress(input, {}, abi1)));
    const plain = await Promise.all(packed.map((frame) => decompress(frame, {}, abi1)));
    expect(plain).toEqual(inputs);
  });
});

describe("sessions", () => {
  const data = text(3_000_000);
  const pieces = Array.from({ length: 30 }, (_, i) => data.subarray(i * 100_000, (i + 1) * 100_000));

  test("push and end give the bytes of the one-shot, in chunks that the caller owns", () => {
    const session = abi1.compressor();
    const before = pieces.flatMap((piece) => session.push(piece));
    const chunks = session.end();
    expect(before).toEqual([]);
    expect(chunks.length).toBeGreaterThan(1);
    expect(Buffer.compare(Buffer.concat(chunks), abi1.compress(data))).toBe(0);
    expect(new Set(chunks.map(({ buffer: memory }) => memory)).size).toBe(chunks.length);
  });

  test("what was pushed may be changed at once", () => {
    const session = abi1.compressor();
    const chunk = bytesOf("first");
    session.push(chunk);
    chunk.fill(0);
    expect(abi1.decompress(Buffer.concat(session.end()))).toEqual(bytesOf("first"));
  });

  test("Web streams and Node streams there and back", async () => {
    const packed = await webStream(data, abi1);
    const unpacked = await buffer(Readable.from([packed]).pipe(createDecompressStream({}, abi1)));
    expect(Buffer.compare(unpacked, data)).toBe(0);
    const stream = new Blob([packed]).stream().pipeThrough(new H4DecompressionStream({}, abi1));
    expect(Buffer.compare(Buffer.from(await new Response(stream).arrayBuffer()), data)).toBe(0);
  });

  test("progress tells what was read and written", async () => {
    const told: object[] = [];
    const packed = await compress(data, { onProgress: (progress) => told.push(progress) }, abi1);
    expect(told.at(-1)).toEqual({ read: data.length, written: packed.length, total: data.length });
  });

  test("contentSize is held to", () => {
    const long = abi1.compressor({ contentSize: 10 });
    expect(() => long.push(bytesOf("x", 11))).toThrow(
      expect.objectContaining({ code: "CONTENT_SIZE_MISMATCH", got: 11 }),
    );
    const short = abi1.compressor({ contentSize: 10 });
    short.push(bytesOf("x", 9));
    expect(() => short.end()).toThrow(expect.objectContaining({ code: "CONTENT_SIZE_MISMATCH", got: 9, limit: 10 }));
  });

  test("inputs of more than 1 GiB are refused before they are gathered", () => {
    const code = { code: "INPUT_LIMIT", got: 2 ** 30 + 1, limit: 2 ** 30 };
    expect(() => abi1.compressor({ contentSize: 2 ** 30 + 1 })).toThrow(expect.objectContaining(code));
    // Never touched, so that it costs no memory.
    expect(() => abi1.compress(new Uint8Array(2 ** 30 + 1))).toThrow(expect.objectContaining(code));
  });

  test("a failed or closed session is over", () => {
    const session = abi1.decompressor();
    session.push(bytesOf("x"));
    expect(() => session.end()).toThrow(expect.objectContaining({ code: "DATA_CORRUPT" }));
    expect(() => session.push(bytesOf("x"))).toThrow(expect.objectContaining({ code: "SESSION_CLOSED" }));
    const closed = abi1.compressor();
    closed.close();
    expect(() => closed.end()).toThrow(expect.objectContaining({ code: "SESSION_CLOSED" }));
  });
});

describe("what the ABI has no word for is UNSUPPORTED, and says so", () => {
  test.each<[string, () => unknown, RegExp]>([
    ["a level, ABI 1", () => abi1.compress(bytesOf("x"), { level: 9 }), /level 9 .*ABI 1 has one level/],
    ["no checksum", () => abi2.compress(bytesOf("x"), { checksum: false }), /checksum: false/],
    ["a window", () => abi2.compress(bytesOf("x"), { windowLog: 20 }), /windowLog 20/],
    ["a dictionary", () => abi2.compress(bytesOf("x"), { dictionary: bytesOf("d") }), /dictionary/],
    ["a dictionary to decode", () => abi2.decompress(bytesOf("x"), { dictionary: bytesOf("d") }), /dictionary/],
    ["a window limit", () => abi2.decompress(bytesOf("x"), { windowLogMax: 20 }), /windowLogMax 20/],
    ["a session with a level, ABI 1", () => abi1.compressor({ level: 1 }), /level 1/],
    ["a flush", () => abi1.compressor().flush(), /flushed/],
  ])("%s", (_, call, words) => {
    expect(call).toThrow(expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringMatching(words) }));
  });

  test("the defaults may be said, and every level reaches a core of ABI 2", async () => {
    const options = { level: 3, checksum: true };
    expect(abi1.compress(bytesOf("x"), options)).toEqual(abi1.compress(bytesOf("x")));
    expect(abi1.decompress(abi1.compress(bytesOf("x")), { windowLogMax: 27 })).toEqual(bytesOf("x"));
    for (const level of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      expect(abi2.compress(bytesOf("x"), { level })[0]).toBe(level);
      expect((await compress(bytesOf("x"), { level }, abi2))[0]).toBe(level);
    }
  });
});

async function webStream(data: Uint8Array<ArrayBuffer>, engine: Engine): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([data]).stream().pipeThrough(new H4CompressionStream({}, engine));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

describe.each(["ABI 1", "ABI 2"])("%s: into the caller's memory", (abi) => {
  const plain = text(1000);
  let engine: Engine;
  let packed: Uint8Array;
  beforeAll(() => {
    engine = abi === "ABI 1" ? abi1 : abi2;
    packed = engine.compress(plain);
  });

  test("the bytes of the other calls, and their number", () => {
    for (const target of [
      new Uint8Array(engine.compressBound(1000)),
      new Uint8Array(packed.length),
      new Uint8Array(new SharedArrayBuffer(3000), 1000),
      Buffer.alloc(2000),
    ]) {
      expect(engine.compressInto(plain, target)).toBe(packed.length);
      expect(new Uint8Array(target.subarray(0, packed.length))).toEqual(packed);
      expect(engine.decompressInto(packed, target)).toBe(1000);
      expect(new Uint8Array(target.subarray(0, 1000))).toEqual(plain);
    }
    const empty = engine.compress(new Uint8Array(0));
    expect(engine.decompressInto(empty, new Uint8Array(0))).toBe(0);
  });

  test("a target that is too small, with what it takes where the core says that", () => {
    for (const room of [0, 1, packed.length - 1]) {
      const target = new Uint8Array(room);
      expect(() => engine.compressInto(plain, target)).toThrow(
        expect.objectContaining({ code: "TARGET_TOO_SMALL", got: room }),
      );
      expect(() => engine.decompressInto(packed, target.subarray(0, 999))).toThrow(
        expect.objectContaining({ code: "TARGET_TOO_SMALL", got: Math.min(room, 999) }),
      );
    }
    expect(() => engine.decompressInto(packed, new Uint8Array(10), { maxOutput: 9 })).toThrow(
      expect.objectContaining({ code: "OUTPUT_LIMIT", limit: 9 }),
    );
  });

  test("in the memory of the data", () => {
    for (const at of [0, 1, 500]) {
      const memory = new Uint8Array(3000);
      memory.set(plain, 500);
      const length = engine.compressInto(memory.subarray(500, 1500), memory.subarray(at));
      expect(memory.subarray(at, at + length)).toEqual(packed);
      expect(engine.decompressInto(memory.subarray(at, at + length), memory.subarray(at + 1))).toBe(1000);
      expect(memory.subarray(at + 1, at + 1001)).toEqual(plain);
    }
  });
});

test("T11: a core of ABI 2 that says it wrote more than the target has is not believed", () => {
  expect(() => abi2.compressInto(bytesOf("longer"), new Uint8Array(2000))).toThrow(
    expect.objectContaining({ code: "ENGINE_FAULT", got: 2001 }),
  );
});
