/**
 * Binary trees of positions: a hash picks a tree, which is sorted by what follows each position and has the newest at
 * its root. Walking down from the root meets ever longer matches, and leaves the new position as the root.
 *
 *   heads  ┌ newest position of each hash ┐                     4 B each
 *   nodes  ┌ smaller ┬ larger ┐ of the last 1 << nodesLog       8 B each
 *   heads3 ┌ newest position of each hash of three bytes ┐      4 B each, where three bytes are a match
 */

import { MATCHES } from "../memory/map";
import { log2 } from "../entropy/log2";
import { commonLength, lowAt, multiplier, repeatOf, setFoundOffset, touch } from "./match";
import { movePositions } from "./rows";

/** Matches of three bytes pay only close by: what the offset costs grows with it. */
const SHORT_REACH: u32 = 1 << 18;
const SHORT_LOG_MAX: u32 = 16;
/** Hashes three bytes: the shift that drops the other one is part of it. */
const PRIME_3: u32 = 506832829 << 8;
/** What is stepped over at most where one long match follows another: a run would cost its square otherwise. */
const STEP_MIN: u32 = 384;
const STEP_MAX: u32 = 192;
/** In place of larger, where a node is not sorted yet: no position. */
const UNSORTED: u32 = 1;
/** Stands for a node that was overwritten: its position may still be a match, and leads nowhere. */
const LEAF: usize = MATCHES - 8;
/** A match that is longer is not improved on. */
const LONG_ENOUGH: u32 = 4096;

/** Positions whose head is touched ahead of its use. */
const AHEAD: usize = 6;

let heads: usize = 0;
let nodes: usize = 0;
let heads3: usize = 0;
let end3: usize = 0;
let shift3: u32 = 0;
let prime: u64 = 0;
let shift: u64 = 0;
let mask: usize = 0;
let attempts: u32 = 0;
/** How far the window has moved down since the tables were cleared: nodes do not move. */
let moved: usize = 0;
/** First position that is in no tree yet, and the first that is not in heads3. */
let next: usize = 0;
let next3: usize = 0;

/** Sets up the tables at `at`; returns where they end. */
export function setupTrees(at: usize, hashLog: u32, nodesLog: u32, attemptsLog: u32, minMatch: u32): usize {
  heads = at;
  nodes = at + (<usize>4 << hashLog);
  heads3 = nodes + (<usize>8 << nodesLog);
  const shortLog = min<u32>(hashLog, SHORT_LOG_MAX);
  shift3 = 32 - shortLog;
  end3 = heads3 + (minMatch == 3 ? <usize>4 << shortLog : 0);
  prime = multiplier(max<u32>(minMatch, 4));
  shift = 64 - hashLog;
  mask = (<usize>1 << nodesLog) - 1;
  attempts = 1 << attemptsLog;
  store<u64>(LEAF, 0);
  return end3;
}

/** Empties the trees. What nodes hold is met from heads only. */
export function clearTrees(first: usize): void {
  memory.fill(heads, 0, nodes - heads);
  memory.fill(heads3, 0, end3 - heads3);
  moved = 0;
  next = first;
  next3 = first;
}

export function moveTrees(delta: usize): void {
  movePositions(heads, nodes, delta, 0);
  movePositions(heads3, end3, delta, 0);
  for (let at = nodes; at < heads3; at += 4) {
    const position = load<u32>(at);
    if (position != UNSORTED) store<u32>(at, position > <u32>delta ? position - <u32>delta : 0);
  }
  moved += delta;
  next -= delta;
  next3 -= delta;
}

/** Leaves what lies before `ip` out of the trees, unless it is in them. */
export function keepTreesUp(ip: usize): void {
  next = max<usize>(next, ip);
  next3 = max<usize>(next3, ip);
}

/** Puts all of [from, last) into the trees: content that came before the frame, which ends at `end`. */
export function indexTrees(from: usize, last: usize, end: usize): void {
  next = from;
  next3 = from;
  growTrees(last, end, from);
  if (end3 > heads3) headOf3(last);
}

/** The trees are as `indexTrees` left them. */
export function resumeTrees(last: usize): void {
  next = last;
  next3 = last;
}

