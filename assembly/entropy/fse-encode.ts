/**
 * FSE, encoding side: normalized counts, their description, encoding tables. RFC 8878 §4.1.
 *
 * An encoding table takes FSE_TABLE_SIZE bytes:
 *
 *   ┌ 512 × u16 next state ┬ 64 × { i32 deltaFindState, u32 deltaNbBits } ┬ u32 accuracy log, u32 symbols ┐
 *   0x000                  0x400                                          0x600
 */

import { FSE_CURSORS, FSE_RUNS, FSE_SPREAD, FSE_TABLE_SIZE } from "../memory/map";
import { log2, cost256 } from "./log2";

/** Offsets within an encoding table. */
export const TRANSFORMS: usize = 0x400;
export const ACCURACY_LOG: usize = 0x600;
export const SYMBOLS: usize = 0x604;

/**
 * How much of a state, in 2^-20, a probability of 0…7 must have left over to be worth one state more. −log2 is
 * lopsided: one state too few costs more than one too many, the more so the smaller the probability. The reference's
 * thresholds.
 */
const ROUND_UP = memory.data<u32>([0, 473195, 504333, 520860, 550000, 700000, 750000, 830000]);

/** Smallest accuracy log that a description can say. RFC 8878 §4.1.1 */
const ACCURACY_LOG_MIN: u32 = 5;

/**
 * Accuracy log for `total` symbols out of 0…last: enough states for every symbol, no more precision than the counts
 * can carry.
 */
export function chooseAccuracyLog(maxLog: u32, total: u32, last: u32, minus: u32): u32 {
  let accuracyLog = maxLog;
  const carried = total > 1 ? log2(total - 1) : 0;
  const useful = carried > minus ? carried - minus : 0;
  if (useful < accuracyLog) accuracyLog = useful;
  const needed = min<u32>(log2(total) + 1, log2(max<u32>(last, 1)) + 2);
  if (needed > accuracyLog) accuracyLog = needed;
  if (accuracyLog < ACCURACY_LOG_MIN) accuracyLog = ACCURACY_LOG_MIN;
  return accuracyLog < maxLog ? accuracyLog : maxLog;
}

/**
 * Scales counts (u32) to probabilities (i16) that sum to 1 << accuracyLog; every symbol that occurs keeps at least
 * one state, and none gets all of them. `rare` is the probability of the rarest: −1 ("less than 1") or 1.
 */
export function normalizeCounts(counts: usize, norm: usize, accuracyLog: u32, total: u32, last: u32, rare: i32): void {
  const scale: u64 = 62 - accuracyLog;
  const step: u64 = (<u64>1 << 62) / total;
  const rareMax = total >> accuracyLog;
  let left: i32 = 1 << accuracyLog;
  let largest: u32 = 0;
  let largestProbability: i32 = 0;
  for (let s: u32 = 0; s <= last; s++) {
    const count = load<u32>(counts + (s << 2));
    let probability: i32 = 0;
    if (count) {
      if (count <= rareMax) {
        probability = rare;
        left--;
      } else {
        const exact = <u64>count * step;
        probability = <i32>(exact >> scale);
        if (probability < 8) {
          const rest = exact - (<u64>probability << scale);
          const threshold = <u64>load<u32>(ROUND_UP + (<usize>probability << 2)) << (scale - 20);
          probability += <i32>(rest > threshold);
        }
        if (probability > largestProbability) {
          largestProbability = probability;
          largest = s;
        }
        left -= probability;
      }
    }
    store<i16>(norm + (s << 1), <i16>probability);
  }
  if (-left < largestProbability >> 1) {
    store<i16>(norm + (largest << 1), <i16>(largestProbability + left));
  } else {
    takeBack(norm, last, left);
  }
}

/** Too many states were given out: take them, one at a time, from the largest that can spare one. */
function takeBack(norm: usize, last: u32, left: i32): void {
  while (left < 0) {
    let from: usize = norm;
    for (let s: u32 = 1; s <= last; s++) {
      const at = norm + (s << 1);
      if (load<i16>(at) > load<i16>(from)) from = at;
    }
    const spare = max<i32>(1, min<i32>(-left, load<i16>(from) >> 2));
    store<i16>(from, <i16>(load<i16>(from) - spare));
    left += spare;
  }
}

