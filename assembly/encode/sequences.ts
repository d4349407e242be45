/** Sequences section of a block, encoding side. RFC 8878 §3.1.1.3.2 */

import {
  CODE_COUNTS, ENCODER_CODES, ENCODER_CONSTANTS, ENCODER_SEQUENCES, FSE_TABLES, FSE_TABLES_PREDEFINED, FSE_TABLES_REPEAT, FSE_TABLE_SIZE,
  NORMALIZED_COUNTS,
} from "../memory/map";
import {
  ACCURACY_LOG, TRANSFORMS, buildEncodingTable, buildRleTable, chooseAccuracyLog, copyTable, crossEntropyCost,
  entropyCost, initialState, normalizeCounts, tableCost, writeDescription,
} from "../entropy/fse-encode";
import {
  LITERALS_LENGTH_CODES, LITERALS_LENGTH_LOG_MAX, LITERALS_LENGTH_PREDEFINED, LITERALS_LENGTH_PREDEFINED_LOG,
  MATCH_LENGTH_CODES, MATCH_LENGTH_LOG_MAX, MATCH_LENGTH_PREDEFINED, MATCH_LENGTH_PREDEFINED_LOG, OFFSET_CODES,
  OFFSET_LOG_MAX, OFFSET_PREDEFINED, OFFSET_PREDEFINED_CODES, OFFSET_PREDEFINED_LOG,
} from "../entropy/sequence-codes";
import { literalsLengthBits, literalsLengthCode, matchLengthBits, matchLengthCode } from "./codes";
import { log2 } from "../entropy/log2";
import { LENGTH_MASK, LITERALS_SHIFT, MATCH_SHIFT, OFFSET_MASK, sequenceCount } from "./sequence-store";

// Symbol_Compression_Modes. RFC 8878 §3.1.1.3.2.1.1
const PREDEFINED_MODE: u32 = 0;
const RLE_MODE: u32 = 1;
const FSE_COMPRESSED_MODE: u32 = 2;
const REPEAT_MODE: u32 = 3;

// The three codes, by the order of their modes and descriptions.
export const LITERALS_LENGTHS: u32 = 0;
export const OFFSETS: u32 = 1;
export const MATCH_LENGTHS: u32 = 2;

/** The default distributions as i16, 3 × 64. */
const PREDEFINED_COUNTS: usize = ENCODER_CONSTANTS + 0x800;

/** Below this many sequences a distribution is not worth learning exactly: rare codes get a whole state. */
const RARE_CODES_MIN: u32 = 2048;

/** Which codes (1 << LITERALS_LENGTHS …) have a table that Repeat_Mode would repeat. */
let repeatable: u32 = 0;
/** Which of them will have one when the block at hand is confirmed, and which of those are in FSE_TABLES. */
let nextRepeatable: u32 = 0;
let replaced: u32 = 0;

/** Builds the predefined tables: once. */
export function buildPredefinedTables(): void {
  buildPredefined(LITERALS_LENGTHS, LITERALS_LENGTH_PREDEFINED, LITERALS_LENGTH_CODES);
  buildPredefined(OFFSETS, OFFSET_PREDEFINED, OFFSET_PREDEFINED_CODES);
  buildPredefined(MATCH_LENGTHS, MATCH_LENGTH_PREDEFINED, MATCH_LENGTH_CODES);
}

function buildPredefined(kind: u32, counts: usize, codes: u32): void {
  const norm = predefinedCounts(kind);
  for (let c: u32 = 0; c < codes; c++) store<i16>(norm + (c << 1), <i16>load<i8>(counts + c));
  buildEncodingTable(predefined(kind), norm, predefinedLog(kind), codes - 1);
}

function predefinedCounts(kind: u32): usize {
  return PREDEFINED_COUNTS + (kind << 7);
}

function predefinedLog(kind: u32): u32 {
  if (kind == LITERALS_LENGTHS) return LITERALS_LENGTH_PREDEFINED_LOG;
  return kind == OFFSETS ? OFFSET_PREDEFINED_LOG : MATCH_LENGTH_PREDEFINED_LOG;
}

