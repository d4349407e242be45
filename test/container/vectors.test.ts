/** Containers of an independent implementation of version 1: open, and give the exact plain bytes. S43, S48, T32 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeRunLength } from "../../src/container/run-length.js";
import { type BlockEngine, H4mkReader } from "../../src/container.js";
import { createEngine } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { describeShared } from "../support/shared-data.js";

interface Manifest {
  containers: {
    file: string;
    sha256: string;
    expect: {
      meta: { compression: { engine: string } };
      safe: object;
      seek: { pts_us: string; offset: string }[];
      core_blocks: number;
    };
    raw: { file: string; size: number; block_sizes: number[] };
  }[];
  rle: { raw: { file: string; sha256: string }; rle: { file: string } }[];
}

/** The core that c02 names, as far as a reader sees it: it applies the same run lengths. */
async function coreOfVectors(): Promise<BlockEngine> {
  const info = (await createEngine()).info();
  const identity = { engine: "core" as const, engine_id: "h4core-geo-v1.2.3", fingerprint: "a".repeat(64) };
  return {
    info: () => ({ ...info, ...identity }),
    compress: () => Promise.reject(new Error("not asked for")),
    decompress: (data) => decodeRunLength(data as Uint8Array, 0),
    frameHeader: () => undefined,
  };
}

describeShared("upstream-vectors", (folder) => {
  const read = (file: string) => new Uint8Array(readFileSync(join(folder, file)));
  const { containers, rle } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest;

  test("there are containers and run-length blocks", () => {
    expect(containers.length).toBeGreaterThan(4);
    expect(rle.length).toBeGreaterThan(2);
  });

  describe.each(containers.map((vector) => [vector.file, vector] as const))("%s", (file, vector) => {
    const closed = vector.expect.meta.compression.engine === "core";

    test("is the file of the manifest, and every rule holds", async () => {
      expect(createHash("sha256").update(read(file)).digest("hex")).toBe(vector.sha256);
      const reader = await H4mkReader.open(read(file));
      expect(reader.info).toMatchObject({
        indexed: false,
        verified: true,
        authenticated: false,
        blocks: vector.expect.core_blocks,
        codec: closed ? undefined : "rle",
        plainSize: closed ? undefined : vector.raw.size,
      });
      expect(JSON.parse(JSON.stringify(reader.info.meta))).toEqual(vector.expect.meta);
      expect(JSON.parse(JSON.stringify(reader.info.safe))).toEqual(vector.expect.safe);
      const seek = [...(await reader.seekTable())].map(({ pts, offset }) => ({
        pts_us: `${pts}`,
        offset: `${offset}`,
      }));
      expect(seek).toEqual(vector.expect.seek);
    });

    if (!closed)
      test("gives the plain bytes, all and at every block's edge", async () => {
        const plain = read(vector.raw.file);
        const reader = await H4mkReader.open(read(file));
        expectBytes(await reader.read(), plain);
        let edge = 0;
        for (const size of vector.raw.block_sizes) {
          edge += size;
          const [from, to] = [Math.max(0, edge - 3), Math.min(plain.length, edge + 3)];
          expectBytes(await reader.read(from, to), plain.subarray(from, to));
        }
      });

    if (closed)
      test("T32: is decoded by the very core that META names and by no other", async () => {
        const reader = await H4mkReader.open(read(file));
        await expect(reader.read()).rejects.toMatchObject({ code: "CONTAINER_CODEC", got: "core" });
        const bound = await H4mkReader.open(read(file), { engine: coreOfVectors() });
        expectBytes(await bound.read(), read(vector.raw.file));
      });
  });

  test.each(rle.map(({ raw, rle: packed }) => [packed.file, raw] as const))("%s", (file, raw) => {
    expect(
      createHash("sha256")
        .update(decodeRunLength(read(file), 0))
        .digest("hex"),
    ).toBe(raw.sha256);
  });
});
