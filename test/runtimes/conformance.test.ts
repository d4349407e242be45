/** The same suite in every runtime that is at hand: it passes, and all of them give the same bytes and codes. */
import { beforeAll, describe, expect, test } from "vitest";
import { findNode24 } from "../support/runtimes.js";
import { type Results, runInChromium, runInNode } from "./runners.js";

const RUNTIMES: readonly [string, () => Results | Promise<Results>][] = [
  ["Node 24", () => runInNode(findNode24())],
  ["Chromium", runInChromium],
];

let here: Results;
beforeAll(() => {
  here = runInNode(process.execPath);
});

test("the suite has its cases", () => {
  expect(Object.keys(here).length).toBeGreaterThan(5);
});

describe.each(RUNTIMES)("%s", (_, run) => {
  test("gives what this Node gives", async () => {
    expect(await run()).toEqual(here);
  });
});
