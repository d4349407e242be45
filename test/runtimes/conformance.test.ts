/** The same suite in every runtime that is at hand: it passes, and all of them give the same bytes and the same errors. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../src/index.js";
import { findNode24, MATRIX } from "../support/runtimes.js";
import { CHROMIUM_INSECURE_HOST, expectConformance, HEADER_SETS, withChromium } from "./browsers.js";
import {
  type Results,
  ROOT,
  runInBun,
  runInDeno,
  runInEdgeRuntime,
  runInNode,
  runInWorkerd,
  tellTable,
} from "./runners.js";
import { SIGNED_ATTESTATION } from "./suite/attestations.mjs";
import { KINDS, LENGTHS } from "./suite/inputs.mjs";
import { POOLS } from "./suite/pools.mjs";
import { LEVELS } from "./suite/table.mjs";

let here: Results;
beforeAll(() => {
  here = runInNode(process.execPath);
  tellTable(`Node ${process.versions.node}, which runs the tests`, here);
});

describe("this Node", () => {
  test("has every case, and every output: five formats of each input at each level", () => {
    expect(Object.keys(here.cases).length).toBeGreaterThan(25);
    expect(Object.keys(here.table)).toHaveLength(5 * Object.keys(KINDS).length * LENGTHS.length * LEVELS.length);
    // A table of one digest would be the same everywhere too. Levels agree on what is short, and so do some formats.
    expect(new Set(Object.values(here.table)).size).toBeGreaterThan(200);
  });

  test("has as many as docs/runtimes.md says, of the versions that it says", () => {
    const page = readFileSync(join(ROOT, "docs/runtimes.md"), "utf8");
    const pinned = JSON.parse(readFileSync(join(ROOT, "test/runtimes/package.json"), "utf8"));
    const versions: Record<string, string> = { ...pinned.dependencies, ...pinned.devDependencies };
    const rows = [
      ["Deno", versions.deno!],
      ["Bun", versions.bun!],
    ].map(([name, version]) => `| ${name} | ${/(\d+\.\d+)\.\d+$/.exec(version!)![1]} |`);
    const nodes = MATRIX.map((release) => release.slice("node".length)).join(", ");
    for (const words of [`: ${Object.keys(here.table).length} digests`, ...rows, `| Node | ${nodes} |`]) {
      expect(page).toContain(words);
    }
  });

  test("has digests that are those of OpenSSL, over what the sources write", async () => {
    const h4 = await createEngine();
    for (const [kind, make] of Object.entries(KINDS)) {
      for (const level of LEVELS) {
        const cell = `zstd, one call, of 140000 bytes of ${kind}, at level ${level}`;
        const packed = h4.compress((make as (length: number) => Uint8Array)(140_000), { level });
        expect([cell, here.table[cell]]).toEqual([cell, createHash("sha256").update(packed).digest("hex")]);
      }
    }
  });
});

const PROGRAMS: readonly [string, () => Results][] = [
  ["Node 24", () => runInNode(findNode24())],
  ["Deno", runInDeno],
  ["Bun", runInBun],
];

test.each(PROGRAMS)("%s gives what this Node gives", { timeout: 120_000 }, (runtime, run) => {
  const results = run();
  tellTable(runtime, results);
  expect(results).toEqual(here);
});

test("Chromium gives what this Node gives, under every set of headers", { timeout: 180_000 }, async () => {
  await withChromium(async (tab) => {
    for (const name of Object.keys(HEADER_SETS)) {
      await expectConformance(tab, "Chromium", name, CHROMIUM_INSECURE_HOST, here);
    }
  });
});

const ENGINE = "an engine says what it is, passes its own test, and calls without pins share one";

/** What the attestation of that case says under its signature. */
function attested({ cases }: Results): unknown {
  const [{ envelope }] = cases[SIGNED_ATTESTATION] as [{ envelope: { payload: string } }];
  return JSON.parse(Buffer.from(envelope.payload, "base64").toString());
}

describe.each([
  ["workerd", () => runInWorkerd()],
  ["edge-runtime, where no code is generated", () => runInEdgeRuntime()],
])("%s", (runtime, run) => {
  let results: Results;
  beforeAll(() => {
    results = run();
    tellTable(runtime, results);
  });

  test("gives the bytes that this Node gives", () => {
    expect(results.table).toEqual(here.table);
  });

  test("gives what this Node gives, but for the words on how its engine is known; it has no workers for a pool", () => {
    const cases = Object.fromEntries(Object.entries(here.cases).filter(([name]) => !(name in POOLS)));
    const [info, other, report] = cases[ENGINE] as [object, object, object];
    const words = { seal_scope: "build", proved: [expect.any(String)], not_proved: [expect.any(String)] };
    const [, verdict, ...refusals] = cases[SIGNED_ATTESTATION] as [unknown, { not_proved: string[] }, ...string[]];
    const built = expect.stringContaining("of the file that its module was built from");
    const not_proved = [...verdict.not_proved.slice(0, -1), built, ...verdict.not_proved.slice(-1)];
    expect(results.cases).toEqual({
      ...cases,
      [ENGINE]: [{ ...info, ...words }, { ...other, ...words }, report],
      [SIGNED_ATTESTATION]: [expect.anything(), { ...verdict, not_proved }, ...refusals],
    });
  });

  test("T7: attests what Node attests, and that it knows its engine from the build", () => {
    const statement = attested(here) as { predicate: object };
    expect(statement).toMatchObject({ predicate: { seal_scope: "bytes" } });
    expect(attested(results)).toEqual({ ...statement, predicate: { ...statement.predicate, seal_scope: "build" } });
  });
});
