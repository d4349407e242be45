/** Counting of symbols, and what a distribution costs to write. */

import { HISTOGRAM } from "../memory/map";

/** Below this, clearing and merging four tables costs more than it saves. */
const PARALLEL_MIN: usize = 1024;

let largest: u32 = 0;

/** The count of the most frequent symbol of the last histogram. */
export function histogramLargest(): u32 {
  return largest;
}

/** Counts the bytes of [ptr, end), at least one, into HISTOGRAM (256 × u32) and returns the last symbol that occurs. */
export function histogram(ptr: usize, end: usize): u32 {
  memory.fill(HISTOGRAM, 0, 1024);
  if (end - ptr >= PARALLEL_MIN) ptr = countParallel(ptr, end);
  while (ptr < end) {
    const at = HISTOGRAM + (<usize>load<u8>(ptr) << 2);
    store<u32>(at, load<u32>(at) + 1);
    ptr++;
  }
  let last: u32 = 255;
  while (!load<u32>(HISTOGRAM + (last << 2))) last--;
  let max: u32 = 0;
  for (let s: u32 = 0; s <= last; s++) {
    const n = load<u32>(HISTOGRAM + (s << 2));
    max = n > max ? n : max;
  }
  largest = max;
  return last;
}

// @ts-ignore: decorator
@inline
function bump(offset: usize, symbol: u64): void {
  const at = HISTOGRAM + offset + ((<usize>symbol & 255) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Four tables, so that runs of one symbol do not wait for their own stores. Returns where it stopped. */
function countParallel(ptr: usize, end: usize): usize {
  memory.fill(HISTOGRAM + 1024, 0, 3072);
  const limit = end - 8;
  while (ptr <= limit) {
    const v = load<u64>(ptr);
    bump(0, v);
    bump(1024, v >> 8);
    bump(2048, v >> 16);
    bump(3072, v >> 24);
    bump(0, v >> 32);
    bump(1024, v >> 40);
    bump(2048, v >> 48);
    bump(3072, v >> 56);
    ptr += 8;
  }
  for (let at = HISTOGRAM; at < HISTOGRAM + 1024; at += 8) {
    store<u64>(at, load<u64>(at) + load<u64>(at, 1024) + load<u64>(at, 2048) + load<u64>(at, 3072));
  }
  return ptr;
}
