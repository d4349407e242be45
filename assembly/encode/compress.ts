/**
 * The compressor: one frame at a time, from a window that input is written into, block by block to IO.
 *
 *   arena  ┌ dictionary ┬ history │ pending input │ room ┬ slack ┬ match-finder tables ┬ long distances ┐
 *                       base                      window end
 *
 * What comes out depends on the input, the parameters and the flushes alone: a block is cut only where the format's
 * maximum, a flush, the end or a change of its content cuts it, and a full block waits until it is known whether it is
 * the last one.
 */

import {
  BLOCK_SIZE_MAX, ENCODER_WINDOW_LOG_MAX, FLAG_CHECKSUM, FLAG_DICTIONARY, LEVEL_MAX, LEVEL_MIN, MODE_CONTINUE, MODE_END,
  WINDOW_LOG_MIN,
} from "../common/limits";
import {
  FRAME_COMPLETE, HAS_OUTPUT, NEEDS_INPUT, OUT_OF_MEMORY, PARAMETER, PLEDGED_SIZE, STATE,
} from "../common/status";
import {
  arenaGeneration, dictionaryContentEnd, dictionaryContentPtr, dictionaryId,
} from "../memory/dictionary";
import { IO, IO_SIZE, SLACK } from "../memory/map";
import { refuse, reserve, setConsumed, setInput, setOutput } from "../memory/io";
import { BLOCK_HEADER_SIZE, RAW_BLOCK } from "../frame/block";
import { writeFrameHeader } from "../frame/header-writer";
import { xxh64Digest, xxh64Reset, xxh64Update } from "../hash/xxh64";
import { buildCosts } from "../entropy/log2";
import { buildCodes } from "./codes";
import { writeBlock } from "./block";
import { ENTROPY_SIZE, keepEntropy, resumeDictionary, useDictionary } from "./dictionary";
import {
  clearTables, indexContent, keepUp, moveTables, placeTables, restoreTables, resumeTables, tablesPtr, tablesSize,
} from "./finder";
import { beginLong, indexLong, moveLong, placeLong } from "./long-distance";
import { resetLiterals } from "./literals";
import { TAGGED_END, resetRepeats, setReach } from "./match";
import {
  GREEDY, OPTIMAL, attemptsLog, chooseParameters, finder, hashLog, keptLog, minMatch, secondHashLog,
  windowLog,
} from "./parameters";
import { SPLIT_MIN, splitSize } from "./split";
import { buildPredefinedTables, resetSequencesSection } from "./sequences";

/** Input beyond the window, so that moving the window down stays rare: each byte is moved less than once on average. */
const AHEAD_MIN: usize = 1 << 19;
const AHEAD_MAX: usize = 1 << 21;
/** Contents to this size find the dictionary prepared: indexing it would take longer than they do. */
const PREPARED_SIZE_MAX: usize = 1 << 17;
/** Positions of the content that have eight bytes are indexed; the last ones get theirs from the frame. */
const PREPARED_CONTENT_MIN: usize = 8;
/** Largest content whose size is exact in the f64 that the host passes. */
const SIZE_MAX: f64 = 9007199254740991;

let constantsBuilt = false;
let open = false;
let started = false;
let checksum = false;

let base: usize = 0;
/** Where matches may reach down to at first: the dictionary's content, or the base. */
let content: usize = 0;
let frameDictionaryId: u32 = 0;
let windowEnd: usize = 0;
let next: usize = 0;
let inputEnd: usize = 0;
let windowSize: usize = 0;
let blockMax: usize = 0;
let received: u64 = 0;
let compressed: u64 = 0;
let pledged: u64 = 0;

/** What the last frame's tables depended on, whether they were kept, where, and whether they are as kept again. */
let preparedKey: u64 = 0;
let prepared = false;
let copyAt: usize = 0;
let intact = false;

/**
 * Begins a frame. `level` LEVEL_MIN…LEVEL_MAX; `log` of the window, 0 = by level; `flags` FLAG_…; `contentSize` in
 * bytes or −1 when it is not known.
 */
