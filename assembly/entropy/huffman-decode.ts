/**
 * Huffman-coded literals. RFC 8878 §4.2.2
 *
 * HUFFMAN_TABLE, indexed by the next bits of the stream, has four bytes an entry:
 *
 *   0 ┬ advance   u16   1 << bits of the code: multiplying a register by it moves on. A shift by a variable takes the
 *     │                 count through a register of its own and a mask: 2 % of all decoding
 *   2 ┴ symbol    u8
 *
 * HUFFMAN_PAIRS, for streams in which two codes often fit the index, eight:
 *
 *   0 ┬ advance   u16   of both codes
 *   2 ┼ symbols   u8 × 2
 *   4 ┴ count     u8    1 or 2
 *
 * Four streams use an index of 11 bits whatever the tree has: a shift by a constant is worth more than a smaller table.
 * One stream, which is short (at most 1023 bytes), uses as many bits as the tree has: a smaller table is sooner filled.
 * So do four streams, one after the other, when the tree has 12 bits, which only the reference's readers allow.
 */

import { endsAt, paddingBits, topAligned } from "../bits/backward";
import { HUFFMAN_PAIRS, HUFFMAN_TABLE, WEIGHT_MASKS } from "../memory/map";
import { MASKS_SHIFT } from "./huffman-weights";

/** Index bits of the tables for four streams: the longest code of RFC 8878 §4.2.1. */
export const INDEX_BITS: u32 = 11;

/** Bytes of an entry of HUFFMAN_TABLE and of HUFFMAN_PAIRS, as shifts. */
const ENTRY_SHIFT: u32 = 2;
const PAIR_SHIFT: u32 = 3;
/** A refill gives at least 56 bits: five codes, or ten in pairs, or four codes of 12 bits. */
const CODES_PER_REFILL: usize = 5;
const LONG_CODES_PER_REFILL: usize = 4;
const PAIRED_PER_REFILL: usize = 10;
/** The Jump_Table: sizes of the first three streams. RFC 8878 §3.1.1.3.1.6 */
const JUMP_TABLE_SIZE: usize = 6;

