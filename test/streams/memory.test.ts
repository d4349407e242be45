/** Resident memory of one-shot calls and of streams, in processes of their own. Bounds of the goals in MB, 10^6 bytes. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findNode24 } from "../support/runtimes.js";

const MB_PER_MIB = 1.048576;

/** Runs a job of memory-child.mjs on this Node or another; figures in MB. */
function grown(job: string, megabytes: number, node = process.execPath): Record<string, number> {
  const child = join(import.meta.dirname, "memory-child.mjs");
  const output = execFileSync(node, ["--expose-gc", child, job, String(megabytes)], { encoding: "utf8" });
  const figures = JSON.parse(output) as Record<string, number>;
  return Object.fromEntries(Object.entries(figures).map(([name, mib]) => [name, mib * MB_PER_MIB]));
}

test("100 MB one-shot at level 3: 80 MB to compress, 150 MB with decompressing", () => {
  const { compressing, both } = grown("oneShot", 100, findNode24());
  expect(compressing).toBeLessThanOrEqual(80);
  expect(both).toBeLessThanOrEqual(150);
});

describe("streams hold a bounded memory, however much flows", () => {
  test("400 MiB there and back", () => {
    expect(grown("streams", 400).growth).toBeLessThanOrEqual(128);
  });

  test("a bomb of 1 GiB", () => {
    expect(grown("bomb", 1024).growth).toBeLessThanOrEqual(64);
  });
});
