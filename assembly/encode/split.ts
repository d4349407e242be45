/** Where a block ends early: data that changes its nature is better described by tables of its own. */

import { ENCODER_CODES } from "../memory/map";

/** What is compared, piece by piece. */
const PIECE: usize = 8192;
/** A shorter block has no two pieces. */
export const SPLIT_MIN: usize = 2 * PIECE;
/**
 * Every so many bytes a pair is counted. All of them would take a third of the time (json-citm_catalog at level 12);
 * every fifth, with twice as many counts, makes the corpus 0.01 % smaller and level 5 2 % slower.
 */
const STEP: usize = 11;
const COUNTED: u32 = (PIECE + STEP - 1) / STEP;
/** Pairs of bytes are counted by a hash of so many bits. */
const PAIR_LOG: u32 = 9;
const PAIRS: usize = 4 << PAIR_LOG;
/** Knuth's multiplicative method. */
const PRIME: u32 = 2654435769;
/** Counts of the block so far and of the next piece, where the sequences' codes go later. */
const SO_FAR: usize = ENCODER_CODES;
const PIECE_COUNTS: usize = ENCODER_CODES + PAIRS;
/** Sixteenths of all pairs that must differ, and how many more where the block is young: little is known then. */
const DIFFERENT: u32 = 14;
const YOUNG: u32 = 3;

/**
 * How long the block that begins at `start` should be, out of `size` bytes. `fast`: only the first and the last piece
 * are compared, and half of it is taken where they differ.
 */
export function splitSize(start: usize, size: usize, fast: bool): usize {
  memory.fill(SO_FAR, 0, PAIRS);
  countPairs(SO_FAR, start);
  let young = YOUNG;
  let pieces: u32 = 1;
  for (let at = fast ? size - PIECE : PIECE; at + PIECE <= size; at += PIECE) {
    memory.fill(PIECE_COUNTS, 0, PAIRS);
    countPairs(PIECE_COUNTS, start + at);
    if (difference(pieces) << 4 >= pieces * COUNTED * (DIFFERENT + young)) return fast ? size >> 1 : at;
    for (let pair: usize = 0; pair < PAIRS; pair += 8) {
      store<u64>(SO_FAR + pair, load<u64>(SO_FAR + pair) + load<u64>(PIECE_COUNTS + pair));
    }
    pieces++;
    if (young) young--;
  }
  return size;
}

function countPairs(counts: usize, start: usize): void {
  for (let at = start; at < start + PIECE; at += STEP) {
    const count = counts + (<usize>((<u32>load<u16>(at) * PRIME) >> (32 - PAIR_LOG)) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

/** How many pairs of the block so far, which has so many `pieces`, are not where as many of the next would be. */
function difference(pieces: u32): u32 {
  let sum: u32 = 0;
  for (let pair: usize = 0; pair < PAIRS; pair += 4) {
    sum += <u32>abs<i32>(<i32>(load<u32>(SO_FAR + pair) - load<u32>(PIECE_COUNTS + pair) * pieces));
  }
  return sum;
}
