/** The hand-made cases on every engine: whole, byte by byte, and in pieces. */

import { describe, expect, test } from "vitest";
import { type Engine, inPieces, Refusal } from "../support/engine.js";
import { DECODERS } from "../support/engines.js";
import { expectBytes } from "../support/expect-bytes.js";
import { errorCode, type StatusName } from "../support/status.js";
import type { BadCase, GoodCase } from "./cases/case.js";
import { BAD_CASES, GOOD_CASES } from "./cases/index.js";

/** Above this, a byte at a time says no more than pieces do. */
const BYTEWISE_MAX = 4096;

const WAYS: { name: string; decode: (engine: Engine, entry: GoodCase | BadCase) => Uint8Array }[] = [
  { name: "whole", decode: (engine, entry) => engine.decompress(entry.bytes, entry) },
  {
    name: "in pieces",
    decode: (engine, entry) => inPieces(engine.decompressor(entry), entry.bytes, [1, 2, 3, 5, 0, 1000, 8, 65536]),
  },
  {
    name: "byte by byte",
    decode: (engine, entry) =>
      inPieces(engine.decompressor(entry), entry.bytes, [entry.bytes.length <= BYTEWISE_MAX ? 1 : 777]),
  },
];

for (const { id, create } of DECODERS) {
  const engine = create();

  describe(`${id} decodes`, () => {
    for (const entry of GOOD_CASES) {
      test(entry.name, () => {
        for (const { decode } of WAYS) expectBytes(decode(engine, entry), entry.plain);
      });
    }
  });

  describe(`${id} refuses`, () => {
    for (const entry of BAD_CASES) {
      test(entry.name, () => {
        for (const { name, decode } of WAYS) {
          const refusal = refusalOf(() => decode(engine, entry));
          const statuses = typeof entry.status === "string" ? [entry.status] : entry.status;
          expect(statuses.map(errorCode), name).toContain(refusal.code);
          if (refusal.status) expect<readonly StatusName[]>(statuses, name).toContain(refusal.status);
        }
        expectBytes(engine.decompress(GOOD_CASES[0]!.bytes), GOOD_CASES[0]!.plain); // and is as good as before
      });
    }
  });
}

function refusalOf(call: () => Uint8Array): Refusal {
  let output: Uint8Array;
  try {
    output = call();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error(`accepted, ${output.length} bytes: ${Buffer.from(output.subarray(0, 32)).toString("hex")}`);
}
