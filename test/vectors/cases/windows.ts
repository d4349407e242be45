/** Content longer than the window by far: matches that reach over the end of whatever a decoder keeps it in. */

import { noise, Random } from "../../support/generators.js";
import { type Block, compressedBlock, frame, rawBlock, windowDescriptor, windowSize } from "../build/frame.js";
import { rawLiterals } from "../build/literals.js";
import { type Sequence, sequence, sequencesSection } from "../build/sequences.js";
import { type BadCase, bad, type GoodCase, good } from "./case.js";

/** A decoder with a ring keeps the window and some blocks more: this much goes around any of a sensible size. */
const AROUND = 1200 << 10;

/** Blocks of noise up to `length` bytes. */
function filler(length: number, blockSize: number, seed: number): Block[] {
  const bytes = noise(length, seed);
  return Array.from({ length: Math.ceil(length / blockSize) }, (_, i) =>
    rawBlock(bytes.slice(i * blockSize, (i + 1) * blockSize)),
  );
}

/** A block of matches at random distances up to the window, the longest ones often. */
function matches(random: Random, window: number, blockMax: number): Block {
  const sequences: Sequence[] = [];
  let produced = 0;
  let literals = 0;
  for (let n = random.between(1, 30); n > 0; n--) {
    const literalsLength = random.pick([0, 0, 1, random.below(20)]);
    const matchLength = random.pick([3, random.between(3, 70), random.between(3, 400)]);
    if (produced + literalsLength + matchLength > blockMax - 2) break;
    const distance = random.pick([window, window - random.below(8), random.between(1, window), random.between(1, 64)]);
    sequences.push(sequence(literalsLength, matchLength, distance));
    produced += literalsLength + matchLength;
    literals += literalsLength;
  }
  if (sequences.length === 0) return rawBlock(noise(blockMax >> 1, random.next()));
  return compressedBlock(rawLiterals(noise(literals + 2, random.next())), sequencesSection(sequences));
}

/** Noise and matches in turn until the content has gone around. */
function around(descriptor: number, seed: number, quiet: number) {
  const window = windowSize(descriptor);
  const blockMax = Math.min(window, 1 << 17);
  const random = new Random(seed);
  const blocks = filler(window, blockMax, seed);
  for (let length = window; length < AROUND + 2 * window; ) {
    for (let n = random.between(1, 6); n > 0; n--) blocks.push(matches(random, window, blockMax));
    const run = random.between(0, quiet);
    blocks.push(...filler(run, blockMax, random.next()));
    length += run + 1500;
  }
  return frame({ windowDescriptor: descriptor }, blocks);
}

/** Noise to just before the end of a ring of window and four blocks of 128 KiB, then a match over every such end. */
function everyEnd(descriptor: number) {
  const window = windowSize(descriptor);
  const blockMax = Math.min(window, 1 << 17);
  const random = new Random(7);
  const blocks = filler(window + (4 << 17) - 4 * blockMax, blockMax, 99);
  for (let i = 0; i < 40; i++) blocks.push(matches(random, window, blockMax));
  return frame({ windowDescriptor: descriptor }, blocks);
}

/** A match at `distance` in a window of 1 KiB, two bytes into a block after `kibibytes` of noise. */
const late = (kibibytes: number, distance: number) =>
  frame({ windowDescriptor: windowDescriptor(0) }, [
    ...filler(kibibytes << 10, 1024, 3),
    compressedBlock(rawLiterals(noise(4)), sequencesSection([sequence(2, 20, distance)])),
  ]);

export const WINDOW_GOOD: readonly GoodCase[] = [
  ...[0, 3, 7].flatMap((exponent) =>
    [1, 2].map((seed) =>
      good(
        `window of ${1 << exponent} KiB: gone around, seed ${seed}`,
        around(windowDescriptor(exponent), seed, 20_000),
      ),
    ),
  ),
  // What bounds an offset is decided once for each block: one window before its first byte.
  ...[512, 513, 514, 1026].flatMap((kibibytes) =>
    [1023, 1024, 1025, 1026].map((distance) =>
      good(
        `window of 1 KiB: distance ${distance} two bytes into a block after ${kibibytes} KiB`,
        late(kibibytes, distance),
      ),
    ),
  ),
  good("window of 1.875 KiB: gone around", around(windowDescriptor(0, 7), 5, 9000)),
  ...[0, 2, 7].map((exponent) =>
    good(`window of ${1 << exponent} KiB: matches over the end of a ring`, everyEnd(windowDescriptor(exponent))),
  ),
];

const BEYOND = { why: "it checks offsets against what it still holds, not against Window_Size" };

export const WINDOW_BAD: readonly BadCase[] = [512, 513, 514, 1026].flatMap((kibibytes) =>
  [1027, 1030].map((distance) =>
    bad(`window of 1 KiB: distance ${distance} after ${kibibytes} KiB`, "OFFSET", late(kibibytes, distance), {
      differs: BEYOND,
    }),
  ),
);
