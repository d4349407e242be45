/** Blobs over files that others write to while they are read: never a shorter or a mixed content that passes for the whole. */
import { appendFileSync, mkdtempSync, openAsBlob, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { writeContainer } from "../../src/container.js";
import { createEngine, type Engine } from "../../src/index.js";
import { noise } from "../support/generators.js";

const PLAIN = noise(3_000_000);

let engine: Engine;
let folder: string;
let path: string;
beforeAll(async () => {
  engine = await createEngine();
  folder = mkdtempSync(join(tmpdir(), "h4-blob-"));
  path = join(folder, "file");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => writeFileSync(path, PLAIN));

const WAYS = {
  compressor: (blob: Blob) => engine.compressor({ level: 1 }).over(blob),
  writeContainer: (blob: Blob) => writeContainer(blob, { engine, blockSize: 1 << 16 }),
};

describe.each(Object.entries(WAYS))("%s over a file", (_, over) => {
  test.each([
    ["is cut", () => truncateSync(path, 2_000_000)],
    ["grows", () => appendFileSync(path, "more")],
    ["is written anew", () => writeFileSync(path, PLAIN.slice().reverse())],
    ["is removed", () => rmSync(path)],
  ])("that %s meanwhile is SOURCE_CHANGED", async (_, change) => {
    const pieces = over(await openAsBlob(path));
    await pieces.next();
    change();
    await expect(drain(pieces)).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
  });

  test("that stays as it is, and an empty one, go through", async () => {
    await drain(over(await openAsBlob(path)));
    writeFileSync(path, "");
    await drain(over(await openAsBlob(path)));
  });
});

test("a Blob that ends before its size, as that of a cut file does in Chromium, is SOURCE_CHANGED at that byte", async () => {
  class Cut extends Blob {
    override stream() {
      return this.slice(0, 1000).stream();
    }
  }
  const pieces = engine.compressor().over(new Cut([PLAIN]));
  await expect(drain(pieces)).rejects.toMatchObject({ code: "SOURCE_CHANGED", offset: 1000 });
});

async function drain(pieces: AsyncIterable<unknown>): Promise<void> {
  for await (const piece of pieces) void piece;
}
