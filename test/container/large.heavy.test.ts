/** Offsets over 2^32, and two hundred random reads of hundreds of megabytes over HTTP. T24 */
import { beforeAll, describe, expect, test } from "vitest";
import { H4mkReader, httpSource, type RandomAccess, verifyContainer, writeContainer } from "../../src/container.js";
import { createEngine } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { mixed, noise, Random } from "../support/generators.js";
import { inMemory, type Served, serveRanges } from "../support/range-server.js";

const MIB = 1 << 20;
const GIB = 2 ** 30;

/** A source of `size` bytes: blocks of noise that differ by the number written at their start. */
class Numbered {
  private readonly pattern: Uint8Array<ArrayBuffer>;

  constructor(
    readonly size: number,
    private readonly step: number,
    pattern: Uint8Array<ArrayBuffer>,
  ) {
    this.pattern = pattern;
  }

  /** Piece `number`, in memory that is used again. */
  piece(number: number): Uint8Array<ArrayBuffer> {
    new DataView(this.pattern.buffer).setUint32(0, number);
    return this.pattern.subarray(0, Math.min(this.step, this.size - number * this.step));
  }

  *[Symbol.iterator](): Generator<Uint8Array<ArrayBuffer>> {
    for (let number = 0; number * this.step < this.size; number++) yield this.piece(number);
  }

  bytes(from: number, to: number): Uint8Array {
    const bytes = new Uint8Array(to - from);
    for (let at = from; at < to; ) {
      const number = Math.floor(at / this.step);
      const part = this.piece(number).subarray(at - number * this.step, to - number * this.step);
      bytes.set(part, at - from);
      at += part.length;
    }
    return bytes;
  }
}

/** A container that is never in memory as a whole: every block but its number is the same, so it is made when read. */
async function sparse(content: Numbered, blockSize: number): Promise<RandomAccess & Served & { written: number }> {
  const h4 = await createEngine();
  const ends: number[] = [];
  const kept: (Uint8Array | number)[] = [];
  let size = 0;
  let blocks = 0;
  for await (const piece of writeContainer(content, { blockSize, level: 1, engine: h4 })) {
    // A block is as long as its plain bytes and a little: not kept, but compressed again when it is asked for.
    kept.push(piece.length > blockSize / 2 && blocks * blockSize < content.size ? blocks++ : piece);
    size += piece.length;
    ends.push(size);
  }
  const read = (offset: number, length: number) => {
    const bytes = new Uint8Array(Math.min(length, size - offset));
    let index = firstAfter(ends, offset);
    for (let at = 0; at < bytes.length; index++) {
      const item = kept[index]!;
      const piece = typeof item === "number" ? h4.compress(content.piece(item), { level: 1 }) : item;
      const start = offset + at - (ends[index]! - piece.length);
      const part = piece.subarray(start, start + bytes.length - at);
      bytes.set(part, at);
      at += part.length;
    }
    return Promise.resolve(bytes);
  };
  return { size, written: size, read, bytes: (from, to) => read(from, to - from) };
}

function firstAfter(ends: readonly number[], offset: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle]! > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

describe("5 GiB of noise", () => {
  const content = new Numbered(5 * GIB + 12_345, 4 * MIB, noise(4 * MIB));
  let container: RandomAccess & Served;
  beforeAll(async () => {
    container = await sparse(content, 4 * MIB);
  }, 1_800_000);

  test("the container is larger than 2^32, and every rule holds", async () => {
    expect(container.size).toBeGreaterThan(2 ** 32);
    const { ok, info } = await verifyContainer(container);
    expect(ok).toBe(true);
    expect(info).toMatchObject({ plainSize: content.size, size: container.size });
  });

  test("reads on both sides of 2^31, 2^32 and at the end are exact, in memory and over HTTP", async () => {
    const server = await serveRanges(container);
    try {
      for (const source of [container, httpSource(server.url)]) {
        const reader = await H4mkReader.open(source, { cacheSize: 0 });
        for (const edge of [2 ** 31, 2 ** 32, content.size - 5, content.size]) {
          const [from, to] = [edge - 5, Math.min(content.size, edge + 5)];
          expectBytes(await reader.read(from, to), content.bytes(from, to));
        }
      }
    } finally {
      await server.close();
    }
  });
});

test("two hundred random reads of 300 MB over HTTP are exact, requests and bytes counted", async () => {
  const block = 256 << 10;
  const content = new Numbered(300_000_000, MIB, mixed(MIB));
  const pieces: Uint8Array[] = [];
  for await (const piece of writeContainer(content, { blockSize: block, level: 1 })) pieces.push(piece);
  const packed = new Uint8Array(Buffer.concat(pieces));
  const server = await serveRanges(inMemory(packed));
  try {
    const reader = await H4mkReader.open(httpSource(server.url));
    expect(server.requests.length).toBe(1);
    const random = new Random(200);
    server.requests.length = 0;
    for (let i = 0; i < 200; i++) {
      const from = random.below(content.size - 4096);
      expectBytes(await reader.read(from, from + 4096), content.bytes(from, from + 4096));
    }
    // At most a page and two blocks a read, a block's payload being at most its plain bytes and a little.
    expect(server.requests.length).toBeLessThanOrEqual(2 * 200);
    const sent = server.requests.reduce((sum, request) => sum + request.sent, 0);
    expect(sent).toBeLessThanOrEqual(205 * (block + 100) + 5 * (16 + 256 * 48));
    expect(sent).toBeLessThan(packed.length);
  } finally {
    await server.close();
  }
});
