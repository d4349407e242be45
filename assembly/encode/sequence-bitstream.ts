/** The codes of a block's sequences, and the bitstream of states and extra bits. RFC 8878 §3.1.1.3.2.1.2 */

import {
  CODE_COUNTS, ENCODER_CODES, LITERALS_LENGTH_ENCODING, MATCH_LENGTH_ENCODING, OFFSET_ENCODING,
} from "../memory/map";
import { ACCURACY_LOG, TRANSFORMS, initialState } from "../entropy/fse-encode";
import { log2 } from "../entropy/log2";
import { literalsLengthBits, literalsLengthCode, matchLengthCode } from "./codes";
import { LENGTH_MASK, LITERALS_SHIFT, MATCH_SHIFT, OFFSET_MASK, sequencesPtr } from "./sequence-store";

// The three codes, by the order of their modes and descriptions; CODE_COUNTS has 256 bytes for each.
export const LITERALS_LENGTHS: u32 = 0;
export const OFFSETS: u32 = 1;
export const MATCH_LENGTHS: u32 = 2;

// @ts-ignore: decorator
@inline
function bump(kind: u32, code: u32): void {
  const at = (kind << 8) + (code << 2);
  store<u32>(at, load<u32>(at, CODE_COUNTS) + 1, CODE_COUNTS);
}

/**
 * Turns each of `count` sequences into its codes and counts them:
 *
 *   ┌ extra bits of both lengths ┬ match length code ┬ offset code ┬ literals length code ┐   one u32 a sequence
 *   31                           23                  15            7                      0
 */
export function countCodes(count: u32): void {
  memory.fill(CODE_COUNTS, 0, 3 * 256);
  let from = sequencesPtr();
  const end = from + (count << 3);
  let to = ENCODER_CODES;
  while (from < end) {
    const sequence = load<u64>(from);
    const offsetCode = log2(<u32>(sequence & OFFSET_MASK));
    const codes = literalsLengthCode(<u32>((sequence >> LITERALS_SHIFT) & LENGTH_MASK)) +
      matchLengthCode(<u32>(sequence >> MATCH_SHIFT)) + (offsetCode << 8);
    bump(LITERALS_LENGTHS, codes & 255);
    bump(OFFSETS, offsetCode);
    bump(MATCH_LENGTHS, (codes >> 16) & 255);
    store<u32>(to, codes);
    from += 8;
    to += 4;
  }
}

/** Extra bits of the `count` sequences whose codes were counted. */
export function extraBits(count: u32): u32 {
  let bits: u32 = 0;
  for (let at = ENCODER_CODES; at < ENCODER_CODES + (count << 2); at += 4) {
    const codes = load<u32>(at);
    bits += (codes >> 24) + ((codes >> 8) & 255);
  }
  return bits;
}

/** The offset in an encoding table of what a code, `shift` bits up in `codes`, does to the state: 8 bytes a code. */
// @ts-ignore: decorator
@inline
function transformOf(codes: u32, shift: u32): usize {
  return <usize>((shift ? codes >> (shift - 3) : codes << 3) & 0x7f8);
}

/**
 * Writes the sequences from last to first: extra bits, then for each earlier one the three states and its extra bits;
 * returns where it ends, 0 when it would reach `limit`. Writes up to 16 bytes beyond.
 *
 *   bits  ┌ the newest `filled` bits ┬ what was written already, and noise ┐
 *         63                         63 − filled                           0
 *
 * A value of which `width` bits are wanted is rotated right by as many: they come to stand on top, the rest of it is
 * noise at the bottom, at most ten bits of a state, six of a length, one of an offset. So no value needs a mask, and
 * all shifts that it takes are by one amount (V8 sets each up anew; level 3: + 1.5 %).
 *
 * A sequence takes at most 16 + 16 + 30 extra and 26 state bits: a flush stands in between where that would not fit
 * above the noise, beside the 7 bits left over.
 */
