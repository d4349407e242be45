/** The FSE decoding tables of sequences: predefined, described, or one code repeated. RFC 8878 §3.1.1.3.2.1 */

import { FSE_TABLE } from "../common/status";
import { PREDEFINED, DECODED_COUNTS, SEQUENCE_CODES, SEQUENCE_TABLES, TABLE_STRIDE } from "../memory/map";
import { ENTRY_SHIFT, buildLengthCodes, buildRleTable, buildSequenceTable } from "./fse-decode";
import { accuracyLog, readDistribution, symbolCount } from "./fse-description";
import {
  LITERALS_LENGTH_BITS, LITERALS_LENGTH_CODES, LITERALS_LENGTH_LOG_MAX, LITERALS_LENGTH_MIN, LITERALS_LENGTH_PREDEFINED,
  LITERALS_LENGTH_PREDEFINED_LOG, MATCH_LENGTH_BITS, MATCH_LENGTH_CODES, MATCH_LENGTH_MIN,
  MATCH_LENGTH_PREDEFINED, MATCH_LENGTH_PREDEFINED_LOG, OFFSET_CODES, OFFSET_LOG_MAX, OFFSET_PREDEFINED,
  OFFSET_PREDEFINED_CODES, OFFSET_PREDEFINED_LOG,
} from "./sequence-codes";

/** The three kinds of table, in the order in which they lie in memory. */
export const LITERALS_LENGTH: u32 = 0;
export const MATCH_LENGTH: u32 = 1;
export const OFFSET: u32 = 2;

let ready: bool = false;

// @ts-ignore: decorator
@inline
function codesOf(kind: u32): usize {
  return SEQUENCE_CODES + (kind << (ENTRY_SHIFT + 6));
}

// @ts-ignore: decorator
@inline
function tableOf(kind: u32): usize {
  return SEQUENCE_TABLES + <usize>kind * TABLE_STRIDE;
}

/** Highest code of a kind. RFC 8878 §3.1.1.3.2.1.1 */
function codeMax(kind: u32): u32 {
  return kind == LITERALS_LENGTH
    ? LITERALS_LENGTH_CODES - 1
    : kind == MATCH_LENGTH ? MATCH_LENGTH_CODES - 1 : OFFSET_CODES - 1;
}

/** Accuracy_Log of the predefined table of a kind. RFC 8878 §3.1.1.3.2.2 */
export function predefinedLog(kind: u32): u32 {
  return kind == LITERALS_LENGTH ? LITERALS_LENGTH_PREDEFINED_LOG
    : kind == MATCH_LENGTH ? MATCH_LENGTH_PREDEFINED_LOG
    : OFFSET_PREDEFINED_LOG;
}

/** Builds, once in the life of an instance, what never changes: the codes and the predefined tables. */
export function prepareTables(): void {
  if (ready) return;
  ready = true;
  buildLengthCodes(codesOf(LITERALS_LENGTH), LITERALS_LENGTH_BITS, LITERALS_LENGTH_CODES, LITERALS_LENGTH_MIN, 0);
  buildLengthCodes(codesOf(MATCH_LENGTH), MATCH_LENGTH_BITS, MATCH_LENGTH_CODES, MATCH_LENGTH_MIN, 32);
  buildOffsetCodes();
  predefine(LITERALS_LENGTH, LITERALS_LENGTH_PREDEFINED, LITERALS_LENGTH_CODES);
  predefine(MATCH_LENGTH, MATCH_LENGTH_PREDEFINED, MATCH_LENGTH_CODES);
  predefine(OFFSET, OFFSET_PREDEFINED, OFFSET_PREDEFINED_CODES);
}

/**
 * "Offset_Value = (1 << offsetCode) + readNBits(offsetCode)". Code 31 is given 30 bits only: its offsets are over
 * 2^31 whatever the bits, more than window and dictionary together can be, so the sequence is refused, and a reader
 * that never takes more than 30 bits here needs one refill less.
 */
function buildOffsetCodes(): void {
  for (let code: u32 = 0; code < OFFSET_CODES; code++) {
    const bits = <u64>min<u32>(code, 30);
    const at = codesOf(OFFSET) + (code << ENTRY_SHIFT);
    store<u64>(at, (<u64>1 << code) | (((<u64>1 << bits) - 1) << 32));
    store<u64>(at, bits << 32, 8);
  }
}

function predefine(kind: u32, counts: usize, symbols: u32): void {
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    store<i16>(DECODED_COUNTS + (symbol << 1), load<i8>(counts + symbol));
  }
  buildSequenceTable(tableOf(kind), PREDEFINED, codesOf(kind), predefinedLog(kind), symbols);
}

/**
 * Reads an FSE table description and builds the table at offset `at` of the range of its kind: the bytes it took, or
 * FSE_TABLE. Its Accuracy_Log is `accuracyLog`.
 */
export function describeTable(kind: u32, at: usize, ptr: usize, end: usize): i32 {
  const logMax = kind == OFFSET ? OFFSET_LOG_MAX : LITERALS_LENGTH_LOG_MAX;
  const size = readDistribution(ptr, end, codeMax(kind), logMax);
  if (size > 0) buildSequenceTable(tableOf(kind), at, codesOf(kind), accuracyLog(), symbolCount());
  return size;
}

/** Makes a table of the one code at `ptr`: the byte it took, or FSE_TABLE. */
export function repeatCode(kind: u32, ptr: usize, end: usize): i32 {
  if (ptr >= end) return FSE_TABLE;
  const code = <u32>load<u8>(ptr);
  if (code > codeMax(kind)) return FSE_TABLE;
  buildRleTable(tableOf(kind), codesOf(kind) + (code << ENTRY_SHIFT));
  return 1;
}
