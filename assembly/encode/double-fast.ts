/** Match finder of levels 3 and 4: one hash table for long matches (8 bytes), one for short. */

import {
  PRIME_5, PRIME_8, SLOT_LOG_MAX, TAGS, commonAhead, commonBefore, commonLength, difference, enter, entry,
  proposeRepeats, put, repeat1, repeat2, slot, slotMask,
} from "./match";
import { storeLastLiterals, storeSequence } from "./sequence-store";

// What ended the search.
const NONE: u32 = 0;
const REPEATED: u32 = 1;
const LONG: u32 = 2;
const SHORT: u32 = 3;

/** Logs of the entries of level 3's tables for contents over 256 KiB. */
export const LEVEL_3_LONG_LOG: u32 = 17;
export const LEVEL_3_SHORT_LOG: u32 = 16;
const LEVEL_3_SHORT_TABLE: usize = 4 << LEVEL_3_LONG_LOG;

/**
 * Every so many bytes without a match the step grows by one. With half as many incompressible data takes a quarter less
 * time, and what hardly repeats (tables of characters) gets 14 % larger.
 */
const STEP_GROWTH: usize = 256;

/** Indexes the positions [from, last]: content that came before the frame. */
export function indexDoubleFast(
  from: usize, last: usize, longTable: usize, longLog: u64, longMask: usize, shortTable: usize, prime: u64,
  shortLog: u64, shortMask: usize, tags: u32,
): void {
  for (let at = from; at <= last; at++) {
    putBoth(at, longTable, longLog, longMask, shortTable, prime, shortLog, shortMask, tags);
  }
}

/**
 * Enters `ptr` into both tables, with the tag of the short hash for both: where eight bytes are equal, the five or
 * fewer of the short hash are.
 */
// @ts-ignore: decorator
@inline
function putBoth(
  ptr: usize, longTable: usize, longLog: u64, longMask: usize, shortTable: usize, prime: u64, shortLog: u64,
  shortMask: usize, tags: u32,
): void {
  const here = load<u64>(ptr);
  const product = here * prime;
  const own = entry(ptr, product, shortLog, tags);
  enter(slot(longTable, here * PRIME_8, longLog, longMask), own);
  enter(slot(shortTable, product, shortLog, shortMask), own);
}

// @ts-ignore: decorator
@inline
function putLong(
  ptr: usize, longTable: usize, longLog: u64, longMask: usize, prime: u64, shortLog: u64, tags: u32,
): void {
  const here = load<u64>(ptr);
  enter(slot(longTable, here * PRIME_8, longLog, longMask), entry(ptr, here * prime, shortLog, tags));
}

/** Finds the sequences of the block [start, end) with tables of any size. */
export function findDoubleFast(
  start: usize, end: usize, low: usize, longTable: usize, longMask: usize, shortTable: usize, prime: u64,
  shortMask: usize, tags: u32,
): void {
  find(start, end, low, longTable, SLOT_LOG_MAX, longMask, shortTable, prime, SLOT_LOG_MAX, shortMask, tags);
}

/** The same for the tables of level 3 at their fixed addresses, all constants folded. */
export function findDoubleFastLevel3(start: usize, end: usize, low: usize): void {
  find(
    start, end, low, 0, LEVEL_3_LONG_LOG, slotMask(LEVEL_3_LONG_LOG), LEVEL_3_SHORT_TABLE, PRIME_5 << 24,
    LEVEL_3_SHORT_LOG, slotMask(LEVEL_3_SHORT_LOG), TAGS,
  );
}

/**
 * Matches reach down to `low`. `longTable` is hashed by 8 bytes, `shortTable` with `prime`; the logs and masks go with
 * each.
 */
