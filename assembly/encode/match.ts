/** What all match finders share: hashing, comparing, and the offsets that a frame repeats. */

import { FINDER_TABLES } from "../memory/map";

/** Multipliers for hashes of 4 to 8 bytes: odd, with well-mixed high bits (Knuth's multiplicative method). */
const PRIME_4: u64 = 2654435761;
export const PRIME_5: u64 = 889523592379;
const PRIME_6: u64 = 227718039650203;
const PRIME_7: u64 = 58295818150454627;
export const PRIME_8: u64 = 0xcf1bbcdcb7a56463;

/**
 * The multiplier that hashes the first `length` of 8 bytes, 4 to 7: the shift that drops the others is part of it, as
 * (v << s) · p = v · (p << s).
 */
export function multiplier(length: u32): u64 {
  switch (length) {
    case 4: return PRIME_4 << 32;
    case 5: return PRIME_5 << 24;
    case 6: return PRIME_6 << 16;
    default: return PRIME_7 << 8;
  }
}

/** Tables of whatever size have at most 1 << 18 entries. */
export const SLOT_LOG_MAX: u32 = 18;

/**
 * An entry of a hash table is an address and, where all addresses are below TAGGED_END, eight bits of the hash that are
 * not part of the index: most candidates that would not match are told by them, without a look at the memory they are
 * in (level 3: + 8 %).
 */
export const TAGS: u32 = 0xff000000;
export const TAGGED_END: usize = 0x1000000;

/** The mask that makes a hash the byte offset in a table of 1 << log entries, 4 bytes each. */
// @ts-ignore: decorator
@inline
export function slotMask(log: u32): usize {
  return (<usize>4 << log) - 4;
}

/**
 * Where the entry for a `product`, which is 8 bytes of data times a prime, lies from FINDER_TABLES on: the constant
 * part of the address costs nothing. `table` is where the table begins from there. The best bits of the hash are the
 * highest, but `log` must be a constant: a shift by a variable costs three more operations, as V8 does not use BMI2. So
 * a table of constant size says its size, any other SLOT_LOG_MAX, `mask` does the rest, and its prime is shifted less.
 */
// @ts-ignore: decorator
@inline
export function slot(table: usize, product: u64, log: u64, mask: usize): usize {
  return table + (<usize>(product >> (62 - log)) & mask);
}

/** The entry of `ptr`, with the eight bits of the hash below those of the index. `tags` is TAGS or 0. */
// @ts-ignore: decorator
@inline
export function entry(ptr: usize, product: u64, log: u64, tags: u32): u32 {
  return <u32>ptr | (<u32>(product >> (32 - log)) & tags);
}

/**
 * What tells the entry in a slot from the one `like` this, of `ptr`, which is to be put there. Where no bit of `tags`
 * is set in it, the candidate is `ptr` ^ difference: 0, which no window holds, for an empty slot. All others are told
 * by one test.
 */
// @ts-ignore: decorator
@inline
export function difference(slot: usize, like: u32): u32 {
  return load<u32>(slot, FINDER_TABLES) ^ like;
}

// @ts-ignore: decorator
@inline
export function enter(slot: usize, entry: u32): void {
  store<u32>(slot, entry, FINDER_TABLES);
}

/** Enters `ptr` into a table. */
// @ts-ignore: decorator
@inline
export function put(table: usize, ptr: usize, prime: u64, log: u64, mask: usize, tags: u32): void {
  const product = load<u64>(ptr) * prime;
  enter(slot(table, product, log, mask), entry(ptr, product, log, tags));
}

/**
 * How many bytes at `a` and `b` are equal, `a` not going past `end`. Reads up to 16 bytes past it.
 */
// @ts-ignore: decorator
@inline
export function commonLength(a: usize, b: usize, end: usize): u32 {
  return min<u32>(commonAhead(a, b, end), <u32>(end - a));
}

/**
 * The same, but up to 15 bytes past `end` may be counted in: where the next search waits for nothing but this, whoever
 * stores the length can cut it meanwhile. The first 16 bytes take no branch on the data, which no predictor could
 * guess.
 */
