/** The native core under arguments that nobody should pass, over thousands of calls, and when memory is short. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FAULT, OUTPUT_LIMIT } from "../../assembly/common/status.js";
import { compileTranslation } from "../../native/build.mjs";
import { translate } from "../../native/translate.mjs";
import { buildNativeCore } from "../support/native-core.js";
import { RawEngine } from "../support/raw-engine.js";
import { Conformance, compressCalls, decompressCalls } from "./conformance.js";

const core = buildNativeCore();
const conformance = new Conformance();
const folders: string[] = [];
afterAll(() => {
  conformance.remove();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const PASSED = { signal: null, passed: true };

test("NULL, lengths that no object has, levels out of range: a refusal each", () => {
  expect(conformance.run(core, "arguments")).toEqual({ ...PASSED, lines: [] });
});

test("T18: nothing is allocated for a content size that the input cannot hold", () => {
  expect(conformance.run(core, "liar")).toEqual({ ...PASSED, lines: [] });
});

test("T18: a content over the limit is refused when its frame declares it", () => {
  // A window of 1 MiB, a Frame_Content_Size of 8 bytes that says 1 GiB and one byte more. RFC 8878 §3.1.1.1
  const declared = Buffer.from("28b52ffdc0500100004000000000010000", "hex");
  const declares = (bytes: Uint8Array, capacity: number) =>
    [
      { operation: "decompress", input: bytes, expected: OUTPUT_LIMIT },
      { operation: "decompress_into", input: bytes, capacity, expected: OUTPUT_LIMIT },
    ] as const;
  expect(conformance.differences(core, declares(declared, 1000))).toEqual([]);
});

test("S9, T11: memory does not grow over thousands of calls, and what a wide window took is given back", () => {
  expect(conformance.run(core, "endurance", "3000")).toMatchObject(PASSED);
});

test("a thread's engine is freed when the thread ends", () => {
  expect(conformance.run(core, "threads", "200")).toMatchObject(PASSED);
});

test("without address space for an engine, or memory for a window, it answers so", () => {
  expect(conformance.run(core, "starved")).toEqual({ ...PASSED, lines: [] });
});

/** What a decoder does to itself when it is given just so many bytes. */
const DAMAGE = {
  13: "TRAP(UNREACHABLE);",
  14: "memory_fill(&instance->w2c_memory, instance->w2c_memory.size - 1, 0, 2);",
  15: "h4_i32_store8(H4_BASE(instance), instance->w2c_memory.size, 1);",
  16: "h4_i64_store(H4_BASE(instance), 0x1fffffffeull, 1);",
};

describe("a core that is damaged on purpose", () => {
  let damaged: string;
  let source: string;
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "harmony4-damaged-"));
    folders.push(folder);
    translate(folder);
    source = readFileSync(join(folder, "engine.c"), "utf8");
    const step = "u32 Z_h4Z_decompressStep(Z_h4_instance_t* instance, u32 w2c_p0) {\n";
    expect(source).toContain(step);
    const damage = Object.entries(DAMAGE).map(([length, what]) => `  if (w2c_p0 == ${length}) { ${what} }\n`);
    writeFileSync(join(folder, "engine.c"), source.replace(step, step + damage.join("")));
    damaged = compileTranslation(folder);
  });

  test.each([
    ["a trap", 13],
    ["a bulk operation that leaves the memory", 14],
  ])("T10: %s becomes a status, and the next call has a sound engine", (_, length) => {
    const engine = new RawEngine();
    const input = new Uint8Array(length);
    const trapped = [
      { operation: "decompress_into", input, capacity: 100, expected: FAULT },
      { operation: "decompress", input, expected: FAULT },
    ] as const;
    const sound = [
      ...compressCalls(engine, new Uint8Array(5000), 3),
      ...decompressCalls(engine, engine.compress(new Uint8Array(99))),
    ];
    const calls = [...sound, ...trapped, ...sound, ...trapped, ...sound];
    expect(conformance.differences(damaged, calls, { threads: 4, rounds: 20 })).toEqual([]);
  });

  test.each([
    ["the end of its memory", 15],
    ["the last address that an access can form", 16],
  ])("T10: a store at %s ends the process: it never lands in memory of others", (_, length) => {
    const input = join(conformance.folder, "input");
    writeFileSync(input, new Uint8Array(length));
    expect(conformance.run(damaged, "decompress", input)).toEqual({ lines: [], signal: "SIGSEGV", passed: false });
    expect(conformance.run(core, "decompress", input).signal).toBe(null);
  });

  test("but for that, no function calls itself, over others or directly: the stack that a call takes is bounded", () => {
    const callees = new Map<string, Set<string>>();
    let caller = "";
    for (const line of source.split("\n")) {
      if (/^\w/.test(line)) caller = /^(?:static )?\w+ (w2c_\w+)\(.*[^;]$/.exec(line)?.[1] ?? "";
      for (const [, callee] of line.matchAll(/\b(w2c_\w+)\(instance\b/g)) {
        callees.set(caller, (callees.get(caller) ?? new Set()).add(callee!));
      }
    }
    expect(callees.size).toBeGreaterThan(20);
    const reached = (from: string, seen = new Set<string>()): Set<string> => {
      for (const callee of callees.get(from) ?? []) if (!seen.has(callee)) reached(callee, seen.add(callee));
      return seen;
    };
    expect(reached("w2c_compressStep").size).toBeGreaterThan(10);
    expect([...callees.keys()].filter((name) => reached(name).has(name))).toEqual([]);
  });
});
