/**
 * Huffman-coded literals. RFC 8878 §4.2.2
 *
 * The table always has 11 index bits, whatever the tree has: a shift by a constant is worth more than a smaller
 * table. An entry is symbol << 8 | bits, so that `bits <<= entry` moves on: WebAssembly shifts count modulo 64, and
 * a code has at most 11 bits, which leaves bits 7-6 of the entry clear.
 */

import { endsAt, paddingBits, topAligned } from "../bits/backward";
import { HUFFMAN_RANKED, HUFFMAN_TABLE } from "../memory/map";
import { HUFFMAN_BITS_MAX } from "./huffman-weights";

const INDEX_SHIFT: u64 = 64 - HUFFMAN_BITS_MAX;
const TABLE_END: usize = HUFFMAN_TABLE + (2 << HUFFMAN_BITS_MAX);
/** A refill gives at least 56 bits: five codes. */
const CODES_PER_REFILL: usize = 5;
/** The Jump_Table: sizes of the first three streams. RFC 8878 §3.1.1.3.1.6 */
const JUMP_TABLE_SIZE: usize = 6;

/** Number of symbols of each weight, then where the next one of that weight goes in HUFFMAN_RANKED. */
const RANKS: usize = HUFFMAN_RANKED + 256;

/** Builds HUFFMAN_TABLE for the complete tree of `bitsMax` bits with the `symbols` weights at `weights`. */
export function buildHuffmanTable(weights: usize, symbols: u32, bitsMax: u32): void {
  // Symbols in order of weight: the loops below then have one length of run at a time.
  for (let weight: usize = 0; weight <= HUFFMAN_BITS_MAX; weight++) store<u16>(RANKS + (weight << 1), 0);
  for (let symbol: usize = 0; symbol < symbols; symbol++) {
    const rank = RANKS + (<usize>load<u8>(weights + symbol) << 1);
    store<u16>(rank, load<u16>(rank) + 1);
  }
  let place: u32 = 0;
  for (let weight: usize = 1; weight <= HUFFMAN_BITS_MAX; weight++) {
    const count = <u32>load<u16>(RANKS + (weight << 1));
    store<u16>(RANKS + (weight << 1), place);
    place += count;
  }
  for (let symbol: usize = 0; symbol < symbols; symbol++) {
    const weight = <usize>load<u8>(weights + symbol);
    if (weight == 0) continue;
    const rank = RANKS + (weight << 1);
    const at = <u32>load<u16>(rank);
    store<u8>(HUFFMAN_RANKED + at, <u8>symbol);
    store<u16>(rank, at + 1);
  }

  // "starting from the lowest Weight", each symbol fills 2^(Weight-1) of 2^bitsMax entries, here of 2^11.
  let at: usize = HUFFMAN_TABLE;
  let ranked = HUFFMAN_RANKED;
  for (let weight: u32 = 1; at < TABLE_END; weight++) {
    const end = HUFFMAN_RANKED + load<u16>(RANKS + (weight << 1));
    const run: usize = 2 << (weight - 1 + HUFFMAN_BITS_MAX - bitsMax);
    const bits = bitsMax + 1 - weight;
    for (; ranked < end; ranked++) {
      const entry = <u64>((<u32>load<u8>(ranked) << 8) | bits) * 0x0001000100010001;
      const next = at + run;
      // A run of fewer than four entries is written over by the runs behind it, as no run is shorter than its last.
      for (; at < next; at += 8) store<u64>(at, entry);
      at = next;
    }
  }
}

/** Entry of the code at the top of `bits`. */
// @ts-ignore: decorator
@inline
function entryOf(bits: u64): u32 {
  return load<u16>(<usize>(bits >> INDEX_SHIFT) << 1, HUFFMAN_TABLE);
}

/** Decodes one stream from `start` to `end` into the `size` bytes at `out`; false when it does not end exactly. */
export function decodeOneStream(start: usize, end: usize, out: usize, size: usize): bool {
  if (start >= end) return false;
  const last = load<u8>(end - 1);
  if (last == 0) return false;
  return finishStream(topAligned(end - 8, paddingBits(last)), end - 8, start, out, out + size);
}

/** Decodes what is left of a stream; false when it does not end exactly at `start`. */
function finishStream(bits: u64, ptr: usize, start: usize, out: usize, outEnd: usize): bool {
  while (out + CODES_PER_REFILL <= outEnd) {
    const used = ctz(bits);
    ptr -= <usize>(used >> 3);
    bits = topAligned(ptr, used & 7);
    let entry = entryOf(bits);
    store<u8>(out, entry >> 8);
    bits <<= <u64>entry;
    entry = entryOf(bits);
    store<u8>(out, entry >> 8, 1);
    bits <<= <u64>entry;
    entry = entryOf(bits);
    store<u8>(out, entry >> 8, 2);
    bits <<= <u64>entry;
    entry = entryOf(bits);
    store<u8>(out, entry >> 8, 3);
    bits <<= <u64>entry;
    entry = entryOf(bits);
    store<u8>(out, entry >> 8, 4);
    bits <<= <u64>entry;
    out += CODES_PER_REFILL;
  }
  const used = ctz(bits);
  ptr -= <usize>(used >> 3);
  bits = topAligned(ptr, used & 7);
  for (; out < outEnd; out++) {
    const entry = entryOf(bits);
    store<u8>(out, entry >> 8);
    bits <<= <u64>entry;
  }
  return endsAt(start, ptr, bits);
}

/**
 * Decodes four streams that share the bytes from `ptr` to `end` into the `size` (at least 6) bytes at `out`; false
 * when the Jump_Table leaves a stream without a byte or one of them does not end exactly.
 */
