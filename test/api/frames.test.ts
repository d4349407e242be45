/** listFrames and frameHeader: what headers say, without decoding. RFC 8878 §3.1 */
import { beforeAll, describe, expect, test } from "vitest";
import {
  createEngine,
  type Engine,
  type FrameBlock,
  type FrameInfo,
  listFrames,
  type RandomAccess,
} from "../../src/index.js";
import { constant, noise, text } from "../support/generators.js";

let h4: Engine;
let stream: Uint8Array<ArrayBuffer>;
let expected: FrameInfo[];
const MIB = 1 << 20;
const SKIPPABLE = Uint8Array.of(0x53, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4);

beforeAll(async () => {
  h4 = await createEngine();
  const raw = h4.compress(noise(300_000), { checksum: false });
  const session = h4.compressor({ windowLog: 19 });
  const undeclared = new Uint8Array(Buffer.concat([...session.push(text(200_000)), ...session.end()]));
  stream = new Uint8Array(Buffer.concat([raw, SKIPPABLE, undeclared]));
  expected = [
    {
      kind: "zstandard",
      offset: 0,
      compressedSize: raw.length,
      headerSize: h4.frameHeader(raw)!.headerSize,
      contentSize: 300_000,
      windowSize: h4.frameHeader(raw)!.windowSize,
      dictionaryId: 0,
      checksum: false,
      blocks: { raw: 3, rle: 0, compressed: 0 },
    },
    {
      kind: "skippable",
      offset: raw.length,
      compressedSize: 12,
      headerSize: 8,
      contentSize: 4,
      windowSize: 0,
      dictionaryId: 0,
      checksum: false,
      blocks: { raw: 0, rle: 0, compressed: 0 },
    },
    {
      kind: "zstandard",
      offset: raw.length + 12,
      compressedSize: undeclared.length,
      headerSize: 6,
      contentSize: undefined,
      windowSize: 1 << 19,
      dictionaryId: 0,
      checksum: true,
      blocks: { raw: 0, rle: 0, compressed: 2 },
    },
  ];
});

test("a frame without content is not a skippable one", async () => {
  const empty = h4.compress(new Uint8Array(0), { checksum: false });
  const bytes = new Uint8Array(Buffer.concat([empty, SKIPPABLE, empty, empty]));
  expect((await listed(bytes)).map(({ kind, contentSize }) => [kind, contentSize])).toEqual([
    ["zstandard", 0],
    ["skippable", 4],
    ["zstandard", 0],
    ["zstandard", 0],
  ]);
});

async function listed(...[source, options]: Parameters<typeof listFrames>): Promise<FrameInfo[]> {
  const frames: FrameInfo[] = [];
  for await (const frame of listFrames(source, options)) frames.push(frame);
  return frames;
}

function* single(bytes: Uint8Array): Generator<Uint8Array> {
  for (let i = 0; i < bytes.length; i++) yield bytes.subarray(i, i + 1);
}