/** Puts what lies before `ip` into the trees. A step past it is no reason not to search there. */
export function growTrees(ip: usize, end: usize, low: usize): void {
  let at = next;
  while (at < ip) {
    plant(at, end, low, 8, MATCHES);
    at += max<usize>(stepAfter, longest > STEP_MIN ? <usize>min<u32>(longest - STEP_MIN, STEP_MAX) : 1);
  }
  next = ip;
}

/** Length of the longest match of the last walk, and how far the next position may be from it. */
let longest: u32 = 0;
let stepAfter: usize = 0;

// @ts-ignore: decorator
@inline
function nodeOf(ptr: usize): usize {
  return nodes + (((ptr + moved) & mask) << 3);
}

/** Where the newest position that hashes as `ip` does is kept. */
// @ts-ignore: decorator
@inline
function headOf(ip: usize): usize {
  return heads + (<usize>((load<u64>(ip) * prime) >> shift) << 2);
}

/** Makes the trees of positions to come arrive while the one of `ip` is walked (levels 15 to 18: 4 to 7 %). */
function touchNext(ip: usize): void {
  touch(headOf(ip + AHEAD));
  const root = <usize>load<u32>(headOf(ip + 1));
  touch(nodeOf(root));
  touch(root);
}

/** A node that is older than this was overwritten, or is out of reach. */
// @ts-ignore: decorator
@inline
function oldestOf(ip: usize, low: usize): usize {
  return max<usize>(low, ip > mask ? ip - mask : 0);
}

/** Makes `ip` the root of its tree and stores its matches, as `walk` does. */
function plant(ip: usize, end: usize, low: usize, length: u32, to: usize): usize {
  const head = headOf(ip);
  const root = <usize>load<u32>(head);
  store<u32>(head, <u32>ip);
  return walk(ip, root, end, low, oldestOf(ip, low), length, to, attempts);
}

/**
 * Divides the tree under `match` by what follows `ip` and stores what matches more than `length` bytes at `to`, each
 * longer than the one before: { u32 offset value, u32 length }. Returns where they end. Looks at `left` nodes at most.
 */
function walk(
  ip: usize, match: usize, end: usize, low: usize, oldest: usize, length: u32, to: usize, left: u32,
): usize {
  // Globals in locals: the loop is all memory.
  const ring = nodes;
  const ringMask = mask << 3;
  const ringOffset = moved << 3;
  let smaller = nodeOf(ip);
  let larger = smaller + 4;
  let commonSmaller: u32 = 0;
  let commonLarger: u32 = 0;
  let reach = ip + 9;
  while (match >= low) {
    if (left == 0) break;
    left--;
    const node = match < oldest ? LEAF : ring + (((match << 3) + ringOffset) & ringMask);
    let common = min<u32>(commonSmaller, commonLarger);
    // Both ways on, with what they lead to: which one is taken is a guess until `match` has arrived (level 15: + 2 %).
    const lesser = <usize>load<u32>(node);
    const greater = <usize>load<u32>(node, 4);
    touch(lesser + common);
    touch(greater + common);
    touch(ring + (((lesser << 3) + ringOffset) & ringMask));
    touch(ring + (((greater << 3) + ringOffset) & ringMask));
    common += commonLength(ip + common, match + common, end);
    if (common > length) {
      length = common;
      if (match + common > reach) reach = match + common;
      store<u32>(to, <u32>(ip - match) + 3);
      store<u32>(to, common, 4);
      to += 8;
      if (common > LONG_ENOUGH) break;
    }
    // Neither smaller nor larger as far as it is known: both subtrees are given up.
    if (ip + common >= end) break;
    if (load<u8>(match + common) < load<u8>(ip + common)) {
      store<u32>(smaller, <u32>match);
      commonSmaller = common;
      smaller = node + 4;
      match = <usize>load<u32>(smaller);
    } else {
      store<u32>(larger, <u32>match);
      commonLarger = common;
      larger = node;
      match = <usize>load<u32>(larger);
    }
  }
  store<u32>(smaller, 0);
  store<u32>(larger, 0);
  longest = length;
  stepAfter = reach - 8 - ip;
  return to;
}

/**
 * Puts what lies before `ip` on top of the trees, unsorted: smaller is then what was on top before. Most of it is never
 * looked at, and sorting it would take longer than all searches (level 15: 1.8 times as long).
 */
