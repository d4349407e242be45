/** Sequence execution: literals, then a match, from decoded sequences to decoded bytes. RFC 8878 §3.1.1.4 */

import { BLOCK_SIZE, LITERALS_EXHAUSTED, OFFSET } from "../common/status";
import { dictionaryRep } from "../memory/dictionary";
import { SEQUENCE_BATCH_END } from "../memory/map";
import { originPtr, reachPtr, tailEndPtr, tailReachBytes } from "./history";
import { SEQUENCE_SHIFT, batchLengths } from "./sequences";

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

/**
 * Executes the batch from `sequence` to SEQUENCE_BATCH_END with literals up to `literalsEnd`; writes nothing past
 * `limit` + SLACK: 0 or a negative status.
 */
export function executeBatch(sequence: usize, literalsEnd: usize, limit: usize): i32 {
  // Whether the batch fits is known from its sums: the loop has nothing of it to test.
  const lengths = batchLengths();
  const literalsLengths = <u32>lengths;
  if (literalsLengths > <u32>(literalsEnd - literals)) return LITERALS_EXHAUSTED;
  if (literalsLengths + <u32>(lengths >> 32) > <u32>(limit - written)) return BLOCK_SIZE;
  do {
    sequence = executeNear(sequence);
    if (sequence == SEQUENCE_BATCH_END) break;
    if (!executeFar(sequence)) return OFFSET;
    sequence += 1 << SEQUENCE_SHIFT;
  } while (sequence != SEQUENCE_BATCH_END);
  return 0;
}

/** Copies 16 bytes in words; the areas may overlap when `from` is at least 8 bytes behind. */
// @ts-ignore: decorator
@inline
function copy16(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
}

/**
 * Executes sequences until one does not find its match above `reachPtr`: which one, or SEQUENCE_BATCH_END.
 *
 * No calls: what lives across a call is spilled in every round of the loop. Lengths are rounded up to 16 bytes, the
 * first 32 of a match are copied whatever its length, and two tests of the offset are better than one behind both
 * branches (2 to 4 %).
 */
function executeNear(sequence: usize): usize {
  const reach = reachPtr();
  let out = written;
  let from = literals;
  let last1 = rep1;
  let last2 = rep2;
  let last3 = rep3;
  do {
    const literalsLength = load<u32>(sequence);
    const matchLength = load<u32>(sequence, 4);
    let offset = load<u32>(sequence, 8);

    copy16(out, from);
    if (literalsLength > 16) {
      const stop = out + literalsLength;
      let to = out + 16;
      let next = from + 16;
      do {
        copy16(to, next);
        to += 16;
        next += 16;
      } while (to < stop);
    }
    out += literalsLength;
    from += literalsLength;

    // "Offset_Value > 3 means offset = Offset_Value - 3"; the others repeat, one further on when there are no literals.
    if (offset > 3) {
      offset -= 3;
      if (offset > <u32>(out - reach)) {
        out -= literalsLength;
        from -= literalsLength;
        break;
      }
      last3 = last2;
      last2 = last1;
      last1 = offset;
    } else {
      if (literalsLength == 0) offset++;
      const again = offset == 1 ? last1 : offset == 2 ? last2 : offset == 3 ? last3 : last1 - 1;
      // An offset of zero wraps to the largest number.
      if (again - 1 >= <u32>(out - reach)) {
        out -= literalsLength;
        from -= literalsLength;
        break;
      }
      if (offset != 1) {
        if (offset != 2) last3 = last2;
        last2 = last1;
        last1 = again;
      }
      offset = again;
    }

    let match = out - offset;
    const stop = out + matchLength;
    if (offset >= 16) {
      copy16(out, match);
      copy16(out + 16, match + 16);
      if (matchLength > 32) {
        out += 32;
        match += 32;
        do {
          copy16(out, match);
          out += 16;
          match += 16;
        } while (out < stop);
      }
    } else {
      // The bytes to come repeat so many. Loads of what was just written wait until it is there, so nothing is loaded
      // again: two words that continue the pattern are stored at each whole number of its periods.
      let word = load<u64>(match);
      let next = word;
      let step = offset;
      if (offset > 8) {
        const bits = <u64>(offset << 3);
        next = (load<u64>(match + offset - 8) >> (0 - bits)) | (word << bits);
      } else if (offset < 8) {
        const bits = <u64>(offset << 3);
        word &= (<u64>1 << bits) - 1;
        word |= word << bits;
        if (offset < 4) word |= word << (bits << 1);
        if (offset < 2) word |= word << 32;
        next = word;
        step = <u32>load<u8>(WHOLE_PERIODS + offset);
      }
      do {
        store<u64>(out, word);
        store<u64>(out, next, 8);
        out += step;
      } while (out < stop);
    }
    out = stop;
    sequence += 1 << SEQUENCE_SHIFT;
  } while (sequence != SEQUENCE_BATCH_END);
  written = out;
  literals = from;
  rep1 = last1;
  rep2 = last2;
  rep3 = last3;
  return sequence;
}

/** The largest multiple of each offset below 8 that is at most 8. */
const WHOLE_PERIODS = memory.data<u8>([0, 8, 8, 6, 8, 5, 6, 7]);

/** Executes one sequence whose match begins in the tail of the older segment; false when it is out of reach. */
function executeFar(sequence: usize): bool {
  const literalsLength = load<u32>(sequence);
  const matchLength = load<u32>(sequence, 4);
  const offset = takeOffset(load<u32>(sequence, 8), literalsLength);
  memory.copy(written, literals, literalsLength);
  written += literalsLength;
  literals += literalsLength;

  const near = <u32>(written - originPtr());
  if (offset <= near) return false;
  const before = offset - near;
  if (<usize>before > tailReachBytes()) return false;
  const inTail = min(before, matchLength);
  memory.copy(written, tailEndPtr() - before, inTail);
  written += inTail;
  // What is left continues at the origin.
  let from = originPtr();
  for (const end = written + (matchLength - inTail); written < end; written++) store<u8>(written, load<u8>(from++));
  return true;
}

/** The offset that an Offset_Value stands for, with the repeated offsets brought up to date. RFC 8878 §3.1.1.5 */
function takeOffset(value: u32, literalsLength: u32): u32 {
  let offset = value - 3;
  if (value <= 3) {
    if (literalsLength == 0) value++;
    if (value == 1) return rep1;
    offset = value == 2 ? rep2 : value == 3 ? rep3 : rep1 - 1;
  }
  if (value != 2) rep3 = rep2;
  rep2 = rep1;
  rep1 = offset;
  return offset;
}
