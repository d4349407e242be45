/** Sequences section of a block, encoding side: how many, which tables, the bitstream. RFC 8878 §3.1.1.3.2 */

import {
  CODE_COUNTS, ENCODER_CODES, ENCODER_CONSTANTS, FSE_DESCRIPTION, FSE_PREDEFINED, FSE_TABLES, FSE_TABLE_SIZE,
  NORMALIZED_COUNTS,
} from "../memory/map";
import {
  buildEncodingTable, buildRleTable, chooseAccuracyLog, copyTable, crossEntropyCost, entropyCost, normalizeCounts,
  tableCost, writeDescription,
} from "../entropy/fse-encode";
import {
  LITERALS_LENGTH_CODES, LITERALS_LENGTH_LOG_MAX, LITERALS_LENGTH_PREDEFINED, LITERALS_LENGTH_PREDEFINED_LOG,
  MATCH_LENGTH_CODES, MATCH_LENGTH_LOG_MAX, MATCH_LENGTH_PREDEFINED, MATCH_LENGTH_PREDEFINED_LOG, OFFSET_CODES,
  OFFSET_LOG_MAX, OFFSET_PREDEFINED, OFFSET_PREDEFINED_CODES, OFFSET_PREDEFINED_LOG,
} from "../entropy/sequence-codes";
import { LITERALS_LENGTHS, MATCH_LENGTHS, OFFSETS, countCodes, extraBits, writeBitstream } from "./sequence-bitstream";
import { sequenceCount } from "./sequence-store";

// Symbol_Compression_Modes. RFC 8878 §3.1.1.3.2.1.1
const PREDEFINED_MODE: u32 = 0;
const RLE_MODE: u32 = 1;
const FSE_COMPRESSED_MODE: u32 = 2;
const REPEAT_MODE: u32 = 3;

/** The default distributions as i16, 3 × 64. */
const PREDEFINED_COUNTS: usize = ENCODER_CONSTANTS + 0x800;

/** Below this many sequences a distribution is not worth learning exactly: rare codes get a whole state. */
const RARE_CODES_MIN: u32 = 2048;
/** Below this many sequences no description pays. */
const DESCRIBE_MIN: u32 = 20;
/** Below this many it saves less than the time for it is worth at fast levels: 9/8 of the predefined table's states. */
const DESCRIBE_MIN_FAST: u32 = 72;
const DESCRIBE_MIN_FAST_OFFSETS: u32 = 36;

/** Which codes (1 << LITERALS_LENGTHS …) have a table in FSE_TABLES that Repeat_Mode would repeat. */
let repeatable: u32 = 0;
/** Which will have one when the block at hand is written as compressed. */
let proposed: u32 = 0;
/** Which have the predefined table in FSE_TABLES. */
let arePredefined: u32 = 0;

/** Builds what never changes: once. */
export function buildPredefinedTables(): void {
  buildPredefined(LITERALS_LENGTHS, LITERALS_LENGTH_PREDEFINED, LITERALS_LENGTH_CODES);
  buildPredefined(OFFSETS, OFFSET_PREDEFINED, OFFSET_PREDEFINED_CODES);
  buildPredefined(MATCH_LENGTHS, MATCH_LENGTH_PREDEFINED, MATCH_LENGTH_CODES);
}

