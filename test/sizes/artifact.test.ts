/** How large the artifact is, raw and gzipped: growth is a decision, not an accident. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { UPDATE } from "./table.js";

const TABLE = join(import.meta.dirname, "artifact.json");

test("the artifact has the size that is recorded; gzipped within 1 %, as zlibs differ", () => {
  const bytes = readFileSync(join(import.meta.dirname, "../../build/engine.wasm"));
  const found = { bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  if (UPDATE) writeFileSync(TABLE, `${JSON.stringify(found, null, 2)}\n`);
  const pinned = JSON.parse(readFileSync(TABLE, "utf8")) as typeof found;
  expect(found.bytes, "if it is meant to change: npm run sizes").toBe(pinned.bytes);
  expect(Math.abs(found.gzip / pinned.gzip - 1)).toBeLessThan(0.01);
});
