/**
 * Row-based search: a hash picks a row of 16 positions (64 where more than 16 are to be attempted), a tag byte for each
 * lets all but one of them be compared in a few operations, and only those whose tag fits are looked at in memory.
 *
 *   tags      ┌ head ┬ tag 1 ┬ tag 2 ┬ … ┬ tag 15 ┐   16 B a row; the head is where the newest entry stands
 *   positions ┌ –    ┬ pos 1 ┬ pos 2 ┬ … ┬ pos 15 ┐   64 B a row
 *
 * Entries are written from the last down to 1 and around, so walking up from the head goes from new to old.
 */

import { ROW_CANDIDATES } from "../memory/map";
import { commonLength, setFoundOffset, touch } from "./match";

const ROW_LOG: u32 = 4;
const WIDE_ROW_LOG: u32 = 6;

/**
 * Matches longer than this are not indexed as a whole, only so much of their beginning and of their end. With the
 * fewest attempts a position is shorter ones are not, either: level 5 takes 3 % less and the corpus gets 0.01 % larger.
 */
const SKIP_MIN: usize = 384;
const SKIP_MIN_FEW: usize = 96;
const SKIP_HEAD: usize = 48;
const SKIP_TAIL: usize = 32;

/** Positions whose hash is computed, and whose row is touched, ahead of their use. */
const AHEAD: usize = 8;

let tags: usize = 0;
let positions: usize = 0;
let prime: u64 = 0;
let shift: u64 = 0;
let attempts: u32 = 0;
let wide = false;
let skipMin: usize = 0;
/** First position that is not indexed yet. */
let nextToIndex: usize = 0;

/** Bytes that 1 << hashLog entries take: a tag and a position each. */
export function rowsSize(hashLog: u32): usize {
  return <usize>5 << hashLog;
}

/** Sets up the table of 1 << hashLog entries at `at`. */
export function setupRows(at: usize, hashLog: u32, attemptsLog: u32, hashPrime: u64): void {
  wide = attemptsLog > ROW_LOG;
  const rowLog = wide ? WIDE_ROW_LOG : ROW_LOG;
  tags = at;
  positions = at + (<usize>1 << hashLog);
  prime = hashPrime;
  skipMin = attemptsLog < ROW_LOG ? SKIP_MIN_FEW : SKIP_MIN;
  shift = 64 - (hashLog - rowLog) - 8;
  attempts = min<u32>(1 << attemptsLog, (1 << rowLog) - 1);
}

export function clearRows(first: usize): void {
  const end = positions + ((positions - tags) << 2);
  memory.fill(tags, 0, end - tags);
  nextToIndex = first;
}

/** The window moved down by `delta`: so do the positions; those that fell out become 0, which no window holds. */
export function moveRows(delta: usize): void {
  const end = positions + ((positions - tags) << 2);
  movePositions(positions, end, delta, 0);
  nextToIndex -= delta;
}

/** Moves the positions of a table down by `delta`; `tags` are the bits of an entry that are not its position. */
export function movePositions(from: usize, end: usize, delta: usize, tags: u32): void {
  for (let at = from; at < end; at += 4) {
    const entry = load<u32>(at);
    store<u32>(at, (entry & ~tags) > <u32>delta ? entry - <u32>delta : 0);
  }
}

// @ts-ignore: decorator
@inline
function hashAt(ip: usize): u32 {
  return <u32>((load<u64>(ip) * prime) >> shift);
}

// @ts-ignore: decorator
@inline
function insert(hash: u32, ip: usize, rowLog: u32): void {
  const row = tags + ((<usize>hash >> 8) << rowLog);
  const last: u32 = (1 << rowLog) - 1;
  const head = (<u32>load<u8>(row) - 1) & last;
  const entry: usize = head ? <usize>head : last;
  store<u8>(row, <u8>entry);
  store<u8>(row + entry, <u8>hash);
  store<u32>(positions + ((<usize>hash >> 8) << (rowLog + 2)) + (entry << 2), <u32>ip);
}

/** Indexes all of [from, end): content that came before the frame. */
export function indexRows(from: usize, end: usize): void {
  nextToIndex = end;
  if (wide) insertWide(from, end);
  else for (let at = from; at < end; at++) insert(hashAt(at), at, ROW_LOG);
}

function insertWide(from: usize, end: usize): void {
  for (let at = from; at < end; at++) insert(hashAt(at), at, WIDE_ROW_LOG);
}

/** Indexes what lies before `ip`. */
function indexUpTo(ip: usize): void {
  let at = nextToIndex;
  if (ip - at > skipMin) {
    const stop = at + SKIP_HEAD;
    for (; at < stop; at++) insert(hashAt(at), at, ROW_LOG);
    at = ip - SKIP_TAIL;
  }
  for (; at < ip; at++) insert(hashAt(at), at, ROW_LOG);
  nextToIndex = ip;
}

/** Leaves what lies before `ip` out of the index, unless it is in it. */
export function keepRowsUp(ip: usize): void {
  nextToIndex = max<usize>(nextToIndex, ip);
}

/** Leaves what lies before `ip` out of the index. */
export function skipRows(ip: usize): void {
  nextToIndex = ip;
}

/**
 * Puts rows back that positions from `from` on were put into: each is `delta` bytes further on as it was before. The
 * newest entry of a row tells whether it is one of them.
 */
