/**
 * The loaded dictionary: its bytes, kept at the start of the arena. RFC 8878 §5
 *
 *   ARENA ┬ formatted: Magic_Number, Dictionary_ID, entropy tables, 3 × repeated offset │ content │ … window
 *         ┴ raw:       content │ … window
 *
 * The window of a frame begins where the content ends, so a match reaches into the dictionary as it reaches into
 * what was decoded. The entropy tables are parsed into the decoder's form when the dictionary is loaded.
 */

import { DICTIONARY_MAGIC, DICTIONARY_SIZE_MAX } from "../common/limits";
import { DICTIONARY_CORRUPT, STATE } from "../common/status";
import { accuracyLog } from "../entropy/fse-description";
import { readWeights, treeBits, weightCount } from "../entropy/huffman-weights";
import { LITERALS_LENGTH, MATCH_LENGTH, OFFSET, describeTable, prepareTables } from "../entropy/sequence-tables";
import { reserve } from "./io";
import { ARENA, DECODED_WEIGHTS, DICTIONARY_WEIGHTS, FROM_DICTIONARY, SLACK } from "./map";

/** Magic_Number and Dictionary_ID. */
const ENTROPY_OFFSET: usize = 8;
/** Three repeated offsets of four bytes. */
const OFFSETS_SIZE: usize = 12;

let reserved: usize = 0;
/** Where the content begins and ends, in bytes from ARENA on. */
let content: usize = 0;
let contentEnd: usize = 0;
let formatted: bool = false;
let id: u32 = 0;
let generation: u32 = 0;
let taken: u32 = 0;
let rep1: u32 = 1;
let rep2: u32 = 4;
let rep3: u32 = 8;
let literalsLengthLog: u32 = 0;
let matchLengthLog: u32 = 0;
let offsetLog: u32 = 0;
let symbols: u32 = 0;
let bitsMax: u32 = 0;

/** First byte of the content. */
export function dictionaryContentPtr(): usize {
  return ARENA + content;
}

/** Where the content ends and the window of a frame may begin; ARENA when there is no dictionary. */
export function dictionaryContentEnd(): usize {
  return ARENA + contentEnd;
}

/** Dictionary_ID; 0 for raw content. */
export function dictionaryId(): u32 {
  return id;
}

/** Whether there are entropy tables and repeated offsets beside the content. */
export function dictionaryIsFormatted(): bool {
  return formatted;
}

/** Where the entropy tables of a formatted dictionary begin, as they were written. */
export function dictionaryEntropyPtr(): usize {
  return ARENA + ENTROPY_OFFSET;
}

/** The repeated offset 1, 2 or 3 that a frame begins with: those of RFC 8878 §3.1.1.5, or the dictionary's. */
export function dictionaryRep(index: u32): u32 {
  return index == 1 ? rep1 : index == 2 ? rep2 : rep3;
}

/** Accuracy_Log of the decoding table at FROM_DICTIONARY of this kind. */
export function dictionaryLog(kind: u32): u32 {
  return kind == LITERALS_LENGTH ? literalsLengthLog : kind == MATCH_LENGTH ? matchLengthLog : offsetLog;
}

/** Number of weights at DICTIONARY_WEIGHTS; those behind them are 0. */
export function dictionaryWeightCount(): u32 {
  return symbols;
}

/** Max_Number_of_Bits of the tree at DICTIONARY_WEIGHTS. */
export function dictionaryTreeBits(): u32 {
  return bitsMax;
}

/** The arena behind the dictionary is taken for something else: what was kept there is lost. */
export function takeArena(): void {
  taken++;
}

/** Changes whenever the dictionary does or the arena was taken. */
export function arenaGeneration(): u32 {
  return generation + taken;
}

/** Changes whenever the dictionary does: what was derived from another generation is stale. */
export function dictionaryGeneration(): u32 {
  return generation;
}

/**
 * Drops the dictionary and returns where the next one is to be written, `length` bytes (0 to DICTIONARY_SIZE_MAX);
 * 0 when the memory cannot be had. A frame that is being worked on is lost.
 */
export function dictionaryReserve(length: usize): usize {
  drop();
  if (length > <usize>DICTIONARY_SIZE_MAX) return 0;
  if (!reserve(ARENA + length + SLACK)) return 0;
  reserved = length;
  return ARENA;
}

/**
 * Takes the `length` bytes written at ARENA as the dictionary of all frames to come: 0, DICTIONARY_CORRUPT (then
 * there is none), or STATE when fewer bytes were reserved.
 */
export function dictionaryLoad(length: usize): i32 {
  if (length > reserved) return STATE;
  drop();
  contentEnd = length;
  // Fewer than eight bytes cannot hold magic and ID: raw content, as the reference takes it.
  if (length < ENTROPY_OFFSET) return 0;
  if (load<u32>(ARENA) != <u32>DICTIONARY_MAGIC) return 0;
  if (readTables()) return 0;
  drop();
  return DICTIONARY_CORRUPT;
}

function drop(): void {
  reserved = 0;
  content = 0;
  contentEnd = 0;
  formatted = false;
  id = 0;
  generation++;
  rep1 = 1;
  rep2 = 4;
  rep3 = 8;
}

/** "Huffman_Table, FSE tables for offset codes, match length codes, literal length codes, 3 offsets". RFC 8878 §5 */
function readTables(): bool {
  prepareTables();
  const end = dictionaryContentEnd();
  let ptr = dictionaryEntropyPtr();
  const tree = readWeights(ptr, end);
  if (tree < 0) return false;
  ptr += tree;
  symbols = weightCount();
  bitsMax = treeBits();
  memory.copy(DICTIONARY_WEIGHTS, DECODED_WEIGHTS, 256);

  const offsets = describeTable(OFFSET, FROM_DICTIONARY, ptr, end);
  if (offsets < 0) return false;
  ptr += offsets;
  offsetLog = accuracyLog();
  const matchLengths = describeTable(MATCH_LENGTH, FROM_DICTIONARY, ptr, end);
  if (matchLengths < 0) return false;
  ptr += matchLengths;
  matchLengthLog = accuracyLog();
  const literalsLengths = describeTable(LITERALS_LENGTH, FROM_DICTIONARY, ptr, end);
  if (literalsLengths < 0) return false;
  ptr += literalsLengths;
  literalsLengthLog = accuracyLog();

  if (end - ptr < OFFSETS_SIZE) return false;
  content = ptr + OFFSETS_SIZE - ARENA;
  rep1 = load<u32>(ptr);
  rep2 = load<u32>(ptr, 4);
  rep3 = load<u32>(ptr, 8);
  const reach = <u32>(contentEnd - content);
  if (rep1 - 1 >= reach) return false;
  if (rep2 - 1 >= reach) return false;
  if (rep3 - 1 >= reach) return false;
  id = load<u32>(ARENA, 4);
  formatted = true;
  return true;
}
