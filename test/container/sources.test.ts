/** The same container from memory, Blob and file; files that are written whole or not at all. T33 */
import { mkdtempSync, openAsBlob, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ContainerSource, H4mkReader, listChunks, writeContainer } from "../../src/container.js";
import { openFileSource, packFile, unpackFile } from "../../src/node.js";
import { expectBytes } from "../support/expect-bytes.js";
import { mixed } from "../support/generators.js";
import { gather } from "./containers.js";

const PLAIN = mixed(300_000);
let folder: string;
let packed: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "h4mk-"));
  packed = await gather(writeContainer(PLAIN, { blockSize: 16 << 10 }));
  writeFileSync(join(folder, "good.h4mk"), packed);
  writeFileSync(join(folder, "plain"), PLAIN);
});
afterAll(() => rmSync(folder, { recursive: true }));

const SOURCES: [string, () => Promise<ContainerSource & { close?: () => Promise<void> }> | ContainerSource][] = [
  ["a Uint8Array", () => packed],
  ["an ArrayBuffer", () => packed.slice().buffer],
  ["a view", () => new DataView(packed.buffer, 0, packed.length)],
  ["a Blob", () => new Blob([packed])],
  ["a Blob over a file", () => openAsBlob(join(folder, "good.h4mk"))],
  ["a file", () => openFileSource(join(folder, "good.h4mk"))],
];

describe.each(SOURCES)("%s", (_, open) => {
  test("is read strictly, by range, and chunk by chunk", async () => {
    for (const strict of [true, false]) {
      const source = await open();
      const reader = await H4mkReader.open(source, { strict });
      expectBytes(await reader.read(), PLAIN);
      expectBytes(await reader.read(123_456, 234_567), PLAIN.subarray(123_456, 234_567));
      if ("close" in source) await source.close?.();
    }
    const source = await open();
    const tags: string[] = [];
    for await (const { tag, intact, known } of listChunks(source)) tags.push(intact && known ? tag : "?");
    const expected = [...Array(19).fill("CORE"), "SEEK", "hIXP", "META", "SAFE", "hIXR", "tAIL", "VERI"];
    expect(tags).toEqual(expected);
    if ("close" in source) await source.close?.();
  });
});

describe("what changes while it is read", () => {
  test("a file that was cut", async () => {
    const path = join(folder, "cut.h4mk");
    writeFileSync(path, packed);
    const source = await openFileSource(path);
    const reader = await H4mkReader.open(source);
    truncateSync(path, 1000);
    await expect(reader.read()).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
    await source.close();
  });

  test("a Blob whose file was written again", async () => {
    const path = join(folder, "blob.h4mk");
    writeFileSync(path, packed);
    const reader = await H4mkReader.open(await openAsBlob(path));
    writeFileSync(path, packed.subarray(5));
    await expect(reader.read()).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
  });

  test("memory that was written to after it was verified: no byte of it leaves", async () => {
    const bytes = packed.slice();
    const reader = await H4mkReader.open(bytes, { strict: true });
    bytes[100]! ^= 1;
    await expect(reader.read(0, 10)).rejects.toMatchObject({ code: "CONTAINER_LEAF" });
  });
});

describe("files", () => {
  test("in and out", async () => {
    const target = join(folder, "packed.h4mk");
    expect(await packFile(join(folder, "plain"), target, { blockSize: 16 << 10 })).toEqual({
      read: PLAIN.length,
      written: packed.length,
    });
    expectBytes(readFileSync(target), packed);
    const restored = join(folder, "restored");
    expect(await unpackFile(target, restored)).toEqual({ read: packed.length, written: PLAIN.length });
    expectBytes(readFileSync(restored), PLAIN);
    await expect(packFile(join(folder, "plain"), target)).rejects.toMatchObject({ code: "FILE_EXISTS" });
    await unpackFile(new Blob([packed]), restored, { overwrite: true });
    expectBytes(readFileSync(restored), PLAIN);
  });

  test("T33: nothing is left of what failed", async () => {
    const before = readdirSync(folder).sort();
    const damaged = packed.slice();
    damaged[damaged.length - 1]! ^= 1;
    await expect(unpackFile(damaged, join(folder, "void"))).rejects.toMatchObject({ code: "CONTAINER_CRC" });
    await expect(unpackFile(packed, join(folder, "void"), { maxOutput: 10 })).rejects.toMatchObject({
      code: "OUTPUT_LIMIT",
    });
    await expect(packFile(join(folder, "absent"), join(folder, "void"))).rejects.toMatchObject({ code: "ENOENT" });
    const meta = { seek: [{ pts: 0, offset: PLAIN.length + 1 }] };
    await expect(packFile(join(folder, "plain"), join(folder, "void"), meta)).rejects.toThrow(RangeError);
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});

describe("the caller's mistakes", () => {
  test.each<[string, (reader: H4mkReader) => unknown, RegExp]>([
    ["a range past the end", (reader) => reader.read(0, PLAIN.length + 1), /RangeError/],
    ["a range that ends before it begins", (reader) => reader.read(5, 4), /RangeError/],
    ["half a byte", (reader) => reader.read(0.5, 4), /RangeError/],
    ["a string", (reader) => reader.read("0" as never), /TypeError/],
    ["a time that is no number", (reader) => reader.seek("5" as never), /TypeError/],
    ["half a microsecond", (reader) => reader.seek(0.5), /RangeError/],
    ["a time below 0", (reader) => reader.seek(-1n), /RangeError/],
    ["an unknown option", (reader) => reader.read(0, 1, { abort: 1 } as never), /TypeError/],
  ])("%s", async (_, call, name) => {
    const reader = await H4mkReader.open(packed);
    await expect((async () => call(reader))()).rejects.toSatisfy((error) => name.test((error as Error).name));
  });

  test.each([
    ["a path", "good.h4mk"],
    ["nothing", undefined],
    ["a number", 5],
  ])("%s is no source", async (_, source) => {
    await expect(H4mkReader.open(source as never)).rejects.toThrow(TypeError);
  });

  test.each([
    { root: undefined },
    { root: "ab" },
    { root: new Uint8Array(31) },
    { key: undefined },
    { key: [] },
    { key: "PEM" },
    { signature: new Uint8Array(3) },
    { strict: "yes" },
    { cacheSize: -1 },
    { maxOutput: -1 },
    { roots: [] },
  ])("%o is no option", async (options) => {
    await expect(H4mkReader.open(packed, options as never)).rejects.toSatisfy((error) =>
      /^(Type|Range)Error$/.test((error as Error).name),
    );
  });
});

test("blocks are kept up to cacheSize, and what is given out is the caller's own", async () => {
  const reads: number[] = [];
  const source = {
    size: packed.length,
    read(offset: number, length: number) {
      reads.push(length);
      return Promise.resolve(packed.subarray(offset, offset + length));
    },
  };
  const reader = await H4mkReader.open(source, { cacheSize: 32 << 10 });
  (await reader.read(0, 100)).fill(0);
  reads.length = 0;
  expectBytes(await reader.read(0, 100), PLAIN.subarray(0, 100));
  expect(reads).toEqual([]);
  await reader.read(16 << 10, 48 << 10);
  reads.length = 0;
  expectBytes(await reader.read(0, 100), PLAIN.subarray(0, 100));
  expect(reads.length).toBe(1);
  const none = await H4mkReader.open(source, { cacheSize: 0 });
  expectBytes(await none.read(), PLAIN);
  reads.length = 0;
  await Promise.all([none.read(0, 10), none.read(0, 10), none.read(100_000, 200_000)]);
  expect(reads.length).toBeGreaterThanOrEqual(2);
});
