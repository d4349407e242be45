/** Match finder of levels 3 and 4: one hash table for long matches (8 bytes), one for short. */

import { PRIME_8, commonLength, proposeRepeats, repeat1, repeat2, slot } from "./match";
import { storeLastLiterals, storeSequence } from "./sequence-store";

/** Every so many bytes without a match the step grows by one. */
const STEP_GROWTH: usize = 256;

/**
 * Finds the sequences of the block [start, end). Matches reach down to `low`. `longTable` is hashed by 8 bytes with
 * `longShift`, `shortTable` with `prime` and `shortShift`.
 */
export function findDoubleFast(
  start: usize, end: usize, low: usize, longTable: usize, longShift: u64, shortTable: usize, prime: u64, shortShift: u64,
): void {
  const limit = end - 8;
  let anchor = start;
  let ip = start;
  if (ip == low) ip++;
  const reach = <u32>(ip - low);
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
  while (true) {
    let step: usize = 1;
    let grow = ip + STEP_GROWTH;
    let ip1 = ip + 1;
    if (ip1 > limit) break;
    let longSlot = slot(longTable, ip, PRIME_8, longShift);
    let match: usize = load<u32>(longSlot);
    let length: u32 = 0;
    let found = ip;
    let offsetValue: u32 = 0;
    while (true) {
      const shortSlot = slot(shortTable, ip, prime, shortShift);
      const short: usize = load<u32>(shortSlot);
      const here = load<u64>(ip);
      store<u32>(longSlot, <u32>ip);
      store<u32>(shortSlot, <u32>ip);
      if (load<u32>(ip + 1 - rep1) == <u32>(here >> 8)) {
        if (rep1) {
          found = ip;
          ip++;
          length = commonLength(ip + 4, ip + 4 - rep1, end) + 4;
          offsetValue = 1;
          break;
        }
      }
      longSlot = slot(longTable, ip1, PRIME_8, longShift);
      if (match >= low) {
        if (load<u64>(match) == here) {
          found = ip;
          length = commonLength(ip + 8, match + 8, end) + 8;
          if (step < 4) store<u32>(longSlot, <u32>ip1);
          break;
        }
      }
      const nextMatch: usize = load<u32>(longSlot);
      if (short >= low) {
        if (load<u32>(short) == <u32>here) {
          // A long match one position on is worth more than a short one here.
          found = ip;
          length = commonLength(ip + 4, short + 4, end) + 4;
          match = short;
          if (nextMatch >= low) {
            if (load<u64>(nextMatch) == load<u64>(ip1)) {
              const nextLength = commonLength(ip1 + 8, nextMatch + 8, end) + 8;
              if (nextLength > length) {
                ip = ip1;
                match = nextMatch;
                length = nextLength;
              }
            }
          }
          if (step < 4) store<u32>(longSlot, <u32>ip1);
          break;
        }
      }
      if (ip1 >= grow) {
        step++;
        grow += STEP_GROWTH;
      }
      ip = ip1;
      ip1 += step;
      match = nextMatch;
      if (ip1 > limit) break;
    }
    if (!length) break;
    if (!offsetValue) {
      rep2 = rep1;
      rep1 = <u32>(ip - match);
      offsetValue = rep1 + 3;
      while (ip > anchor) {
        if (match <= low) break;
        if (load<u8>(ip - 1) != load<u8>(match - 1)) break;
        ip--;
        match--;
        length++;
      }
    }
    storeSequence(anchor, <u32>(ip - anchor), offsetValue, length);
    ip += length;
    anchor = ip;
    if (ip > limit) break;
    const inside = found + 2;
    store<u32>(slot(longTable, inside, PRIME_8, longShift), <u32>inside);
    store<u32>(slot(longTable, ip - 2, PRIME_8, longShift), <u32>(ip - 2));
    store<u32>(slot(shortTable, inside, prime, shortShift), <u32>inside);
    store<u32>(slot(shortTable, ip - 1, prime, shortShift), <u32>(ip - 1));
    if (rep2) {
      while (ip <= limit) {
        if (load<u32>(ip) != load<u32>(ip - rep2)) break;
        const repeated = commonLength(ip + 4, ip + 4 - rep2, end) + 4;
        const swap = rep2;
        rep2 = rep1;
        rep1 = swap;
        store<u32>(slot(shortTable, ip, prime, shortShift), <u32>ip);
        store<u32>(slot(longTable, ip, PRIME_8, longShift), <u32>ip);
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
