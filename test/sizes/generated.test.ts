/** What generated contents compress to: a change of any decision of the encoder shows here. */

import { describe, test } from "vitest";
import { binary, distant, json, mixed, records, text } from "../support/generators.js";
import { RawEngine } from "../support/raw-engine.js";
import { expectSizes, LEVELS, sizesOf } from "./table.js";

const KINDS = { text, json, records, binary, distant, mixed };
/** One of each class of sizes that levels have parameters for. */
const LENGTHS = [10_000, 100_000, 200_000, 300_000];

const engine = new RawEngine();

describe.each(Object.entries(KINDS))("%s", (kind, generate) => {
  test.each(LENGTHS)("%i bytes at every level", (length) => {
    const plain = generate(length);
    const found = sizesOf(LEVELS, (level) => engine.compress(plain, { level }).length);
    expectSizes("generated", `${kind} ${length}`, found);
  });
});
