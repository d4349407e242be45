/** The codes of a block's sequences, and the bitstream of states and extra bits. RFC 8878 §3.1.1.3.2.1.2 */

import {
  CODE_COUNTS, ENCODER_CODES, ENCODER_CONSTANTS, ENCODER_SEQUENCES, LITERALS_LENGTH_ENCODING, MATCH_LENGTH_ENCODING,
  OFFSET_ENCODING,
} from "../memory/map";
import { ACCURACY_LOG, TRANSFORMS, initialState } from "../entropy/fse-encode";
import { log2 } from "../entropy/log2";
import { literalsLengthBits, literalsLengthCode, matchLengthBits, matchLengthCode } from "./codes";
import { LENGTH_MASK, LITERALS_SHIFT, MATCH_SHIFT, OFFSET_MASK } from "./sequence-store";

// The three codes, by the order of their modes and descriptions; CODE_COUNTS has 256 bytes for each.
export const LITERALS_LENGTHS: u32 = 0;
export const OFFSETS: u32 = 1;
export const MATCH_LENGTHS: u32 = 2;

/** 32 × u32: the masks of 0 to 31 bits. A look-up, as a variable shift costs more than a load (level 3: + 2 %). */
const MASKS: usize = ENCODER_CONSTANTS + 0xa00;

/** Fills the masks: once. */
export function buildMasks(): void {
  for (let bits: u32 = 0; bits < 32; bits++) store<u32>(MASKS + (bits << 2), (1 << bits) - 1);
}

// @ts-ignore: decorator
@inline
function low(value: u64, bits: u32): u64 {
  return value & <u64>load<u32>(MASKS + (bits << 2));
}

// @ts-ignore: decorator
@inline
function bump(kind: u32, code: u32): void {
  const at = CODE_COUNTS + (kind << 8) + (code << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/**
 * Turns each of `count` sequences into its codes and counts them:
 *
 *   ┌ extra bits of both lengths ┬ match length code ┬ offset code ┬ literals length code ┐   one u32 a sequence
 *   31                           23                  15            7                      0
 */
export function countCodes(count: u32): void {
  memory.fill(CODE_COUNTS, 0, 3 * 256);
  let from = ENCODER_SEQUENCES;
  const end = from + (count << 3);
  let to = ENCODER_CODES;
  while (from < end) {
    const sequence = load<u64>(from);
    const offsetCode = log2(<u32>(sequence & OFFSET_MASK));
    const literalsCode = literalsLengthCode(<u32>((sequence >> LITERALS_SHIFT) & LENGTH_MASK));
    const matchCode = matchLengthCode(<u32>(sequence >> MATCH_SHIFT));
    bump(LITERALS_LENGTHS, literalsCode);
    bump(OFFSETS, offsetCode);
    bump(MATCH_LENGTHS, matchCode);
    const extra = literalsLengthBits(literalsCode) + matchLengthBits(matchCode);
    store<u32>(to, literalsCode | (offsetCode << 8) | (matchCode << 16) | (extra << 24));
    from += 8;
    to += 4;
  }
}

/**
 * Writes the sequences from last to first: extra bits, then for each earlier one the three states and its extra bits;
 * returns where it ends, 0 when it would reach `limit`. A sequence takes at most 16 + 16 + 30 extra and 26 state bits,
 * so a flush stands in between when that would not fit beside the 7 bits left over. Writes up to 16 bytes beyond.
 */
export function writeBitstream(op: usize, limit: usize, count: u32): usize {
  let codesAt = ENCODER_CODES + ((count - 1) << 2);
  let sequenceAt = ENCODER_SEQUENCES + ((count - 1) << 3);
  let codes = load<u32>(codesAt);
  let sequence = load<u64>(sequenceAt);
  let literalsState = initialState(LITERALS_LENGTH_ENCODING, codes & 255);
  let offsetState = initialState(OFFSET_ENCODING, (codes >> 8) & 255);
  let matchState = initialState(MATCH_LENGTH_ENCODING, (codes >> 16) & 255);
  let bits: u64 = 0;
  let filled: u32 = 0;
  while (true) {
    const extra = codes >> 24;
    if (extra) {
      if (filled + extra > 63) {
        store<u64>(op, bits);
        op += <usize>(filled >> 3);
        bits >>= <u64>(filled & 0x38);
        filled &= 7;
      }
      const literalsBits = literalsLengthBits(codes & 255);
      bits |= low(sequence >> LITERALS_SHIFT, literalsBits) << filled;
      bits |= low(sequence >> MATCH_SHIFT, extra - literalsBits) << (filled + literalsBits);
      filled += extra;
    }
    const offsetBits = (codes >> 8) & 255;
    if (filled + offsetBits > 63) {
      store<u64>(op, bits);
      op += <usize>(filled >> 3);
      bits >>= <u64>(filled & 0x38);
      filled &= 7;
    }
    bits |= low(sequence, offsetBits) << filled;
    filled += offsetBits;
    store<u64>(op, bits);
    op += <usize>(filled >> 3);
    bits >>= <u64>(filled & 0x38);
    filled &= 7;
    if (op >= limit) return 0;
    if (codesAt == ENCODER_CODES) break;

    codesAt -= 4;
    sequenceAt -= 8;
    codes = load<u32>(codesAt);
    sequence = load<u64>(sequenceAt);
    let at = <usize>((codes >> 5) & 0x7f8);
    let width = (offsetState + load<u32>(at, OFFSET_ENCODING + TRANSFORMS + 4)) >> 16;
    bits |= low(<u64>offsetState, width) << filled;
    filled += width;
    offsetState = load<u16>(
      ((offsetState >> width) + load<u32>(at, OFFSET_ENCODING + TRANSFORMS)) << 1, OFFSET_ENCODING,
    );
    at = <usize>((codes >> 13) & 0x7f8);
    width = (matchState + load<u32>(at, MATCH_LENGTH_ENCODING + TRANSFORMS + 4)) >> 16;
    bits |= low(<u64>matchState, width) << filled;
    filled += width;
    matchState = load<u16>(
      ((matchState >> width) + load<u32>(at, MATCH_LENGTH_ENCODING + TRANSFORMS)) << 1, MATCH_LENGTH_ENCODING,
    );
    at = <usize>((codes << 3) & 0x7f8);
    width = (literalsState + load<u32>(at, LITERALS_LENGTH_ENCODING + TRANSFORMS + 4)) >> 16;
    bits |= low(<u64>literalsState, width) << filled;
    filled += width;
    literalsState = load<u16>(
      ((literalsState >> width) + load<u32>(at, LITERALS_LENGTH_ENCODING + TRANSFORMS)) << 1, LITERALS_LENGTH_ENCODING,
    );
  }
  const matchLog = load<u32>(MATCH_LENGTH_ENCODING, ACCURACY_LOG);
  bits |= low(<u64>matchState, matchLog) << filled;
  filled += matchLog;
  const offsetLog = load<u32>(OFFSET_ENCODING, ACCURACY_LOG);
  bits |= low(<u64>offsetState, offsetLog) << filled;
  filled += offsetLog;
  const literalsLog = load<u32>(LITERALS_LENGTH_ENCODING, ACCURACY_LOG);
  bits |= low(<u64>literalsState, literalsLog) << filled;
  filled += literalsLog;
  bits |= <u64>1 << filled;
  store<u64>(op, bits);
  op += <usize>((filled + 8) >> 3);
  return op < limit ? op : 0;
}
