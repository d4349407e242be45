/** Figures at the edges of 32, 53 and 64 bits in every field, and bombs: refused at once, with little memory. T18, T24 */
import { describe, expect, test } from "vitest";
import { H4mkReader, verifyContainer } from "../../src/container.js";
import { createEngine } from "../../src/index.js";
import { text } from "../support/generators.js";
import {
  chunk,
  HEADER,
  indexed,
  join,
  RUN_LENGTH_META,
  runLengthChunks,
  type StoredBlock,
  u64,
  withVeri,
} from "./containers.js";

const LENGTHS = [0x7fffffff, 0x80000000, 0x80000001, 0xfffffff3, 0xfffffffe, 0xffffffff];
const LONG = [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 12n, 2n ** 64n - 1n];

/** Every field of the index with its place: tag, name, offset, bytes. */
const FIELDS: [string, string, number, 4 | 8][] = [
  ["hIXP", "page", 0, 4],
  ["hIXP", "first block", 4, 4],
  ["hIXP", "count", 8, 4],
  ["hIXP", "reserved", 12, 4],
  ["hIXP", "offset of a block", 16, 8],
  ["hIXP", "payload length", 24, 4],
  ["hIXP", "plain length", 28, 4],
  ["hIXR", "version to reserved", 0, 4],
  ["hIXR", "pages", 4, 4],
  ["hIXR", "blocks", 8, 8],
  ["hIXR", "plain size", 16, 8],
  ["hIXR", "block size", 24, 4],
  ["hIXR", "reserved", 28, 4],
  ["hIXR", "offset of a page", 32, 8],
  ["hIXR", "plain offset of a page", 40, 8],
  ["tAIL", "magic", 0, 4],
  ["tAIL", "version and flags", 4, 4],
  ["tAIL", "offset of hIXR", 8, 8],
  ["tAIL", "length of hIXR", 16, 4],
  ["tAIL", "reserved", 20, 4],
  ["tAIL", "offset of META", 24, 8],
  ["tAIL", "length of META", 32, 4],
  ["tAIL", "length of SAFE", 36, 4],
  ["tAIL", "container size", 40, 8],
];

async function threeBlocks(): Promise<StoredBlock[]> {
  const h4 = await createEngine();
  const plain = text(3000);
  return [0, 1000, 2000].map((at) => ({ payload: h4.compress(plain.subarray(at, at + 1000)), plainLength: 1000 }));
}

/** What a call added to the memory of the process, at most. */
async function memoryOf(call: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage();
  let most = 0;
  const timer = setInterval(() => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    most = Math.max(most, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers);
  }, 1);
  try {
    await call();
  } finally {
    clearInterval(timer);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return Math.max(most, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers);
}

describe("T24: with every hash and CRC right", () => {
  test.each(FIELDS)("%s, %s: no figure is believed", async (tag, _, at, bytes) => {
    const blocks = await threeBlocks();
    const values = bytes === 4 ? LENGTHS.map(BigInt) : [...LONG, ...LENGTHS.map(BigInt)];
    for (const value of values) {
      const container = indexed({
        blocks,
        change(changed, payload) {
          if (changed !== tag) return undefined;
          if (bytes === 4) payload.writeUInt32BE(Number(value), at);
          else payload.writeBigUInt64BE(value, at);
          return payload;
        },
      });
      const read = async () => (await H4mkReader.open(container)).read();
      await expect(read(), `${value}`).rejects.toMatchObject({
        name: "H4Error",
        code: expect.stringMatching(/^CONTAINER_(INDEX|NUMBER|SIZE|LIMIT|JSON_SIZE|BLOCK_SIZE)$/),
      });
      const { ok, integrity } = await verifyContainer(container);
      expect([ok, integrity.outcome], `${value}`).toEqual([false, "failed"]);
    }
  });

  test.each(LENGTHS)("a chunk length of %i", async (length) => {
    for (const tag of ["CORE", "SEEK", "META", "SAFE", "VERI", "noTE"]) {
      const chunks = runLengthChunks(Uint8Array.of(65, 1));
      const bytes = join(HEADER, ...chunks, chunk(tag, new Uint8Array(100), { length }));
      await expect(H4mkReader.open(bytes), tag).rejects.toMatchObject({ code: "CONTAINER_CHUNK_LENGTH", got: length });
    }
  });
});

