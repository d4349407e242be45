/**
 * What literals, lengths and offsets are likely to cost, in 1/256 bit, from how often each occurred so far: the price
 * of a symbol is log2 of all less log2 of its count. A count and its logarithm are kept side by side, so that a price
 * is one load and a difference.
 *
 *   literals, literals length codes, offset codes, match length codes: { u32 count, u32 log2 of it } each
 */

import { LENGTH_PRICES, LITERAL_PRICES, MATCH_PRICES, OFFSET_PRICES } from "../memory/map";
import { SYMBOLS, TRANSFORMS } from "../entropy/fse-encode";
import { log2 } from "../entropy/log2";
import { LITERALS_LENGTH_CODES, MATCH_LENGTH_CODES, OFFSET_CODES } from "../entropy/sequence-codes";
import { literalsLengthCode, matchLengthCode } from "./codes";
import { repeatableCodes, repeatableLast } from "./literals";
import { LITERALS_LENGTHS, MATCH_LENGTHS, OFFSETS } from "./sequence-bitstream";
import { encodingTable } from "./sequences";

const LOG: usize = 4;
/** A literal costs at least this. */
const BIT: i32 = 256;
/** What each sequence costs on top: time to decode it. */
const SEQUENCE: i32 = 51;
/** A literal counts twice, so that literals adapt faster. */
const LITERAL_COUNT: u32 = 2;
/** What counts sum up to when a block begins: 4096 for literals, 2048 for codes. Earlier blocks fade. */
const LITERALS_SUM_LOG: u32 = 12;
const CODES_SUM_LOG: u32 = 11;
/** How much the bytes of the first block count before any of them is known to be a literal. */
const FIRST_BLOCK_SHIFT: u32 = 8;

/** Codes of a frame that has not begun: no literals, few of them, and short and repeated offsets are likelier. */
const LENGTH_COUNTS = memory.data<u8>([4, 2]);
const OFFSET_COUNTS = memory.data<u8>([6, 2, 1, 1, 2, 3, 4, 4, 4, 3, 2]);

let literalSum: u32 = 0;
let lengthSum: u32 = 0;
let offsetSum: u32 = 0;
let matchSum: u32 = 0;
let literalBase: i32 = 0;
let lengthBase: i32 = 0;
let offsetBase: i32 = 0;
let matchBase: i32 = 0;

/** log2(count + 1) + 1 in 1/256, linear between powers of two. */
function logOf(count: u32): u32 {
  const whole = log2(count + 1);
  return (whole << 8) + (((count + 1) << 8) >> whole);
}

function setCount(at: usize, count: u32): void {
  store<u32>(at, count);
  store<u32>(at, logOf(count), LOG);
}

function add(at: usize, count: u32): void {
  setCount(at, load<u32>(at) + count);
}

/** Nothing is known: a frame begins. */
export function resetPrices(): void {
  lengthSum = 0;
}

/** Whether nothing is known yet. */
export function pricesAreNew(): bool {
  return lengthSum == 0;
}

/** Counts to begin the block [start, end) with. */
export function beginPrices(start: usize, end: usize): void {
  if (lengthSum == 0) {
    if (repeatableLast() >= 0) beginFromTables();
    else beginFromContent(start, end);
    return;
  }
  literalSum = fade(LITERAL_PRICES, 256, LITERALS_SUM_LOG);
  lengthSum = fade(LENGTH_PRICES, LITERALS_LENGTH_CODES, CODES_SUM_LOG);
  offsetSum = fade(OFFSET_PRICES, OFFSET_CODES, CODES_SUM_LOG);
  matchSum = fade(MATCH_PRICES, MATCH_LENGTH_CODES, CODES_SUM_LOG);
}

/** Scales counts down to about 1 << sumLog, each at least 1; returns what they sum up to. */
function fade(table: usize, symbols: u32, sumLog: u32): u32 {
  let sum: u32 = 0;
  for (let s: u32 = 0; s < symbols; s++) sum += load<u32>(table + (s << 3));
  const factor = sum >> sumLog;
  if (factor <= 1) return sum;
  const shift = log2(factor);
  sum = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const count = (load<u32>(table + (s << 3)) >> shift) + 1;
    setCount(table + (s << 3), count);
    sum += count;
  }
  return sum;
}

function beginFromContent(start: usize, end: usize): void {
  memory.fill(LITERAL_PRICES, 0, 256 * 8);
  for (let at = start; at < end; at++) {
    const count = LITERAL_PRICES + (<usize>load<u8>(at) << 3);
    store<u32>(count, load<u32>(count) + 1);
  }
  literalSum = 0;
  for (let at = LITERAL_PRICES; at < LITERAL_PRICES + 256 * 8; at += 8) {
    let count = load<u32>(at);
    if (count) count = (count >> FIRST_BLOCK_SHIFT) + 1;
    setCount(at, count);
    literalSum += count;
  }
  lengthSum = firstCounts(LENGTH_PRICES, LITERALS_LENGTH_CODES, LENGTH_COUNTS, 2);
  matchSum = firstCounts(MATCH_PRICES, MATCH_LENGTH_CODES, 0, 0);
  offsetSum = firstCounts(OFFSET_PRICES, OFFSET_CODES, OFFSET_COUNTS, 11);
}

