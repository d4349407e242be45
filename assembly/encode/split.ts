/** Where a block ends early: data that changes its nature is better described by tables of its own. */

import { ENCODER_CODES } from "../memory/map";

/** What is compared, piece by piece. */
const PIECE: usize = 8192;
/** Pairs of bytes are counted by a hash of so many bits. */
const PAIR_LOG: u32 = 10;
const PAIRS: usize = 4 << PAIR_LOG;
/** Knuth's multiplicative method. */
const PRIME: u32 = 2654435769;
/** Counts of the block so far and of the next piece, where the sequences' codes go later. */
const SO_FAR: usize = ENCODER_CODES;
const PIECE_COUNTS: usize = ENCODER_CODES + PAIRS;
/** Sixteenths of all pairs that must differ, and how many more where the block is young: little is known then. */
const DIFFERENT: u64 = 14;
const YOUNG: u64 = 3;

/** How long the block that begins at `start` should be, out of `size` bytes. */
export function splitSize(start: usize, size: usize): usize {
  memory.fill(SO_FAR, 0, PAIRS);
  countPairs(SO_FAR, start);
  let young = YOUNG;
  for (let at = PIECE; at + PIECE <= size; at += PIECE) {
    memory.fill(PIECE_COUNTS, 0, PAIRS);
    countPairs(PIECE_COUNTS, start + at);
    if (differs(at, young)) return at;
    for (let pair: usize = 0; pair < PAIRS; pair += 4) {
      store<u32>(SO_FAR + pair, load<u32>(SO_FAR + pair) + load<u32>(PIECE_COUNTS + pair));
    }
    if (young) young--;
  }
  return size;
}

function countPairs(counts: usize, start: usize): void {
  for (let at = start; at < start + PIECE; at++) {
    const count = counts + (<usize>((<u32>load<u16>(at) * PRIME) >> (32 - PAIR_LOG)) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

/** Whether the next piece is unlike the `length` bytes of the block so far: the sum of differences in share. */
function differs(length: usize, young: u64): bool {
  let sum: u64 = 0;
  for (let pair: usize = 0; pair < PAIRS; pair += 4) {
    const difference = <i64>load<u32>(SO_FAR + pair) * <i64>PIECE - <i64>load<u32>(PIECE_COUNTS + pair) * <i64>length;
    sum += <u64>(difference < 0 ? -difference : difference);
  }
  return sum >= (<u64>length * <u64>PIECE * (DIFFERENT + young)) >> 4;
}
