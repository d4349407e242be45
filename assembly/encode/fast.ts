/** Match finder of levels 1 and 2: one hash table, one candidate a position, two positions in flight. */

import { commonLength, proposeRepeats, repeat1, repeat2, slot } from "./match";
import { storeLastLiterals, storeSequence } from "./sequence-store";

/** Every so many bytes without a match the step grows by one: incompressible data is crossed quickly. */
const STEP_GROWTH: usize = 256;

/**
 * Finds the sequences of the block [start, end). Matches reach down to `low`. `prime` and `shift` hash a position to
 * a slot of `table`.
 */
export function findFast(start: usize, end: usize, low: usize, table: usize, prime: u64, shift: u64): void {
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
    let step: usize = 2;
    let grow = ip + STEP_GROWTH;
    let ip1 = ip + 1;
    let ip2 = ip + 2;
    if (ip2 >= limit) break;
    let slot0 = slot(table, ip, prime, shift);
    let slot1 = slot(table, ip1, prime, shift);
    let match: usize = load<u32>(slot0);
    let length: u32 = 0;
    while (true) {
      // Position ip: candidate `match`; ip2 is tried against the last offset.
      store<u32>(slot0, <u32>ip);
      if (load<u32>(ip2) == load<u32>(ip2 - rep1)) {
        if (rep1) {
          store<u32>(slot1, <u32>ip1);
          ip = ip2;
          length = 1;
          break;
        }
      }
      if (match >= low) {
        if (load<u32>(match) == load<u32>(ip)) {
          store<u32>(slot1, <u32>ip1);
          length = 2;
          break;
        }
      }
      // Position ip1.
      match = load<u32>(slot1);
      slot0 = slot(table, ip2, prime, shift);
      store<u32>(slot1, <u32>ip1);
      if (match >= low) {
        if (load<u32>(match) == load<u32>(ip1)) {
          ip = ip1;
          if (step <= 4) store<u32>(slot0, <u32>ip2);
          length = 2;
          break;
        }
      }
      ip = ip2;
      ip1 = ip + 1;
      ip2 = ip + step;
      slot1 = slot(table, ip1, prime, shift);
      match = load<u32>(slot0);
      if (ip2 >= grow) {
        step++;
        grow += STEP_GROWTH;
      }
      if (ip2 >= limit) break;
    }
    if (!length) break;
    const found = ip;
    if (length == 1) {
      match = ip - rep1;
      const back = <usize>(load<u8>(ip - 1) == load<u8>(match - 1));
      ip -= back;
      match -= back;
      length = commonLength(ip + 4, match + 4, end) + 4;
      storeSequence(anchor, <u32>(ip - anchor), 1, length);
    } else {
      rep2 = rep1;
      rep1 = <u32>(ip - match);
      while (ip > anchor) {
        if (match <= low) break;
        if (load<u8>(ip - 1) != load<u8>(match - 1)) break;
        ip--;
        match--;
      }
      length = commonLength(ip + 4, match + 4, end) + 4;
      storeSequence(anchor, <u32>(ip - anchor), rep1 + 3, length);
    }
    ip += length;
    anchor = ip;
    if (ip > limit) break;
    const inside = found + 2;
    store<u32>(slot(table, inside, prime, shift), <u32>inside);
    store<u32>(slot(table, ip - 2, prime, shift), <u32>(ip - 2));
    if (rep2) {
      while (ip <= limit) {
        if (load<u32>(ip) != load<u32>(ip - rep2)) break;
        const repeated = commonLength(ip + 4, ip + 4 - rep2, end) + 4;
        const swap = rep2;
        rep2 = rep1;
        rep1 = swap;
        store<u32>(slot(table, ip, prime, shift), <u32>ip);
        storeSequence(anchor, 0, 1, repeated);
        ip += repeated;
        anchor = ip;
      }
    }
  }
  storeLastLiterals(anchor, end);
  // An offset that reached too far for this block may be in reach of none later either, but the decoder has it still.
  if (saved1) {
    if (rep1) saved2 = saved1;
  }
  proposeRepeats(rep1 ? rep1 : saved1, rep2 ? rep2 : saved2);
}
