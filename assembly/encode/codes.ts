/** Literals length and match length codes: value → code, code → extra bits. RFC 8878 §3.1.1.3.2.1.1 */

import { ENCODER_CONSTANTS } from "../memory/map";
import { log2 } from "../entropy/log2";
import {
  LITERALS_LENGTH_BITS, LITERALS_LENGTH_CODES, MATCH_LENGTH_BITS, MATCH_LENGTH_CODES,
} from "../entropy/sequence-codes";

const LITERALS_CODES: usize = ENCODER_CONSTANTS;
const MATCH_CODES: usize = ENCODER_CONSTANTS + 64;
const LITERALS_EXTRA: usize = ENCODER_CONSTANTS + 192;
const MATCH_EXTRA: usize = ENCODER_CONSTANTS + 256;

/** Fills the tables of small values; larger ones have one code for each power of two. */
export function buildCodes(): void {
  memory.copy(LITERALS_EXTRA, LITERALS_LENGTH_BITS, LITERALS_LENGTH_CODES);
  memory.copy(MATCH_EXTRA, MATCH_LENGTH_BITS, MATCH_LENGTH_CODES);
  fill(LITERALS_CODES, 64, LITERALS_EXTRA);
  fill(MATCH_CODES, 128, MATCH_EXTRA);
}

function fill(codes: usize, values: u32, extra: usize): void {
  let code: u32 = 0;
  let value: u32 = 0;
  while (value < values) {
    const next = value + (1 << load<u8>(extra + code));
    memory.fill(codes + value, <u8>code, next - value);
    value = next;
    code++;
  }
}

// @ts-ignore: decorator
@inline
export function literalsLengthCode(length: u32): u32 {
  return length < 64 ? load<u8>(LITERALS_CODES + length) : log2(length) + 19;
}

/** `base` is the match length less 3. */
// @ts-ignore: decorator
@inline
export function matchLengthCode(base: u32): u32 {
  return base < 128 ? load<u8>(MATCH_CODES + base) : log2(base) + 36;
}

// @ts-ignore: decorator
@inline
export function literalsLengthBits(code: u32): u32 {
  return load<u8>(LITERALS_EXTRA + code);
}

// @ts-ignore: decorator
@inline
export function matchLengthBits(code: u32): u32 {
  return load<u8>(MATCH_EXTRA + code);
}
