/** The pool in Deno, Bun and another Node: the same bytes as here, the same errors, and a process that ends by itself. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findBun, findDeno, findNode24 } from "../support/runtimes.js";

const CHILD = join(import.meta.dirname, "runtime-child.mjs");

function run(binary: string, ...args: string[]): unknown {
  return JSON.parse(execFileSync(binary, [...args, CHILD], { encoding: "utf8", timeout: 50_000 }));
}

const here = run(process.execPath);

test("the suite sees what it should in this Node", () => {
  expect(here).toMatchObject({
    same: true,
    restored: true,
    corrupt: "DATA_CORRUPT",
    aborted: "AbortError",
    died: "POOL_WORKER_CRASHED",
    after: true,
    absent: "POOL_WORKER_START",
    closed: "POOL_CLOSED",
  });
});

test.each([
  ["Node 24", findNode24, []],
  ["Bun", findBun, []],
  ["Deno", findDeno, ["run", "--allow-read", "--allow-env", "--allow-sys", "--no-prompt"]],
] as const)("%s gives what this Node gives", (_, find, args) => {
  expect(run(find(), ...args)).toEqual(here);
});