/** Gives the first codes the `known` counts at `counts`, the others 1; returns what they sum up to. */
function firstCounts(table: usize, codes: u32, counts: usize, known: u32): u32 {
  let sum: u32 = 0;
  for (let s: u32 = 0; s < codes; s++) {
    const count: u32 = s < known ? load<u8>(counts + s) : 1;
    setCount(table + (s << 3), count);
    sum += count;
  }
  return sum;
}

/** The tables of a dictionary say what its makers counted. */
function beginFromTables(): void {
  const codes = repeatableCodes();
  literalSum = 0;
  for (let s: i32 = 0; s < 256; s++) {
    const bits = s <= repeatableLast() ? <u32>load<u8>(codes + (s << 3)) : 0;
    const count: u32 = bits ? 1 << (11 - bits) : 1;
    setCount(LITERAL_PRICES + (s << 3), count);
    literalSum += count;
  }
  lengthSum = countsOfTable(LENGTH_PRICES, LITERALS_LENGTHS, LITERALS_LENGTH_CODES);
  offsetSum = countsOfTable(OFFSET_PRICES, OFFSETS, OFFSET_CODES);
  matchSum = countsOfTable(MATCH_PRICES, MATCH_LENGTHS, MATCH_LENGTH_CODES);
}

function countsOfTable(prices: usize, kind: u32, codes: u32): u32 {
  const table = encodingTable(kind);
  const symbols = load<u32>(table, SYMBOLS);
  let sum: u32 = 0;
  for (let s: u32 = 0; s < codes; s++) {
    // A code takes at most as many bits as its state may give; one that is missing counts as the rarest.
    const bits = s < symbols ? (load<u32>(table + TRANSFORMS + (s << 3), 4) + 0xffff) >> 16 : 10;
    const count: u32 = 1 << (10 - min<u32>(bits, 10));
    setCount(prices + (s << 3), count);
    sum += count;
  }
  return sum;
}

/** Takes what was counted into the prices to come. */
export function settlePrices(): void {
  literalBase = <i32>logOf(literalSum);
  lengthBase = <i32>logOf(lengthSum);
  offsetBase = <i32>logOf(offsetSum);
  matchBase = <i32>logOf(matchSum);
}

/** Price of the byte at `ptr` as a literal. */
// @ts-ignore: decorator
@inline
export function literalPrice(ptr: usize): i32 {
  return max<i32>(BIT, literalBase - <i32>load<u32>(<usize>load<u8>(ptr) << 3, LITERAL_PRICES + LOG));
}

/** Price of a literals length. */
// @ts-ignore: decorator
@inline
export function literalsLengthPrice(length: u32): i32 {
  const code = literalsLengthCode(length);
  return (<i32>(code >> 24) << 8) + lengthBase - <i32>load<u32>(<usize>(code & 255) << 3, LENGTH_PRICES + LOG);
}

/** Price of an offset value. */
// @ts-ignore: decorator
@inline
export function offsetPrice(value: u32): i32 {
  const code = log2(value);
  return (<i32>code << 8) + offsetBase - <i32>load<u32>(<usize>code << 3, OFFSET_PRICES + LOG) + SEQUENCE;
}

/** Price of a match length. */
// @ts-ignore: decorator
@inline
export function matchLengthPrice(length: u32): i32 {
  const code = matchLengthCode(length - 3);
  return (<i32>(code >> 24) << 8) + matchBase - <i32>load<u32>(<usize>((code >> 16) & 255) << 3, MATCH_PRICES + LOG);
}

/** Counts a sequence: the literals [anchor, anchor + literals), then a match. */
export function countSequence(anchor: usize, literals: u32, value: u32, length: u32): void {
  for (let at = anchor; at < anchor + literals; at++) add(LITERAL_PRICES + (<usize>load<u8>(at) << 3), LITERAL_COUNT);
  literalSum += literals * LITERAL_COUNT;
  add(LENGTH_PRICES + (<usize>(literalsLengthCode(literals) & 255) << 3), 1);
  lengthSum++;
  add(OFFSET_PRICES + (<usize>log2(value) << 3), 1);
  offsetSum++;
  add(MATCH_PRICES + (<usize>((matchLengthCode(length - 3) >> 16) & 255) << 3), 1);
  matchSum++;
}
