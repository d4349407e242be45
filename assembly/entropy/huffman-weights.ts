/** Huffman_Tree_Description: the weights of all symbols but the last. RFC 8878 §4.2.1 */

import { HUFFMAN_TREE } from "../common/status";
import { paddingBits } from "../bits/backward";
import { DECODED_WEIGHTS, WEIGHTS_FSE_TABLE } from "../memory/map";
import { buildWeightsTable } from "./fse-decode";
import { accuracyLog, readDistribution, symbolCount } from "./fse-description";

/** Max_Number_of_Bits of a Huffman code. RFC 8878 §4.2.1 */
export const HUFFMAN_BITS_MAX: u32 = 11;
/** Highest Accuracy_Log of the table that compresses weights. RFC 8878 §4.2.1.2 */
const WEIGHTS_LOG_MAX: u32 = 6;
/** Header bytes from here on say how many weights follow directly, four bits each. RFC 8878 §4.2.1.1 */
const DIRECT: u32 = 128;
/** All symbols but the last, whose weight is implied. */
const WEIGHTS_MAX: u32 = 255;

let symbols: u32 = 0;
let bitsMax: u32 = 0;

/** How many entries of DECODED_WEIGHTS the tree last read has, the implied one included. */
export function weightCount(): u32 {
  return symbols;
}

/** Max_Number_of_Bits of the tree last read. */
export function treeBits(): u32 {
  return bitsMax;
}

/** Reads the tree description at `ptr` into DECODED_WEIGHTS: the bytes it took, or HUFFMAN_TREE. */
export function readWeights(ptr: usize, end: usize): i32 {
  if (ptr >= end) return HUFFMAN_TREE;
  const header = <u32>load<u8>(ptr);
  ptr++;
  let size = header;
  if (header >= DIRECT) {
    symbols = header - (DIRECT - 1);
    size = (symbols + 1) >> 1;
  }
  if (size > <u32>(end - ptr)) return HUFFMAN_TREE;
  if (header >= DIRECT) readDirect(ptr, size);
  else if (!readCompressed(ptr, ptr + size)) return HUFFMAN_TREE;
  return complete() ? <i32>(size + 1) : HUFFMAN_TREE;
}

/** "Weight[0] = (Byte[0] >> 4), Weight[1] = (Byte[0] & 0xf)", and so on. RFC 8878 §4.2.1.1 */
function readDirect(ptr: usize, size: usize): void {
  for (let i: usize = 0; i < size; i++) {
    const pair = load<u8>(ptr + i);
    store<u8>(DECODED_WEIGHTS + (i << 1), pair >> 4);
    store<u8>(DECODED_WEIGHTS + (i << 1), pair & 15, 1);
  }
}

/**
 * Two interleaved FSE states share one bitstream; when one of them asks for more bits than there are, the other
 * gives its last symbol and that is the end. RFC 8878 §4.2.1.2
 */
function readCompressed(ptr: usize, end: usize): bool {
  const size = readDistribution(ptr, end, WEIGHTS_MAX, WEIGHTS_LOG_MAX);
  if (size < 0) return false;
  const start = ptr + size;
  if (start >= end) return false;
  const last = load<u8>(end - 1);
  if (last == 0) return false;
  const log = accuracyLog();
  buildWeightsTable(log, symbolCount());

  // Position in bits from `start`, of what is not read yet. At most 128 bytes: plain reads, one a symbol.
  let left = <i32>((end - start) << 3) - <i32>paddingBits(last) - 2 * log;
  if (left < 0) return false;
  let even = bitsAt(start, left + log, log);
  let odd = bitsAt(start, left, log);
  let count: u32 = 0;
  for (;;) {
    const entry = load<u32>(WEIGHTS_FSE_TABLE + (even << 2));
    store<u8>(DECODED_WEIGHTS + count, <u8>(entry >> 16));
    count++;
    const bits = (entry >> 8) & 15;
    left -= bits;
    if (left < 0) break;
    if (count >= WEIGHTS_MAX - 1) return false;
    even = odd;
    odd = (entry & 0xff) + bitsAt(start, left, bits);
  }
  store<u8>(DECODED_WEIGHTS + count, load<u8>(WEIGHTS_FSE_TABLE + (odd << 2), 2));
  symbols = count + 1;
  return true;
}

/** `count` (at most 8) bits from bit `position` on. */
// @ts-ignore: decorator
@inline
function bitsAt(start: usize, position: u32, count: u32): u32 {
  return (load<u32>(start + (position >> 3)) >> (position & 7)) & ((1 << count) - 1);
}

/**
 * Adds the implied weight: the one that brings the sum of 2^(Weight-1) to the next power of two. Refuses a tree of
 * more than 11 bits and one that cannot be completed, or that lacks the two longest codes every tree has.
 */
function complete(): bool {
  let sum: u32 = 0;
  let longest: u32 = 0;
  for (let symbol: usize = 0; symbol < symbols; symbol++) {
    const weight = <u32>load<u8>(DECODED_WEIGHTS + symbol);
    if (weight > HUFFMAN_BITS_MAX) return false;
    sum += (1 << weight) >> 1;
    if (weight == 1) longest++;
  }
  if (sum == 0) return false;
  bitsMax = 32 - clz(sum);
  if (bitsMax > HUFFMAN_BITS_MAX) return false;
  const rest = (<u32>1 << bitsMax) - sum;
  if (popcnt(rest) != 1) return false;
  const implied = 32 - clz(rest);
  store<u8>(DECODED_WEIGHTS + symbols, <u8>implied);
  symbols++;
  if (implied == 1) longest++;
  return longest >= 2;
}