describe("T18: bombs", () => {
  /** Zeros, 128 KiB for each 4 bytes: a frame of RLE blocks with a window of 128 KiB. RFC 8878 §3.1.1 */
  const zeros = (blocks: number, contentSize?: bigint) => {
    const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, contentSize === undefined ? 0 : 0xc0, 0x38]);
    const size = contentSize === undefined ? new Uint8Array(0) : u64(contentSize).reverse();
    const block = ((128 << 10) << 3) | (1 << 1);
    const body = Buffer.alloc(4 * blocks);
    for (let i = 0; i < blocks; i++) body.writeUInt32LE(block | (i === blocks - 1 ? 1 : 0), 4 * i);
    return join(header, size, body);
  };
  const block = () => ({ payload: zeros(1024, 2n ** 27n), plainLength: 2 ** 27 });

  test("terabytes in forty megabytes: refused by maxOutput before anything is decoded", async () => {
    const one = block();
    const bytes = indexed({ blocks: Array.from({ length: 9000 }, () => one) });
    const memory = await memoryOf(async () => {
      const reader = await H4mkReader.open(bytes);
      expect(reader.info.plainSize).toBe(9000 * 2 ** 27);
      await expect(reader.read()).rejects.toMatchObject({ code: "OUTPUT_LIMIT", limit: 2 ** 30 });
      expect(() => reader.stream()).toThrow(expect.objectContaining({ code: "OUTPUT_LIMIT" }));
    });
    expect(memory).toBeLessThan(32 << 20);
  });

  test("a frame that declares terabytes: refused by its header", async () => {
    const payload = zeros(1, 2n ** 42n);
    const reader = await H4mkReader.open(indexed({ blocks: [{ payload, plainLength: 1000 }] }));
    await expect(reader.read()).rejects.toMatchObject({ code: "CONTAINER_BLOCK_LENGTH", got: 2 ** 42, limit: 1000 });
    const meta = Buffer.from('{"compression":{"engine":"reference","codec":"zstd"}}');
    const [, ...rest] = runLengthChunks(payload);
    rest[1] = chunk("META", meta);
    await expect(H4mkReader.open(withVeri(chunk("CORE", payload), ...rest))).rejects.toMatchObject({
      code: "CONTAINER_BLOCK_SIZE",
      got: 2 ** 42,
    });
  });

  test("a frame that yields more than the index says: no more than that is made", async () => {
    const { payload } = block();
    const lying = zeros(1024);
    const memory = await memoryOf(async () => {
      for (const one of [payload, lying]) {
        const reader = await H4mkReader.open(indexed({ blocks: [{ payload: one, plainLength: 1000 }] }));
        await expect(reader.read()).rejects.toMatchObject({ code: "CONTAINER_BLOCK_LENGTH", limit: 1000 });
      }
    });
    expect(memory).toBeLessThan(16 << 20);
  });

  test("a run-length block over 128 MiB", async () => {
    const pairs = new Uint8Array(2 * 600_000).fill(255);
    await expect(H4mkReader.open(withVeri(...runLengthChunks(pairs)))).rejects.toMatchObject({
      code: "CONTAINER_BLOCK_SIZE",
      got: 600_000 * 255,
    });
    const stored = { payload: pairs, plainLength: 600_000 * 255 };
    await expect(H4mkReader.open(indexed({ blocks: [stored], meta: RUN_LENGTH_META }))).rejects.toMatchObject({
      code: "CONTAINER_BLOCK_SIZE",
    });
  });

  test("what is read is within maxOutput, in parts", async () => {
    const blocks = await threeBlocks();
    const reader = await H4mkReader.open(indexed({ blocks }), { maxOutput: 100 });
    expect((await reader.read(500, 600)).length).toBe(100);
    await expect(reader.read(500, 601)).rejects.toMatchObject({ code: "OUTPUT_LIMIT", got: 101, limit: 100 });
  });
});