export function decodeFourStreams(ptr: usize, end: usize, out: usize, size: usize): bool {
  if (ptr + JUMP_TABLE_SIZE > end) return false;
  const start1 = ptr + JUMP_TABLE_SIZE;
  const start2 = start1 + load<u16>(ptr);
  const start3 = start2 + load<u16>(ptr, 2);
  const start4 = start3 + load<u16>(ptr, 4);
  if (start2 == start1) return false;
  if (start3 == start2) return false;
  if (start4 == start3) return false;
  if (start4 >= end) return false;
  const last1 = load<u8>(start2 - 1);
  const last2 = load<u8>(start3 - 1);
  const last3 = load<u8>(start4 - 1);
  const last4 = load<u8>(end - 1);
  if (last1 == 0) return false;
  if (last2 == 0) return false;
  if (last3 == 0) return false;
  if (last4 == 0) return false;

  const segment = (size + 3) >> 2;
  const outEnd = out + size;
  const out2 = out + segment;
  const out3 = out2 + segment;
  const out4 = out3 + segment;
  let at1 = out;
  let at2 = out2;
  let at3 = out3;
  let at4 = out4;
  let ptr1 = start2 - 8;
  let ptr2 = start3 - 8;
  let ptr3 = start4 - 8;
  let ptr4 = end - 8;
  let bits1 = topAligned(ptr1, paddingBits(last1));
  let bits2 = topAligned(ptr2, paddingBits(last2));
  let bits3 = topAligned(ptr3, paddingBits(last3));
  let bits4 = topAligned(ptr4, paddingBits(last4));

  // The fourth segment is the shortest: whole rounds of five codes a stream as long as it lasts.
  while (at4 + CODES_PER_REFILL <= outEnd) {
    let used = ctz(bits1);
    ptr1 -= <usize>(used >> 3);
    bits1 = topAligned(ptr1, used & 7);
    used = ctz(bits2);
    ptr2 -= <usize>(used >> 3);
    bits2 = topAligned(ptr2, used & 7);
    used = ctz(bits3);
    ptr3 -= <usize>(used >> 3);
    bits3 = topAligned(ptr3, used & 7);
    used = ctz(bits4);
    ptr4 -= <usize>(used >> 3);
    bits4 = topAligned(ptr4, used & 7);

    let entry1 = entryOf(bits1);
    let entry2 = entryOf(bits2);
    let entry3 = entryOf(bits3);
    let entry4 = entryOf(bits4);
    store<u8>(at1, entry1 >> 8);
    store<u8>(at2, entry2 >> 8);
    store<u8>(at3, entry3 >> 8);
    store<u8>(at4, entry4 >> 8);
    bits1 <<= <u64>entry1;
    bits2 <<= <u64>entry2;
    bits3 <<= <u64>entry3;
    bits4 <<= <u64>entry4;

    entry1 = entryOf(bits1);
    entry2 = entryOf(bits2);
    entry3 = entryOf(bits3);
    entry4 = entryOf(bits4);
    store<u8>(at1, entry1 >> 8, 1);
    store<u8>(at2, entry2 >> 8, 1);
    store<u8>(at3, entry3 >> 8, 1);
    store<u8>(at4, entry4 >> 8, 1);
    bits1 <<= <u64>entry1;
    bits2 <<= <u64>entry2;
    bits3 <<= <u64>entry3;
    bits4 <<= <u64>entry4;

    entry1 = entryOf(bits1);
    entry2 = entryOf(bits2);
    entry3 = entryOf(bits3);
    entry4 = entryOf(bits4);
    store<u8>(at1, entry1 >> 8, 2);
    store<u8>(at2, entry2 >> 8, 2);
    store<u8>(at3, entry3 >> 8, 2);
    store<u8>(at4, entry4 >> 8, 2);
    bits1 <<= <u64>entry1;
    bits2 <<= <u64>entry2;
    bits3 <<= <u64>entry3;
    bits4 <<= <u64>entry4;

    entry1 = entryOf(bits1);
    entry2 = entryOf(bits2);
    entry3 = entryOf(bits3);
    entry4 = entryOf(bits4);
    store<u8>(at1, entry1 >> 8, 3);
    store<u8>(at2, entry2 >> 8, 3);
    store<u8>(at3, entry3 >> 8, 3);
    store<u8>(at4, entry4 >> 8, 3);
    bits1 <<= <u64>entry1;
    bits2 <<= <u64>entry2;
    bits3 <<= <u64>entry3;
    bits4 <<= <u64>entry4;

    entry1 = entryOf(bits1);
    entry2 = entryOf(bits2);
    entry3 = entryOf(bits3);
    entry4 = entryOf(bits4);
    store<u8>(at1, entry1 >> 8, 4);
    store<u8>(at2, entry2 >> 8, 4);
    store<u8>(at3, entry3 >> 8, 4);
    store<u8>(at4, entry4 >> 8, 4);
    bits1 <<= <u64>entry1;
    bits2 <<= <u64>entry2;
    bits3 <<= <u64>entry3;
    bits4 <<= <u64>entry4;

    at1 += CODES_PER_REFILL;
    at2 += CODES_PER_REFILL;
    at3 += CODES_PER_REFILL;
    at4 += CODES_PER_REFILL;
  }
  if (!finishStream(bits1, ptr1, start1, at1, out2)) return false;
  if (!finishStream(bits2, ptr2, start2, at2, out3)) return false;
  if (!finishStream(bits3, ptr3, start3, at3, out4)) return false;
  return finishStream(bits4, ptr4, start4, at4, outEnd);
}