function logMax(kind: u32): u32 {
  if (kind == LITERALS_LENGTHS) return LITERALS_LENGTH_LOG_MAX;
  return kind == OFFSETS ? OFFSET_LOG_MAX : MATCH_LENGTH_LOG_MAX;
}

/** Forgets the tables of earlier blocks: a frame begins. */
export function resetSequencesSection(): void {
  repeatable = 0;
}

/** The tables in FSE_TABLES_REPEAT may be repeated: a dictionary brought them. */
export function allowRepeatedTables(): void {
  repeatable = 7;
}

/** The block was written as a Compressed_Block: its tables are those to repeat. */
export function confirmSequences(): void {
  for (let kind: u32 = 0; kind < 3; kind++) {
    if (replaced & (1 << kind)) copyTable(repeated(kind), FSE_TABLES + kind * FSE_TABLE_SIZE);
  }
  repeatable = nextRepeatable;
}

function predefined(kind: u32): usize {
  return FSE_TABLES_PREDEFINED + kind * FSE_TABLE_SIZE;
}

/** The table that Repeat_Mode would repeat. */
export function repeated(kind: u32): usize {
  return FSE_TABLES_REPEAT + kind * FSE_TABLE_SIZE;
}

/**
 * Writes the sequences section of the stored sequences and returns where it ends; 0 when it would reach `limit`.
 * Writes up to 24 bytes beyond.
 */
export function writeSequences(op: usize, limit: usize): usize {
  const count = sequenceCount();
  op = writeCount(op, count);
  nextRepeatable = repeatable;
  replaced = 0;
  if (!count) return op;
  countCodes(count);
  const modes = op;
  op++;
  let chosen: u32 = 0;
  for (let kind: u32 = 0; kind < 3; kind++) {
    const mode = chooseMode(kind, count);
    chosen |= mode << (6 - 2 * kind);
    op = writeTable(op, kind, mode, count);
  }
  store<u8>(modes, <u8>chosen);
  return writeBitstream(op, limit, count);
}

/** Number_of_Sequences: 1 to 3 bytes. RFC 8878 §3.1.1.3.2.1 */
function writeCount(op: usize, count: u32): usize {
  if (count < 128) {
    store<u8>(op, <u8>count);
    return op + 1;
  }
  if (count < 0x7f00) {
    store<u8>(op, <u8>((count >> 8) + 128));
    store<u8>(op, <u8>count, 1);
    return op + 2;
  }
  store<u8>(op, 255);
  store<u16>(op, <u16>(count - 0x7f00), 1);
  return op + 3;
}

