/** Random inputs with structure, for properties: fixed seeds, and shrinking to small ones. */

import fc from "fast-check";
import { LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";
import type { CompressOptions } from "../support/engine.js";
import { GENERATORS, text } from "../support/generators.js";
import { dictionary as formatted } from "../vectors/build/dictionary.js";
import { fseWeightsDescription } from "../vectors/build/huffman.js";

/** Fixed: every run tries the same cases. */
export const SEED = 20_261_122;

/** Parameters of a property that is tried `numRuns` times. */
export const runs = (numRuns: number) => ({ seed: SEED, numRuns });

export const level = fc.integer({ min: LEVEL_MIN, max: LEVEL_MAX });

/** Pieces of every kind of data, repeated and joined: matches, runs and noise side by side. */
export function content(maxLength: number): fc.Arbitrary<Uint8Array> {
  const piece = fc
    .record({
      kind: fc.constantFrom(...Object.keys(GENERATORS)),
      length: fc.nat({ max: Math.ceil(maxLength / 3) }),
      seed: fc.nat({ max: 1000 }),
    })
    .map(({ kind, length, seed }) => GENERATORS[kind]!(length, seed));
  const raw = fc.uint8Array({ maxLength: 200 });
  return fc
    .array(fc.oneof({ weight: 3, arbitrary: piece }, raw), { maxLength: 5 })
    .chain((pieces) =>
      fc
        .array(fc.nat({ max: Math.max(0, pieces.length - 1) }), { maxLength: 3 })
        .map((again) => Buffer.concat([...pieces, ...(pieces.length > 0 ? again.map((i) => pieces[i]!) : [])])),
    )
    .map((bytes) => new Uint8Array(bytes.subarray(0, maxLength)));
}

/** Lengths of the pieces that a stream is cut into: from single bytes to more than a block; 0 is an empty push. */
export const pieceLengths = fc
  .array(fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 5000 }), fc.constantFrom(65_536, 131_072, 200_000)), {
    minLength: 1,
    maxLength: 12,
  })
  .filter((lengths) => lengths.some((length) => length > 0));

const range = (length: number) => Array.from({ length }, (_, i) => i);
/** The first `doubled` symbols with two states, the others with one. */
const nearlyFlat = (symbols: number, doubled: number) => range(symbols).map((symbol) => (symbol < doubled ? 2 : 1));

/** A formatted dictionary whose tables have every symbol. */
export const FORMATTED: Uint8Array = formatted({
  id: 77,
  content: text(3000, 31),
  weights: [],
  treeDescription: fseWeightsDescription(
    [...new Array<number>(128).fill(1), ...new Array<number>(64).fill(2), ...new Array<number>(64).fill(3)],
    6,
  ),
  offset: { accuracyLog: 6, counts: nearlyFlat(32, 32) },
  matchLength: { accuracyLog: 6, counts: nearlyFlat(53, 11) },
  literalsLength: { accuracyLog: 6, counts: nearlyFlat(36, 28) },
  offsets: [17, 1000, 3000],
});

/** None, raw content of every size that matters, or a formatted one. */
export const dictionary = fc.option(
  fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 20 }),
    fc.nat({ max: 40_000 }).map((length) => text(length + 8, 31)),
    fc.constant(FORMATTED),
  ),
  { nil: undefined },
);

/** Every option of the compressor. */
export const options = fc
  .record({
    level,
    checksum: fc.boolean(),
    windowLog: fc.constantFrom(0, 0, 10, 11, 13, 17, 20),
    dictionary,
  })
  .map(
    ({ dictionary: bytes, ...rest }): CompressOptions => (bytes === undefined ? rest : { ...rest, dictionary: bytes }),
  );
