/** The same application behind the servers of Node, Deno and Bun: each client sees the same. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { findBun, findDeno } from "../support/runtimes.js";

const SCRIPT = join(import.meta.dirname, "elsewhere.mjs");
const run = promisify(execFile);

const SEEN = {
  info: true,
  "zst 0": true,
  "h4mk 0": true,
  "zst 1000": true,
  "h4mk 1000": true,
  "zst 3145728": true,
  "h4mk 3145728": true,
  form: ['attachment; filename="a.bin.zst"', true],
  refused: [422, "DATA_CORRUPT"],
  broken: "broken",
  records: [
    "/compress/info 200 ",
    ...Array.from({ length: 6 }, () => ["/compress 200 ", "/compress/decompress 200 "]).flat(),
    "/compress 200 ",
    "/compress/decompress 422 DATA_CORRUPT",
    "/compress/decompress 413 OUTPUT_LIMIT",
  ],
};

test.each([
  ["Node", () => [process.execPath]],
  ["Deno", () => [findDeno(), "run", "--allow-all", "--no-lock"]],
  ["Bun", () => [findBun()]],
] as const)("%s: round trips, forms, refusals, and answers that break off", async (_, command) => {
  const [binary, ...args] = command();
  const { stdout } = await run(binary!, [...args, SCRIPT], { cwd: join(import.meta.dirname, "../..") });
  expect(JSON.parse(stdout)).toEqual(SEEN);
});
