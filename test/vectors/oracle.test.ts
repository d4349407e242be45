/** The hand-made cases against two releases of the reference implementation: the builder is held to what they say. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectBytes } from "../support/expect-bytes.js";
import { ZlibOracle } from "../support/zlib-oracle.js";
import { commandLineRelease, decompressManyWithCli } from "../support/zstd-cli-calls.js";
import type { BadCase, CaseOptions, Difference, GoodCase } from "./cases/case.js";
import { BAD_CASES, GOOD_CASES } from "./cases/index.js";

type Case = GoodCase | BadCase;
/** What came out, or undefined where the oracle refused. */
type Verdict = Uint8Array | undefined;

const ALL: readonly Case[] = [...GOOD_CASES, ...BAD_CASES].filter((entry) => !entry.differs?.onSomeMachines);

const isGood = (entry: Case): entry is GoodCase => "plain" in entry;
const isBad = (entry: Case): entry is BadCase => "status" in entry;

/** One call of the command line for all cases with the same options: starting it takes longer than decoding. */
async function byCommandLine(): Promise<Map<Case, Verdict>> {
  const groups = new Map<Uint8Array | number, Case[]>();
  for (const entry of ALL) {
    const key = entry.dictionary ?? entry.windowLogMax ?? 0;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const verdicts = new Map<Case, Verdict>();
  const waiting = [...groups.values()];
  const worker = async () => {
    for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
      const inputs = group.map(({ bytes }) => bytes);
      const outputs = await decompressManyWithCli(inputs, group[0]);
      group.forEach((entry, i) => void verdicts.set(entry, outputs[i]));
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return verdicts;
}

/** What the oracle is told: what goes beyond would only travel with the message. */
function limits({ dictionary, windowLogMax, maxOutput }: Case): CaseOptions {
  return {
    ...(dictionary === undefined ? {} : { dictionary }),
    ...(windowLogMax === undefined ? {} : { windowLogMax }),
    ...(maxOutput === undefined ? {} : { maxOutput }),
  };
}

async function byZlib(): Promise<Map<Case, Verdict>> {
  const zlib = new ZlibOracle();
  const verdicts = await Promise.all(
    ALL.map((entry) => zlib.decompress(entry.bytes, limits(entry)).catch(() => undefined)),
  );
  zlib.close();
  return new Map(ALL.map((entry, i) => [entry, verdicts[i]]));
}

/** Whether a release of libzstd has this difference. */
function has(difference: Difference | undefined, release: string): boolean {
  if (difference === undefined) return false;
  return difference.last === undefined || release.localeCompare(difference.last, "en", { numeric: true }) <= 0;
}

const ORACLES = [
  { name: "zstd", release: commandLineRelease(), ask: byCommandLine, limitsOutput: false },
  { name: "node:zlib", release: "1.5.7", ask: byZlib, limitsOutput: true },
] as const;

for (const { name, release, ask, limitsOutput } of ORACLES) {
  describe(`${name} ${release}`, () => {
    let verdicts = new Map<Case, Verdict>();
    beforeAll(async () => {
      verdicts = await ask();
    });
    afterAll(() => verdicts.clear());

    for (const entry of ALL.filter(isGood)) {
      const why = has(entry.differs, release) ? entry.differs?.why : undefined;
      test(`accepts ${entry.name}${why ? `: no, ${why}` : ""}`, () => {
        if (why) expect(verdicts.get(entry)).toBeUndefined();
        else expectBytes(verdicts.get(entry) ?? "refused", entry.plain);
      });
    }

    for (const entry of ALL.filter(isBad).filter((c) => limitsOutput || c.maxOutput === undefined)) {
      const why = has(entry.differs, release) ? entry.differs?.why : undefined;
      test(`refuses ${entry.name}${why ? `: no, ${why}` : ""}`, () => {
        const output = verdicts.get(entry);
        expect(output === undefined ? "refused" : "accepted").toBe(why ? "accepted" : "refused");
      });
    }
  });
}

test("no two cases have one name", () => {
  const names = [...GOOD_CASES, ...BAD_CASES].map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
