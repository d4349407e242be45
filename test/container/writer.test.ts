/** What the writer writes, to the byte, and what it refuses. S43, S72, T33 */
import { describe, expect, test } from "vitest";
import {
  type BlockEngine,
  H4mkReader,
  verifyContainer,
  type WriteContainerOptions,
  writeContainer,
} from "../../src/container.js";
import { createEngine, type Engine } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { mixed, noise } from "../support/generators.js";
import { decompressWithCli } from "../support/zstd-cli-calls.js";
import { gather, indexed, join, u32, u64, utf8 } from "./containers.js";

const BLOCK = 4096;
const PLAIN = mixed(10 * BLOCK + 77);

/** An engine whose blocks are done in another order than they were begun in. */
function shuffled(h4: Engine): BlockEngine {
  let calls = 0;
  return {
    info: () => h4.info(),
    frameHeader: (bytes) => h4.frameHeader(bytes),
    decompress: (data, options) => h4.decompress(data, options),
    async compress(data, options) {
      const packed = h4.compress(data, options);
      await new Promise((resolve) => setTimeout(resolve, (calls++ * 7) % 11));
      return packed;
    },
  };
}

function seal(h4: Engine): object {
  const { engine, engine_id, fingerprint, deterministic, identity_safe, sealed } = h4.info();
  return { engine, engine_id, fingerprint, deterministic, identity_safe, opaque: false, sealed, codec: "zstd" };
}

describe("the bytes", () => {
  test("are those of the format, built by hand", async () => {
    const h4 = await createEngine();
    const blocks = Array.from({ length: 11 }, (_, i) => PLAIN.subarray(i * BLOCK, (i + 1) * BLOCK)).map((plain) => ({
      payload: h4.compress(plain, { level: 5 }),
      plainLength: plain.length,
    }));
    const byHand = indexed({
      blocks,
      blockSize: BLOCK,
      meta: utf8(JSON.stringify({ title: "Ü", n: 1, compression: seal(h4) })),
      safe: utf8('{"scope":"x"}'),
      seek: join(u32(2), u64(0, 0, 40_000, BLOCK)),
    });
    const seek = [
      { pts: 0, offset: 0 },
      { pts: 40_000n, offset: BLOCK },
    ];
    const options = { blockSize: BLOCK, level: 5, meta: { title: "Ü", n: 1 }, safe: { scope: "x" }, seek };
    expectBytes(await gather(writeContainer(PLAIN, options)), byHand);
  });

  test("do not depend on how the source comes, on other calls, or on blocks in work", async () => {
    const h4 = await createEngine();
    const expected = await gather(writeContainer(PLAIN, { blockSize: BLOCK }));
    const pieces = (size: number) =>
      Array.from({ length: Math.ceil(PLAIN.length / size) }, (_, i) => PLAIN.slice(i * size, (i + 1) * size));
    for (const size of [1, 100, BLOCK, BLOCK + 1, 3 * BLOCK]) {
      expectBytes(await gather(writeContainer(pieces(size), { blockSize: BLOCK })), expected);
    }
    expectBytes(await gather(writeContainer(new Blob([PLAIN]), { blockSize: BLOCK })), expected);
    for (const concurrency of [1, 2, 5, 256]) {
      const options = { blockSize: BLOCK, engine: shuffled(h4), concurrency };
      expectBytes(await gather(writeContainer(PLAIN, options)), expected);
      expectBytes(await gather(writeContainer(reusing(PLAIN, 3000), options)), expected);
    }
  });

  test("of each block are those of the engine, and zstd decodes them", async () => {
    const h4 = await createEngine();
    const packed = await gather(writeContainer(PLAIN, { blockSize: BLOCK, level: 9, checksum: false, windowLog: 12 }));
    const length = Buffer.from(packed).readUInt32BE(12);
    const first = packed.subarray(20, 20 + length);
    expectBytes(first, h4.compress(PLAIN.subarray(0, BLOCK), { level: 9, checksum: false, windowLog: 12 }));
    expectBytes(await decompressWithCli(first), PLAIN.subarray(0, BLOCK));
  });

  test("of nothing are a container without blocks", async () => {
    const packed = await gather(writeContainer([]));
    const { info } = await H4mkReader.open(packed, { strict: true });
    expect(info).toMatchObject({ blocks: 0, plainSize: 0, indexed: true });
    expect((await (await H4mkReader.open(packed)).read()).length).toBe(0);
    expect((await verifyContainer(packed, { decode: true })).ok).toBe(true);
  });

  test("cost 48 a block for the index, and as much memory", async () => {
    const few = await gather(writeContainer(noise(BLOCK * 512), { blockSize: BLOCK }));
    const chunks = 512 * (12 + 48) + 2 * (12 + 16 + 48);
    const h4 = await createEngine();
    const blocks = h4.compress(noise(BLOCK)).length * 512;
    expect(few.length).toBeLessThan(blocks + chunks + 1000);
  });

  test("take no more memory for a hundred times the source", async () => {
    const chunk = new Uint8Array(1 << 20);
    async function most(chunks: number): Promise<number> {
      const before = process.memoryUsage().arrayBuffers;
      let peak = 0;
      const source = (function* () {
        for (let i = 0; i < chunks; i++) {
          peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
          yield chunk;
        }
      })();
      for await (const piece of writeContainer(source, { level: 1 })) peak = Math.max(peak, piece.length);
      return peak;
    }
    await most(10);
    expect(await most(1000)).toBeLessThan(16 << 20);
  });

  test("come while the source still goes on", async () => {
    let given = 0;
    const source = (function* () {
      for (; given < 1000; given++) yield noise(BLOCK, given);
    })();
    const pieces = writeContainer(source, { blockSize: BLOCK });
    for (let i = 0; i < 5; i++) await pieces.next();
    expect(given).toBeLessThan(5);
    await pieces.return();
  });
});

