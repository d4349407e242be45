/** The corpus at the levels that are fast enough for every run, and all of them against libzstd by the tables alone. */

import { describe, expect, test } from "vitest";
import { holdCorpus } from "./corpus.js";
import { LEVELS, readTable, SLOW_LEVEL_MIN } from "./table.js";

holdCorpus(LEVELS.filter((level) => level < SLOW_LEVEL_MIN));

describe("as pinned, beside libzstd 1.5.7 without a checksum either", () => {
  // Read by each test: an update writes while this file runs.
  const tables = () => ({ ours: readTable("corpus"), theirs: readTable("libzstd-1.5.7") });

  test("the tables have the same files", () => {
    const { ours, theirs } = tables();
    expect(ours.size).toBeGreaterThan(20);
    expect([...theirs.keys()]).toEqual([...ours.keys()]);
  });

  test.each(LEVELS)("level %i: within 0.5 % in total, no file over 2 % larger", (level) => {
    const { ours, theirs } = tables();
    const sizes = [...ours.keys()].map((name) => ({
      name,
      our: ours.get(name)!.get(level)!,
      their: theirs.get(name)!.get(level)!,
    }));
    const sum = (side: "our" | "their") => sizes.reduce((total, size) => total + size[side], 0);
    expect(sum("our") / sum("their")).toBeLessThanOrEqual(1.005);
    expect(sizes.filter(({ our, their }) => our > 1.02 * their)).toEqual([]);
  });
});