export function writeBitstream(op: usize, limit: usize, count: u32): usize {
  let codesAt = ENCODER_CODES + ((count - 1) << 2);
  let sequenceAt = sequencesPtr() + ((count - 1) << 3);
  let codes = load<u32>(codesAt);
  let sequence = load<u64>(sequenceAt);
  let literalsState = <u64>initialState(LITERALS_LENGTH_ENCODING, codes & 255);
  let offsetState = <u64>initialState(OFFSET_ENCODING, (codes >> 8) & 255);
  let matchState = <u64>initialState(MATCH_LENGTH_ENCODING, (codes >> 16) & 255);
  let bits: u64 = 0;
  let filled: u64 = 0;
  let width: u64 = 0;
  while (true) {
    const extra = <u64>(codes >> 24);
    if (extra) {
      if (filled + extra > 58) {
        store<u64>(op, bits >> (64 - filled));
        op += <usize>(filled >> 3);
        filled &= 7;
      }
      filled += extra;
      width = <u64>literalsLengthBits(codes & 255);
      bits = (bits >> width) | rotr((sequence >> LITERALS_SHIFT) & LENGTH_MASK, width);
      width = extra - width;
      bits = (bits >> width) | rotr(sequence >> MATCH_SHIFT, width);
    }
    width = <u64>((codes >> 8) & 255);
    if (filled + width > 63) {
      store<u64>(op, bits >> (64 - filled));
      op += <usize>(filled >> 3);
      filled &= 7;
    }
    filled += width;
    bits = (bits >> width) | rotr(sequence & OFFSET_MASK, width);
    // With nothing filled this stores what the next store overwrites.
    store<u64>(op, bits >> (64 - filled));
    op += <usize>(filled >> 3);
    filled &= 7;
    if (op >= limit) return 0;
    if (codesAt == ENCODER_CODES) break;

    codesAt -= 4;
    sequenceAt -= 8;
    codes = load<u32>(codesAt);
    sequence = load<u64>(sequenceAt);
    let at = transformOf(codes, 8);
    width = <u64>((<u32>offsetState + load<u32>(at, OFFSET_ENCODING + TRANSFORMS + 4)) >> 16);
    bits = (bits >> width) | rotr(offsetState, width);
    filled += width;
    offsetState = load<u16>(
      (<u32>(offsetState >> width) + load<u32>(at, OFFSET_ENCODING + TRANSFORMS)) << 1, OFFSET_ENCODING,
    );
    at = transformOf(codes, 16);
    width = <u64>((<u32>matchState + load<u32>(at, MATCH_LENGTH_ENCODING + TRANSFORMS + 4)) >> 16);
    bits = (bits >> width) | rotr(matchState, width);
    filled += width;
    matchState = load<u16>(
      (<u32>(matchState >> width) + load<u32>(at, MATCH_LENGTH_ENCODING + TRANSFORMS)) << 1, MATCH_LENGTH_ENCODING,
    );
    at = transformOf(codes, 0);
    width = <u64>((<u32>literalsState + load<u32>(at, LITERALS_LENGTH_ENCODING + TRANSFORMS + 4)) >> 16);
    bits = (bits >> width) | rotr(literalsState, width);
    filled += width;
    literalsState = load<u16>(
      (<u32>(literalsState >> width) + load<u32>(at, LITERALS_LENGTH_ENCODING + TRANSFORMS)) << 1,
      LITERALS_LENGTH_ENCODING,
    );
  }
  width = load<u32>(MATCH_LENGTH_ENCODING, ACCURACY_LOG);
  bits = (bits >> width) | rotr(matchState, width);
  filled += width;
  width = load<u32>(OFFSET_ENCODING, ACCURACY_LOG);
  bits = (bits >> width) | rotr(offsetState, width);
  filled += width;
  width = load<u32>(LITERALS_LENGTH_ENCODING, ACCURACY_LOG);
  bits = (bits >> width) | rotr(literalsState, width);
  // The end mark: a one above the last bit.
  filled += width + 1;
  bits = (bits >> 1) | (<u64>1 << 63);
  store<u64>(op, bits >> (64 - filled));
  op += <usize>((filled + 7) >> 3);
  return op < limit ? op : 0;
}