export function compressBegin(level: i32, log: i32, flags: i32, contentSize: f64): i32 {
  open = false;
  if (level < LEVEL_MIN || level > LEVEL_MAX) return PARAMETER;
  if (log && (log < WINDOW_LOG_MIN || log > ENCODER_WINDOW_LOG_MAX)) return PARAMETER;
  if (flags & ~(FLAG_CHECKSUM | FLAG_DICTIONARY)) return PARAMETER;
  if (!(contentSize >= -1 && contentSize <= SIZE_MAX)) return PARAMETER;
  if (!constantsBuilt) {
    buildCosts();
    buildCodes();
    buildPredefinedTables();
    constantsBuilt = true;
  }
  pledged = contentSize < 0 ? u64.MAX_VALUE : <u64>contentSize;
  const withDictionary = (flags & FLAG_DICTIONARY) != 0;
  // Behind the loaded dictionary also when this frame does not use it: the next one may.
  base = dictionaryContentEnd();
  content = withDictionary ? dictionaryContentPtr() : base;
  frameDictionaryId = withDictionary ? dictionaryId() : 0;
  chooseParameters(level, log, pledged, base - content);
  windowSize = <usize>1 << windowLog();
  blockMax = min<usize>(BLOCK_SIZE_MAX, windowSize);
  windowEnd = base + windowCapacity();
  const key = preparationKey();
  // Tables of words follow: where small contents are prepared for, always at the same place.
  const tables = ((key ? base + PREPARED_SIZE_MAX : windowEnd) + 2 * SLACK + 63) & ~63;
  const end = placeTables(tables);
  const kept = placeLong(key ? end + tablesSize() + ENTROPY_SIZE : end);
  if (!reserve(kept)) return refuse(OUT_OF_MEMORY, <f64>kept, 0);
  resetLiterals();
  resetSequencesSection();
  if (prepared && key == preparedKey) {
    resume(end);
  } else {
    prepared = key != 0 && key == preparedKey;
    preparedKey = key;
    clearTables(base);
    indexLong(content, base);
    if (withDictionary) {
      indexContent(content, base);
      useDictionary();
    } else {
      resetRepeats(1, 4, 8);
    }
    if (prepared) prepare(end);
  }
  intact = false;
  beginLong(key == 0);
  checksum = (flags & FLAG_CHECKSUM) != 0;
  if (checksum) xxh64Reset();
  next = base;
  inputEnd = base;
  received = 0;
  compressed = 0;
  open = true;
  started = false;
  setInput(base, windowEnd - base);
  setOutput(IO, 0);
  setConsumed(0);
  return NEEDS_INPUT;
}

/**
 * What tables with the dictionary's content in them depend on; 0 where they are made for this frame alone: it has no
 * dictionary, is not known to be small, or the dictionary leaves tags no room.
 */
function preparationKey(): u64 {
  if (base - content < PREPARED_CONTENT_MIN) return 0;
  if (pledged > <u64>PREPARED_SIZE_MAX || base > TAGGED_END - 4 * PREPARED_SIZE_MAX) return 0;
  const tables = finder() | (hashLog() << 4) | (secondHashLog() << 9);
  const parameters = tables | (attemptsLog() << 14) | (minMatch() << 18) | (keptLog() << 21);
  return ((<u64>arenaGeneration() << 32) | <u64>parameters) + 1;
}

/** Keeps the tables as they are now at `copy`: the same dictionary came twice in a row, and may come again. */
function prepare(copy: usize): void {
  memory.copy(copy, tablesPtr(), tablesSize());
  copyAt = copy;
  keepEntropy(copy + tablesSize());
}

/** Gives a frame the tables that were kept. A frame that did not come to its end left them as they were then. */
function resume(copy: usize): void {
  if (!intact) memory.copy(tablesPtr(), copy, tablesSize());
  resumeTables(base);
  resumeDictionary(copy + tablesSize());
}

/** A known content gets just its room (and one byte, to notice more); any other the window and room to fill ahead. */
function windowCapacity(): usize {
  const ahead = max<usize>(windowSize >> 2, max<usize>(AHEAD_MIN, min<usize>(windowSize, AHEAD_MAX)));
  let capacity = windowSize + ahead;
  if (pledged < <u64>capacity) capacity = <usize>pledged + 1;
  return capacity;
}

