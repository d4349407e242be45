/** Integer logarithms: floor(log2), and −log2 of a probability in 1/256 bit, without floating point. */

import { ENCODER_CONSTANTS } from "../memory/map";

/** 257 × u16 at this address: cost of probability i/256, in 1/256 bit. */
const COSTS: usize = ENCODER_CONSTANTS + 0x400;

/** floor(log2(value)); value ≥ 1. */
// @ts-ignore: decorator
@inline
export function log2(value: u32): u32 {
  return 31 - clz(value);
}

/** −log2(numerator / 256) in 1/256 bit, 1 ≤ numerator ≤ 256. */
// @ts-ignore: decorator
@inline
export function cost256(numerator: u32): u32 {
  return load<u16>(COSTS + (numerator << 1));
}

/** Fills the table. The fraction of log2 comes bit by bit from squaring a mantissa: the same on every machine. */
export function buildCosts(): void {
  store<u16>(COSTS, 8 << 8);
  for (let i: u32 = 1; i <= 256; i++) {
    const whole = log2(i);
    let mantissa: u64 = (<u64>i << 31) >> whole;
    let fraction: u32 = 0;
    for (let bit: u32 = 0; bit < 9; bit++) {
      mantissa = (mantissa * mantissa) >> 31;
      fraction <<= 1;
      if (mantissa >> 32) {
        mantissa >>= 1;
        fraction |= 1;
      }
    }
    store<u16>(COSTS + (i << 1), <u16>((8 << 8) - ((((whole << 9) | fraction) + 1) >> 1)));
  }
}
