/** Containers as seekable .zst and back, judged by zstd(1) and by a seek table read by hand. */
import { describe, expect, test } from "vitest";
import { fromZstd, H4mkReader, toSeekableZstd, verifyContainer, writeContainer } from "../../src/container.js";
import { createEngine, decompress } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { mixed, text } from "../support/generators.js";
import { compressWithCli, decompressWithCli } from "../support/zstd-cli-calls.js";
import { gather, join, rootOf, runLengthChunks, withVeri } from "./containers.js";

const BLOCK = 16 << 10;
const PLAIN = mixed(20 * BLOCK + 5);

async function packed(): Promise<Uint8Array<ArrayBuffer>> {
  return await gather(writeContainer(PLAIN, { blockSize: BLOCK, meta: { title: "x" } }));
}

/** The seek table at the end of a file: the sizes of its frames. zstd_seekable_compression_format.md */
function seekTable(file: Uint8Array): { compressed: number; plain: number }[] {
  const bytes = Buffer.from(file);
  expect(bytes.readUInt32LE(bytes.length - 4)).toBe(0x8f92eab1);
  expect(bytes[bytes.length - 5]).toBe(0);
  const frames = bytes.readUInt32LE(bytes.length - 9);
  const start = bytes.length - 9 - 8 * frames - 8;
  expect(bytes.readUInt32LE(start)).toBe(0x184d2a5e);
  expect(bytes.readUInt32LE(start + 4)).toBe(8 * frames + 9);
  return Array.from({ length: frames }, (_, i) => ({
    compressed: bytes.readUInt32LE(start + 8 + 8 * i),
    plain: bytes.readUInt32LE(start + 12 + 8 * i),
  }));
}

describe("out", () => {
  test("zstd decodes it, and the seek table leads to every frame", async () => {
    const file = await gather(toSeekableZstd(await H4mkReader.open(await packed())));
    expectBytes(await decompressWithCli(file), PLAIN);
    const table = seekTable(file);
    expect(table.length).toBe(21);
    let [at, plain] = [0, 0];
    for (const entry of table) {
      const frame = file.subarray(at, at + entry.compressed);
      expectBytes(await decompress(frame), PLAIN.subarray(plain, plain + entry.plain));
      at += entry.compressed;
      plain += entry.plain;
    }
    expect(plain).toBe(PLAIN.length);
  });

  test("an empty container is an empty seek table", async () => {
    const reader = await H4mkReader.open(await gather(writeContainer([])));
    const file = await gather(toSeekableZstd(reader));
    expect(seekTable(file)).toEqual([]);
    expect((await decompressWithCli(file)).length).toBe(0);
  });

  test("a damaged block does not leave, nor does one of another codec", async () => {
    const bytes = await packed();
    const reader = await H4mkReader.open(bytes);
    bytes[30]! ^= 1;
    await expect(gather(toSeekableZstd(reader))).rejects.toMatchObject({ code: "CONTAINER_LEAF" });
    const runs = await H4mkReader.open(withVeri(...runLengthChunks(Uint8Array.of(65, 1))));
    await expect(gather(toSeekableZstd(runs))).rejects.toMatchObject({ code: "CONTAINER_CODEC" });
  });
});

describe("back in", () => {
  test("the same blocks: with the same META it would be the same root", async () => {
    const reader = await H4mkReader.open(await packed());
    const file = await gather(toSeekableZstd(reader));
    const back = await gather(fromZstd(file, { meta: { title: "x" } }));
    const { ok, info } = await verifyContainer(back, { decode: true });
    expect(ok).toBe(true);
    expect(info).toMatchObject({ blocks: 21, plainSize: PLAIN.length, blockSize: BLOCK, codec: "zstd" });
    expect(info?.compression).toMatchObject({ engine: "unknown", engine_id: "unknown", sealed: false, opaque: false });
    const length = Buffer.from(back).indexOf("SEEK");
    expectBytes(back.subarray(0, length), (await packed()).subarray(0, length));
    expect(rootOf(back)).not.toEqual(rootOf(await packed()));
    expectBytes(await (await H4mkReader.open(back)).read(), PLAIN);
  });

  test("frames of the zstd command line, of several sizes, and skippable ones", async () => {
    const parts = [text(10_000), mixed(300_000), new Uint8Array(0), text(1)];
    const h4 = await createEngine();
    const frames = parts.map((part) => h4.compress(part, { checksum: false }));
    frames[1] = new Uint8Array(await compressWithCli(parts[1]!, ["-19"]));
    const skippable = Buffer.from("502a4d1803000000616263", "hex");
    const back = await gather(fromZstd(new Blob([join(frames[0]!, skippable, ...frames.slice(1))])));
    const reader = await H4mkReader.open(back, { strict: true });
    expect(reader.info).toMatchObject({ blocks: 3, blockSize: 300_000 });
    expectBytes(await reader.read(), join(...parts));
  });

  test("what cannot be a block as it is", async () => {
    const h4 = await createEngine();
    const session = h4.compressor();
    const unsized = join(...session.push(text(1000)), ...session.end());
    await expect(gather(fromZstd(unsized))).rejects.toMatchObject({ code: "CONTAINER_FRAME", offset: 0 });
    // Single segment, 8 bytes of content size: 2^28; and one that names dictionary 7.
    const large = Buffer.from("28b52ffde00000001000000000010000", "hex");
    await expect(gather(fromZstd(large))).rejects.toMatchObject({ code: "CONTAINER_FRAME", got: 2 ** 28 });
    const foreign = Buffer.from("28b52ffd210701090000ff", "hex");
    await expect(gather(fromZstd(foreign))).rejects.toMatchObject({ code: "CONTAINER_FRAME", got: 7 });
    const lying = h4.compress(text(1000));
    lying[lying.length - 1]! ^= 1;
    await expect(gather(fromZstd(lying))).rejects.toMatchObject({ code: "CONTAINER_BLOCK" });
    await expect(gather(fromZstd(text(100)))).rejects.toMatchObject({ code: "DATA_CORRUPT" });
    await expect(gather(fromZstd(h4.compress(text(1000)).subarray(0, -1)))).rejects.toMatchObject({
      code: "DATA_TRUNCATED",
    });
    await expect(gather(fromZstd(new Uint8Array(0)))).rejects.toMatchObject({ code: "DATA_TRUNCATED" });
  });
});
