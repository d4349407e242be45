/** The hand-made cases against two releases of the reference implementation: the builder is held to what it says. */

import { afterAll, describe, expect, test } from "vitest";
import { expectBytes } from "../support/expect-bytes.js";
import { ZlibOracle } from "../support/zlib-oracle.js";
import { decompressWithCli } from "../support/zstd-cli-calls.js";
import type { BadCase, CaseOptions, GoodCase } from "./cases/case.js";
import { BAD_CASES, GOOD_CASES } from "./cases/index.js";

type Decode = (bytes: Uint8Array, options: CaseOptions) => Promise<Uint8Array>;

const zlib = new ZlibOracle();
afterAll(() => zlib.close());

const ORACLES: { id: "cli" | "zlib"; decode: Decode; limitsOutput: boolean }[] = [
  { id: "cli", decode: decompressWithCli, limitsOutput: false },
  { id: "zlib", decode: (bytes, options) => zlib.decompress(bytes, options), limitsOutput: true },
];

/** What the oracle does with a case: its output, or that it refused. */
async function verdict(decode: Decode, { bytes, ...options }: GoodCase | BadCase): Promise<Uint8Array | "refused"> {
  try {
    return await decode(bytes, options);
  } catch {
    return "refused";
  }
}

for (const { id, decode, limitsOutput } of ORACLES) {
  describe(`${id} accepts`, () => {
    for (const entry of GOOD_CASES) {
      const why = entry.differs?.[id];
      test(why ? `${entry.name}: no, ${why}` : entry.name, async () => {
        const result = await verdict(decode, entry);
        if (why) expect(result).toBe("refused");
        else expectBytes(result, entry.plain);
      });
    }
  });

  describe(`${id} refuses`, () => {
    for (const entry of BAD_CASES.filter((c) => limitsOutput || c.maxOutput === undefined)) {
      const why = entry.differs?.[id];
      test(why ? `${entry.name}: no, ${why}` : entry.name, async () => {
        const result = await verdict(decode, entry);
        if (why) expect(result).not.toBe("refused");
        else expect(typeof result === "string" ? result : `accepted: ${result.length} bytes`).toBe("refused");
      });
    }
  });
}

test("no two cases have one name", () => {
  const names = [...GOOD_CASES, ...BAD_CASES].map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
