/**
 * The conformance suite, and native cores from their start to their last call, in every Node release that `engines` of
 * package.json allows; the calls in Deno and Bun too, whose starts starts.test.ts has.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listedTests } from "../support/listed-tests.js";
import { buildNativeCore } from "../support/native-core.js";
import { fingerprintOf } from "../support/native-cores.js";
import { findNode, MATRIX } from "../support/runtimes.js";
import { runInNode, tellTable } from "./runners.js";
import { allPassed, CALLS, runInBun, runInDeno, runInNodeRelease, STARTS } from "./suites.js";

describe.each(MATRIX)("%s", (release) => {
  test("gives what this Node gives", () => {
    const results = runInNode(findNode(release));
    tellTable(release, results);
    expect(results).toEqual(runInNode(process.execPath));
  });

  test("S15, T10: starts a sealed core, in its process and apart", () => {
    const core = buildNativeCore();
    const sealed = { HARMONY4_CORE_PATH: core, HARMONY4_ENGINE_FP: fingerprintOf(core) };
    const environments = JSON.stringify([{}, sealed, { ...sealed, HARMONY4_CORE_ISOLATED: "1" }]);
    const args = [join(import.meta.dirname, "run-cores.mjs"), environments];
    const [own, here, apart] = JSON.parse(execFileSync(findNode(release), args, { encoding: "utf8" }));
    expect(here).toMatchObject({ info: { engine: "core", sealed: true }, identical: true, digest: own.digest });
    expect(apart).toMatchObject({ info: { engine: "core", sealed: true }, identical: true, digest: own.digest });
  });

  test("S12 to S15, S49 to S58, T1 to T12, T18, T20: passes the suites of native cores", () => {
    const files = [...STARTS, ...CALLS];
    expect(allPassed(runInNodeRelease(findNode(release), files))).toBe(listedTests(...files));
  });
});

test.each([
  ["Deno", runInDeno],
  ["Bun", runInBun],
])("T10, T11, T18, T20: every call of a native core in %s", (_, run) => {
  expect(allPassed(run(CALLS))).toBe(listedTests(...CALLS));
});
