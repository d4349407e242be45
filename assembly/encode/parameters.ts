/** Compression parameters by level and by how much there is to compress. */

import { BLOCK_SIZE_MAX, LEVEL_MAX, LEVEL_MIN, WINDOW_LOG_MIN } from "../common/limits";

// Match finders.
export const FAST: u32 = 0;
export const DOUBLE_FAST: u32 = 1;
export const GREEDY: u32 = 2;
export const LAZY: u32 = 3;
export const LAZY2: u32 = 4;
/** lazy2 that searches binary trees. */
export const TREE_LAZY2: u32 = 5;
/** Optimal parsing: fast about it, thorough, and the first block twice. */
export const OPTIMAL: u32 = 6;
export const ULTRA: u32 = 7;
export const ULTRA2: u32 = 8;

const COLUMNS: u32 = 7;

/**
 * Window log, hash log, second hash log (double fast) or log of tree nodes, log of attempts, minimum match, a match
 * that is long enough (a quarter of it), match finder. Four size classes of nineteen levels: more than 256 KiB (or
 * unknown), to 256 KiB, to 128 KiB, to 16 KiB.
 */
const PARAMETERS = memory.data<u8>([
  19, 14, 0, 0, 7, 0, 0,
  20, 16, 0, 0, 6, 0, 0,
  21, 17, 16, 0, 5, 0, 1,
  21, 18, 18, 0, 5, 0, 1,
  21, 19, 0, 3, 5, 0, 2,
  21, 19, 0, 3, 5, 0, 3,
  21, 20, 0, 4, 5, 0, 3,
  21, 20, 0, 4, 5, 0, 4,
  22, 21, 0, 4, 5, 0, 4,
  22, 22, 0, 5, 5, 0, 4,
  22, 22, 0, 6, 5, 0, 4,
  22, 23, 0, 6, 5, 0, 4,
  22, 21, 21, 4, 5, 0, 5,
  22, 22, 21, 5, 5, 0, 5,
  22, 23, 22, 6, 5, 0, 5,
  22, 22, 21, 5, 5, 12, 6,
  23, 22, 22, 5, 4, 16, 6,
  23, 22, 22, 6, 3, 16, 8,
  23, 22, 23, 7, 3, 64, 8,

  18, 14, 0, 0, 6, 0, 0,
  18, 15, 15, 0, 5, 0, 1,
  18, 16, 16, 0, 4, 0, 1,
  18, 17, 0, 3, 5, 0, 2,
  18, 18, 0, 5, 5, 0, 2,
  18, 18, 0, 4, 5, 0, 3,
  18, 18, 0, 4, 4, 0, 3,
  18, 18, 0, 4, 4, 0, 4,
  18, 18, 0, 5, 4, 0, 4,
  18, 19, 0, 6, 4, 0, 4,
  18, 19, 17, 5, 4, 0, 5,
  18, 19, 18, 7, 4, 0, 5,
  18, 19, 17, 4, 4, 8, 6,
  18, 19, 17, 4, 3, 8, 6,
  18, 19, 17, 6, 3, 32, 6,
  18, 19, 18, 6, 3, 32, 7,
  18, 19, 18, 8, 3, 64, 7,
  18, 19, 18, 6, 3, 32, 8,
  18, 19, 18, 8, 3, 64, 8,

  17, 13, 0, 0, 6, 0, 0,
  17, 15, 0, 0, 5, 0, 0,
  17, 16, 15, 0, 5, 0, 1,
  17, 17, 17, 0, 4, 0, 1,
  17, 17, 0, 3, 4, 0, 2,
  17, 17, 0, 4, 4, 0, 3,
  17, 17, 0, 4, 4, 0, 4,
  17, 17, 0, 4, 4, 0, 4,
  17, 17, 0, 5, 4, 0, 4,
  17, 17, 0, 6, 4, 0, 4,
  17, 17, 16, 5, 4, 0, 5,
  17, 17, 17, 7, 4, 0, 5,
  17, 17, 17, 3, 4, 8, 6,
  17, 17, 17, 4, 3, 8, 6,
  17, 17, 17, 6, 3, 64, 6,
  17, 17, 17, 6, 3, 32, 7,
  17, 17, 17, 8, 3, 64, 7,
  17, 17, 17, 10, 3, 128, 7,
  17, 17, 17, 5, 3, 64, 8,

  14, 15, 0, 0, 5, 0, 0,
  14, 15, 0, 0, 4, 0, 0,
  14, 15, 14, 0, 4, 0, 1,
  14, 14, 0, 4, 4, 0, 2,
  14, 14, 0, 4, 4, 0, 3,
  14, 14, 0, 4, 4, 0, 4,
  14, 14, 0, 4, 4, 0, 4,
  14, 14, 0, 4, 4, 0, 4,
  14, 14, 0, 4, 4, 0, 4,
  14, 14, 14, 8, 4, 0, 5,
  14, 14, 14, 3, 4, 3, 6,
  14, 14, 14, 4, 3, 6, 6,
  14, 14, 14, 5, 3, 8, 7,
  14, 15, 14, 6, 3, 16, 7,
  14, 15, 14, 7, 3, 64, 7,
  14, 15, 14, 5, 3, 12, 8,
  14, 15, 14, 6, 3, 32, 8,
  14, 15, 14, 7, 3, 64, 8,
  14, 15, 14, 8, 3, 64, 8,
]);

