/** Damage to frames: bits, bytes, cuts, splices, inserted and repeated ranges. The same seed does the same damage. */

import type { Random } from "../support/generators.js";

type Mutation = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array;

const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** A range of at most `longest` bytes. */
function range(bytes: Uint8Array, random: Random, longest = 16): [number, number] {
  const start = random.below(bytes.length + 1);
  return [start, Math.min(bytes.length, start + random.between(1, longest))];
}

const flipBits: Mutation = (bytes, random) => {
  const copy = bytes.slice();
  for (let n = random.between(1, 4); n > 0 && copy.length > 0; n--) {
    const at = random.below(copy.length);
    copy[at] = copy[at]! ^ (1 << random.below(8));
  }
  return copy;
};

/** The first bytes decide most: headers of frame, block and sections. */
const flipHeaderBit: Mutation = (bytes, random) => {
  const copy = bytes.slice();
  const at = random.between(4, 24);
  if (at < copy.length) copy[at] = copy[at]! ^ (1 << random.below(8));
  return copy;
};

const INTERESTING = [0, 1, 2, 3, 4, 127, 128, 129, 0x7e, 0x7f, 0xfe, 0xff];
const setBytes: Mutation = (bytes, random) => {
  const copy = bytes.slice();
  for (let n = random.between(1, 3); n > 0 && copy.length > 0; n--) {
    copy[random.below(copy.length)] = random.below(2) === 0 ? random.pick(INTERESTING) : random.below(256);
  }
  return copy;
};

const addSmall: Mutation = (bytes, random) => {
  const copy = bytes.slice();
  const at = random.below(Math.max(1, copy.length));
  if (copy.length > 0) copy[at] = copy[at]! + random.between(-4, 4);
  return copy;
};

const cut: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length + 1));

const remove: Mutation = (bytes, random) => {
  const [start, end] = range(bytes, random);
  return join(bytes.subarray(0, start), bytes.subarray(end));
};

const insert: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const inserted = Uint8Array.from({ length: random.between(1, 12) }, () => random.below(256));
  return join(bytes.subarray(0, at), inserted, bytes.subarray(at));
};

const duplicate: Mutation = (bytes, random) => {
  const [start, end] = range(bytes, random, 200);
  return join(bytes.subarray(0, end), bytes.subarray(start));
};

const fill: Mutation = (bytes, random) => {
  const [start, end] = range(bytes, random, 40);
  return bytes.slice().fill(random.pick([0, 0xff, 0x55, 1]), start, end);
};

/** The beginning of one frame and the end of another. */
const splice: Mutation = (bytes, random, others) => {
  const other = random.pick(others);
  return join(bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1)));
};

/** A range of one frame over a range of another. */
const overwrite: Mutation = (bytes, random, others) => {
  const copy = bytes.slice();
  const [start, end] = range(random.pick(others), random, 64);
  const part = random.pick(others).subarray(start, end);
  const at = random.below(copy.length + 1);
  copy.set(part.subarray(0, copy.length - at), at);
  return copy;
};

const concatenate: Mutation = (bytes, random, others) => join(bytes, flipBits(random.pick(others), random, others));

const MUTATIONS: readonly Mutation[] = [
  flipBits,
  flipBits,
  flipHeaderBit,
  flipHeaderBit,
  setBytes,
  addSmall,
  cut,
  remove,
  insert,
  duplicate,
  fill,
  splice,
  overwrite,
  concatenate,
];

/** One frame out of `frames`, damaged once or twice. */
export function mutated(frames: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = random.pick(MUTATIONS)(random.pick(frames), random, frames);
  if (random.below(3) === 0) bytes = random.pick(MUTATIONS)(bytes, random, frames);
  return bytes;
}
