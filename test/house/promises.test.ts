/** The promises and threats that documents name are shown by tests that carry their numbers, and counted, not typed. */
import { describe, expect, test } from "vitest";
import { listedTests } from "../support/listed-tests.js";
import { read, repositoryFiles } from "./repository.js";

/** Every number that a test names: `T1`, `S14`. */
const SHOWN = new Set(
  repositoryFiles("test")
    .filter((file) => /\.(ts|mjs|sh)$/.test(file))
    .flatMap((file) => read(file).match(/\b[ST][1-9]\d?\b/g) ?? []),
);

describe("docs/threat-model.md", () => {
  const threats = [...read("docs/threat-model.md").matchAll(/^\| (T\d+) \|/gm)].map(([, number]) => number!);

  test("has a row a threat, each once", () => {
    expect(threats.length).toBeGreaterThan(20);
    expect(new Set(threats).size).toBe(threats.length);
  });

  test.each(threats)("%s is shown by a test", (threat) => {
    expect(SHOWN).toContain(threat);
  });
});

describe("the suite of the guide", () => {
  test("S4, S38: one command runs at least 19 cases of compression", () => {
    expect(JSON.parse(read("package.json")).scripts.test).toBe("vitest run --project default");
    expect(listedTests("test/api/one-shot.test.ts", "test/properties/round-trip.test.ts")).toBeGreaterThanOrEqual(19);
  });

  test("S5: and at least 7 of sealing", () => {
    expect(listedTests("test/seal/verify.test.ts")).toBeGreaterThanOrEqual(7);
  });
});

describe("S56: repairs", () => {
  const rows = read("docs/errors.md")
    .split("\n")
    .filter((line) => /^\| `SEAL_(ALTERED|MISMATCH)`/.test(line));

  test("a changed engine is understood and restored first, and pinned again only after a review", () => {
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      const [, , , find, repair] = row.split("|") as [string, string, string, string, string];
      expect(find).toMatch(/why|which/i);
      expect(repair).toMatch(/^ (Restore|Deploy)/);
      expect(repair.indexOf("review")).toBeGreaterThan(0);
    }
  });

  test("S55: nothing tells to run an engine to learn its version, or to pin what was found", () => {
    const prose = repositoryFiles("docs", "README.md", "SECURITY.md", "src").map(read).join("\n");
    expect(prose).not.toMatch(/\.so --version/);
    expect(prose).not.toMatch(
      /(set|change|update) [^.\n]{0,40}(to|with) (the )?(digest|value|fingerprint) (that was )?found/i,
    );
  });
});
