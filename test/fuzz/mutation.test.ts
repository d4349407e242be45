/** A slice of the mutation campaign for every run of the tests; mutation.heavy.test.ts runs the whole. */

import { expect, test } from "vitest";
import { campaign } from "./campaign.js";

const CASES = 5000;

test(`${CASES} damaged frames: no trap, no hang, nothing written outside, and the reference's verdict`, async () => {
  const findings = await campaign(20_261_122, CASES);
  expect(findings.defects).toEqual([]);
  expect(findings.cases).toBe(CASES);
  // The damage is neither always noticed at once nor never noticed: every part of the decoder is reached.
  expect(findings.accepted).toBeGreaterThan(CASES / 100);
  expect(findings.refused.size).toBeGreaterThan(12);
});
