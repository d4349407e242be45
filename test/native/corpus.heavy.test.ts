/** Every corpus file at levels of every kind, from four threads at once: the bytes of the WebAssembly engine. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { OUTPUT_LIMIT } from "../../assembly/common/status.js";
import { distant, mixed } from "../support/generators.js";
import { LEVELS_APART } from "../support/levels.js";
import { buildNativeCore } from "../support/native-core.js";
import { RawEngine } from "../support/raw-engine.js";
import { describeShared } from "../support/shared-data.js";
import { compressWithCli } from "../support/zstd-cli-calls.js";
import { Conformance, compressCalls, decompressCalls } from "./conformance.js";

const core = buildNativeCore();
const conformance = new Conformance();
afterAll(() => conformance.remove());
const engine = new RawEngine();

async function agrees(plain: Uint8Array): Promise<void> {
  const theirs = await Promise.all(["-1", "-3", "-12", "-19"].map((flag) => compressWithCli(plain, [flag])));
  const packing = LEVELS_APART.map((level) => compressCalls(engine, plain, level));
  const calls = [
    ...packing.flat(),
    ...packing.flatMap(([call]) => decompressCalls(engine, call!.expected as Uint8Array)),
    ...theirs.flatMap((packed) => decompressCalls(engine, packed)),
  ];
  expect(conformance.differences(core, calls, { threads: 4 })).toEqual([]);
}

describe("generated", () => {
  test("6 MiB of sections of all kinds", () => agrees(mixed(6 << 20, 3)));
  test("12 MiB with matches at far offsets", () => agrees(distant(12 << 20, 3)));
});

test("T18: a content over 1 GiB that no header declares is refused when it gets there", () => {
  // A window of 1 MiB and no Frame_Content_Size; RLE blocks of 128 KiB in 4 bytes each. RFC 8878 §3.1.1.2.3
  const input = Buffer.concat([Buffer.from("28b52ffd0050", "hex"), Buffer.alloc(4 * 8193, "02001007", "hex")]);
  const calls = [{ operation: "decompress", input, expected: OUTPUT_LIMIT }] as const;
  expect(conformance.differences(core, calls)).toEqual([]);
});

describeShared("corpus", (folder) => {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files)
    test(name, () => agrees(new Uint8Array(readFileSync(join(parentPath, name)))));
});
