/** Huffman_Tree_Description: the weights of all symbols but the last. RFC 8878 §4.2.1 */

import { HUFFMAN_TREE } from "../common/status";
import { paddingBits } from "../bits/backward";
import { DECODED_WEIGHTS, WEIGHTS_FSE_TABLE, WEIGHT_MASKS } from "../memory/map";
import { buildWeightsTable } from "./fse-decode";
import { accuracyLog, readDistribution, symbolCount } from "./fse-description";

/**
 * Longest code. RFC 8878 §4.2.1 says 11 bits; the reference has always read 12, and dictionaries with such a tree are
 * in use (docs/zstd-errata.md).
 */
export const HUFFMAN_BITS_MAX: u32 = 12;
/** Bytes of WEIGHT_MASKS a weight, as a shift: one bit for each of 256 symbols. */
export const MASKS_SHIFT: u32 = 5;
/** Highest Accuracy_Log of the table that compresses weights. RFC 8878 §4.2.1.2 */
const WEIGHTS_LOG_MAX: u32 = 6;
/** Header bytes from here on say how many weights follow directly, four bits each. RFC 8878 §4.2.1.1 */
const DIRECT: u32 = 128;
/** All symbols but the last, whose weight is implied. */
const WEIGHTS_MAX: u32 = 255;
const SYMBOLS_MAX: usize = 256;

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

/**
 * Reads the tree description at `ptr` into DECODED_WEIGHTS (256, those that are not there are 0) and WEIGHT_MASKS: the
 * bytes it took, or HUFFMAN_TREE.
 */
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
  for (let at: usize = 0; at < SYMBOLS_MAX; at += 8) store<u64>(DECODED_WEIGHTS + at, 0);
  if (header >= DIRECT) readDirect(ptr);
  else if (!readCompressed(ptr, ptr + size)) return HUFFMAN_TREE;
  return complete() ? <i32>(size + 1) : HUFFMAN_TREE;
}

