/** Match finder of levels 1 and 2: one hash table, one candidate a position, two positions in flight. */

import {
  SLOT_LOG_MAX, commonAhead, commonBefore, difference, enter, entry, proposeRepeats, put, repeat1, repeat2, slot,
} from "./match";
import { storeLastLiterals, storeSequence } from "./sequence-store";

// What ended the search.
const NONE: u32 = 0;
const REPEATED: u32 = 1;
const FOUND: u32 = 2;

/** Every so many bytes without a match the step grows by one: incompressible data is crossed quickly. */
const STEP_GROWTH: usize = 128;

// The tables of levels 1 and 2 have at most 1 << 16 entries: they always lie at FINDER_TABLES, 0 bytes from there on.

/** Indexes the positions [from, last]: content that came before the frame. */
export function indexFast(from: usize, last: usize, prime: u64, mask: usize, tags: u32): void {
  for (let at = from; at <= last; at++) put(0, at, prime, SLOT_LOG_MAX, mask, tags);
}

/** Finds the sequences of the block [start, end). Matches reach down to `low`; `prime` and `mask` hash a position. */
export function findFast(start: usize, end: usize, low: usize, prime: u64, mask: usize, tags: u32): void {
  const limit = end - 8;
  let anchor = start;
  let ip = start;
  if (ip == low) ip++;
  // An offset of an earlier block may reach too far for this one. The loops below would need a test for that at every
  // position; instead such a first offset is stood in for by 1, and written out in full if it is used.
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
    let step: usize = 2;
    let grow = ip + STEP_GROWTH;
    let ip1 = ip + 1;
    let ip2 = ip + 2;
    if (ip2 >= limit) break;
    let product = load<u64>(ip) * prime;
    let slot0 = slot(0, product, SLOT_LOG_MAX, mask);
    let entry0 = entry(ip, product, SLOT_LOG_MAX, tags);
    let differs = difference(slot0, entry0);
    product = load<u64>(ip1) * prime;
    let slot1 = slot(0, product, SLOT_LOG_MAX, mask);
    let entry1 = entry(ip1, product, SLOT_LOG_MAX, tags);
    let match: usize = 0;
    let kind: u32 = NONE;
    while (true) {
      // Position ip has a candidate that `differs`; ip2 is tried with the last offset.
      enter(slot0, entry0);
      const ahead = load<u64>(ip2);
      if (load<u32>(ip2 - rep1) == <u32>ahead) {
        enter(slot1, entry1);
        ip = ip2;
        kind = REPEATED;
        break;
      }
      if (!(differs & tags)) {
        match = ip ^ <usize>differs;
        if (match >= low) {
          if (load<u32>(match) == load<u32>(ip)) {
            enter(slot1, entry1);
            kind = FOUND;
            break;
          }
        }
      }
      differs = difference(slot1, entry1);
      product = ahead * prime;
      slot0 = slot(0, product, SLOT_LOG_MAX, mask);
      entry0 = entry(ip2, product, SLOT_LOG_MAX, tags);
      enter(slot1, entry1);
      if (!(differs & tags)) {
        match = ip1 ^ <usize>differs;
        if (match >= low) {
          if (load<u32>(match) == load<u32>(ip1)) {
            ip = ip1;
            if (step <= 4) enter(slot0, entry0);
            kind = FOUND;
            break;
          }
        }
      }
      ip = ip2;
      ip1 = ip2 + 1;
      ip2 += step;
      product = load<u64>(ip1) * prime;
      slot1 = slot(0, product, SLOT_LOG_MAX, mask);
      entry1 = entry(ip1, product, SLOT_LOG_MAX, tags);
      differs = difference(slot0, entry0);
      if (ip2 >= grow) {
        step++;
        grow += STEP_GROWTH;
      }
      if (ip2 >= limit) break;
    }
    if (kind == NONE) break;
    if (kind == REPEATED) match = ip - rep1;
    // Where the search goes on comes first, as all else waits for it: what lies before `ip` is found meanwhile.
    const next = ip + 4 + commonAhead(ip + 4, match + 4, end);
    const inside = ip + 2;
    let offsetValue: u32 = 1;
    let back: usize;
    if (kind == REPEATED) {
      back = <usize>(load<u8>(ip - 1) == load<u8>(match - 1));
      if (far1) {
        rep2 = 0;
        far2 = far1;
        far1 = 0;
        offsetValue = rep1 + 3;
      }
    } else {
      rep2 = rep1;
      if (far1) {
        rep2 = 0;
        far2 = far1;
        far1 = 0;
      }
      rep1 = <u32>(ip - match);
      offsetValue = rep1 + 3;
      back = commonBefore(ip, match, <u32>min<usize>(ip - anchor, match - low));
    }
    ip -= back;
    storeSequence(anchor, <u32>(ip - anchor), offsetValue, <u32>(min<usize>(next, end) - ip));
    ip = next;
    anchor = ip;
    if (ip > limit) break;
    put(0, inside, prime, SLOT_LOG_MAX, mask, tags);
    put(0, ip - 2, prime, SLOT_LOG_MAX, mask, tags);
    if (rep2) {
      while (ip <= limit) {
        if (load<u32>(ip) != load<u32>(ip - rep2)) break;
        const after = ip + 4 + commonAhead(ip + 4, ip + 4 - rep2, end);
        const swap = rep2;
        rep2 = rep1;
        rep1 = swap;
        put(0, ip, prime, SLOT_LOG_MAX, mask, tags);
        storeSequence(anchor, 0, 1, <u32>(min<usize>(after, end) - ip));
        ip = after;
        anchor = ip;
      }
    }
  }
  storeLastLiterals(min<usize>(anchor, end), end);
  proposeRepeats(far1 ? far1 : rep1, rep2 ? rep2 : far2);
}
