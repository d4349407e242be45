/** The match finder of the level in use, and its tables. */

import { DOUBLE_FAST, FAST, GREEDY, LAZY, attemptsLog, finder, hashLog, minMatch, secondHashLog } from "./parameters";
import { findDoubleFast, indexDoubleFast } from "./double-fast";
import { findFast, indexFast } from "./fast";
import { findLazy } from "./lazy";
import { multiplier, slotMask } from "./match";
import { clearRows, indexRows, movePositions, moveRows, setupRows } from "./rows";
import { storeLastLiterals } from "./sequence-store";
import { proposeRepeats, repeat1, repeat2 } from "./match";

/** A block that is shorter is all literals: finders read words ahead. */
const FIND_MIN: usize = 32;

/** Hashes read eight bytes. */
const WORD: usize = 8;

let table: usize = 0;
let second: usize = 0;
let tableEnd: usize = 0;
let prime: u64 = 0;
let mask: usize = 0;
let secondMask: usize = 0;

/** Places the tables of the parameters at `at`; returns where they end. */
export function placeTables(at: usize): usize {
  table = at;
  prime = multiplier(minMatch());
  if (finder() >= GREEDY) {
    tableEnd = setupRows(at, hashLog(), attemptsLog(), prime);
  } else {
    mask = slotMask(hashLog());
    second = at + (<usize>4 << hashLog());
    tableEnd = second;
    if (finder() == DOUBLE_FAST) {
      secondMask = slotMask(secondHashLog());
      tableEnd += <usize>4 << secondHashLog();
    }
  }
  return tableEnd;
}

/** Empties the tables; `first` is the address of the first byte that matches may reach. */
export function clearTables(first: usize): void {
  if (finder() >= GREEDY) clearRows(first);
  else memory.fill(table, 0, tableEnd - table);
}

/** Lets matches reach into the dictionary's content, [from, end), which the window follows. */
export function indexContent(from: usize, end: usize): void {
  if (end - from < WORD) return;
  const last = end - WORD;
  if (finder() >= GREEDY) indexRows(from, last);
  else if (finder() == FAST) indexFast(from, last, table, prime, mask);
  else indexDoubleFast(from, last, table, mask, second, prime, secondMask);
}

/** The window moved down by `delta`. */
export function moveTables(delta: usize): void {
  if (finder() >= GREEDY) moveRows(delta);
  else movePositions(table, tableEnd, delta);
}

/** Whether this level would rather be done than save the last bytes. */
export function isFast(): bool {
  return finder() <= GREEDY;
}

/** Stores the sequences and literals of the block [start, end); matches reach down to `low`. */
export function findSequences(start: usize, end: usize, low: usize): void {
  if (end - start < FIND_MIN) {
    storeLastLiterals(start, end);
    proposeRepeats(repeat1(), repeat2());
  } else if (finder() == FAST) {
    findFast(start, end, low, table, prime, mask);
  } else if (finder() == DOUBLE_FAST) {
    findDoubleFast(start, end, low, table, mask, second, prime, secondMask);
  } else {
    findLazy(start, end, low, finder() == GREEDY ? 0 : finder() == LAZY ? 1 : 2);
  }
}