// @ts-ignore: decorator
@inline
function find(
  start: usize, end: usize, low: usize, longTable: usize, longLog: u64, longMask: usize, shortTable: usize, prime: u64,
  shortLog: u64, shortMask: usize, tags: u32,
): void {
  const limit = end - 8;
  let anchor = start;
  let ip = start;
  if (ip == low) ip++;
  // An offset that reaches too far for this block: see fast.ts.
  const reach = <u32>(ip - low);
  let rep1 = repeat1();
  let rep2 = repeat2();
  let far1: u32 = 0;
  let far2: u32 = 0;
  if (rep2 > reach) {
    far2 = rep2;
    rep2 = 0;
  }
  if (rep1 > reach) {
    far1 = rep1;
    rep1 = 1;
  }
  while (true) {
    let step: usize = 1;
    let grow = ip + STEP_GROWTH;
    let ip1 = ip + 1;
    if (ip1 > limit) break;
    let here = load<u64>(ip);
    let product = here * PRIME_8;
    let longSlot = slot(longTable, product, longLog, longMask);
    product = here * prime;
    let shortSlot = slot(shortTable, product, shortLog, shortMask);
    let own = entry(ip, product, shortLog, tags);
    let differs = difference(longSlot, own);
    let shortDiffers = difference(shortSlot, own);
    let match: usize = 0;
    let kind: u32 = NONE;
    let length: u32 = 0;
    let found: usize = 0;
    while (true) {
      enter(longSlot, own);
      enter(shortSlot, own);
      if (load<u32>(ip + 1 - rep1) == <u32>(here >> 8)) {
        kind = REPEATED;
        break;
      }
      const next = load<u64>(ip1);
      product = next * PRIME_8;
      longSlot = slot(longTable, product, longLog, longMask);
      product = next * prime;
      shortSlot = slot(shortTable, product, shortLog, shortMask);
      own = entry(ip1, product, shortLog, tags);
      const nextDiffers = difference(longSlot, own);
      const nextShortDiffers = difference(shortSlot, own);
      if (!(differs & tags)) {
        match = ip ^ <usize>differs;
        if (match >= low) {
          if (load<u64>(match) == here) {
            kind = LONG;
            break;
          }
        }
      }
      if (!(shortDiffers & tags)) {
        match = ip ^ <usize>shortDiffers;
        if (match >= low) {
          if (load<u32>(match) == <u32>here) {
            length = commonAhead(ip + 4, match + 4, end) + 4;
            // A long match one step on is worth more than a short one here.
            if (!(nextDiffers & tags)) {
              const nextMatch = ip1 ^ <usize>nextDiffers;
              if (nextMatch >= low) {
                if (load<u64>(nextMatch) == next) {
                  const nextLength = commonLength(ip1 + 8, nextMatch + 8, end) + 8;
                  if (nextLength > min<u32>(length, <u32>(end - ip))) {
                    found = ip1;
                    match = nextMatch;
                    length = nextLength;
                  }
                }
              }
            }
            kind = SHORT;
            break;
          }
        }
      }
      if (ip1 >= grow) {
        step++;
        grow += STEP_GROWTH;
      }
      ip = ip1;
      ip1 += step;
      here = next;
      differs = nextDiffers;
      shortDiffers = nextShortDiffers;
      if (ip1 > limit) break;
    }
    if (kind == NONE) break;
    const inside = ip + 2;
    let offsetValue: u32 = 1;
    let next: usize;
    if (kind == REPEATED) {
      ip++;
      next = ip + 4 + commonAhead(ip + 4, ip + 4 - rep1, end);
      if (far1) offsetValue = rep1 + 3;
    } else {
      if (kind == LONG) length = commonAhead(ip + 8, match + 8, end) + 8;
      else if (found > ip) ip = found;
      next = ip + length;
      if (step < 4) enter(longSlot, own);
      rep2 = rep1;
      rep1 = <u32>(ip - match);
      offsetValue = rep1 + 3;
      ip -= <usize>commonBefore(ip, match, <u32>min<usize>(ip - anchor, match - low));
    }
    if (far1) {
      rep2 = 0;
      far2 = far1;
      far1 = 0;
    }
    storeSequence(anchor, <u32>(ip - anchor), offsetValue, <u32>(min<usize>(next, end) - ip));
    ip = next;
    anchor = ip;
    if (ip > limit) break;
    putBoth(inside, longTable, longLog, longMask, shortTable, prime, shortLog, shortMask, tags);
    putLong(ip - 2, longTable, longLog, longMask, prime, shortLog, tags);
    put(shortTable, ip - 1, prime, shortLog, shortMask, tags);
    if (rep2) {
      while (ip <= limit) {
        if (load<u32>(ip) != load<u32>(ip - rep2)) break;
        const after = ip + 4 + commonAhead(ip + 4, ip + 4 - rep2, end);
        const swap = rep2;
        rep2 = rep1;
        rep1 = swap;
        putBoth(ip, longTable, longLog, longMask, shortTable, prime, shortLog, shortMask, tags);
        storeSequence(anchor, 0, 1, <u32>(min<usize>(after, end) - ip));
        ip = after;
        anchor = ip;
      }
    }
  }
  storeLastLiterals(min<usize>(anchor, end), end);
  proposeRepeats(far1 ? far1 : rep1, rep2 ? rep2 : far2);
}
