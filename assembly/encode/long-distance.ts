/**
 * Repeats of 64 bytes and more anywhere in a window that is larger than what the level's match finder covers: one
 * position in 64 is kept, chosen by the 64 bytes before it, so that it is chosen again wherever they come back.
 */

import { PRIME_8, commonBefore, commonLength, lowAt, setFoundOffset } from "./match";
import { hashLog, keptLog } from "./parameters";
import { movePositions } from "./rows";

/** Shorter ones are left to the match finder. The rolling hash, of 64 bits, has forgotten what lies further back. */
const LENGTH_MIN: u32 = 64;
/**
 * What is no further away than the match finder has entries is left to it, too, unless it is as long as this: taking
 * it from 64 bytes on makes five versions of a source tree 5 % larger at level 19.
 */
const NEAR_MIN: u32 = 1024;
/** One position in 1 << RATE_LOG is kept: with 7 the same trees are 1.5 % larger at level 1, and a tenth faster. */
const RATE_LOG: u64 = 6;
/** What the highest bits of its hash are: no run of one byte has them but those of 0x4F and 0xA8, which are rare. */
const KEPT: u64 = 5;

let table: usize = 0;
let tableEnd: usize = 0;
/** How far the block at hand was hashed, and the sum of the bytes up to there, each doubled by every one after it. */
let hashed: usize = 0;
let rolling: u64 = 0;
/** Whether positions of the frame are kept, too. */
let keeps = false;
let foundLength: u32 = 0;

/** Places the table, of one entry where there is no need for it, at `at`; returns where it ends. */
export function placeLong(at: usize): usize {
  table = at;
  tableEnd = at + (<usize>4 << keptLog());
  return tableEnd;
}

/** Keeps positions of the content [from, end) that came before the frame, and no others. */
export function indexLong(from: usize, end: usize): void {
  memory.fill(table, 0, tableEnd - table);
  beginLong(true);
  beginLongBlock(from);
  if (keptLog()) nextLong(from, end, usize.MAX_VALUE);
}

/** The frame begins: `keep` says whether its positions are for later ones of it to find. */
export function beginLong(keep: bool): void {
  keeps = keep;
  rolling = 0;
}

/** The window moved down by `delta`. */
export function moveLong(delta: usize): void {
  movePositions(table, tableEnd, delta, 0);
}

/** Length of the match that `nextLong` found; its distance is foundOffset. */
export function longLength(): u32 {
  return foundLength;
}

/** The block at `start` is next. */
export function beginLongBlock(start: usize): void {
  hashed = start;
}

/** Where the next long match of [start, end) begins, down to `low`: `end` where there is none. */
export function nextLong(start: usize, end: usize, low: usize): usize {
  const shift: u64 = 64 - keptLog();
  const near: usize = <usize>1 << hashLog();
  let hash = rolling;
  for (let ip = hashed; ip < end; ) {
    hash = (hash << 1) + load<u8>(ip++);
    const product = hash * PRIME_8;
    if (product >> (64 - RATE_LOG) != KEPT) continue;
    const slot = table + (<usize>((product << RATE_LOG) >> shift) << 2);
    const match = <usize>load<u32>(slot);
    if (keeps) store<u32>(slot, <u32>ip);
    // What lies in the match before is kept: this window may outlive what it is a match of.
    if (match < lowAt(ip, low) || ip <= start) continue;
    const ahead = commonLength(ip, match, end);
    if (ahead < NEAR_MIN && ip - match <= near) continue;
    const back = commonBefore(ip, match, <u32>min<usize>(ip - start, match - low));
    if (back + ahead < LENGTH_MIN) continue;
    setFoundOffset(<u32>(ip - match));
    foundLength = back + ahead;
    hashed = ip;
    rolling = hash;
    return ip - back;
  }
  hashed = end;
  rolling = hash;
  return end;
}