describe("listFrames", () => {
  test("of bytes, a Blob, a stream, single bytes, and random access: the same", async () => {
    expect(await listed(stream)).toEqual(expected);
    expect(await listed(new Blob([stream]))).toEqual(expected);
    expect(await listed(new Blob([stream]).stream())).toEqual(expected);
    expect(await listed(single(stream), { engine: h4 })).toEqual(expected);
  });

  test("reads only headers where it can", async () => {
    const large = h4.compress(noise(8 * MIB));
    let read = 0;
    const access: RandomAccess = {
      size: large.length,
      read: (offset, length) => {
        read += length;
        return Promise.resolve(large.subarray(offset, offset + length));
      },
    };
    const [frame] = await listed(access);
    expect(frame).toMatchObject({ compressedSize: large.length, blocks: { raw: 64 } });
    expect(read).toBeLessThan(large.length / 10);
  });

  test("tells each block before its frame is given: together with headers and checksums they are all of it", async () => {
    const told: FrameBlock[] = [];
    const seen: number[] = [];
    for await (const frame of listFrames(stream, { engine: h4, onBlock: (block) => told.push(block) })) {
      seen.push(told.length);
      const blocks = told.filter(({ offset }) => offset >= frame.offset);
      const { raw, rle, compressed } = frame.blocks;
      expect(blocks.length).toBe(raw + rle + compressed);
      const stored = blocks.reduce((sum, { storedSize }) => sum + storedSize, 0);
      const rest = frame.kind === "skippable" ? frame.contentSize! : frame.checksum ? 4 : 0;
      expect(frame.headerSize + stored + rest).toBe(frame.compressedSize);
      if (raw > 0) expect(blocks.reduce((sum, { contentSize }) => sum + contentSize!, 0)).toBe(frame.contentSize);
    }
    expect(seen).toEqual([3, 3, 5]);
    expect(told.map(({ type }) => type)).toEqual(["raw", "raw", "raw", "compressed", "compressed"]);
    expect(told[4]!.contentSize).toBe(undefined);
    expect(() => listFrames(stream, { onBlock: "no" as never })).toThrow(TypeError);
  });

  test("RLE blocks are counted as such", async () => {
    // Two RLE_Blocks of 100 bytes, the second the last, in a frame with a window of 1 KiB.
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0x22, 3, 0, 65, 0x23, 3, 0, 66);
    expect(h4.decompress(frame).length).toBe(200);
    expect(await listed(frame)).toMatchObject([{ windowSize: 1024, blocks: { raw: 0, rle: 2, compressed: 0 } }]);
  });

  test("a frame of nothing, as zstd(1) writes one, has a window of zero bytes and is a frame all the same", async () => {
    // Single_Segment, Frame_Content_Size 0, checksum; one empty last raw block; XXH64 of nothing.
    const empty = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x24, 0, 1, 0, 0, 0x99, 0xe9, 0xd8, 0x51);
    for (const source of [empty, [empty]]) {
      const [frame, ...more] = await listed(source);
      expect(frame).toMatchObject({
        kind: "zstandard",
        compressedSize: 13,
        contentSize: 0,
        windowSize: 0,
        checksum: true,
      });
      expect(more).toEqual([]);
    }
  });

  test.each([["bytes"], ["chunks"]])("refuses damage with its offset: %s", async (kind) => {
    const list = (bytes: Uint8Array) => listed(kind === "bytes" ? bytes : [bytes]);
    const [raw] = expected;
    const second = raw!.offset + raw!.compressedSize;
    await expect(list(text(100))).rejects.toMatchObject({ code: "DATA_CORRUPT", offset: 0 });
    await expect(list(new Uint8Array(0))).rejects.toMatchObject({ code: "DATA_TRUNCATED", offset: 0 });
    const garbage = Buffer.concat([stream.subarray(0, second), text(100)]);
    await expect(list(garbage)).rejects.toMatchObject({ code: "DATA_CORRUPT", offset: second });
    const type = stream.with(raw!.headerSize, stream[raw!.headerSize]! | 6);
    await expect(list(type)).rejects.toMatchObject({ code: "DATA_CORRUPT", offset: raw!.headerSize });
    const size = stream.with(raw!.headerSize + 2, 0xff);
    await expect(list(size)).rejects.toMatchObject({ code: "DATA_CORRUPT", limit: 1 << 17 });
  });

  test("refuses every cut but those between frames", async () => {
    const small = Buffer.concat([h4.compress(text(50)), SKIPPABLE, h4.compress(constant(9))]);
    const ends = [0, h4.compress(text(50)).length, h4.compress(text(50)).length + SKIPPABLE.length];
    for (let length = 0; length < small.length; length++) {
      const cut = small.subarray(0, length);
      for (const source of [cut, [cut]]) {
        if (length > 0 && ends.includes(length)) await listed(source);
        else await expect(listed(source), `${length}`).rejects.toMatchObject({ code: "DATA_TRUNCATED" });
      }
    }
  });

  test("refuses what is no source, and unknown options; an abort ends it", async () => {
    expect(() => listFrames("text" as never)).toThrow(TypeError);
    expect(() => listFrames(stream, { level: 1 } as never)).toThrow(TypeError);
    const reason = new Error("enough");
    await expect(listed(stream, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("frameHeader", () => {
  test("tells what is there, and undefined where more is needed", () => {
    const packed = h4.compress(text(70_000));
    const { headerSize } = h4.frameHeader(packed)!;
    for (let length = 0; length < headerSize; length++) {
      expect(h4.frameHeader(packed.subarray(0, length))).toBeUndefined();
    }
    expect(h4.frameHeader(packed.subarray(0, headerSize))).toEqual(h4.frameHeader(packed));
    expect(h4.frameHeader(SKIPPABLE)).toMatchObject({ windowSize: 0, contentSize: 4, headerSize: 8 });
  });

  test("refuses what is no frame", () => {
    expect(() => h4.frameHeader(text(20))).toThrow(expect.objectContaining({ code: "DATA_CORRUPT" }));
    expect(() => h4.frameHeader("text" as never)).toThrow(TypeError);
  });

  test("leaves open sessions and later calls alone", () => {
    const packed = h4.compress(text(70_000));
    const session = h4.decompressor();
    const first = session.push(packed.subarray(0, 1000));
    h4.frameHeader(SKIPPABLE);
    const rest = [...session.push(packed.subarray(1000)), ...session.end()];
    expect(Buffer.concat([...first, ...rest]).length).toBe(70_000);
  });
});
