/** docs/native-core.md: its core in C compiles as the page says, without a warning, and is a core. */

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildNativeCore } from "../support/native-core.js";
import { Conformance } from "./conformance.js";

const ROOT = join(import.meta.dirname, "../..");
const page = readFileSync(join(ROOT, "docs/native-core.md"), "utf8");
const source = /```c\n([\s\S]*?)```/.exec(page)![1]!;
const command = /^gcc .* rle\.c -o rle\.so$/m.exec(page)![0];

const conformance = new Conformance();
const folder = mkdtempSync(join(tmpdir(), "harmony4-example-"));
afterAll(() => {
  conformance.remove();
  rmSync(folder, { recursive: true });
});

/** Compiles `text` by the page's command, in a folder that has native/h4core.h. */
function compile(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, "native"), { recursive: true });
  copyFileSync(join(ROOT, "native/h4core.h"), join(path, "native/h4core.h"));
  writeFileSync(join(path, "rle.c"), text);
  execFileSync("sh", ["-c", `${command} -Werror`], { cwd: path });
  return join(path, "rle.so");
}

describe("the page's example", () => {
  let core: string;
  beforeAll(() => {
    core = compile("example", source);
  });

  test("S33: passes for a core, as the one that is built here does", () => {
    expect(conformance.run(core, "interface")).toEqual({ lines: ["rle-v1.0.0"], signal: null, passed: true });
    expect(conformance.run(buildNativeCore(), "interface").passed).toBe(true);
  });

  test("exports the interface and nothing else", () => {
    const symbols = execFileSync("nm", ["-D", "--defined-only", core], { encoding: "utf8" });
    expect([...symbols.matchAll(/ T (\w+)/g)].map(([, name]) => name)).toEqual([
      "h4_compress",
      "h4_decompress",
      "h4_engine_id",
      "h4_free",
    ]);
  });

  test("is at most sixty lines", () => {
    expect(source.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  });

  test.each([
    ["loses a byte", "to[length++] = from[at];", "to[length++] = from[at] & 0x7f;"],
    ["fails on what is empty", "malloc(2 * n + 1)", "(n == 0 ? NULL : malloc(2 * n + 1))"],
    ["takes anything", "n % 2 != 0", "0"],
    ["lacks what is required", "size_t h4_decompress(", "static __attribute__((unused)) size_t h4_other("],
  ])("and would not pass if it were one that %s", (name, from, to) => {
    expect(source).toContain(from);
    const broken = compile(name, source.replace(from, to));
    expect(conformance.run(broken, "interface")).toMatchObject({ passed: false });
  });
});

test("the page names every symbol of the interface, and no other", () => {
  const header = readFileSync(join(ROOT, "native/h4core.h"), "utf8");
  const declared = new Set([...header.matchAll(/^H4_API .*?\b(h4_\w+)\(/gm)].map(([, name]) => name));
  const named = new Set([...page.matchAll(/`(h4_\w+)`/g)].map(([, name]) => name));
  expect(declared.size).toBe(9);
  expect(named).toEqual(declared);
});