// @ts-ignore: decorator
@inline
export function commonAhead(a: usize, b: usize, end: usize): u32 {
  const first = load<u64>(a) ^ load<u64>(b);
  const second = load<u64>(a, 8) ^ load<u64>(b, 8);
  const length = first ? <u32>ctz(first) >> 3 : 8 + (<u32>ctz(second) >> 3);
  return length == 16 ? longLength(a, b, end) : length;
}

/** The rest of commonLength, for matches of which 16 bytes are equal already. */
function longLength(a: usize, b: usize, end: usize): u32 {
  const start = a;
  a += 16;
  b += 16;
  while (a < end) {
    const difference = load<u64>(a) ^ load<u64>(b);
    if (difference) {
      a += <usize>(ctz(difference) >> 3);
      break;
    }
    a += 8;
    b += 8;
  }
  return <u32>(min<usize>(a, end) - start);
}

/** How many bytes before `a` and `b` are equal, at most `most`. Reads 8 bytes before each. */
// @ts-ignore: decorator
@inline
export function commonBefore(a: usize, b: usize, most: u32): u32 {
  const difference = load<u64>(a - 8) ^ load<u64>(b - 8);
  const length = <u32>clz(difference) >> 3;
  if (length == 8) return longBefore(a, b, most);
  return min<u32>(length, most);
}

function longBefore(a: usize, b: usize, most: u32): u32 {
  let length: u32 = 8;
  while (length < most) {
    if (load<u8>(a - length - 1) != load<u8>(b - length - 1)) return length;
    length++;
  }
  return most;
}

/** Makes the memory at `ptr` arrive early: WebAssembly has no prefetch, but a load that nobody waits for is one. */
// @ts-ignore: decorator
@inline
export function touch(ptr: usize): void {
  load<u8>(ptr);
}

let reach: usize = 0;

/** Matches of the block to come are at most so far away. */
export function setReach(distance: usize): void {
  reach = distance;
}

/** How far down a match at `ip` may be, out of a block whose matches reach down to `low`. */
// @ts-ignore: decorator
@inline
export function lowAt(ip: usize, low: usize): usize {
  return max<usize>(low, ip - reach);
}

let found: u32 = 0;

/** Distance of the match that the last search found. */
// @ts-ignore: decorator
@inline
export function foundOffset(): u32 {
  return found;
}

// @ts-ignore: decorator
@inline
export function setFoundOffset(offset: u32): void {
  found = offset;
}

/**
 * The offset that an offset value of 1 to 3 names, out of three at `repeats`; without literals before the match (not
 * `behind`) it is the next one, and the first less 1 the last. RFC 8878 §3.1.1.5
 */
// @ts-ignore: decorator
@inline
export function repeatOf(repeats: usize, value: u32, behind: bool): u32 {
  const index = value - <u32>behind;
  return index == 3 ? load<u32>(repeats) - 1 : load<u32>(repeats + (index << 2));
}

// Repeated_Offset1…3: as the decoder will have them after the block before, and as the block at hand leaves them.
let rep1: u32 = 1;
let rep2: u32 = 4;
let rep3: u32 = 8;
let next1: u32 = 1;
let next2: u32 = 4;
let next3: u32 = 8;

/** Starting values. RFC 8878 §3.1.1.5 */
export function resetRepeats(first: u32, second: u32, third: u32): void {
  rep1 = first;
  rep2 = second;
  rep3 = third;
}

export function repeat1(): u32 {
  return rep1;
}

export function repeat2(): u32 {
  return rep2;
}

export function repeat3(): u32 {
  return rep3;
}

export function proposeRepeats(first: u32, second: u32): void {
  next1 = first;
  next2 = second;
  next3 = rep3;
}

/** The match finder follows all three. */
export function proposeRepeat3(third: u32): void {
  next3 = third;
}

/** The block was written as a Compressed_Block: the decoder follows. */
export function confirmRepeats(): void {
  rep1 = next1;
  rep2 = next2;
  rep3 = next3;
}