/** "Weight[0] = (Byte[0] >> 4), Weight[1] = (Byte[0] & 0xf)", and so on. RFC 8878 §4.2.1.1 */
function readDirect(ptr: usize): void {
  for (let i: usize = 0; i < symbols; i++) {
    const pair = <u32>load<u8>(ptr + (i >> 1));
    store<u8>(DECODED_WEIGHTS + i, i & 1 ? pair & 15 : pair >> 4);
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
  const last = <u32>load<u8>(end - 1);
  if (last == 0) return false;
  const log = <u64>accuracyLog();
  buildWeightsTable(accuracyLog(), symbolCount());

  ptr = end - 8;
  let container = load<u64>(ptr);
  let left = 64 - paddingBits(last) - log;
  const mask = (1 << <u32>log) - 1;
  let even = WEIGHTS_FSE_TABLE + <usize>((<u32>(container >> left) & mask) << 2);
  left -= log;
  let odd = WEIGHTS_FSE_TABLE + <usize>((<u32>(container >> left) & mask) << 2);
  // The count of bits before `start` that the container holds: what may be left when the stream is at its end.
  if (unread(start, ptr, left) < 0) return false;
  let count: usize = 0;
  // Eight weights take at most 48 bits. As long as a refill finds 56, none of them is the last.
  while (count < WEIGHTS_MAX - 8) {
    ptr -= <usize>((left ^ 63) >> 3);
    left |= 56;
    if (ptr < start) break;
    container = load<u64>(ptr);
    const stop = count + 8;
    do {
      store<u8>(DECODED_WEIGHTS + count, load<u8>(even));
      left -= <u64>load<u8>(even, 1);
      even = nextState(even, container >> left);
      store<u8>(DECODED_WEIGHTS + count, load<u8>(odd), 1);
      left -= <u64>load<u8>(odd, 1);
      odd = nextState(odd, container >> left);
      count += 2;
    } while (count < stop);
  }
  while (count < WEIGHTS_MAX) {
    ptr -= <usize>((left ^ 63) >> 3);
    left |= 56;
    container = load<u64>(ptr);
    store<u8>(DECODED_WEIGHTS + count, load<u8>(even));
    count++;
    left -= <u64>load<u8>(even, 1);
    if (unread(start, ptr, left) < 0) {
      store<u8>(DECODED_WEIGHTS + count, load<u8>(odd));
      symbols = <u32>count + 1;
      return symbols <= WEIGHTS_MAX;
    }
    const next = nextState(even, container >> left);
    even = odd;
    odd = next;
  }
  return false;
}

/** Address of the entry that follows the one at `state`, of the bits that are lowest in `bits`. */
// @ts-ignore: decorator
@inline
function nextState(state: usize, bits: u64): usize {
  return WEIGHTS_FSE_TABLE + load<u8>(state, 2) + <usize>(((<u32>bits) & <u32>load<u8>(state, 3)) << 2);
}

/** Bits of a stream that are not read yet, when `left` bits of the eight bytes at `ptr` are not. */
// @ts-ignore: decorator
@inline
function unread(start: usize, ptr: usize, left: u64): i32 {
  return (<i32>(ptr - start) << 3) + <i32>left;
}

/**
 * Adds the implied weight: the one that brings the sum of 2^(Weight-1) to the next power of two. Refuses a tree of
 * more than 12 bits and one that cannot be completed, or that lacks the two longest codes every tree has.
 */
function complete(): bool {
  if (!maskWeights(DECODED_WEIGHTS, symbols)) return false;
  let sum: u32 = 0;
  for (let weight: u32 = 1; weight <= HUFFMAN_BITS_MAX; weight++) {
    const masks = WEIGHT_MASKS + (<usize>weight << MASKS_SHIFT);
    const count = popcnt(load<u64>(masks)) + popcnt(load<u64>(masks, 8))
      + popcnt(load<u64>(masks, 16)) + popcnt(load<u64>(masks, 24));
    sum += <u32>count << (weight - 1);
  }
  if (sum == 0) return false;
  bitsMax = 32 - clz(sum);
  if (bitsMax > HUFFMAN_BITS_MAX) return false;
  const rest = (<u32>1 << bitsMax) - sum;
  if (popcnt(rest) != 1) return false;
  const implied = 32 - clz(rest);
  store<u8>(DECODED_WEIGHTS + symbols, <u8>implied);
  const mask = WEIGHT_MASKS + (<usize>implied << MASKS_SHIFT) + ((symbols >> 6) << 3);
  store<u64>(mask, load<u64>(mask) | (<u64>1 << symbols));
  symbols++;
  const longest = WEIGHT_MASKS + (1 << MASKS_SHIFT);
  // The sum is even, so is the number of codes of the greatest length: none, or two and more.
  return (load<u64>(longest) | load<u64>(longest, 8) | load<u64>(longest, 16) | load<u64>(longest, 24)) != 0;
}

/**
 * Writes to WEIGHT_MASKS, for each weight, which of the 256 symbols at `weights` have it; false when one is over 12.
 * Behind the first `count` of them all are 0, most often 64 and more.
 *
 * Eight weights at a time are taken apart into four planes of bits, and the planes of 64 weights are combined: symbols
 * come out in order of weight, and the many that have none cost nothing (counting them one by one, then sorting, took
 * more time than decoding 200 bytes).
 */
export function maskWeights(weights: usize, count: usize): bool {
  let over: u64 = 0;
  for (let at: usize = 0; at < SYMBOLS_MAX; at += 64) {
    let plane0: u64 = 0;
    let plane1: u64 = 0;
    let plane2: u64 = 0;
    let plane3: u64 = 0;
    for (let i: usize = 0; i < 64 && at + i < count; i += 8) {
      const eight = load<u64>(weights + at + i);
      over |= eight;
      plane0 |= lowBits(eight) << i;
      plane1 |= lowBits(eight >> 1) << i;
      plane2 |= lowBits(eight >> 2) << i;
      plane3 |= lowBits(eight >> 3) << i;
    }
    if (plane3 & plane2 & (plane1 | plane0)) return false;
    const masks = WEIGHT_MASKS + (at >> 3);
    for (let weight: u32 = 1; weight <= HUFFMAN_BITS_MAX; weight++) {
      store<u64>(
        masks + (<usize>weight << MASKS_SHIFT),
        (weight & 1 ? plane0 : ~plane0) & (weight & 2 ? plane1 : ~plane1)
          & (weight & 4 ? plane2 : ~plane2) & (weight & 8 ? plane3 : ~plane3),
      );
    }
  }
  return (over & 0xf0f0f0f0f0f0f0f0) == 0;
}

/** The lowest bit of each of eight bytes, as the eight bits of one. */
// @ts-ignore: decorator
@inline
function lowBits(eight: u64): u64 {
  return ((eight & 0x0101010101010101) * 0x0102040810204080) >> 56;
}