/**
 * Takes `length` bytes that were written at inputPtr and compresses what is due. HAS_OUTPUT: call again with 0 and the
 * same mode; NEEDS_INPUT; FRAME_COMPLETE after MODE_END. PLEDGED_SIZE when the content is not as long as was said.
 */
export function compressStep(length: usize, mode: i32): i32 {
  setOutput(IO, 0);
  if (!open || length > windowEnd - inputEnd) return STATE;
  if (mode < MODE_CONTINUE || mode > MODE_END) return PARAMETER;
  inputEnd += length;
  received += length;
  if (received > pledged) return pledgeBroken();
  if (mode == MODE_END && received != pledged) {
    if (pledged != u64.MAX_VALUE) return pledgeBroken();
  }
  let op = IO;
  if (!started) {
    op = writeFrameHeader(op, windowLog(), pledged, frameDictionaryId, checksum);
    started = true;
  }
  const opMax = IO + IO_SIZE - blockMax;
  while (true) {
    const pending = inputEnd - next;
    const last = mode == MODE_END && pending <= blockMax;
    if (pending <= blockMax) {
      if (mode == MODE_CONTINUE) break;
      if (!pending && !last) break;
    }
    if (op > opMax) return produced(op, HAS_OUTPUT);
    let size = min<usize>(pending, blockMax);
    // Where prices decide what is found, they decide where blocks end, too: see parts.ts.
    if (finder() < OPTIMAL && size >= SPLIT_MIN) size = splitSize(next, size, finder() < GREEDY);
    const done = last && size == pending;
    op = nextBlock(op, size, done);
    if (done) {
      if (checksum) {
        store<u32>(op, <u32>xxh64Digest());
        op += 4;
      }
      open = false;
      if (prepared) intact = restoreTables(copyAt - tablesPtr(), base - PREPARED_CONTENT_MIN, inputEnd);
      return produced(op, FRAME_COMPLETE);
    }
  }
  if (windowEnd - inputEnd < blockMax) slide();
  return produced(op, NEEDS_INPUT);
}

function pledgeBroken(): i32 {
  open = false;
  return refuse(PLEDGED_SIZE, <f64>received, <f64>pledged);
}

function produced(op: usize, status: i32): i32 {
  setOutput(IO, op - IO);
  setConsumed(compressed);
  setInput(inputEnd, status == NEEDS_INPUT ? windowEnd - inputEnd : 0);
  return status;
}

function nextBlock(op: usize, size: usize, last: bool): usize {
  const end = next + size;
  if (checksum) xxh64Update(next, size);
  if (size) {
    op = writeBlock(op, next, end, lowest(end), compressed == 0, last);
  } else {
    // An empty last Raw_Block: after a flush, or for no content at all.
    store<u32>(op, <u32>last | (RAW_BLOCK << 1));
    op += BLOCK_HEADER_SIZE;
  }
  keepUp(next);
  next = end;
  compressed += size;
  return op;
}

/**
 * How far down matches of the block that ends at `end` may reach: all of the dictionary until the frame is longer than
 * its window, from then on the window. RFC 8878 §5. Match finders that look at several candidates reach one window down
 * from each position, FAST and DOUBLE_FAST from the end of the block, which takes them no test at every position.
 */
function lowest(end: usize): usize {
  let low = content;
  let reach = end - low;
  if (compressed + (end - next) > <u64>windowSize) {
    low = end - windowSize;
    reach = windowSize;
    if (finder() >= GREEDY) low = max<usize>(base, next - windowSize);
  }
  setReach(reach);
  return low;
}

/** Moves the window and what is pending down to the base. */
function slide(): void {
  const from = next - windowSize;
  if (next < base + windowSize || from == base) return;
  const delta = from - base;
  memory.copy(base, from, inputEnd - from);
  moveTables(delta);
  moveLong(delta);
  next -= delta;
  inputEnd -= delta;
}
