/** Random contents, options and cuts through a guarded encoder, read back by the reference. */

import { expect, test } from "vitest";
import { Random } from "../support/generators.js";
import { encoderCampaign } from "./encoder-campaign.js";

const CASES = Number(process.env.H4_FUZZ_CASES || 4000);
const SEED = Number(process.env.H4_FUZZ_SEED || 4);

test(`${CASES} random contents from seed ${SEED}`, async () => {
  expect(await encoderCampaign(new Random(SEED), CASES)).toEqual([]);
});