/**
 * Writes an FSE table description and returns where it ends. RFC 8878 §4.1.1. Needs at most 2 + (15 · symbols) / 8
 * bytes and writes up to 8 more.
 */
export function writeDescription(op: usize, norm: usize, accuracyLog: u32, last: u32): usize {
  let bits: u64 = accuracyLog - ACCURACY_LOG_MIN;
  let count: u32 = 4;
  let remaining: i32 = (1 << accuracyLog) + 1;
  let threshold: i32 = 1 << accuracyLog;
  let width: u32 = accuracyLog + 1;
  let symbol: u32 = 0;
  let previousZero = false;
  while (symbol <= last && remaining > 1) {
    if (previousZero) {
      // A probability of zero is followed by 2-bit repeat flags: how many more zeros.
      let zeros: u32 = 0;
      while (symbol <= last && !load<i16>(norm + (symbol << 1))) {
        symbol++;
        zeros++;
      }
      if (symbol > last) break;
      while (zeros >= 3) {
        bits |= <u64>3 << count;
        count += 2;
        zeros -= 3;
        if (count >= 32) {
          store<u32>(op, <u32>bits);
          op += 4;
          bits >>= 32;
          count -= 32;
        }
      }
      bits |= <u64>zeros << count;
      count += 2;
    }
    let value: i32 = load<i16>(norm + (symbol << 1));
    symbol++;
    // Values below 2·threshold − 1 − remaining take one bit less.
    const short = 2 * threshold - 1 - remaining;
    remaining -= value < 0 ? -value : value;
    value++;
    if (value >= threshold) value += short;
    bits |= <u64>value << count;
    count += width - <u32>(value < short);
    previousZero = value == 1;
    while (remaining < threshold) {
      width--;
      threshold >>= 1;
    }
    if (count >= 32) {
      store<u32>(op, <u32>bits);
      op += 4;
      bits >>= 32;
      count -= 32;
    }
  }
  store<u64>(op, bits);
  return op + ((count + 7) >> 3);
}

/** Builds the encoding table of normalized counts. */
export function buildEncodingTable(table: usize, norm: usize, accuracyLog: u32, last: u32): void {
  store<u32>(table, accuracyLog, ACCURACY_LOG);
  store<u32>(table, last + 1, SYMBOLS);
  spreadSymbols(norm, accuracyLog, last);
  buildTransforms(table, norm, accuracyLog, last);
  // next[start of symbol's run + rank] = state, in the order of states; the runs' cursors ride in deltaFindState.
  const size: u32 = 1 << accuracyLog;
  for (let state: u32 = 0; state < size; state++) {
    const symbol = <usize>load<u8>(FSE_SPREAD + state);
    const cursor = FSE_CURSORS + (symbol << 1);
    const at = load<u16>(cursor);
    store<u16>(cursor, at + 1);
    store<u16>(table + (<usize>at << 1), <u16>(size + state));
  }
}

/**
 * Distributes the symbols over the states, those of probability "less than 1" at the end. RFC 8878 §4.1.1: step
 * (size >> 1) + (size >> 3) + 3. Runs of equal symbols first, eight bytes a store, then one permutation: no loop whose
 * length cannot be predicted.
 */
function spreadSymbols(norm: usize, accuracyLog: u32, last: u32): void {
  const size: u32 = 1 << accuracyLog;
  const mask = size - 1;
  const step = (size >> 1) + (size >> 3) + 3;
  let high = size;
  let run = FSE_RUNS;
  for (let s: u32 = 0; s <= last; s++) {
    const n = <i32>load<i16>(norm + (s << 1));
    if (n < 0) {
      high--;
      store<u8>(FSE_SPREAD + high, <u8>s);
    } else {
      const eight = <u64>s * 0x0101010101010101;
      store<u64>(run, eight);
      for (let i = 8; i < n; i += 8) store<u64>(run + i, eight);
      run += n;
    }
  }
  let position: u32 = 0;
  for (let i: u32 = 0; i < high; i++) {
    store<u8>(FSE_SPREAD + position, load<u8>(FSE_RUNS + i));
    do position = (position + step) & mask;
    while (position >= high);
  }
}

