/**
 * Sequences_Section: header, tables, and the bitstream of sequences. RFC 8878 §3.1.1.3.2
 *
 * Sequences are decoded in batches into SEQUENCE_BATCH and executed by another loop (execute.ts): one loop for both
 * has more live values than the processor has registers.
 */

import { NOTHING_TO_REPEAT, SEQUENCES_HEADER, SEQUENCES_STREAM } from "../common/status";
import { paddingBits } from "../bits/backward";
import { accuracyLog } from "../entropy/fse-description";
import { ENTRY_SHIFT } from "../entropy/fse-decode";
import {
  LITERALS_LENGTH, MATCH_LENGTH, OFFSET, describeTable, predefinedLog, repeatCode,
} from "../entropy/sequence-tables";
import { dictionaryLog } from "../memory/dictionary";
import {
  FROM_DICTIONARY, LITERALS_LENGTH_TABLE, MATCH_LENGTH_TABLE, OFFSET_TABLE, PREDEFINED, SEQUENCE_BATCH,
  SEQUENCE_BATCH_END,
} from "../memory/map";

/** Bytes of a decoded sequence, as a shift: literals length, match length and Offset_Value, u32 each; four unused. */
export const SEQUENCE_SHIFT: u32 = 4;
const BATCH: u32 = <u32>(SEQUENCE_BATCH_END - SEQUENCE_BATCH) >> SEQUENCE_SHIFT;

const PREDEFINED_MODE: u32 = 0;
const RLE_MODE: u32 = 1;
const REPEAT_MODE: u32 = 3;

/** Number_of_Sequences of three bytes begins here. RFC 8878 §3.1.1.3.2.1 */
const LONG_COUNT: i32 = 0x7f00;

// The tables in use: where each lies in its range, and its Accuracy_Log.
let literalsLengthAt: usize = 0;
let literalsLengthLog: u32 = 0;
let matchLengthAt: usize = 0;
let matchLengthLog: u32 = 0;
let offsetAt: usize = 0;
let offsetLog: u32 = 0;
let repeatable: bool = false;

// The bitstream between two batches.
let start: usize = 0;
let streamPtr: usize = 0;
let streamLeft: u64 = 0;
let literalsLengthState: usize = 0;
let matchLengthState: usize = 0;
let offsetState: usize = 0;
let remaining: u32 = 0;
let begun: bool = false;
let lengths: u64 = 0;

/** Begins a frame: Repeat_Mode has nothing to repeat but the tables of the dictionary, if it has any. */
export function forgetTables(fromDictionary: bool): void {
  repeatable = fromDictionary;
  if (!fromDictionary) return;
  literalsLengthAt = FROM_DICTIONARY;
  matchLengthAt = FROM_DICTIONARY;
  offsetAt = FROM_DICTIONARY;
  literalsLengthLog = dictionaryLog(LITERALS_LENGTH);
  matchLengthLog = dictionaryLog(MATCH_LENGTH);
  offsetLog = dictionaryLog(OFFSET);
}

/** Number_of_Sequences that are not decoded yet. */
export function sequencesLeft(): u32 {
  return remaining;
}

/** Opens the Sequences_Section that fills the block from `ptr` to `end`: 0 or a negative status. */
export function openSequences(ptr: usize, end: usize): i32 {
  remaining = 0;
  if (ptr >= end) return SEQUENCES_HEADER;
  let count = <u32>load<u8>(ptr);
  let size: usize = 1;
  if (count == 255) {
    count = <u32>load<u16>(ptr, 1) + LONG_COUNT;
    size = 3;
  } else if (count >= 128) {
    count = ((count - 128) << 8) + <u32>load<u8>(ptr, 1);
    size = 2;
  }
  ptr += size;
  if (count == 0) return ptr == end ? 0 : SEQUENCES_HEADER;
  if (ptr >= end) return SEQUENCES_HEADER;
  const modes = <u32>load<u8>(ptr);
  ptr++;
  if (modes & 3) return SEQUENCES_HEADER;

  let taken = selectTable(LITERALS_LENGTH, modes >> 6, ptr, end);
  if (taken < 0) return taken;
  ptr += taken;
  taken = selectTable(OFFSET, (modes >> 4) & 3, ptr, end);
  if (taken < 0) return taken;
  ptr += taken;
  taken = selectTable(MATCH_LENGTH, (modes >> 2) & 3, ptr, end);
  if (taken < 0) return taken;
  ptr += taken;
  repeatable = true;

  if (ptr >= end) return SEQUENCES_STREAM;
  const last = load<u8>(end - 1);
  if (last == 0) return SEQUENCES_STREAM;
  remaining = count;
  openStream(ptr, end, last);
  return 0;
}

