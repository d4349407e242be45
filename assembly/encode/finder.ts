/** The match finder of the level in use, and its tables. */

import { FINDER_TABLES, FINDER_TABLES_SIZE } from "../memory/map";
import {
  DOUBLE_FAST, FAST, GREEDY, OPTIMAL, TREE_LAZY2, ULTRA2, attemptsLog, enough, finder, hashLog, keptLog, minMatch,
  secondHashLog,
} from "./parameters";
import {
  LEVEL_3_LONG_LOG, LEVEL_3_SHORT_LOG, findDoubleFast, findDoubleFastLevel3, indexDoubleFast,
} from "./double-fast";
import { findFast, indexFast } from "./fast";
import { ROWS, TREES, WIDE_ROWS, findLazy } from "./lazy";
import {
  PRIME_8, SLOT_LOG_MAX, TAGGED_END, TAGS, confirmRepeats, foundOffset, multiplier, proposeRepeats, repeat1, repeat2,
  repeat3, resetRepeats, slot, slotMask,
} from "./match";
import { beginLongBlock, longLength, nextLong } from "./long-distance";
import { findOptimal } from "./optimal";
import { beginPrices, pricesAreNew, resetPrices } from "./prices";
import {
  clearRows, indexRows, keepRowsUp, movePositions, moveRows, restoreRows, rowsSize, setupRows, skipRows,
} from "./rows";
import { resetSequences, storeLastLiterals, storeMatch } from "./sequence-store";
import { clearTrees, indexTrees, keepTreesUp, moveTrees, resumeTrees, setupTrees } from "./tree";

/** A block that is shorter is all literals: a match is looked for where eight bytes are left, behind the first. */
const FIND_MIN: usize = 9;

/** Hashes read eight bytes. */
const WORD: usize = 8;

/** Level 3, which is used most, has a match finder with its parameters as constants: 4 % faster. */
let isLevel3 = false;
let table: usize = 0;
let second: usize = 0;
let tableEnd: usize = 0;
let prime: u64 = 0;
let mask: usize = 0;
let secondMask: usize = 0;
/** What of an entry is not its address: TAGS, or 0 where the window ends too high. */
let tags: u32 = 0;

/** Places the tables: at their fixed address or, if they are too large for it, at `at`. Returns where all ends. */
export function placeTables(at: usize): usize {
  isLevel3 = false;
  if (finder() >= TREE_LAZY2) {
    table = at;
    tableEnd = setupTrees(at, hashLog(), secondHashLog(), attemptsLog(), minMatch());
    return tableEnd;
  }
  let size = <usize>4 << hashLog();
  if (finder() >= GREEDY) size = rowsSize(hashLog());
  else if (finder() == DOUBLE_FAST) size += <usize>4 << secondHashLog();
  table = size <= FINDER_TABLES_SIZE ? FINDER_TABLES : at;
  tableEnd = table + size;
  prime = multiplier(minMatch());
  tags = at <= TAGGED_END ? TAGS : 0;
  if (finder() >= GREEDY) {
    setupRows(table, hashLog(), attemptsLog(), prime);
  } else {
    mask = slotMask(hashLog());
    second = table + (<usize>4 << hashLog());
    secondMask = slotMask(secondHashLog());
    const logs = hashLog() == LEVEL_3_LONG_LOG && secondHashLog() == LEVEL_3_SHORT_LOG;
    isLevel3 = logs && minMatch() == 5 && tags != 0;
    // A small table has no room for the highest bits of a hash, where the last byte of what is hashed has its own: they
    // come to lie where they count (marked numbers of five bytes at level 2: 11 % smaller).
    if (!isLevel3) prime >>= SLOT_LOG_MAX - (finder() == FAST ? hashLog() : secondHashLog());
  }
  return max<usize>(at, tableEnd);
}

/** Empties the tables; `first` is the address of the first byte that matches may reach. */
export function clearTables(first: usize): void {
  resetPrices();
  if (finder() >= TREE_LAZY2) clearTrees(first);
  else if (finder() >= GREEDY) clearRows(first);
  else memory.fill(table, 0, tableEnd - table);
}

/** Lets matches reach into the dictionary's content, [from, end), which the window follows. */
export function indexContent(from: usize, end: usize): void {
  if (end - from < WORD) return;
  const last = end - WORD;
  if (finder() >= TREE_LAZY2) indexTrees(from, last, end);
  else if (finder() >= GREEDY) indexRows(from, last);
  else if (finder() == FAST) indexFast(from, last, prime, mask, tags);
  else {
    const longTable = table - FINDER_TABLES;
    const shortTable = second - FINDER_TABLES;
    indexDoubleFast(from, last, longTable, firstLog(), mask, shortTable, prime, secondLog(), secondMask, tags);
  }
}