/** How a symbol changes the state: bits to write (in 16.16, less the state) and where its run of next states lies. */
function buildTransforms(table: usize, norm: usize, accuracyLog: u32, last: u32): void {
  const size: u32 = 1 << accuracyLog;
  // Never written; the cost function reads it as one bit more than the accuracy log.
  const absent = ((accuracyLog + 1) << 16) - size;
  let total: u32 = 0;
  for (let s: u32 = 0; s <= last; s++) {
    const at = table + TRANSFORMS + (s << 3);
    const probability = <i32>load<i16>(norm + (s << 1));
    const n: u32 = probability < 0 ? 1 : probability;
    const bitsOut = accuracyLog - log2((n - 1) | 1);
    store<u16>(FSE_CURSORS + (s << 1), <u16>total);
    store<u32>(at, total - n);
    store<u32>(at, n ? (bitsOut << 16) - (n << bitsOut) : absent, 4);
    total += n;
  }
}

/** The table of an RLE_Mode code: one state, no bits. RFC 8878 §3.1.1.3.2.1.1 */
export function buildRleTable(table: usize, symbol: u32): void {
  store<u32>(table, 0, ACCURACY_LOG);
  store<u32>(table, symbol + 1, SYMBOLS);
  store<u32>(table, 0);
  const at = table + TRANSFORMS + (symbol << 3);
  store<u64>(at, 0);
}

/** The state in which encoding begins with its last symbol: costs no bits. */
// @ts-ignore: decorator
@inline
export function initialState(table: usize, symbol: usize): u32 {
  const at = table + TRANSFORMS + (symbol << 3);
  const delta = load<u32>(at, 4);
  const bitsOut = (delta + (1 << 15)) >> 16;
  const value = (bitsOut << 16) - delta;
  return load<u16>(table + ((<usize>((value >> bitsOut) + load<u32>(at))) << 1));
}

/** Entropy of counts, in bits: what the best table without a description could reach. */
export function entropyCost(counts: usize, last: u32, total: u32): u32 {
  let cost: u32 = 0;
  for (let s: u32 = 0; s <= last; s++) {
    const n = load<u32>(counts + (s << 2));
    if (n) cost += n * cost256(max<u32>(1, (n << 8) / total));
  }
  return cost >> 8;
}

/** What counts cost with given probabilities (i16, sum 1 << accuracyLog), in bits. */
export function crossEntropyCost(counts: usize, norm: usize, accuracyLog: u32, last: u32): u32 {
  let cost: u32 = 0;
  for (let s: u32 = 0; s <= last; s++) {
    const n = load<u32>(counts + (s << 2));
    const probability = <i32>load<i16>(norm + (s << 1));
    cost += n * cost256((probability < 0 ? 1 : <u32>probability) << (8 - accuracyLog));
  }
  return cost >> 8;
}

/** What counts cost with a table that exists already, in bits; u32.MAX_VALUE when it lacks a symbol. */
export function tableCost(counts: usize, table: usize, last: u32): u32 {
  if (load<u32>(table, SYMBOLS) <= last) return u32.MAX_VALUE;
  const accuracyLog = load<u32>(table, ACCURACY_LOG);
  const size: u32 = 1 << accuracyLog;
  const missing = (accuracyLog + 1) << 8;
  let cost: u32 = 0;
  for (let s: u32 = 0; s <= last; s++) {
    const n = load<u32>(counts + (s << 2));
    if (n) {
      const delta = load<u32>(table + TRANSFORMS + (s << 3), 4);
      const bitsMin = delta >> 16;
      const threshold = (bitsMin + 1) << 16;
      const distance = threshold - (delta + size);
      const bits = ((bitsMin + 1) << 8) - ((distance << 8) >> accuracyLog);
      if (bits >= missing) return u32.MAX_VALUE;
      cost += n * bits;
    }
  }
  return cost >> 8;
}

/** Makes `to` the same table as `from`. */
export function copyTable(to: usize, from: usize): void {
  memory.copy(to, from, FSE_TABLE_SIZE);
}
