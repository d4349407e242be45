/** FSE table description: the distribution that a table is built from. RFC 8878 §4.1.1 */

import { FSE_TABLE } from "../common/status";
import { DECODED_COUNTS } from "../memory/map";

/** Accuracy_Log is sent less this. RFC 8878 §4.1.1 */
const ACCURACY_LOG_MIN: u32 = 5;

let log: u32 = 0;
let symbols: u32 = 0;

/** Accuracy_Log of the distribution last read. */
export function accuracyLog(): u32 {
  return log;
}

/** How many entries of DECODED_COUNTS the distribution last read has. */
export function symbolCount(): u32 {
  return symbols;
}

/**
 * Reads the distribution at `ptr` into DECODED_COUNTS (i16 each, -1 for "less than 1"): the bytes it took, or
 * FSE_TABLE when it has symbols over `maxSymbol`, is finer than `maxLog`, does not add up or passes `end`.
 *
 * Bits past `end` may be looked at, but a description that consumes one is refused.
 */
export function readDistribution(ptr: usize, end: usize, maxSymbol: u32, maxLog: u32): i32 {
  if (ptr >= end) return FSE_TABLE;
  log = (load<u8>(ptr) & 15) + ACCURACY_LOG_MIN;
  if (log > maxLog) return FSE_TABLE;

  let position: u32 = 4;
  let remaining: i32 = (1 << log) + 1;
  let threshold: i32 = 1 << log;
  let width: u32 = log + 1;
  let symbol: u32 = 0;
  while (remaining > 1) {
    if (symbol > maxSymbol) return FSE_TABLE;
    const bits = load<u32>(ptr + (position >> 3)) >> (position & 7);
    // The smallest values need one bit less, as long as larger ones cannot occur.
    const short = 2 * threshold - 1 - remaining;
    let value = <i32>bits & (threshold - 1);
    if (value < short) {
      position += width - 1;
    } else {
      value = <i32>bits & (2 * threshold - 1);
      if (value >= threshold) value -= short;
      position += width;
    }
    const count = value - 1;
    remaining -= count < 0 ? 1 : count;
    store<i16>(DECODED_COUNTS + (symbol << 1), <i16>count);
    symbol++;
    while (remaining < threshold) {
      width--;
      threshold >>= 1;
    }
    if (count != 0) continue;
    // "a 2-bit repeat flag": so many more zeros; 3 says that another flag follows.
    let repeat: u32;
    do {
      repeat = (load<u32>(ptr + (position >> 3)) >> (position & 7)) & 3;
      position += 2;
      if (symbol + repeat > maxSymbol) return FSE_TABLE;
      for (let i: u32 = 0; i < repeat; i++) {
        store<i16>(DECODED_COUNTS + (symbol << 1), 0);
        symbol++;
      }
    } while (repeat == 3);
  }
  symbols = symbol;
  const size = (position + 7) >> 3;
  if (size > <u32>(end - ptr)) return FSE_TABLE;
  return size;
}
