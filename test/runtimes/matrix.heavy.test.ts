/** The conformance suite in every Node release that `engines` of package.json allows. */
import { expect, test } from "vitest";
import { findNode, MATRIX } from "../support/runtimes.js";
import { runInNode } from "./runners.js";

test.each(MATRIX)("%s gives what this Node gives", (release) => {
  expect(runInNode(findNode(release))).toEqual(runInNode(process.execPath));
});
