/**
 * What a match finder leaves behind for one block: its sequences, and its literals one after the other.
 *
 *   ┌ match length − 3: 17 bits ┬ literals length: 17 bits ┬ offset value: 30 bits ┐   one u64 a sequence
 *   63                          46                         29                      0
 *
 * The offset value is the format's: 1 to 3 name a repeated offset, anything else is the offset + 3. RFC 8878 §3.1.1.5
 */

import { ENCODER_LITERALS, ENCODER_SEQUENCES } from "../memory/map";

export const SEQUENCE_SIZE: usize = 8;
export const LITERALS_SHIFT: u64 = 30;
export const MATCH_SHIFT: u64 = 47;
export const OFFSET_MASK: u64 = (1 << 30) - 1;
export const LENGTH_MASK: u64 = (1 << 17) - 1;

// What is written next: all that is stored, or a part of it. Where a block is parsed the ends are where the next go.
let sequencesFrom: usize = 0;
let sequencesAt: usize = 0;
let literalsFrom: usize = 0;
let literalsAt: usize = 0;

/** Empties the store: a block begins. */
export function resetSequences(): void {
  selectPart(ENCODER_SEQUENCES, ENCODER_SEQUENCES, ENCODER_LITERALS, ENCODER_LITERALS);
}

/** Makes a part of what is stored what is written next. */
export function selectPart(sequences: usize, sequencesEnd: usize, literals: usize, literalsEnd: usize): void {
  sequencesFrom = sequences;
  sequencesAt = sequencesEnd;
  literalsFrom = literals;
  literalsAt = literalsEnd;
}

export function sequencesPtr(): usize {
  return sequencesFrom;
}

export function sequenceCount(): u32 {
  return <u32>((sequencesAt - sequencesFrom) >> 3);
}

export function literalsPtr(): usize {
  return literalsFrom;
}

export function literalsSize(): usize {
  return literalsAt - literalsFrom;
}

/** Stores one sequence: the literals [anchor, anchor + length), then a match. Reads up to 15 bytes behind them. */
// @ts-ignore: decorator
@inline
export function storeSequence(anchor: usize, length: u32, offsetValue: u32, matchLength: u32): void {
  let to = literalsAt;
  literalsAt = to + length;
  store<u64>(to, load<u64>(anchor));
  store<u64>(to, load<u64>(anchor, 8), 8);
  if (length > 16) copyLong(to, anchor, length);
  store<u64>(
    sequencesAt,
    <u64>offsetValue | (<u64>length << LITERALS_SHIFT) | (<u64>(matchLength - 3) << MATCH_SHIFT),
  );
  sequencesAt += 8;
}

function copyLong(to: usize, from: usize, length: u32): void {
  if (length > 256) {
    memory.copy(to, from, length);
    return;
  }
  const end = to + length;
  to += 16;
  from += 16;
  do {
    store<u64>(to, load<u64>(from));
    store<u64>(to, load<u64>(from, 8), 8);
    to += 16;
    from += 16;
  } while (to < end);
}

let lastLiterals: usize = 0;

/** Stores the literals behind the last match. */
export function storeLastLiterals(anchor: usize, end: usize): void {
  lastLiterals = end - anchor;
  memory.copy(literalsAt, anchor, lastLiterals);
  literalsAt += lastLiterals;
}

/** Stores a match behind literals that were the last. */
export function storeMatch(offsetValue: u32, matchLength: u32): void {
  store<u64>(
    sequencesAt,
    <u64>offsetValue | (<u64>lastLiterals << LITERALS_SHIFT) | (<u64>(matchLength - 3) << MATCH_SHIFT),
  );
  sequencesAt += 8;
}
