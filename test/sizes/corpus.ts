/** The suite over the files of ../shared/corpus: sizes by level, and that libzstd reads every frame. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, test } from "vitest";
import { expectBytes } from "../support/expect-bytes.js";
import { RawEngine } from "../support/raw-engine.js";
import { describeShared } from "../support/shared-data.js";
import { ZlibOracle } from "../support/zlib-oracle.js";
import { expectSizes, UPDATE } from "./table.js";

/** Registers one test a file. With H4_UPDATE_SIZES=1 it records libzstd's sizes too. */
export function holdCorpus(levels: readonly number[]): void {
  const zlib = new ZlibOracle();
  afterAll(() => zlib.close());
  const engine = new RawEngine();
  describeShared("corpus", (folder) => {
    const files = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "README.md")
      .map(({ name }) => name);
    test.each(files)(`%s at levels ${levels[0]} to ${levels.at(-1)}`, async (name) => {
      const plain = new Uint8Array(readFileSync(join(folder, name)));
      const found = new Map<number, number>();
      const theirs = new Map<number, number>();
      for (const level of levels) {
        // Without a checksum, as libzstd's frames are by default.
        const frame = engine.compress(plain, { level, checksum: false });
        expectBytes(await zlib.decompress(frame), plain);
        found.set(level, frame.length);
        if (UPDATE) theirs.set(level, (await zlib.compress(plain, { level })).length);
      }
      expectSizes("corpus", name, found);
      if (UPDATE) expectSizes("libzstd-1.5.7", name, theirs);
    });
  });
}
