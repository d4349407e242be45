/** Sequence execution: literals, then a match, from decoded sequences to decoded bytes. RFC 8878 §3.1.1.4 */

import { BLOCK_SIZE, LITERALS_EXHAUSTED, OFFSET } from "../common/status";
import { dictionaryRep } from "../memory/dictionary";
import { originPtr, reachPtr, tailEndPtr, tailReachBytes } from "./history";
import { SEQUENCE_SHIFT } from "./sequences";

/** From here on the call of memory.copy costs less than a loop of words. */
export const LONG_COPY: u32 = 256;

let written: usize = 0;
let literals: usize = 0;
let rep1: u32 = 0;
let rep2: u32 = 0;
let rep3: u32 = 0;

/** Begins a frame: the repeated offsets are those of the format, or of the dictionary. RFC 8878 §3.1.1.5 */
export function forgetOffsets(): void {
  rep1 = dictionaryRep(1);
  rep2 = dictionaryRep(2);
  rep3 = dictionaryRep(3);
}

/** Begins a block whose bytes go to `out` and whose literals are at `from`. */
export function beginExecution(out: usize, from: usize): void {
  written = out;
  literals = from;
}

/** Where the decoded bytes end. */
export function executedEnd(): usize {
  return written;
}

/** "the remaining literals are appended": 0, or BLOCK_SIZE when they pass `limit`. */
export function finishExecution(literalsEnd: usize, limit: usize): i32 {
  const rest = literalsEnd - literals;
  if (rest > limit - written) return BLOCK_SIZE;
  memory.copy(written, literals, rest);
  written += rest;
  return 0;
}

/** Copies 16 bytes in words; the areas may overlap when `from` is at least 8 bytes behind. */
// @ts-ignore: decorator
@inline
function copy16(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
}

/** Executes the sequences from `sequence` to `end`; writes nothing past `limit` + SLACK: 0 or a negative status. */
export function executeBatch(sequence: usize, end: usize, literalsEnd: usize, limit: usize): i32 {
  const reach = reachPtr();
  let out = written;
  let from = literals;
  let last1 = rep1;
  let last2 = rep2;
  let last3 = rep3;
  for (; sequence < end; sequence += 1 << SEQUENCE_SHIFT) {
    const literalsLength = load<u32>(sequence);
    const matchLength = load<u32>(sequence, 4);
    let offset = load<u32>(sequence, 8);
    if (literalsLength > <u32>(literalsEnd - from)) return LITERALS_EXHAUSTED;
    if (literalsLength + matchLength > <u32>(limit - out)) return BLOCK_SIZE;

    // "Offset_Value > 3 means offset = Offset_Value - 3"; the others repeat, one further on when there are no literals.
    if (offset > 3) {
      offset -= 3;
      last3 = last2;
      last2 = last1;
      last1 = offset;
    } else {
      if (literalsLength == 0) offset++;
      if (offset == 1) {
        offset = last1;
      } else {
        const again = offset == 2 ? last2 : offset == 3 ? last3 : last1 - 1;
        if (offset != 2) last3 = last2;
        last2 = last1;
        last1 = again;
        offset = again;
      }
    }

    copy16(out, from);
    if (literalsLength > 16) {
      if (literalsLength >= LONG_COPY) {
        memory.copy(out, from, literalsLength);
      } else {
        const stop = out + literalsLength;
        let to = out + 16;
        let next = from + 16;
        do {
          copy16(to, next);
          to += 16;
          next += 16;
        } while (to < stop);
      }
    }
    out += literalsLength;
    from += literalsLength;

    // An offset of zero wraps to the largest number.
    if (offset - 1 >= <u32>(out - reach)) {
      if (!copyFromTail(out, offset, matchLength)) return OFFSET;
    } else {
      copyMatch(out, offset, matchLength);
    }
    out += matchLength;
  }
  written = out;
  literals = from;
  rep1 = last1;
  rep2 = last2;
  rep3 = last3;
  return 0;
}

/** Copies `length` bytes from `offset` bytes behind `out`, as if one by one. */
// @ts-ignore: decorator
@inline
function copyMatch(out: usize, offset: u32, length: u32): void {
  const match = out - offset;
  if (offset < 8) {
    copyPattern(out, offset, length);
    return;
  }
  copy16(out, match);
  copy16(out + 16, match + 16);
  if (length > 32) {
    if (length >= LONG_COPY) {
      if (offset >= length) {
        memory.copy(out, match, length);
        return;
      }
    }
    const stop = out + length;
    let to = out + 32;
    let next = match + 32;
    do {
      copy16(to, next);
      to += 16;
      next += 16;
    } while (to < stop);
  }
}

/**
 * An offset below 8 repeats a pattern of that many bytes: it is spread over a word, and the word is stored again
 * after each whole number of patterns that it holds.
 */
function copyPattern(out: usize, offset: u32, length: u32): void {
  const bits = <u64>offset << 3;
  let pattern = load<u64>(out - offset) & ((<u64>1 << bits) - 1);
  pattern |= pattern << bits;
  if (offset < 4) pattern |= pattern << (bits << 1);
  if (offset < 2) pattern |= pattern << 32;
  const step = 8 - 8 % offset;
  const stop = out + length;
  do {
    store<u64>(out, pattern);
    out += step;
  } while (out < stop);
}

/** A match that begins in the tail of the older segment and may run on into this one; false when it is out of reach. */
function copyFromTail(out: usize, offset: u32, length: u32): bool {
  const origin = originPtr();
  const before = offset - <u32>(out - origin);
  if (offset <= <u32>(out - origin)) return false;
  if (<usize>before > tailReachBytes()) return false;
  const inTail = min(before, length);
  memory.copy(out, tailEndPtr() - before, inTail);
  out += inTail;
  if (inTail < length) copyMatch(out, offset, length - inTail);
  return true;
}