/** What `slot` is told of the two tables of DOUBLE_FAST. */
function firstLog(): u64 {
  return isLevel3 ? LEVEL_3_LONG_LOG : SLOT_LOG_MAX;
}

function secondLog(): u64 {
  return isLevel3 ? LEVEL_3_SHORT_LOG : SLOT_LOG_MAX;
}

/** Where the tables are, and how many bytes they take. */
export function tablesPtr(): usize {
  return table;
}

export function tablesSize(): usize {
  return tableEnd - table;
}

/** Goes on from tables that are as `indexContent` left them for a content that ends at `end`. */
export function resumeTables(end: usize): void {
  resetPrices();
  if (finder() >= TREE_LAZY2) resumeTrees(end - WORD);
  else skipRows(end - WORD);
}

/**
 * Puts back what the positions [from, end) of a frame changed in the tables, from a copy `delta` bytes further on:
 * false where only all of it can be. Each position says by its hash where it was put, if it was.
 */
export function restoreTables(delta: usize, from: usize, end: usize): bool {
  if (finder() >= TREE_LAZY2) return false;
  if (end - from < WORD) return true;
  const stop = end - WORD + 1;
  if (finder() >= GREEDY) {
    restoreRows(delta, from, stop);
    return true;
  }
  const first = table - FINDER_TABLES;
  if (finder() == FAST) {
    for (let at = from; at < stop; at++) putBack(slot(first, load<u64>(at) * prime, SLOT_LOG_MAX, mask), delta);
    return true;
  }
  for (let at = from; at < stop; at++) {
    const here = load<u64>(at);
    putBack(slot(first, here * PRIME_8, firstLog(), mask), delta);
    putBack(slot(second - FINDER_TABLES, here * prime, secondLog(), secondMask), delta);
  }
  return true;
}

// @ts-ignore: decorator
@inline
function putBack(slot: usize, delta: usize): void {
  store<u32>(slot, load<u32>(slot + delta, FINDER_TABLES), FINDER_TABLES);
}

/** The window moved down by `delta`. */
export function moveTables(delta: usize): void {
  if (finder() >= TREE_LAZY2) moveTrees(delta);
  else if (finder() >= GREEDY) moveRows(delta);
  else movePositions(table, tableEnd, delta, tags);
}

/**
 * The block at `start` is done. Where a repeated offset or a long match covers all of it nothing in it is searched for,
 * and it stays out of the tables. What comes before it has to, too: the window would have left it when it is entered.
 */
export function keepUp(start: usize): void {
  keepRowsUp(start);
  keepTreesUp(start);
}

/** Whether this level would rather be done than save the last bytes. */
export function isFast(): bool {
  return finder() <= GREEDY;
}

/** Stores the sequences and literals of the block [start, end); matches reach down to `low`. */
export function findSequences(start: usize, end: usize, low: usize): void {
  const first = repeat1();
  const second = repeat2();
  const third = repeat3();
  beginLongBlock(start);
  while (keptLog()) {
    const match = nextLong(start, end, low);
    if (match == end) break;
    const offset = foundOffset();
    findShort(start, match, low);
    storeMatch(offset + 3, longLength());
    confirmRepeats();
    resetRepeats(offset, repeat1(), repeat2());
    start = match + longLength();
  }
  findShort(start, end, low);
  resetRepeats(first, second, third);
}

/** The same for a part of it that long matches leave. */
function findShort(start: usize, end: usize, low: usize): void {
  if (end - start < FIND_MIN) {
    storeLastLiterals(start, end);
    proposeRepeats(repeat1(), repeat2());
  } else if (isLevel3) {
    findDoubleFastLevel3(start, end, low);
  } else if (finder() == FAST) {
    findFast(start, end, low, prime, mask, tags);
  } else if (finder() == DOUBLE_FAST) {
    findDoubleFast(start, end, low, table - FINDER_TABLES, mask, second - FINDER_TABLES, prime, secondMask, tags);
  } else if (finder() >= OPTIMAL) {
    findCheapest(start, end, low);
  } else if (finder() == TREE_LAZY2) {
    findLazy(start, end, low, 2, TREES);
  } else {
    findLazy(start, end, low, finder() - GREEDY, attemptsLog() > 4 ? WIDE_ROWS : ROWS);
  }
}

/** What the first pass over the first block counts makes its second pass, from empty trees, better. */
function findCheapest(start: usize, end: usize, low: usize): void {
  const twice = finder() == ULTRA2 && pricesAreNew() && start == low;
  const shortest: u32 = minMatch() == 3 ? 3 : 4;
  beginPrices(start, end);
  findOptimal(start, end, low, shortest, enough(), finder() != OPTIMAL);
  if (!twice) return;
  resetSequences();
  clearTrees(start);
  beginPrices(start, end);
  findOptimal(start, end, low, shortest, enough(), true);
}