/** Applies one Symbol_Compression_Mode: the bytes that its description took, or a negative status. */
function selectTable(kind: u32, mode: u32, ptr: usize, end: usize): i32 {
  if (mode == REPEAT_MODE) return repeatable ? 0 : NOTHING_TO_REPEAT;
  let at: usize = 0;
  let log: u32 = 0;
  let taken: i32 = 0;
  if (mode == PREDEFINED_MODE) {
    at = PREDEFINED;
    log = predefinedLog(kind);
  } else if (mode == RLE_MODE) {
    taken = repeatCode(kind, ptr, end);
  } else {
    taken = describeTable(kind, 0, ptr, end);
    log = accuracyLog();
  }
  if (kind == LITERALS_LENGTH) {
    literalsLengthAt = at;
    literalsLengthLog = log;
  } else if (kind == MATCH_LENGTH) {
    matchLengthAt = at;
    matchLengthLog = log;
  } else {
    offsetAt = at;
    offsetLog = log;
  }
  return taken;
}

/** "The bitstream starts with initial state values": Literals_Length, Offset, Match_Length. */
function openStream(ptr: usize, end: usize, last: u32): void {
  start = ptr;
  streamPtr = end - 8;
  const container = load<u64>(streamPtr);
  let left = 64 - paddingBits(last);
  left -= literalsLengthLog;
  literalsLengthState = literalsLengthAt + (low(container >> left, literalsLengthLog) << ENTRY_SHIFT);
  left -= offsetLog;
  offsetState = offsetAt + (low(container >> left, offsetLog) << ENTRY_SHIFT);
  left -= matchLengthLog;
  matchLengthState = matchLengthAt + (low(container >> left, matchLengthLog) << ENTRY_SHIFT);
  streamLeft = left;
  begun = false;
}

// @ts-ignore: decorator
@inline
function low(value: u64, bits: u32): u32 {
  return <u32>value & ((1 << bits) - 1);
}

/** The literals lengths of the batch last decoded, summed; above bit 32, its match lengths. */
export function batchLengths(): u64 {
  return lengths;
}

/**
 * Decodes the next sequences, at most a batch, so that they end at SEQUENCE_BATCH_END: where they begin, or 0 when
 * the stream is broken. An end that is a constant is one value less in each of the loops.
 */
export function decodeBatch(): usize {
  const count = min(remaining, BATCH);
  const first = SEQUENCE_BATCH_END - (<usize>count << SEQUENCE_SHIFT);
  if (begun) updateStates();
  begun = true;
  decodeFrom(first);
  remaining -= count;
  // Positions only move toward the start: one look at the end of a batch is enough, and exact at the end of all.
  const left = (<i64>(<i32>(streamPtr - start)) << 3) + <i64>streamLeft;
  if (left < 0) return 0;
  if (remaining == 0) {
    if (left != 0) return 0;
  }
  return first;
}

/**
 * The bits that a state takes, as a byte offset: `turned` is the container, turned by ENTRY_SHIFT, which saves a shift
 * a state.
 */
// @ts-ignore: decorator
@inline
function stateBits(turned: u64, left: u64, mask: u64): u32 {
  return <u32>(rotr(turned, left) & mask);
}