/** Pieces that all live in the same memory, as those of a file may. */
function* reusing(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
  }
}

describe("refuses", () => {
  const bad: [string, object][] = [
    ["a block size of 4095", { blockSize: 4095 }],
    ["a block size over 128 MiB", { blockSize: (128 << 20) + 1 }],
    ["a block size that is no integer", { blockSize: 5000.5 }],
    ["a concurrency of 0", { concurrency: 0 }],
    ["a level of 99", { level: 99 }],
    ["a dictionary", { dictionary: new Uint8Array(10) }],
    ["an unknown option", { blocksize: 4096 }],
    ["META that is an array", { meta: [] }],
    ["META that speaks for the engine", { meta: { compression: { sealed: true } } }],
    ["META with NaN", { meta: { n: Number.NaN } }],
    ["META with a bigint", { meta: { n: 1n } }],
    ["META with half a character", { meta: { title: "\ud800" } }],
    ["META that is nested too deep", { meta: JSON.parse(`{"a":${"[".repeat(64)}${"]".repeat(64)}}`) }],
    ["META over 16 MiB", { meta: { text: "x".repeat(17 << 20) } }],
    ["SAFE that is null", { safe: null }],
    [
      "times that go backwards",
      {
        seek: [
          { pts: 2, offset: 0 },
          { pts: 1, offset: 1 },
        ],
      },
    ],
    ["a time that is no integer", { seek: [{ pts: 0.5, offset: 0 }] }],
    ["a time below 0", { seek: [{ pts: -1, offset: 0 }] }],
    ["a time of 2^64", { seek: [{ pts: 2n ** 64n, offset: 0 }] }],
    ["a point without an offset", { seek: [{ pts: 1 }] }],
    ["a signal that is none", { signal: {} }],
  ];
  test.each(bad)("%s", (_, options) => {
    expect(() => writeContainer(PLAIN, options as WriteContainerOptions)).toThrow(/^(?!H4Error)/);
    try {
      writeContainer(PLAIN, options as WriteContainerOptions);
    } catch (error) {
      expect(["TypeError", "RangeError"]).toContain((error as Error).name);
    }
  });

  test("a string, and a source of strings", async () => {
    expect(() => writeContainer("text" as never)).toThrow(TypeError);
    await expect(gather(writeContainer(["text"] as never))).rejects.toThrow(TypeError);
  });

  test("a point past the end, which only shows at the end", async () => {
    const seek = (offset: number) => ({ blockSize: BLOCK, seek: [{ pts: 0, offset }] });
    await expect(gather(writeContainer(PLAIN, seek(PLAIN.length + 1)))).rejects.toThrow(RangeError);
    await gather(writeContainer(PLAIN, seek(PLAIN.length)));
  });

  test("to go on when it is told to stop, and when the source or the engine fails", async () => {
    const reason = new Error("enough");
    const failing = (function* () {
      yield PLAIN;
      throw reason;
    })();
    await expect(gather(writeContainer(failing))).rejects.toBe(reason);
    await expect(gather(writeContainer(PLAIN, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    const h4 = await createEngine();
    const broken: BlockEngine = { ...shuffled(h4), compress: () => Promise.reject(reason) };
    await expect(gather(writeContainer(PLAIN, { blockSize: BLOCK, engine: broken, concurrency: 3 }))).rejects.toBe(
      reason,
    );
  });
});

test("META as it is given: __proto__ and all", async () => {
  const meta = JSON.parse('{"__proto__":{"a":1},"compress":[null,true,1.5,"😀"]}');
  const { info } = await H4mkReader.open(await gather(writeContainer(PLAIN, { meta })));
  expect(JSON.stringify(info.meta)).toBe(JSON.stringify({ ...meta, compression: seal(await createEngine()) }));
});

test("S43: a pinned engine is sealed in META; a closed core's blocks are opaque and have no codec", async () => {
  const h4 = await createEngine();
  const { fingerprint } = h4.info();
  const pinned = await createEngine({ seal: { fingerprint } });
  const sealed = await H4mkReader.open(await gather(writeContainer(PLAIN, { engine: pinned })));
  expect(sealed.info.compression).toMatchObject({ sealed: true, opaque: false, codec: "zstd", fingerprint });
  const core: BlockEngine = {
    info: () => ({ ...h4.info(), engine: "core", engine_id: "closed" }),
    compress: (data) => new Uint8Array(data as Uint8Array).map((byte) => byte ^ 0x55),
    decompress: (data) => new Uint8Array(data as Uint8Array).map((byte) => byte ^ 0x55),
    frameHeader: (bytes) => h4.frameHeader(bytes),
  };
  const packed = await gather(writeContainer(PLAIN, { engine: core, blockSize: BLOCK }));
  const { compression, codec } = (await H4mkReader.open(packed)).info;
  expect(compression).toMatchObject({ engine: "core", engine_id: "closed", opaque: true });
  expect([compression?.codec, codec]).toEqual([undefined, undefined]);
  await expect((await H4mkReader.open(packed)).read()).rejects.toMatchObject({ code: "CONTAINER_CODEC" });
  expectBytes(await (await H4mkReader.open(packed, { engine: core })).read(), PLAIN);
});

test("progress: bytes in and out, and the total where it is known", async () => {
  const seen: object[] = [];
  const packed = await gather(
    writeContainer(PLAIN, { blockSize: BLOCK, onProgress: (progress) => seen.push(progress) }),
  );
  expect(seen.at(-1)).toEqual({ read: PLAIN.length, written: packed.length, total: PLAIN.length });
  expect(seen.length).toBe(12);
});
