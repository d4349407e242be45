/**
 * Decoding tables of Huffman codes. RFC 8878 §4.2.1.1
 *
 * HUFFMAN_TABLE, indexed by the next bits of the stream, has four bytes an entry:
 *
 *   0 ┬ advance   u16   1 << bits of the code: multiplying a register by it moves on. A shift by a variable takes the
 *     │                 count through a register of its own and a mask: 2 % of all decoding
 *   2 ┼ symbol    u8
 *   3 ┴ bits      u8    where one stream is decoded alone, all waits for its register, and a shift is sooner there than
 *                       a product: 4 % of decoding 200 bytes
 *
 * HUFFMAN_PAIRS, for streams in which two codes often fit the index, eight:
 *
 *   0 ┬ advance   u16   of both codes
 *   2 ┼ symbols   u8 × 2
 *   4 ┴ count     u8    1 or 2
 *
 * Many literals are decoded with an index of 11 bits whatever the tree has: a shift by a constant is worth 2 % of all
 * decoding. Few literals, and a tree of 12 bits, take an index of as many bits as the tree has: the smaller table is
 * sooner filled, which is worth 6 % of decoding 1 KB.
 */

import { HUFFMAN_PAIRS, HUFFMAN_TABLE, WEIGHT_MASKS } from "../memory/map";
import { MASKS_SHIFT } from "./huffman-weights";

/** Index bits of the tables for many literals: the longest code of RFC 8878 §4.2.1. */
export const INDEX_BITS: u32 = 11;

/** Bytes of an entry of HUFFMAN_TABLE and of HUFFMAN_PAIRS, as shifts. */
export const ENTRY_SHIFT: u32 = 2;
const PAIR_SHIFT: u32 = 3;

/** Builds HUFFMAN_TABLE of 1 << indexBits entries for the tree of `bitsMax` bits that WEIGHT_MASKS describes. */
export function buildHuffmanTable(bitsMax: u32, indexBits: u32): void {
  // "starting from the lowest Weight", each symbol fills 2^(Weight-1) of 2^bitsMax entries.
  let at: usize = HUFFMAN_TABLE;
  for (let weight: u32 = 1; weight <= bitsMax; weight++) {
    const run: usize = 1 << (ENTRY_SHIFT + weight - 1 + indexBits - bitsMax);
    const bits = bitsMax + 1 - weight;
    const advance = (<u64>1 << bits) | (<u64>bits << 24);
    const masks = WEIGHT_MASKS + (<usize>weight << MASKS_SHIFT);
    for (let first: usize = 0; first < 256; first += 64) {
      for (let mask = load<u64>(masks + (first >> 3)); mask != 0; mask &= mask - 1) {
        const entry = (advance | ((<u64>first + ctz(mask)) << 16)) * 0x100000001;
        const end = at + run;
        // A run of one entry is written as two, the second of which the next run replaces.
        do {
          store<u64>(at, entry);
          at += 8;
        } while (at < end);
        at = end;
      }
    }
  }
}

/** Builds HUFFMAN_PAIRS from a HUFFMAN_TABLE of 11 index bits. */
export function buildPairs(): void {
  for (let index: u32 = 0; index < 1 << INDEX_BITS; index++) {
    const first = load<u32>(HUFFMAN_TABLE + (index << ENTRY_SHIFT));
    const advance = first & 0xffff;
    // The bits behind the first code, with zeros where they are not known: a second code must not need those.
    const rest = (index * advance) & ((1 << INDEX_BITS) - 1);
    const second = load<u32>(HUFFMAN_TABLE + (rest << ENTRY_SHIFT));
    const both = advance * (second & 0xffff);
    const fits = both <= 1 << INDEX_BITS;
    const entry = (fits ? both : advance) | (first & 0xff0000) | ((second & 0xff0000) << 8);
    store<u64>(HUFFMAN_PAIRS + (index << PAIR_SHIFT), <u64>entry | (<u64>(fits ? 2 : 1) << 32));
  }
}

/** Offset of the entry for the bits at the top of `bits`, in a table of 11 index bits. */
// @ts-ignore: decorator
@inline
export function entryOf(bits: u64): usize {
  return <usize>(bits >> (64 - INDEX_BITS - ENTRY_SHIFT)) & (((1 << INDEX_BITS) - 1) << ENTRY_SHIFT);
}

// @ts-ignore: decorator
@inline
export function pairOf(bits: u64): usize {
  return <usize>(bits >> (64 - INDEX_BITS - PAIR_SHIFT)) & (((1 << INDEX_BITS) - 1) << PAIR_SHIFT);
}
