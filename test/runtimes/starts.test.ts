/**
 * The start matrix of native cores where they are called by Deno.dlopen and bun:ffi: not a copy or a sample of it, but the
 * suites that prove it in Node, test by test. S12 to S15, S49 to S58, S69, T1 to T12
 */
import { beforeAll, expect, test } from "vitest";
import { listedTests } from "../support/listed-tests.js";
import { allPassed, runInBun, runInDeno, STARTS } from "./suites.js";

let count: number;
beforeAll(() => {
  count = listedTests(...STARTS);
});

test("the matrix has its starts", () => {
  expect(count).toBeGreaterThan(80);
});

test.each([
  ["Deno", runInDeno],
  ["Bun", runInBun],
])("every one of them in %s", { timeout: 180_000 }, (_, run) => {
  expect(allPassed(run(STARTS))).toBe(count);
});
