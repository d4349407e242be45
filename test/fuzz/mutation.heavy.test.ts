/** The mutation campaign: `npm run fuzz`, with `H4_FUZZ_CASES` and `H4_FUZZ_SEED` for more of it. */

import { expect, test } from "vitest";
import { campaign } from "./campaign.js";

const CASES = Number(process.env.H4_FUZZ_CASES || 120_000);
const SEED = Number(process.env.H4_FUZZ_SEED || 4);

test(`${CASES} damaged frames from seed ${SEED}`, async () => {
  const findings = await campaign(SEED, CASES);
  const refused = [...findings.refused].sort(([, a], [, b]) => b - a).map(([status, count]) => `${status} ${count}`);
  process.stdout.write(`${findings.cases} cases, ${findings.accepted} accepted; refused: ${refused.join(", ")}\n`);
  for (const [name, count] of findings.explained) process.stdout.write(`explained by "${name}": ${count}\n`);
  expect(findings.defects).toEqual([]);
  expect(findings.cases).toBe(CASES);
});