export function restoreRows(delta: usize, from: usize, end: usize): void {
  const rowLog = wide ? WIDE_ROW_LOG : ROW_LOG;
  for (let at = from; at < end; at++) {
    const index = <usize>hashAt(at) >> 8;
    const row = tags + (index << rowLog);
    const entries = positions + (index << (rowLog + 2));
    if (load<u32>(entries + (<usize>load<u8>(row) << 2)) < <u32>from) continue;
    for (let i: usize = 0; i < <usize>1 << rowLog; i += 8) store<u64>(row + i, load<u64>(row + delta + i));
    for (let i: usize = 0; i < <usize>4 << rowLog; i += 8) store<u64>(entries + i, load<u64>(entries + delta + i));
  }
}

/** 0x80 in each byte of `x` that is zero, exactly. */
// @ts-ignore: decorator
@inline
function zeroBytes(x: u64): u64 {
  const low: u64 = 0x7f7f7f7f7f7f7f7f;
  return ~(((x & low) + low) | x | low);
}

/**
 * The longest match for `ip` that is longer than `length`, within [low, ip): returns its length, or `length` when
 * there is none. Indexes everything up to and including `ip`.
 */
export function searchRows(ip: usize, end: usize, low: usize, length: u32): u32 {
  const hash = hashAt(ip);
  // Before what lies before `ip` is indexed: a match of 20 bytes takes longer than to get a row (level 5: + 7 %).
  touch(tags + ((<usize>hash >> 8) << 4));
  touch(positions + ((<usize>hash >> 8) << 6));
  indexUpTo(ip);
  touch(tags + ((<usize>hashAt(ip + AHEAD) >> 8) << 4));
  touch(positions + ((<usize>hashAt(ip + AHEAD) >> 8) << 6));
  const row = tags + ((<usize>hash >> 8) << 4);
  const head = <u32>load<u8>(row);
  const entries = positions + ((<usize>hash >> 8) << 6);
  const tag = <u64>(hash & 255) * 0x0101010101010101;
  // One bit a byte: gather the high bits of the two words by multiplication.
  const lowMatches = ((zeroBytes(load<u64>(row) ^ tag) >> 7) * 0x0102040810204080) >> 56;
  const highMatches = ((zeroBytes(load<u64>(row, 8) ^ tag) >> 7) * 0x0102040810204080) >> 56;
  let candidates = <u32>(lowMatches | (highMatches << 8)) & 0xfffe;
  // Rotate so that bit 0 is the newest entry.
  candidates = ((candidates >> head) | (candidates << (16 - head))) & 0xffff;
  let left = attempts;
  while (candidates) {
    const entry = (head + <u32>ctz(candidates)) & 15;
    candidates &= candidates - 1;
    const match = <usize>load<u32>(entries + (<usize>entry << 2));
    if (match < low) break;
    if (load<u32>(match + length - 3) == load<u32>(ip + length - 3)) {
      const common = commonLength(ip, match, end);
      if (common > length) {
        length = common;
        setFoundOffset(<u32>(ip - match));
        if (ip + common >= end) break;
      }
    }
    if (--left == 0) break;
  }
  // Only now: the new entry takes the place of the oldest, which was a candidate.
  insert(hash, ip, ROW_LOG);
  nextToIndex = ip + 1;
  return length;
}

/** Which of the 64 tags at `row` are `tag`: a bit each. */
// @ts-ignore: decorator
@inline
function fitting(row: usize, tag: u64): u64 {
  let fits: u64 = 0;
  for (let at: usize = 0; at < 64; at += 8) {
    fits |= (((zeroBytes(load<u64>(row + at) ^ tag) >> 7) * 0x0102040810204080) >> 56) << at;
  }
  return fits;
}

/** The same for rows of 64. What fits is touched first, all of it: the misses of the cache overlap. */
export function searchWideRows(ip: usize, end: usize, low: usize, length: u32): u32 {
  let from = nextToIndex;
  if (ip - from > SKIP_MIN) {
    insertWide(from, from + SKIP_HEAD);
    from = ip - SKIP_TAIL;
  }
  const hash = hashAt(ip);
  touch(tags + ((<usize>hash >> 8) << 6));
  touch(positions + ((<usize>hash >> 8) << 8));
  insertWide(from, ip);
  const ahead = <usize>hashAt(ip + AHEAD) >> 8;
  touch(tags + (ahead << 6));
  const row = tags + ((<usize>hash >> 8) << 6);
  const head = <u64>load<u8>(row);
  const entries = positions + ((<usize>hash >> 8) << 8);
  // Rotated so that bit 0 is the newest entry; the head is none.
  let fits = rotr(fitting(row, <u64>(hash & 255) * 0x0101010101010101) & ~1, head);
  let to = ROW_CANDIDATES;
  const stop = to + (attempts << 2);
  while (fits && to < stop) {
    const entry = <usize>(head + ctz(fits)) & 63;
    fits &= fits - 1;
    const match = <usize>load<u32>(entries + (entry << 2));
    if (match < low) break;
    touch(match + length);
    store<u32>(to, <u32>match);
    to += 4;
  }
  for (let at = ROW_CANDIDATES; at < to; at += 4) {
    const match = <usize>load<u32>(at);
    if (load<u32>(match + length - 3) == load<u32>(ip + length - 3)) {
      const common = commonLength(ip, match, end);
      if (common > length) {
        length = common;
        setFoundOffset(<u32>(ip - match));
        if (ip + common >= end) break;
      }
    }
  }
  insert(hash, ip, WIDE_ROW_LOG);
  nextToIndex = ip + 1;
  return length;
}
