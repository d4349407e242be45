/** Damaged frames through the decoder alone, beside the whole engine: the same output, or the same refusal in the same place. */

import { expect, test } from "vitest";
import { createDecoder } from "../../src/decompress.js";
import { createEngine, H4Error } from "../../src/index.js";
import { Random } from "../support/generators.js";
import { mutated } from "./mutate.js";
import { seedFrames } from "./seeds.js";

const CASES = 4000;
const LIMITS = { windowLogMax: 20, maxOutput: 1 << 20 };

/** What a call comes to, as far as its caller can tell: output, or code and figures. */
function outcome(call: () => Uint8Array): unknown {
  try {
    return Buffer.from(call()).toString("base64");
  } catch (error) {
    if (!(error instanceof H4Error)) throw error;
    const { code, got, limit, offset } = error;
    return { code, got, limit, offset };
  }
}

test(`${CASES} damaged frames: what the decoder says is what the engine says`, async () => {
  const [engine, decoder, seeds] = await Promise.all([createEngine(), createDecoder(), seedFrames()]);
  const random = new Random(20_261_126);
  const codes = new Set<unknown>();
  let accepted = 0;
  for (let i = 0; i < CASES; i++) {
    const bytes = mutated(seeds, random);
    const expected = outcome(() => engine.decompress(bytes, LIMITS));
    const found = outcome(() => decoder.decompress(bytes, LIMITS));
    expect(found, Buffer.from(bytes).toString("hex")).toEqual(expected);
    if (typeof expected === "string") accepted++;
    else codes.add((expected as { code: string }).code);
  }
  expect(accepted).toBeGreaterThan(CASES / 100);
  expect(codes.size).toBeGreaterThan(4);
});
