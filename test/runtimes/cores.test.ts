/** The starts of the deployment guide in Node (koffi), Deno (Deno.dlopen) and Bun (bun:ffi): the same in all of them. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { buildNativeCore } from "../support/native-core.js";
import { fingerprintOf, testCore } from "../support/native-cores.js";
import { findBun, findDeno, findNode24 } from "../support/runtimes.js";

const SEAL = JSON.parse(readFileSync(join(import.meta.dirname, "../../build/seal.json"), "utf8"));
const OTHER = "0123456789abcdef".repeat(4);
const ID = "h4core-test-v1.0.0";

interface Start {
  lines: string[];
  code?: string;
  message?: string;
  info?: { engine: string; engine_id: string; sealed: boolean };
  digest?: string;
  identical?: boolean;
  refusal?: string;
  turned?: boolean;
}

/** The starts by name: what the environment is, and what comes of it. */
function starts(): [string, Record<string, string>, object][] {
  const core = testCore();
  const pinned = { HARMONY4_CORE_PATH: core, HARMONY4_ENGINE_ID: ID, HARMONY4_ENGINE_FP: fingerprintOf(core) };
  const built = buildNativeCore();
  const unnamed = testCore({ NO_COMPRESS: true });
  const line = (id: string, fp: string) => `🔐 Compression core sealed: ${id} (fp: ${fp.slice(0, 12)}…)`;
  const sealed = {
    lines: [line(ID, fingerprintOf(core))],
    info: { engine: "core", engine_id: ID, sealed: true },
    identical: true,
    refusal: "OUTPUT_LIMIT",
    turned: true,
  };
  return [
    ["S1: the reference engine", {}, { lines: [], info: { engine: "reference", sealed: false }, identical: true }],
    [
      "S69: the reference engine, pinned",
      { HARMONY4_ENGINE_ID: SEAL.engine_id, HARMONY4_ENGINE_FP: SEAL.sha256 },
      { lines: [line(SEAL.engine_id, SEAL.sha256)], info: { engine: "reference", sealed: true }, identical: true },
    ],
    ["S15: a sealed core", pinned, sealed],
    ["T10: a sealed core in a process of its own", { ...pinned, HARMONY4_CORE_ISOLATED: "1" }, sealed],
    [
      "S15: the core of this project, sealed",
      { HARMONY4_CORE_PATH: built, HARMONY4_ENGINE_FP: fingerprintOf(built) },
      { info: { engine: "core", engine_id: "h4core-zstd-v1.0.0", sealed: true }, identical: true },
    ],
    ["S51: a wrong id", { ...pinned, HARMONY4_ENGINE_ID: "h4core-geo-v1.2.3" }, { lines: [], code: "SEAL_MISMATCH" }],
    ["S52: a wrong fingerprint", { ...pinned, HARMONY4_ENGINE_FP: OTHER }, { lines: [], code: "SEAL_ALTERED" }],
    [
      "S49: a path to nothing",
      { HARMONY4_CORE_PATH: "/opt/h4core/v1.2.3/h4core.so" },
      { code: "CORE_NOT_FOUND", message: "Compression core not found: /opt/h4core/v1.2.3/h4core.so" },
    ],
    [
      "S58: a missing symbol",
      { HARMONY4_CORE_PATH: unnamed },
      { code: "CORE_SYMBOL_MISSING", message: `${unnamed}: undefined symbol: h4_compress` },
    ],
    [
      "a missing import, found at the load",
      { HARMONY4_CORE_PATH: testCore({ MISSING_IMPORT: true }) },
      { code: "CORE_SYMBOL_MISSING", message: expect.stringMatching(/undefined symbol: h4_nowhere$/) },
    ],
    ["T12: a lossy core", { HARMONY4_CORE_PATH: testCore({ LOSSY: true }) }, { code: "CORE_SELF_TEST" }],
    [
      "T11: a core that returns (size_t)-1",
      { HARMONY4_CORE_PATH: testCore({ MINUS_ONE: true }) },
      { code: "CORE_SELF_TEST", message: expect.stringContaining("18446744073709551615") },
    ],
    [
      "S9, S7: a core without h4_free and id",
      { HARMONY4_CORE_PATH: testCore({ PLAIN: true, NO_FREE: true, NO_ID: true }) },
      { lines: [expect.stringMatching(/^⚠️ .* exports no h4_free/)], info: { engine_id: "unknown" }, identical: true },
    ],
    [
      "T2: sealed memory, one core after another",
      { HARMONY4_CORE_PATH: testCore({ ID: "another" }) },
      { info: { engine_id: "another" }, identical: true },
    ],
  ];
}

const MATRIX = starts();
/** No more rights than the README asks for. */
const DENO_RIGHTS = ["--no-prompt", "--allow-ffi", "--allow-read", "--allow-env", "--allow-sys=uid", "--allow-run"];
const RUNTIMES: readonly [string, () => string[]][] = [
  ["this Node", () => [process.execPath]],
  ["Node 24", () => [findNode24()]],
  ["Deno", () => [findDeno(), "run", ...DENO_RIGHTS]],
  ["Bun", () => [findBun(), "--no-install"]],
];

test("Deno without the right to start processes has no isolated core, and says so", () => {
  const rights = DENO_RIGHTS.filter((right) => right !== "--allow-run");
  const script = join(import.meta.dirname, "run-cores.mjs");
  const environments = JSON.stringify([{ HARMONY4_CORE_PATH: testCore(), HARMONY4_CORE_ISOLATED: "1" }]);
  const output = execFileSync(findDeno(), ["run", ...rights, script, environments], { encoding: "utf8" });
  expect(JSON.parse(output)).toEqual([
    { lines: [], code: "CORE_BINDING", message: expect.stringContaining("No process can be started") },
  ]);
});

describe.each(RUNTIMES)("%s", (_, command) => {
  let results: Start[];
  beforeAll(() => {
    const [binary, ...args] = command() as [string, ...string[]];
    const script = join(import.meta.dirname, "run-cores.mjs");
    const environments = JSON.stringify(MATRIX.map(([, environment]) => environment));
    results = JSON.parse(execFileSync(binary, [...args, script, environments], { encoding: "utf8" }));
  });

  test.each(MATRIX.map(([name, , expected], i) => [name, i, expected] as const))("%s", (_name, i, expected) => {
    expect(results[i]).toMatchObject(expected);
  });

  test("S72: the core of this project writes the bytes of the reference engine", () => {
    const [reference, built] = [0, 4].map((i) => results[i]!.digest);
    expect(built).toBe(reference);
  });
});
