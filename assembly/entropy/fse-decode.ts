/**
 * FSE decoding tables from a distribution. RFC 8878 §4.1.1
 *
 * An entry of a sequence table holds everything that one step needs, so that each field is one load at a constant
 * offset from the state, which is kept as a byte offset (index × 16):
 *
 *   0 ┬ baseline         u64    lengths: that of a literals length below, of a match length above bit 32, so that one
 *     │                         addition makes the pair; offsets: u32, and (1 << extra bits) - 1 in the upper half
 *   8 ┼ next state       u16    byte offset into the range of the table (memory/map.ts), bits to be added
 *  10 ┼ next mask        u16    ((1 << next bits) - 1) << ENTRY_SHIFT
 *  12 ┼ extra bits       u8
 *  13 ┼ next bits        u8
 *  14 ┴ extra mask       u16    lengths only: (1 << extra bits) - 1
 *
 * An entry of the table for Huffman weights is four bytes: symbol, next bits, next state, next mask.
 */

import { DECODED_COUNTS, SPREAD_RUNS, SPREAD_SYMBOLS, SYMBOL_NEXT, WEIGHTS_FSE_TABLE } from "../memory/map";

/** Bytes of an entry of a sequence table, as a shift. */
export const ENTRY_SHIFT: u32 = 4;

/**
 * Gives each state of a table of 1 << log entries its symbol (SPREAD_SYMBOLS), and each symbol its first
 * next-state number (SYMBOL_NEXT), from the `symbols` counts in DECODED_COUNTS.
 *
 * The symbols are first laid out in runs, with 8-byte stores, then permuted: storing each at its own place took
 * 1.3 times as long.
 */
function spread(log: u32, symbols: u32): void {
  const size: usize = 1 << log;
  let high = size - 1;
  let run = SPREAD_RUNS;
  for (let symbol: usize = 0; symbol < symbols; symbol++) {
    const count = load<i16>(DECODED_COUNTS + (symbol << 1));
    if (count < 0) {
      store<u8>(SPREAD_SYMBOLS + high, <u8>symbol);
      high--;
      store<u16>(SYMBOL_NEXT + (symbol << 1), 1);
    } else {
      const bytes = <u64>symbol * 0x0101010101010101;
      const end = run + count;
      store<u64>(run, bytes);
      while (run + 8 < end) {
        run += 8;
        store<u64>(run, bytes);
      }
      run = end;
      store<u16>(SYMBOL_NEXT + (symbol << 1), count);
    }
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let position: usize = 0;
  if (high == size - 1) {
    for (let from = SPREAD_RUNS; from < run; from++) {
      store<u8>(SPREAD_SYMBOLS + position, load<u8>(from));
      position = (position + step) & high;
    }
    return;
  }
  for (let from = SPREAD_RUNS; from < run; from++) {
    store<u8>(SPREAD_SYMBOLS + position, load<u8>(from));
    do position = (position + step) & (size - 1);
    while (position > high);
  }
}

/** Bits to read from a state whose symbol's counter stands at `next`. */
// @ts-ignore: decorator
@inline
function nextBits(log: u32, next: u32): u32 {
  return log - 31 + clz(next);
}

// @ts-ignore: decorator
@inline
function takeNext(symbol: usize): u32 {
  const at = SYMBOL_NEXT + (symbol << 1);
  const next = <u32>load<u16>(at);
  store<u16>(at, next + 1);
  return next;
}

/**
 * Builds a sequence table at offset `at` of the range that begins at `range`, from the distribution in
 * DECODED_COUNTS; `codes` are the beginnings of entries, by code.
 */
export function buildSequenceTable(range: usize, at: usize, codes: usize, log: u32, symbols: u32): void {
  spread(log, symbols);
  const size: u32 = 1 << log;
  let table = range + at;
  for (let state: usize = 0; state < size; state++) {
    const symbol = <usize>load<u8>(SPREAD_SYMBOLS + state);
    const next = takeNext(symbol);
    const bits = nextBits(log, next);
    const code = codes + (symbol << ENTRY_SHIFT);
    store<u64>(table, load<u64>(code));
    const transition = (at + (((next << bits) - size) << ENTRY_SHIFT)) | (((1 << bits) - 1) << (16 + ENTRY_SHIFT));
    store<u64>(table, load<u64>(code, 8) | (<u64>bits << 40) | <u64>transition, 8);
    table += 1 << ENTRY_SHIFT;
  }
}

/** Makes the one entry of a table in RLE_Mode: the code at `code`, and a state that stays at offset 0. */
export function buildRleTable(table: usize, code: usize): void {
  store<u64>(table, load<u64>(code));
  store<u64>(table, load<u64>(code, 8), 8);
}

/**
 * Fills the 16-byte entries of `count` codes of lengths: code 0 begins at `baseline`, each next one where the last one
 * ends. `position` is the bit of the pair at which these lengths are.
 */
export function buildLengthCodes(codes: usize, extraBits: usize, count: u32, baseline: u32, position: u64): void {
  for (let code: u32 = 0; code < count; code++) {
    const bits = <u64>load<u8>(extraBits + code);
    const span = <u64>1 << bits;
    store<u64>(codes, <u64>baseline << position);
    store<u64>(codes, (bits << 32) | ((span - 1) << 48), 8);
    baseline += <u32>span;
    codes += 1 << ENTRY_SHIFT;
  }
}

/** Builds WEIGHTS_FSE_TABLE from the distribution in DECODED_COUNTS. */
export function buildWeightsTable(log: u32, symbols: u32): void {
  spread(log, symbols);
  const size: u32 = 1 << log;
  for (let state: usize = 0; state < size; state++) {
    const symbol = <usize>load<u8>(SPREAD_SYMBOLS + state);
    const next = takeNext(symbol);
    const bits = nextBits(log, next);
    const entry = <u32>symbol | (bits << 8) | (((next << bits) - size) << 18) | (((1 << bits) - 1) << 24);
    store<u32>(WEIGHTS_FSE_TABLE + (state << 2), entry);
  }
}