// Levels at which a small content with a dictionary gets a match finder and a log of attempts of their own.
const DICTIONARY_LEVEL_MIN: i32 = 4;
const DICTIONARY_LEVEL_MAX: i32 = 9;

/**
 * Those of levels 4 to 9. The reference has tables of their own for the dictionary and for the content. Here both share
 * one, where what the content has comes first: it takes more attempts to find as much (without, levels 4 to 8 are 1 to
 * 9 % larger than the reference's).
 */
const DICTIONARY_FINDERS = memory.data<u8>([
  2, 4,
  3, 3,
  4, 4,
  4, 5,
  4, 6,
  4, 6,
]);

/** Log of level 1's table for a small content with a dictionary, all of which is indexed: 4 % smaller with 64 KiB. */
const DICTIONARY_HASH_LOG: u32 = 15;

/** The long-distance matcher of a window that is wider than the level's has an entry for each 64 bytes within reach. */
const KEPT_SHARE_LOG: u32 = 6;

let windowLogNow: u32 = 0;
let hashLogNow: u32 = 0;
let secondHashLogNow: u32 = 0;
let attemptsLogNow: u32 = 0;
let minMatchNow: u32 = 0;
let enoughNow: u32 = 0;
let finderNow: u32 = 0;
let keptLogNow: u32 = 0;

/**
 * Settles the parameters for `level` and a content of `size` bytes (u64.MAX_VALUE: unknown). `windowLog` 0 leaves the
 * window to the level. Tables never get larger than the content (with its dictionary) can fill.
 */
export function chooseParameters(level: i32, windowLog: u32, size: u64, dictionarySize: u64): void {
  const known = size != u64.MAX_VALUE;
  const reach = known ? size + dictionarySize : u64.MAX_VALUE;
  const sizeClass: u32 = reach <= 16 * 1024 ? 3 : reach <= <u64>BLOCK_SIZE_MAX ? 2 : reach <= 256 * 1024 ? 1 : 0;
  const row = PARAMETERS + (sizeClass * <u32>LEVEL_MAX + <u32>level - 1) * COLUMNS;
  windowLogNow = windowLog ? windowLog : load<u8>(row);
  if (known) {
    const fits = ceilLog2(size);
    if (fits < windowLogNow) windowLogNow = fits;
  }
  if (windowLogNow < <u32>WINDOW_LOG_MIN) windowLogNow = WINDOW_LOG_MIN;
  // One table entry for each position within reach: clearing more would cost small inputs more than it finds.
  let tableLogMax = windowLogNow + 1;
  if (known) tableLogMax = max<u32>(TABLE_LOG_MIN, min<u32>(ceilLog2(reach), 30));
  hashLogNow = min<u32>(load<u8>(row, 1), tableLogMax);
  secondHashLogNow = min<u32>(load<u8>(row, 2), tableLogMax);
  attemptsLogNow = load<u8>(row, 3);
  minMatchNow = load<u8>(row, 4);
  enoughNow = <u32>load<u8>(row, 5) << 2;
  finderNow = load<u8>(row, 6);
  keptLogNow = 0;
  if (!sizeClass && windowLog > <u32>load<u8>(row)) keptLogNow = min<u32>(ceilLog2(reach), windowLog) - KEPT_SHARE_LOG;
  if (sizeClass && dictionarySize) fitDictionary(level, tableLogMax);
}

/** What a dictionary changes in the parameters for a small content. */
function fitDictionary(level: i32, tableLogMax: u32): void {
  if (level == LEVEL_MIN) hashLogNow = min<u32>(max<u32>(hashLogNow, DICTIONARY_HASH_LOG), tableLogMax);
  if (level < DICTIONARY_LEVEL_MIN || level > DICTIONARY_LEVEL_MAX) return;
  const pair = DICTIONARY_FINDERS + (<usize>(level - DICTIONARY_LEVEL_MIN) << 1);
  finderNow = load<u8>(pair);
  attemptsLogNow = load<u8>(pair, 1);
  secondHashLogNow = 0;
}

/** Smallest table: what the smallest inputs need is bounded by what a row of the match finder takes. */
const TABLE_LOG_MIN: u32 = 6;

function ceilLog2(value: u64): u32 {
  return value <= 1 ? 0 : <u32>(64 - clz(value - 1));
}

export function windowLog(): u32 {
  return windowLogNow;
}

export function hashLog(): u32 {
  return hashLogNow;
}

export function secondHashLog(): u32 {
  return secondHashLogNow;
}

export function attemptsLog(): u32 {
  return attemptsLogNow;
}

export function minMatch(): u32 {
  return minMatchNow;
}

export function enough(): u32 {
  return enoughNow;
}

/** Log of the entries that the long-distance matcher has; 0: there is none. */
export function keptLog(): u32 {
  return keptLogNow;
}

export function finder(): u32 {
  return finderNow;
}
