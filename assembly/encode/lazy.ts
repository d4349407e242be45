/** Match finder of levels 5 to 12: greedy, lazy (looks one position further) and lazy2 (two). */

import { commonBefore, commonLength, foundOffset, lowAt, proposeRepeats, repeat1, repeat2 } from "./match";
import { searchRows, searchWideRows, skipRows } from "./rows";
import { searchTrees } from "./tree";
import { storeLastLiterals, storeSequence } from "./sequence-store";
import { log2 } from "../entropy/log2";

/** The shortest match worth a sequence at these levels. */
const LENGTH_MIN: u32 = 4;

/** From this step on, which takes 2 KiB without a match, what is stepped over is not put into rows. */
const SPARSE_STEP: usize = 8;

// Where matches come from.
export const ROWS: u32 = 0;
export const WIDE_ROWS: u32 = 1;
export const TREES: u32 = 2;

// @ts-ignore: decorator
@inline
function search(ip: usize, end: usize, low: usize, length: u32, source: u32): u32 {
  low = lowAt(ip, low);
  if (source == ROWS) return searchRows(ip, end, low, length);
  return source == TREES ? searchTrees(ip, end, low, length) : searchWideRows(ip, end, low, length);
}

/**
 * Finds the sequences of the block [start, end). Matches reach down to `low`. `depth` is how many positions further
 * a better match is looked for: 0, 1 or 2; `source` is ROWS, WIDE_ROWS or TREES.
 */
export function findLazy(start: usize, end: usize, low: usize, depth: u32, source: u32): void {
  const limit = end - 8;
  let anchor = start;
  let ip = start;
  if (ip == low) ip++;
  const reach = <u32>(ip - lowAt(ip, low));
  let rep1 = repeat1();
  let rep2 = repeat2();
  let saved1: u32 = 0;
  let saved2: u32 = 0;
  if (rep2 > reach) {
    saved2 = rep2;
    rep2 = 0;
  }
  if (rep1 > reach) {
    saved1 = rep1;
    rep1 = 0;
  }
  while (ip < limit) {
    let length: u32 = 0;
    let offsetValue: u32 = 1;
    let at = ip + 1;
    if (rep1) {
      if (load<u32>(at) == load<u32>(at - rep1)) length = commonLength(at + 4, at + 4 - rep1, end) + 4;
    }
    if (depth || !length) {
      const longer = search(ip, end, low, max<u32>(length, LENGTH_MIN - 1), source);
      if (longer > max<u32>(length, LENGTH_MIN - 1)) {
        length = longer;
        at = ip;
        offsetValue = foundOffset() + 3;
      }
    }
    if (length < LENGTH_MIN) {
      const step = ((ip - anchor) >> 8) + 1;
      ip += step;
      // What hardly matches is not worth finding later either. (Never past the block: the next one begins there.)
      if (step > SPARSE_STEP) skipRows(min<usize>(ip, limit));
      continue;
    }
    while (depth) {
      if (ip >= limit) break;
      ip++;
      let better = false;
      for (let look: u32 = 0; look < depth; look++) {
        if (look) {
          if (ip >= limit) break;
          ip++;
        }
        // A repeated offset costs nothing, a new one its bits; staying costs nothing, moving on a literal each.
        if (rep1) {
          if (load<u32>(ip) == load<u32>(ip - rep1)) {
            const repeated = commonLength(ip + 4, ip + 4 - rep1, end) + 4;
            const weight: u32 = look ? 4 : 3;
            if (<i32>(repeated * weight) > <i32>(length * weight - log2(offsetValue) + 1)) {
              length = repeated;
              offsetValue = 1;
              at = ip;
            }
          }
        }
        const other = search(ip, end, low, LENGTH_MIN - 1, source);
        if (other >= LENGTH_MIN) {
          const gain = <i32>(other * 4) - <i32>log2(foundOffset() + 3);
          const cost = <i32>(length * 4) - <i32>log2(offsetValue) + (look ? 7 : 4);
          if (gain > cost) {
            length = other;
            offsetValue = foundOffset() + 3;
            at = ip;
            better = true;
            break;
          }
        }
      }
      if (!better) break;
    }
    if (offsetValue > 3) {
      const offset = offsetValue - 3;
      const match = at - offset;
      const back = commonBefore(at, match, <u32>min<usize>(at - anchor, match - low));
      at -= back;
      length += back;
      rep2 = rep1;
      rep1 = offset;
    }
    storeSequence(anchor, <u32>(at - anchor), offsetValue, length);
    ip = at + length;
    anchor = ip;
    if (rep2) {
      while (ip <= limit) {
        if (load<u32>(ip) != load<u32>(ip - rep2)) break;
        const repeated = commonLength(ip + 4, ip + 4 - rep2, end) + 4;
        const swap = rep2;
        rep2 = rep1;
        rep1 = swap;
        storeSequence(anchor, 0, 1, repeated);
        ip += repeated;
        anchor = ip;
      }
    }
  }
  storeLastLiterals(anchor, end);
  if (saved1) {
    if (rep1) saved2 = saved1;
  }
  proposeRepeats(rep1 ? rep1 : saved1, rep2 ? rep2 : saved2);
}