/** Builds HUFFMAN_TABLE of 1 << indexBits entries for the tree of `bitsMax` bits that WEIGHT_MASKS describes. */
export function buildHuffmanTable(bitsMax: u32, indexBits: u32): void {
  // "starting from the lowest Weight", each symbol fills 2^(Weight-1) of 2^bitsMax entries.
  let at: usize = HUFFMAN_TABLE;
  for (let weight: u32 = 1; weight <= bitsMax; weight++) {
    const run: usize = 1 << (ENTRY_SHIFT + weight - 1 + indexBits - bitsMax);
    const advance: u64 = 1 << (bitsMax + 1 - weight);
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
function buildPairs(): void {
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
function entryOf(bits: u64): usize {
  return <usize>(bits >> (64 - INDEX_BITS - ENTRY_SHIFT)) & (((1 << INDEX_BITS) - 1) << ENTRY_SHIFT);
}

// @ts-ignore: decorator
@inline
function pairOf(bits: u64): usize {
  return <usize>(bits >> (64 - INDEX_BITS - PAIR_SHIFT)) & (((1 << INDEX_BITS) - 1) << PAIR_SHIFT);
}

/**
 * Decodes one stream from `start` to `end` into the `size` bytes at `out`, with a table of `indexBits`; false when it
 * does not end exactly.
 */
export function decodeOneStream(start: usize, end: usize, out: usize, size: usize, indexBits: u32): bool {
  if (start >= end) return false;
  const last = load<u8>(end - 1);
  if (last == 0) return false;
  return finishStream(topAligned(end - 8, paddingBits(last)), end - 8, start, out, out + size, 64 - indexBits);
}

/** Decodes what is left of a stream; false when it does not end exactly at `start`. */
function finishStream(bits: u64, ptr: usize, start: usize, out: usize, outEnd: usize, shift: u64): bool {
  const codes = shift < 64 - INDEX_BITS ? LONG_CODES_PER_REFILL : CODES_PER_REFILL;
  while (out < outEnd) {
    const used = ctz(bits);
    ptr -= <usize>(used >> 3);
    bits = topAligned(ptr, used & 7);
    const stop = min(outEnd, out + codes);
    do {
      const entry = <usize>(bits >> shift) << ENTRY_SHIFT;
      store<u8>(out, load<u8>(entry, HUFFMAN_TABLE + 2));
      bits *= <u64>load<u16>(entry, HUFFMAN_TABLE);
      out++;
    } while (out < stop);
  }
  return endsAt(start, ptr, bits);
}

/**
 * Decodes four streams that share the bytes from `ptr` to `end` into the `size` (at least 6) bytes at `out`, with a
 * table of `indexBits`, 11 or 12; false when the Jump_Table leaves a stream without a byte or one does not end
 * exactly. `paired`: two codes often fit 11 bits, and there are enough of them to pay for a table of pairs.
 */
export function decodeFourStreams(
  ptr: usize, end: usize, out: usize, size: usize, indexBits: u32, paired: bool,
): bool {
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

  // The two fast loops are written out: a helper of ten arguments and eight results does not exist here, and the four
  // streams must stand side by side, as each one alone waits for its table and its multiplication.
  if (indexBits > INDEX_BITS) {
    // Nothing is decoded yet: all of each stream is left.
  } else if (paired) {
    buildPairs();
    for (;;) {
      // Pairs move the streams on at different speeds: so many rounds at least fit all four.
      let rounds = min(min(out2 - at1, out3 - at2), min(out4 - at3, outEnd - at4)) / PAIRED_PER_REFILL;
      if (rounds == 0) break;
      do {
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

        let entry1 = pairOf(bits1);
        let entry2 = pairOf(bits2);
        let entry3 = pairOf(bits3);
        let entry4 = pairOf(bits4);
        store<u16>(at1, load<u16>(entry1, HUFFMAN_PAIRS + 2));
        store<u16>(at2, load<u16>(entry2, HUFFMAN_PAIRS + 2));
        store<u16>(at3, load<u16>(entry3, HUFFMAN_PAIRS + 2));
        store<u16>(at4, load<u16>(entry4, HUFFMAN_PAIRS + 2));
        bits1 *= <u64>load<u16>(entry1, HUFFMAN_PAIRS);
        bits2 *= <u64>load<u16>(entry2, HUFFMAN_PAIRS);
        bits3 *= <u64>load<u16>(entry3, HUFFMAN_PAIRS);
        bits4 *= <u64>load<u16>(entry4, HUFFMAN_PAIRS);
        at1 += <usize>load<u8>(entry1, HUFFMAN_PAIRS + 4);
        at2 += <usize>load<u8>(entry2, HUFFMAN_PAIRS + 4);
        at3 += <usize>load<u8>(entry3, HUFFMAN_PAIRS + 4);
        at4 += <usize>load<u8>(entry4, HUFFMAN_PAIRS + 4);

        entry1 = pairOf(bits1);
        entry2 = pairOf(bits2);
        entry3 = pairOf(bits3);
        entry4 = pairOf(bits4);
        store<u16>(at1, load<u16>(entry1, HUFFMAN_PAIRS + 2));
        store<u16>(at2, load<u16>(entry2, HUFFMAN_PAIRS + 2));
        store<u16>(at3, load<u16>(entry3, HUFFMAN_PAIRS + 2));
        store<u16>(at4, load<u16>(entry4, HUFFMAN_PAIRS + 2));
        bits1 *= <u64>load<u16>(entry1, HUFFMAN_PAIRS);
        bits2 *= <u64>load<u16>(entry2, HUFFMAN_PAIRS);
        bits3 *= <u64>load<u16>(entry3, HUFFMAN_PAIRS);
        bits4 *= <u64>load<u16>(entry4, HUFFMAN_PAIRS);
        at1 += <usize>load<u8>(entry1, HUFFMAN_PAIRS + 4);
        at2 += <usize>load<u8>(entry2, HUFFMAN_PAIRS + 4);
        at3 += <usize>load<u8>(entry3, HUFFMAN_PAIRS + 4);
        at4 += <usize>load<u8>(entry4, HUFFMAN_PAIRS + 4);

        entry1 = pairOf(bits1);
        entry2 = pairOf(bits2);
        entry3 = pairOf(bits3);
        entry4 = pairOf(bits4);
        store<u16>(at1, load<u16>(entry1, HUFFMAN_PAIRS + 2));
        store<u16>(at2, load<u16>(entry2, HUFFMAN_PAIRS + 2));
        store<u16>(at3, load<u16>(entry3, HUFFMAN_PAIRS + 2));
        store<u16>(at4, load<u16>(entry4, HUFFMAN_PAIRS + 2));
        bits1 *= <u64>load<u16>(entry1, HUFFMAN_PAIRS);
        bits2 *= <u64>load<u16>(entry2, HUFFMAN_PAIRS);
        bits3 *= <u64>load<u16>(entry3, HUFFMAN_PAIRS);
        bits4 *= <u64>load<u16>(entry4, HUFFMAN_PAIRS);
        at1 += <usize>load<u8>(entry1, HUFFMAN_PAIRS + 4);
        at2 += <usize>load<u8>(entry2, HUFFMAN_PAIRS + 4);
        at3 += <usize>load<u8>(entry3, HUFFMAN_PAIRS + 4);
        at4 += <usize>load<u8>(entry4, HUFFMAN_PAIRS + 4);

        entry1 = pairOf(bits1);
        entry2 = pairOf(bits2);
        entry3 = pairOf(bits3);
        entry4 = pairOf(bits4);
        store<u16>(at1, load<u16>(entry1, HUFFMAN_PAIRS + 2));
        store<u16>(at2, load<u16>(entry2, HUFFMAN_PAIRS + 2));
        store<u16>(at3, load<u16>(entry3, HUFFMAN_PAIRS + 2));
        store<u16>(at4, load<u16>(entry4, HUFFMAN_PAIRS + 2));
        bits1 *= <u64>load<u16>(entry1, HUFFMAN_PAIRS);
        bits2 *= <u64>load<u16>(entry2, HUFFMAN_PAIRS);
        bits3 *= <u64>load<u16>(entry3, HUFFMAN_PAIRS);
        bits4 *= <u64>load<u16>(entry4, HUFFMAN_PAIRS);
        at1 += <usize>load<u8>(entry1, HUFFMAN_PAIRS + 4);
        at2 += <usize>load<u8>(entry2, HUFFMAN_PAIRS + 4);
        at3 += <usize>load<u8>(entry3, HUFFMAN_PAIRS + 4);
        at4 += <usize>load<u8>(entry4, HUFFMAN_PAIRS + 4);

        entry1 = pairOf(bits1);
        entry2 = pairOf(bits2);
        entry3 = pairOf(bits3);
        entry4 = pairOf(bits4);
        store<u16>(at1, load<u16>(entry1, HUFFMAN_PAIRS + 2));
        store<u16>(at2, load<u16>(entry2, HUFFMAN_PAIRS + 2));
        store<u16>(at3, load<u16>(entry3, HUFFMAN_PAIRS + 2));
        store<u16>(at4, load<u16>(entry4, HUFFMAN_PAIRS + 2));
        bits1 *= <u64>load<u16>(entry1, HUFFMAN_PAIRS);
        bits2 *= <u64>load<u16>(entry2, HUFFMAN_PAIRS);
        bits3 *= <u64>load<u16>(entry3, HUFFMAN_PAIRS);
        bits4 *= <u64>load<u16>(entry4, HUFFMAN_PAIRS);
        at1 += <usize>load<u8>(entry1, HUFFMAN_PAIRS + 4);
        at2 += <usize>load<u8>(entry2, HUFFMAN_PAIRS + 4);
        at3 += <usize>load<u8>(entry3, HUFFMAN_PAIRS + 4);
        at4 += <usize>load<u8>(entry4, HUFFMAN_PAIRS + 4);
        rounds--;
      } while (rounds != 0);
    }
  } else {
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
      store<u8>(at1, load<u8>(entry1, HUFFMAN_TABLE + 2));
      store<u8>(at2, load<u8>(entry2, HUFFMAN_TABLE + 2));
      store<u8>(at3, load<u8>(entry3, HUFFMAN_TABLE + 2));
      store<u8>(at4, load<u8>(entry4, HUFFMAN_TABLE + 2));
      bits1 *= <u64>load<u16>(entry1, HUFFMAN_TABLE);
      bits2 *= <u64>load<u16>(entry2, HUFFMAN_TABLE);
      bits3 *= <u64>load<u16>(entry3, HUFFMAN_TABLE);
      bits4 *= <u64>load<u16>(entry4, HUFFMAN_TABLE);

      entry1 = entryOf(bits1);
      entry2 = entryOf(bits2);
      entry3 = entryOf(bits3);
      entry4 = entryOf(bits4);
      store<u8>(at1, load<u8>(entry1, HUFFMAN_TABLE + 2), 1);
      store<u8>(at2, load<u8>(entry2, HUFFMAN_TABLE + 2), 1);
      store<u8>(at3, load<u8>(entry3, HUFFMAN_TABLE + 2), 1);
      store<u8>(at4, load<u8>(entry4, HUFFMAN_TABLE + 2), 1);
      bits1 *= <u64>load<u16>(entry1, HUFFMAN_TABLE);
      bits2 *= <u64>load<u16>(entry2, HUFFMAN_TABLE);
      bits3 *= <u64>load<u16>(entry3, HUFFMAN_TABLE);
      bits4 *= <u64>load<u16>(entry4, HUFFMAN_TABLE);

      entry1 = entryOf(bits1);
      entry2 = entryOf(bits2);
      entry3 = entryOf(bits3);
      entry4 = entryOf(bits4);
      store<u8>(at1, load<u8>(entry1, HUFFMAN_TABLE + 2), 2);
      store<u8>(at2, load<u8>(entry2, HUFFMAN_TABLE + 2), 2);
      store<u8>(at3, load<u8>(entry3, HUFFMAN_TABLE + 2), 2);
      store<u8>(at4, load<u8>(entry4, HUFFMAN_TABLE + 2), 2);
      bits1 *= <u64>load<u16>(entry1, HUFFMAN_TABLE);
      bits2 *= <u64>load<u16>(entry2, HUFFMAN_TABLE);
      bits3 *= <u64>load<u16>(entry3, HUFFMAN_TABLE);
      bits4 *= <u64>load<u16>(entry4, HUFFMAN_TABLE);

      entry1 = entryOf(bits1);
      entry2 = entryOf(bits2);
      entry3 = entryOf(bits3);
      entry4 = entryOf(bits4);
      store<u8>(at1, load<u8>(entry1, HUFFMAN_TABLE + 2), 3);
      store<u8>(at2, load<u8>(entry2, HUFFMAN_TABLE + 2), 3);
      store<u8>(at3, load<u8>(entry3, HUFFMAN_TABLE + 2), 3);
      store<u8>(at4, load<u8>(entry4, HUFFMAN_TABLE + 2), 3);
      bits1 *= <u64>load<u16>(entry1, HUFFMAN_TABLE);
      bits2 *= <u64>load<u16>(entry2, HUFFMAN_TABLE);
      bits3 *= <u64>load<u16>(entry3, HUFFMAN_TABLE);
      bits4 *= <u64>load<u16>(entry4, HUFFMAN_TABLE);

      entry1 = entryOf(bits1);
      entry2 = entryOf(bits2);
      entry3 = entryOf(bits3);
      entry4 = entryOf(bits4);
      store<u8>(at1, load<u8>(entry1, HUFFMAN_TABLE + 2), 4);
      store<u8>(at2, load<u8>(entry2, HUFFMAN_TABLE + 2), 4);
      store<u8>(at3, load<u8>(entry3, HUFFMAN_TABLE + 2), 4);
      store<u8>(at4, load<u8>(entry4, HUFFMAN_TABLE + 2), 4);
      bits1 *= <u64>load<u16>(entry1, HUFFMAN_TABLE);
      bits2 *= <u64>load<u16>(entry2, HUFFMAN_TABLE);
      bits3 *= <u64>load<u16>(entry3, HUFFMAN_TABLE);
      bits4 *= <u64>load<u16>(entry4, HUFFMAN_TABLE);

      at1 += CODES_PER_REFILL;
      at2 += CODES_PER_REFILL;
      at3 += CODES_PER_REFILL;
      at4 += CODES_PER_REFILL;
    }
  }

  const shift = 64 - <u64>indexBits;
  if (!finishStream(bits1, ptr1, start1, at1, out2, shift)) return false;
  if (!finishStream(bits2, ptr2, start2, at2, out3, shift)) return false;
  if (!finishStream(bits3, ptr3, start3, at3, out4, shift)) return false;
  return finishStream(bits4, ptr4, start4, at4, outEnd, shift);
}
