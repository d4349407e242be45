/** Literals length and match length codes: value → code, code → extra bits. RFC 8878 §3.1.1.3.2.1.1 */

import { ENCODER_CONSTANTS } from "../memory/map";
import { log2 } from "../entropy/log2";
import {
  LITERALS_LENGTH_BITS, LITERALS_LENGTH_CODES, MATCH_LENGTH_BITS, MATCH_LENGTH_CODES,
} from "../entropy/sequence-codes";

/** What countCodes makes of each value: 64 and 128 × u32. */
const LITERALS_CODES: usize = ENCODER_CONSTANTS + 0xa00;
const MATCH_CODES: usize = ENCODER_CONSTANTS + 0xb00;
/** Extra bits of each code. */
const LITERALS_EXTRA: usize = ENCODER_CONSTANTS;
const MATCH_EXTRA: usize = ENCODER_CONSTANTS + 64;
/** In what countCodes makes: the match length code, and the extra bits. */
const MATCH_CODE: u32 = 16;
const EXTRA_BITS: u32 = 24;

/** Fills the tables of small values; larger ones have one code for each power of two. */
export function buildCodes(): void {
  memory.copy(LITERALS_EXTRA, LITERALS_LENGTH_BITS, LITERALS_LENGTH_CODES);
  memory.copy(MATCH_EXTRA, MATCH_LENGTH_BITS, MATCH_LENGTH_CODES);
  fill(LITERALS_CODES, 64, LITERALS_EXTRA, 0);
  fill(MATCH_CODES, 128, MATCH_EXTRA, MATCH_CODE);
}

function fill(codes: usize, values: u32, extra: usize, shift: u32): void {
  let code: u32 = 0;
  let value: u32 = 0;
  while (value < values) {
    const bits = <u32>load<u8>(extra + code);
    const next = value + (1 << bits);
    for (; value < next; value++) store<u32>(codes + (value << 2), (code << shift) | (bits << EXTRA_BITS));
    code++;
  }
}

/** The code of a literals length and its extra bits, where countCodes has them. From 64 on these are floor(log2). */
// @ts-ignore: decorator
@inline
export function literalsLengthCode(length: u32): u32 {
  return length < 64 ? load<u32>(length << 2, LITERALS_CODES) : large(length, 19, 0);
}

/** The same of a match length; `base` is the length less 3. From 128 on the extra bits are floor(log2). */
// @ts-ignore: decorator
@inline
export function matchLengthCode(base: u32): u32 {
  return base < 128 ? load<u32>(base << 2, MATCH_CODES) : large(base, 36, MATCH_CODE);
}

// @ts-ignore: decorator
@inline
function large(value: u32, offset: u32, shift: u32): u32 {
  const bits = log2(value);
  return ((bits + offset) << shift) | (bits << EXTRA_BITS);
}

// @ts-ignore: decorator
@inline
export function literalsLengthBits(code: u32): u32 {
  return load<u8>(code, LITERALS_EXTRA);
}
