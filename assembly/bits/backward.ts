/**
 * Bitstreams that are read from their last byte to their first. RFC 8878 §4.1, §4.2.2
 *
 * The last byte holds the final-bit flag: its highest set bit, which is not data. Two ways of reading are used, each
 * where it measured faster, and both refill with one 8-byte load that may begin before the stream (memory/map.ts says
 * why that is harmless). Neither checks its bounds while it reads: a stream is sound when it ends exactly, and a
 * position only ever moves one way, so one that passed the start never ends exactly.
 *
 *   top-aligned, for Huffman codes:     bits │next code … │ 1 │ 0 0 0 │     the lowest set bit is a sentinel: the
 *                                            63                        0    count of zeros below it was consumed
 *
 *   container and count, for FSE:       container │ read before │ next … │  `left` bits, from bit 0, are still to be
 *                                                 63        left         0  read; (container >> (left -= n)) & mask
 */

/** Bits of the last byte that are not data: the final-bit flag and the zeros above it. `last` is not zero. */
// @ts-ignore: decorator
@inline
export function paddingBits(last: u32): u64 {
  return <u64>clz(last) - 23;
}

/** Top-aligned register over the 8 bytes at `ptr`, of which `used` (0 to 8) bits are consumed. */
// @ts-ignore: decorator
@inline
export function topAligned(ptr: usize, used: u64): u64 {
  return (load<u64>(ptr) | 1) << used;
}

/** Whether a top-aligned reader at `ptr` has read everything down to `start`, and nothing more. */
// @ts-ignore: decorator
@inline
export function endsAt(start: usize, ptr: usize, bits: u64): bool {
  return <u64>((<i32>(ptr + 8 - start)) << 3) == ctz(bits);
}
