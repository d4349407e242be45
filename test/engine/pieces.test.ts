/** The same bytes however the input comes, at every level. */

import { test } from "vitest";
import { LEVEL_MAX } from "../../assembly/common/limits.js";
import { inPieces } from "../support/engine.js";
import { expectBytes } from "../support/expect-bytes.js";
import { binary, json, records, text } from "../support/generators.js";
import { RawEngine } from "../support/raw-engine.js";

const LEVELS = Array.from({ length: LEVEL_MAX }, (_, i) => 1 + i);
const engine = new RawEngine();

/** Contents of several kinds one after the other: blocks end where one gives way to the next. */
const changing = (length: number) =>
  new Uint8Array(
    Buffer.concat(
      Array.from({ length: Math.ceil(length / 40_000) }, (_, i) => [text, binary, json, records][i % 4]!(40_000, i)),
    ).subarray(0, length),
  );

test.each(LEVELS)("level %i: the bytes do not depend on the pieces that the input comes in", (level) => {
  const plain = changing(300_000);
  const whole = inPieces(engine.compressor({ level }), plain, [plain.length]);
  for (const pieces of [[1, 5000, 131_072], [70_000]]) {
    expectBytes(inPieces(engine.compressor({ level }), plain, pieces), whole);
  }
  expectBytes(engine.decompress(whole), plain);
});
