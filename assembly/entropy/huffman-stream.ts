/** One Huffman-coded stream of literals. RFC 8878 §4.2.2 */

import { endsAt, paddingBits, topAligned } from "../bits/backward";
import { HUFFMAN_TABLE } from "../memory/map";
import { ENTRY_SHIFT, INDEX_BITS } from "./huffman-table";

/** A refill gives at least 56 bits: five codes of 11 bits. */
export const CODES_PER_REFILL: usize = 5;

/** How many codes of a table of `indexBits` a refill is good for. */
export function codesPerRefill(indexBits: u32): usize {
  return indexBits > INDEX_BITS ? CODES_PER_REFILL - 1 : CODES_PER_REFILL;
}

/** The register of a stream at its beginning, which is never 0; 0 when it has no byte or no final-bit flag. */
export function opened(start: usize, end: usize): u64 {
  if (start == end) return 0;
  const last = load<u8>(end - 1);
  return last == 0 ? 0 : topAligned(end - 8, paddingBits(last));
}

/**
 * Decodes one stream from `start` to `end` into the `size` bytes at `out`, with a table of `indexBits`; false when it
 * does not end exactly.
 */
export function decodeOneStream(start: usize, end: usize, out: usize, size: usize, indexBits: u32): bool {
  if (start >= end) return false;
  const bits = opened(start, end);
  if (bits == 0) return false;
  return finishStream(bits, end - 8, start, out, out + size, indexBits);
}

/** Decodes what is left of a stream; false when it does not end exactly at `start`. */
export function finishStream(bits: u64, ptr: usize, start: usize, out: usize, outEnd: usize, indexBits: u32): bool {
  const shift = 64 - <u64>indexBits;
  const codes = codesPerRefill(indexBits);
  while (out < outEnd) {
    const used = ctz(bits);
    ptr -= <usize>(used >> 3);
    bits = topAligned(ptr, used & 7);
    const stop = min(outEnd, out + codes);
    do {
      const entry = <usize>(bits >> shift) << ENTRY_SHIFT;
      store<u8>(out, load<u8>(entry, HUFFMAN_TABLE + 2));
      bits <<= <u64>load<u8>(entry, HUFFMAN_TABLE + 3);
      out++;
    } while (out < stop);
  }
  return endsAt(start, ptr, bits);
}