function queue(ip: usize): void {
  for (let at = next; at < ip; at++) {
    const head = headOf(at);
    const node = nodeOf(at);
    store<u32>(node, load<u32>(head));
    store<u32>(node, UNSORTED, 4);
    store<u32>(head, <u32>at);
  }
}

/** Sorts what is unsorted in the tree of `ip`, oldest first; what is too deep down is given up. */
function sort(ip: usize, end: usize, low: usize): void {
  const oldest = oldestOf(ip, low);
  let match = <usize>load<u32>(headOf(ip));
  let left = attempts;
  let newer: u32 = 0;
  while (match >= oldest) {
    const node = nodeOf(match);
    if (load<u32>(node, 4) != UNSORTED) break;
    if (left == 1) {
      store<u64>(node, 0);
      break;
    }
    left--;
    store<u32>(node, newer, 4);
    newer = <u32>match;
    match = <usize>load<u32>(node);
  }
  while (newer) {
    const node = nodeOf(<usize>newer);
    const following = load<u32>(node, 4);
    walk(<usize>newer, <usize>load<u32>(node), end, low, oldest, u32.MAX_VALUE, MATCHES, left);
    left++;
    newer = following;
  }
}

/**
 * The longest match for `ip` that is longer than `length`, unless a shorter one is so much closer that it costs less;
 * returns its length, or `length` when there is none.
 */
export function searchTrees(ip: usize, end: usize, low: usize, length: u32): u32 {
  if (ip < next) return length;
  touchNext(ip);
  queue(ip);
  sort(ip, end, low);
  const to = plant(ip, end, low, length, MATCHES);
  next = ip + stepAfter;
  let offsetValue: u32 = 1 << 29;
  for (let at = MATCHES; at < to; at += 8) {
    const value = load<u32>(at);
    const longer = load<u32>(at, 4);
    if (<i32>((longer - length) * 4) > <i32>log2(value) - <i32>log2(offsetValue)) {
      length = longer;
      offsetValue = value;
    }
  }
  setFoundOffset(offsetValue - 3);
  return length;
}

/**
 * All matches for `ip` of at least `minMatch` bytes, each longer than the one before, at MATCHES: { u32 offset value,
 * u32 length }. The offsets at `repeats` come first; `behind` says that there are literals before `ip`. Returns where
 * the matches end. One of `enough` bytes ends the search.
 */
export function collectMatches(
  ip: usize, end: usize, low: usize, repeats: usize, behind: bool, minMatch: u32, enough: u32,
): usize {
  let to = MATCHES;
  if (ip < next) return to;
  low = lowAt(ip, low);
  touchNext(ip);
  growTrees(ip, end, low);
  let length = minMatch - 1;
  const ignored: u32 = minMatch == 3 ? 8 : 0;
  const reach = <u32>(ip - low);
  for (let value: u32 = 1; value <= 3; value++) {
    const offset = repeatOf(repeats, value, behind);
    if (offset - 1 >= reach) continue;
    if ((load<u32>(ip) ^ load<u32>(ip - offset)) << ignored) continue;
    const common = commonLength(ip, ip - offset, end);
    if (common <= length) continue;
    length = common;
    store<u32>(to, value);
    store<u32>(to, common, 4);
    to += 8;
    if (common > enough) return to;
    if (ip + common >= end) return to;
  }
  if (minMatch == 3) {
    const match = headOf3(ip);
    if (length < 3 && match >= low && ip - match < SHORT_REACH) {
      const common = commonLength(ip, match, end);
      if (common > length) {
        length = common;
        store<u32>(to, <u32>(ip - match) + 3);
        store<u32>(to, common, 4);
        to += 8;
        if (common > enough || ip + common >= end) {
          next = ip + 1;
          return to;
        }
      }
    }
  }
  to = plant(ip, end, low, length, to);
  next = ip + stepAfter;
  return to;
}

/** The newest position before `ip` whose three bytes hash as those at `ip`. */
function headOf3(ip: usize): usize {
  for (; next3 < ip; next3++) store<u32>(slot3(next3), <u32>next3);
  return load<u32>(slot3(ip));
}

// @ts-ignore: decorator
@inline
function slot3(ip: usize): usize {
  return heads3 + (<usize>((load<u32>(ip) * PRIME_3) >> shift3) << 2);
}