/** Moves the states on between two batches, as the loop of `decodeFrom` does between two sequences. */
function updateStates(): void {
  const ptr = streamPtr - <usize>((streamLeft ^ 63) >> 3);
  let left = streamLeft | 56;
  const turned = rotl(load<u64>(ptr), ENTRY_SHIFT);
  let state = literalsLengthState;
  left -= <u64>load<u8>(state, LITERALS_LENGTH_TABLE + 13);
  literalsLengthState = load<u16>(state, LITERALS_LENGTH_TABLE + 8)
    + stateBits(turned, left, <u64>load<u16>(state, LITERALS_LENGTH_TABLE + 10));
  state = matchLengthState;
  left -= <u64>load<u8>(state, MATCH_LENGTH_TABLE + 13);
  matchLengthState = load<u16>(state, MATCH_LENGTH_TABLE + 8)
    + stateBits(turned, left, <u64>load<u16>(state, MATCH_LENGTH_TABLE + 10));
  state = offsetState;
  left -= <u64>load<u8>(state, OFFSET_TABLE + 13);
  offsetState = load<u16>(state, OFFSET_TABLE + 8)
    + stateBits(turned, left, <u64>load<u16>(state, OFFSET_TABLE + 10));
  streamPtr = ptr;
  streamLeft = left;
}

/**
 * Decodes sequences from `out` to SEQUENCE_BATCH_END; the states are those of the last sequence then.
 *
 * A refill leaves at least 56 bits. An offset takes at most 30 and the three states 26, which is just 56; a sequence
 * whose lengths have extra bits, at most 32, takes a refill of its own, and one with more than 30 of them another.
 * One test for both kinds of extra bits, and a refill without a test, measured better than the finer distinctions.
 * Values stay u64 until they are stored: a u32 operation on a table field makes V8 load the field twice.
 */
function decodeFrom(out: usize): void {
  let ptr = streamPtr;
  let left = streamLeft;
  let ls = literalsLengthState;
  let ms = matchLengthState;
  let os = offsetState;
  let sum: u64 = 0;
  for (;;) {
    ptr -= <usize>((left ^ 63) >> 3);
    left |= 56;
    let container = load<u64>(ptr);
    left -= <u64>load<u8>(os, OFFSET_TABLE + 12);
    const offsetBits = (container >> left) & <u64>load<u32>(os, OFFSET_TABLE + 4);
    store<u32>(out, <u32>(<u64>load<u32>(os, OFFSET_TABLE) + offsetBits), 8);

    const literalsBits = <u32>load<u8>(ls, LITERALS_LENGTH_TABLE + 12);
    const matchBits = <u32>load<u8>(ms, MATCH_LENGTH_TABLE + 12);
    let pair = load<u64>(ls, LITERALS_LENGTH_TABLE) + load<u64>(ms, MATCH_LENGTH_TABLE);
    if (literalsBits + matchBits) {
      ptr -= <usize>((left ^ 63) >> 3);
      left |= 56;
      container = load<u64>(ptr);
      left -= <u64>matchBits;
      pair += ((container >> left) & <u64>load<u16>(ms, MATCH_LENGTH_TABLE + 14)) << 32;
      left -= <u64>literalsBits;
      pair += (container >> left) & <u64>load<u16>(ls, LITERALS_LENGTH_TABLE + 14);
      if (literalsBits + matchBits > 30) {
        ptr -= <usize>((left ^ 63) >> 3);
        left |= 56;
        container = load<u64>(ptr);
      }
    }
    store<u64>(out, pair);
    sum += pair;
    out += 1 << SEQUENCE_SHIFT;
    if (out == SEQUENCE_BATCH_END) break;

    const turned = rotl(container, ENTRY_SHIFT);
    left -= <u64>load<u8>(ls, LITERALS_LENGTH_TABLE + 13);
    ls = load<u16>(ls, LITERALS_LENGTH_TABLE + 8)
      + stateBits(turned, left, <u64>load<u16>(ls, LITERALS_LENGTH_TABLE + 10));
    left -= <u64>load<u8>(ms, MATCH_LENGTH_TABLE + 13);
    ms = load<u16>(ms, MATCH_LENGTH_TABLE + 8)
      + stateBits(turned, left, <u64>load<u16>(ms, MATCH_LENGTH_TABLE + 10));
    left -= <u64>load<u8>(os, OFFSET_TABLE + 13);
    os = load<u16>(os, OFFSET_TABLE + 8)
      + stateBits(turned, left, <u64>load<u16>(os, OFFSET_TABLE + 10));
  }
  streamPtr = ptr;
  streamLeft = left;
  literalsLengthState = ls;
  matchLengthState = ms;
  offsetState = os;
  lengths = sum;
}