// @ts-ignore: decorator
@inline
function bump(kind: u32, code: u32): void {
  const at = CODE_COUNTS + (kind << 8) + (code << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Turns each sequence into its three codes (u8 each, by the order of the kinds) and counts them. */
function countCodes(count: u32): void {
  memory.fill(CODE_COUNTS, 0, 3 * 256);
  let from = ENCODER_SEQUENCES;
  const end = from + (count << 3);
  let to = ENCODER_CODES;
  while (from < end) {
    const sequence = load<u64>(from);
    const offsetCode = log2(<u32>(sequence & OFFSET_MASK));
    const literalsCode = literalsLengthCode(<u32>((sequence >> LITERALS_SHIFT) & LENGTH_MASK));
    const matchCode = matchLengthCode(<u32>(sequence >> MATCH_SHIFT));
    bump(LITERALS_LENGTHS, literalsCode);
    bump(OFFSETS, offsetCode);
    bump(MATCH_LENGTHS, matchCode);
    store<u32>(to, literalsCode | (offsetCode << 8) | (matchCode << 16));
    from += 8;
    to += 4;
  }
}

function lastCode(kind: u32): u32 {
  const counts = CODE_COUNTS + (kind << 8);
  let last = (kind == LITERALS_LENGTHS ? LITERALS_LENGTH_CODES : kind == OFFSETS ? OFFSET_CODES : MATCH_LENGTH_CODES) - 1;
  while (!load<u32>(counts + (last << 2))) last--;
  return last;
}

let descriptionEnd: usize = 0;

/** The cheapest of the four modes. What a description costs is known by writing it, aside. */
function chooseMode(kind: u32, count: u32): u32 {
  const counts = CODE_COUNTS + (kind << 8);
  const last = lastCode(kind);
  let largest: u32 = 0;
  for (let c: u32 = 0; c <= last; c++) {
    const n = load<u32>(counts + (c << 2));
    if (n > largest) largest = n;
  }
  const canPredefine = kind != OFFSETS || last < OFFSET_PREDEFINED_CODES;
  if (largest == count) return canPredefine && count <= 2 ? PREDEFINED_MODE : RLE_MODE;
  const basic = canPredefine ? crossEntropyCost(counts, predefinedCounts(kind), predefinedLog(kind), last) : u32.MAX_VALUE;
  const repeat = repeatable & (1 << kind) ? tableCost(counts, repeated(kind), last) : u32.MAX_VALUE;
  const fresh = freshCost(kind, counts, last, count);
  if (basic <= repeat) {
    if (basic <= fresh) return PREDEFINED_MODE;
  }
  return repeat <= fresh ? REPEAT_MODE : FSE_COMPRESSED_MODE;
}

/** What a table of its own costs: its description and the entropy. */
function freshCost(kind: u32, counts: usize, last: u32, count: u32): u32 {
  const norm = NORMALIZED_COUNTS + (kind << 7);
  const log = accuracyLog(kind, count, last);
  normalizeCounts(counts, norm, log, count, last, count >= RARE_CODES_MIN ? -1 : 1);
  const aside = FSE_TABLES + kind * FSE_TABLE_SIZE;
  return (<u32>(writeDescription(aside, norm, log, last) - aside) << 3) + entropyCost(counts, last, count);
}

function accuracyLog(kind: u32, count: u32, last: u32): u32 {
  return chooseAccuracyLog(logMax(kind), count, last, 2);
}

let tables0: usize = 0;
let tables1: usize = 0;
let tables2: usize = 0;

/** Makes the table of a mode the one to write with, and writes its description. */
function writeTable(op: usize, kind: u32, mode: u32, count: u32): usize {
  let table = FSE_TABLES + kind * FSE_TABLE_SIZE;
  const bit: u32 = 1 << kind;
  if (mode == PREDEFINED_MODE) {
    table = predefined(kind);
    nextRepeatable &= ~bit;
  } else if (mode == REPEAT_MODE) {
    table = repeated(kind);
  } else if (mode == RLE_MODE) {
    const code = lastCode(kind);
    buildRleTable(table, code);
    store<u8>(op, <u8>code);
    op++;
    nextRepeatable &= ~bit;
  } else {
    op = writeFreshTable(op, kind, table, count);
    nextRepeatable |= bit;
    replaced |= bit;
  }
  if (kind == LITERALS_LENGTHS) tables0 = table;
  else if (kind == OFFSETS) tables1 = table;
  else tables2 = table;
  return op;
}

/** The last sequence's code starts the state and costs nothing, so it is left out of the distribution if it can be. */
function writeFreshTable(op: usize, kind: u32, table: usize, count: u32): usize {
  const counts = CODE_COUNTS + (kind << 8);
  const norm = NORMALIZED_COUNTS + (kind << 7);
  const last = lastCode(kind);
  const log = accuracyLog(kind, count, last);
  const final = <usize>load<u8>(ENCODER_CODES + ((count - 1) << 2) + kind);
  const at = counts + (final << 2);
  let total = count;
  if (load<u32>(at) > 1) {
    store<u32>(at, load<u32>(at) - 1);
    total--;
  }
  normalizeCounts(counts, norm, log, total, last, total >= RARE_CODES_MIN ? -1 : 1);
  const end = writeDescription(op, norm, log, last);
  buildEncodingTable(table, norm, log, last);
  return end;
}

// @ts-ignore: decorator
@inline
function low(value: u64, bits: u32): u64 {
  return value & ((<u64>1 << bits) - 1);
}

/**
 * Writes the sequences from last to first: extra bits, then for each earlier one the three states and its extra bits.
 * RFC 8878 §3.1.1.3.2.1.2 A sequence takes at most 30 + 16 + 16 extra and 26 state bits, so a flush stands in between
 * when that would not fit beside the 7 bits left over.
 */
function writeBitstream(op: usize, limit: usize, count: u32): usize {
  const literalsTable = tables0;
  const offsetTable = tables1;
  const matchTable = tables2;
  let codesAt = ENCODER_CODES + ((count - 1) << 2);
  let sequenceAt = ENCODER_SEQUENCES + ((count - 1) << 3);

  let codes = load<u32>(codesAt);
  let sequence = load<u64>(sequenceAt);
  let literalsState = initialState(literalsTable, codes & 255);
  let offsetState = initialState(offsetTable, (codes >> 8) & 255);
  let matchState = initialState(matchTable, codes >> 16);

  let bits: u64 = 0;
  let filled: u32 = 0;
  while (true) {
    const literalsBits = literalsLengthBits(codes & 255);
    const matchBits = matchLengthBits(codes >> 16);
    const offsetBits = (codes >> 8) & 255;
    if (literalsBits + matchBits) {
      if (filled + literalsBits + matchBits > 63) {
        store<u64>(op, bits);
        op += <usize>(filled >> 3);
        bits >>= <u64>(filled & 0x38);
        filled &= 7;
      }
      bits |= low(sequence >> LITERALS_SHIFT, literalsBits) << filled;
      filled += literalsBits;
      bits |= low(sequence >> MATCH_SHIFT, matchBits) << filled;
      filled += matchBits;
    }
    if (filled + offsetBits > 63) {
      store<u64>(op, bits);
      op += <usize>(filled >> 3);
      bits >>= <u64>(filled & 0x38);
      filled &= 7;
    }
    bits |= low(sequence, offsetBits) << filled;
    filled += offsetBits;
    store<u64>(op, bits);
    op += <usize>(filled >> 3);
    bits >>= <u64>(filled & 0x38);
    filled &= 7;
    if (op >= limit) return 0;
    if (codesAt == ENCODER_CODES) break;

    codesAt -= 4;
    sequenceAt -= 8;
    codes = load<u32>(codesAt);
    sequence = load<u64>(sequenceAt);
    let at = offsetTable + <usize>((codes >> 5) & 0x7f8);
    let width = (offsetState + load<u32>(at, TRANSFORMS + 4)) >> 16;
    bits |= low(<u64>offsetState, width) << filled;
    filled += width;
    offsetState = load<u16>(offsetTable + (((offsetState >> width) + load<u32>(at, TRANSFORMS)) << 1));
    at = matchTable + <usize>((codes >> 13) & 0x7f8);
    width = (matchState + load<u32>(at, TRANSFORMS + 4)) >> 16;
    bits |= low(<u64>matchState, width) << filled;
    filled += width;
    matchState = load<u16>(matchTable + (((matchState >> width) + load<u32>(at, TRANSFORMS)) << 1));
    at = literalsTable + <usize>((codes << 3) & 0x7f8);
    width = (literalsState + load<u32>(at, TRANSFORMS + 4)) >> 16;
    bits |= low(<u64>literalsState, width) << filled;
    filled += width;
    literalsState = load<u16>(literalsTable + (((literalsState >> width) + load<u32>(at, TRANSFORMS)) << 1));
  }
  const matchLog = load<u32>(matchTable, ACCURACY_LOG);
  bits |= low(<u64>matchState, matchLog) << filled;
  filled += matchLog;
  const offsetLog = load<u32>(offsetTable, ACCURACY_LOG);
  bits |= low(<u64>offsetState, offsetLog) << filled;
  filled += offsetLog;
  const literalsLog = load<u32>(literalsTable, ACCURACY_LOG);
  bits |= low(<u64>literalsState, literalsLog) << filled;
  filled += literalsLog;
  bits |= <u64>1 << filled;
  store<u64>(op, bits);
  op += <usize>((filled + 8) >> 3);
  return op < limit ? op : 0;
}
