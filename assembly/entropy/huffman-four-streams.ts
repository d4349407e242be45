/** Four Huffman-coded streams of literals, side by side. RFC 8878 §4.2.2 */

import { topAligned } from "../bits/backward";
import { HUFFMAN_PAIRS, HUFFMAN_TABLE } from "../memory/map";
import { CODES_PER_REFILL, codesPerRefill, finishStream, opened } from "./huffman-stream";
import { ENTRY_SHIFT, INDEX_BITS, buildPairs, entryOf, pairOf } from "./huffman-table";

/** A refill gives at least 56 bits: ten codes in pairs. */
const PAIRED_PER_REFILL: usize = 10;
/** The Jump_Table: sizes of the first three streams. RFC 8878 §3.1.1.3.1.6 */
const JUMP_TABLE_SIZE: usize = 6;

// Four streams at work, between the functions below: where each writes, where it reads, and its register.
let out1: usize = 0;
let out2: usize = 0;
let out3: usize = 0;
let out4: usize = 0;
let stream1: usize = 0;
let stream2: usize = 0;
let stream3: usize = 0;
let stream4: usize = 0;
let register1: u64 = 0;
let register2: u64 = 0;
let register3: u64 = 0;
let register4: u64 = 0;

/**
 * Decodes four streams that share the bytes from `ptr` to `end` into the `size` (at least 6) bytes at `out`, with a
 * table of `indexBits`; false when the Jump_Table leaves a stream without a byte or one of them does not end exactly.
 * `paired`: two codes often fit 11 bits, and there are enough of them to pay for a table of pairs.
 *
 * Side by side, the streams hide that each one alone waits for its table and its multiplication. Each loop is a
 * function of its own and written out: it has more values than there are registers as it is.
 */
export function decodeFourStreams(
  ptr: usize, end: usize, out: usize, size: usize, indexBits: u32, paired: bool,
): bool {
  if (ptr + JUMP_TABLE_SIZE > end) return false;
  const start1 = ptr + JUMP_TABLE_SIZE;
  const start2 = start1 + load<u16>(ptr);
  const start3 = start2 + load<u16>(ptr, 2);
  const start4 = start3 + load<u16>(ptr, 4);
  if (start4 >= end) return false;
  stream1 = start2 - 8;
  stream2 = start3 - 8;
  stream3 = start4 - 8;
  stream4 = end - 8;
  register1 = opened(start1, start2);
  register2 = opened(start2, start3);
  register3 = opened(start3, start4);
  register4 = opened(start4, end);
  if (register1 == 0) return false;
  if (register2 == 0) return false;
  if (register3 == 0) return false;
  if (register4 == 0) return false;

  const segment = (size + 3) >> 2;
  const end1 = out + segment;
  const end2 = end1 + segment;
  const end3 = end2 + segment;
  const end4 = out + size;
  out1 = out;
  out2 = end1;
  out3 = end2;
  out4 = end3;
  if (indexBits != INDEX_BITS) decodeFew(end4, indexBits);
  else if (paired) decodePairs(end1, end2, end3, end4);
  else decodeMany(end4);
  if (!finishStream(register1, stream1, start1, out1, end1, indexBits)) return false;
  if (!finishStream(register2, stream2, start2, out2, end2, indexBits)) return false;
  if (!finishStream(register3, stream3, start3, out3, end3, indexBits)) return false;
  return finishStream(register4, stream4, start4, out4, end4, indexBits);
}

/** Whole rounds of five codes a stream, as long as the fourth segment lasts, which is the shortest. */
function decodeMany(end4: usize): void {
  let at1 = out1;
  let at2 = out2;
  let at3 = out3;
  let at4 = out4;
  let ptr1 = stream1;
  let ptr2 = stream2;
  let ptr3 = stream3;
  let ptr4 = stream4;
  let bits1 = register1;
  let bits2 = register2;
  let bits3 = register3;
  let bits4 = register4;
  while (at4 + CODES_PER_REFILL <= end4) {
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
  out1 = at1;
  out2 = at2;
  out3 = at3;
  out4 = at4;
  stream1 = ptr1;
  stream2 = ptr2;
  stream3 = ptr3;
  stream4 = ptr4;
  register1 = bits1;
  register2 = bits2;
  register3 = bits3;
  register4 = bits4;
}

/** The same by pairs. They move the streams on at different speeds: so many rounds at a time as fit all four. */
function decodePairs(end1: usize, end2: usize, end3: usize, end4: usize): void {
  buildPairs();
  let at1 = out1;
  let at2 = out2;
  let at3 = out3;
  let at4 = out4;
  let ptr1 = stream1;
  let ptr2 = stream2;
  let ptr3 = stream3;
  let ptr4 = stream4;
  let bits1 = register1;
  let bits2 = register2;
  let bits3 = register3;
  let bits4 = register4;
  for (;;) {
    let rounds = min(min(end1 - at1, end2 - at2), min(end3 - at3, end4 - at4)) / PAIRED_PER_REFILL;
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
  out1 = at1;
  out2 = at2;
  out3 = at3;
  out4 = at4;
  stream1 = ptr1;
  stream2 = ptr2;
  stream3 = ptr3;
  stream4 = ptr4;
  register1 = bits1;
  register2 = bits2;
  register3 = bits3;
  register4 = bits4;
}

/** Rounds of as many codes as a refill is good for, with a table of any size: little code for few literals. */
function decodeFew(end4: usize, indexBits: u32): void {
  const shift = 64 - <u64>indexBits;
  const codes = codesPerRefill(indexBits);
  let at1 = out1;
  let at2 = out2;
  let at3 = out3;
  let at4 = out4;
  let ptr1 = stream1;
  let ptr2 = stream2;
  let ptr3 = stream3;
  let ptr4 = stream4;
  let bits1 = register1;
  let bits2 = register2;
  let bits3 = register3;
  let bits4 = register4;
  while (at4 + codes <= end4) {
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
    const stop = at4 + codes;
    do {
      const entry1 = <usize>(bits1 >> shift) << ENTRY_SHIFT;
      const entry2 = <usize>(bits2 >> shift) << ENTRY_SHIFT;
      const entry3 = <usize>(bits3 >> shift) << ENTRY_SHIFT;
      const entry4 = <usize>(bits4 >> shift) << ENTRY_SHIFT;
      store<u8>(at1++, load<u8>(entry1, HUFFMAN_TABLE + 2));
      store<u8>(at2++, load<u8>(entry2, HUFFMAN_TABLE + 2));
      store<u8>(at3++, load<u8>(entry3, HUFFMAN_TABLE + 2));
      store<u8>(at4++, load<u8>(entry4, HUFFMAN_TABLE + 2));
      bits1 *= <u64>load<u16>(entry1, HUFFMAN_TABLE);
      bits2 *= <u64>load<u16>(entry2, HUFFMAN_TABLE);
      bits3 *= <u64>load<u16>(entry3, HUFFMAN_TABLE);
      bits4 *= <u64>load<u16>(entry4, HUFFMAN_TABLE);
    } while (at4 < stop);
  }
  out1 = at1;
  out2 = at2;
  out3 = at3;
  out4 = at4;
  stream1 = ptr1;
  stream2 = ptr2;
  stream3 = ptr3;
  stream4 = ptr4;
  register1 = bits1;
  register2 = bits2;
  register3 = bits3;
  register4 = bits4;
}