function buildPredefined(kind: u32, counts: usize, codes: u32): void {
  const norm = predefinedCounts(kind);
  for (let c: u32 = 0; c < codes; c++) store<i16>(norm + (c << 1), <i16>load<i8>(counts + c));
  buildEncodingTable(FSE_PREDEFINED + kind * FSE_TABLE_SIZE, norm, predefinedLog(kind), codes - 1);
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

function codeCount(kind: u32): u32 {
  if (kind == LITERALS_LENGTHS) return LITERALS_LENGTH_CODES;
  return kind == OFFSETS ? OFFSET_CODES : MATCH_LENGTH_CODES;
}

/** Forgets the tables of earlier blocks: a frame begins. */
export function resetSequencesSection(): void {
  repeatable = 0;
}

/** Where the table of a kind is used and kept. */
export function encodingTable(kind: u32): usize {
  return FSE_TABLES + kind * FSE_TABLE_SIZE;
}

/** The tables in FSE_TABLES were put there by a dictionary and may be repeated. */
export function allowRepeatedTables(): void {
  repeatable = 7;
  arePredefined = 0;
}

/** The block was written as a Compressed_Block: the decoder has its tables. */
export function confirmSequences(): void {
  repeatable |= proposed;
}

/**
 * Writes the sequences section of the stored sequences and returns where it ends; 0 when it would reach `limit`.
 * `fast` says that time is worth more than the last bytes. Writes up to 300 bytes beyond.
 */
export function writeSequences(op: usize, limit: usize, fast: bool): usize {
  const count = sequenceCount();
  op = writeCount(op, count);
  proposed = 0;
  if (!count) return op;
  countCodes(count);
  const modes = op;
  op++;
  let chosen: u32 = 0;
  for (let kind: u32 = 0; kind < 3; kind++) {
    let describeMin = DESCRIBE_MIN;
    if (fast) describeMin = kind == OFFSETS ? DESCRIBE_MIN_FAST_OFFSETS : DESCRIBE_MIN_FAST;
    const mode = chooseMode(kind, count, describeMin);
    chosen |= mode << (6 - 2 * kind);
    op = writeTable(op, kind, mode);
  }
  store<u8>(modes, <u8>chosen);
  return writeBitstream(op, limit, count);
}

/** Bytes that the sequences section of the stored sequences would take. */
export function sequencesCost(): usize {
  const count = sequenceCount();
  countCodes(count);
  let bits = extraBits(count);
  for (let kind: u32 = 0; kind < 3; kind++) {
    chooseMode(kind, count, DESCRIBE_MIN);
    bits += cheapest;
  }
  return <usize>(bits >> 3) + 4;
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

/** Last code in use, accuracy log and size of the description that chooseMode prepared in FSE_DESCRIPTION. */
let last: u32 = 0;
let log: u32 = 0;
let described: usize = 0;
/** What the mode that chooseMode chose costs, in bits. */
let cheapest: u32 = 0;

/** The cheapest of the four modes for the counted codes. */
function chooseMode(kind: u32, count: u32, describeMin: u32): u32 {
  const counts = CODE_COUNTS + (kind << 8);
  const codes = codeCount(kind);
  let lastUsed: u32 = 0;
  let largest: u32 = 0;
  // No branch on a count: which codes occur cannot be predicted.
  for (let c: u32 = 0; c < codes; c++) {
    const n = load<u32>(counts + (c << 2));
    lastUsed = n ? c : lastUsed;
    largest = max<u32>(n, largest);
  }
  last = lastUsed;
  const canPredefine = kind != OFFSETS || last < OFFSET_PREDEFINED_CODES;
  cheapest = 8;
  if (largest == count) return canPredefine && count <= 2 ? PREDEFINED_MODE : RLE_MODE;
  if (canPredefine && count < describeMin && !(repeatable & (1 << kind))) return PREDEFINED_MODE;
  const basic = canPredefine
    ? crossEntropyCost(counts, predefinedCounts(kind), predefinedLog(kind), last)
    : u32.MAX_VALUE;
  const repeat = repeatable & (1 << kind) ? tableCost(counts, encodingTable(kind), last) : u32.MAX_VALUE;
  const fresh = count < describeMin && canPredefine ? u32.MAX_VALUE : describe(kind, counts, count);
  cheapest = min<u32>(basic, min<u32>(repeat, fresh));
  if (basic == cheapest) return PREDEFINED_MODE;
  return repeat == cheapest ? REPEAT_MODE : FSE_COMPRESSED_MODE;
}

/**
 * Prepares a distribution and its description; returns what both cost, in bits. The last sequence's code starts the
 * state and costs nothing, so it is left out if it occurs elsewhere.
 */
function describe(kind: u32, counts: usize, count: u32): u32 {
  const norm = NORMALIZED_COUNTS + (kind << 7);
  log = chooseAccuracyLog(logMax(kind), count, last, 2);
  const final = counts + (<usize>load<u8>(ENCODER_CODES + ((count - 1) << 2) + kind) << 2);
  if (load<u32>(final) > 1) {
    store<u32>(final, load<u32>(final) - 1);
    count--;
  }
  normalizeCounts(counts, norm, log, count, last, count >= RARE_CODES_MIN ? -1 : 1);
  described = writeDescription(FSE_DESCRIPTION, norm, log, last) - FSE_DESCRIPTION;
  return (<u32>described << 3) + entropyCost(counts, last, count);
}

/** Makes the table of the chosen mode the one in FSE_TABLES, and writes what the decoder needs to build it. */
function writeTable(op: usize, kind: u32, mode: u32): usize {
  const bit: u32 = 1 << kind;
  const table = encodingTable(kind);
  if (mode == REPEAT_MODE) return op;
  repeatable &= ~bit;
  if (mode == PREDEFINED_MODE) {
    if (!(arePredefined & bit)) copyTable(table, FSE_PREDEFINED + kind * FSE_TABLE_SIZE);
    arePredefined |= bit;
    return op;
  }
  arePredefined &= ~bit;
  if (mode == RLE_MODE) {
    buildRleTable(table, last);
    store<u8>(op, <u8>last);
    return op + 1;
  }
  memory.copy(op, FSE_DESCRIPTION, described);
  buildEncodingTable(table, NORMALIZED_COUNTS + (kind << 7), log, last);
  proposed |= bit;
  return op + described;
}
