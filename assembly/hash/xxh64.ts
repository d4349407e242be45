/** XXH64 with seed 0, whose low 32 bits are the Content_Checksum. RFC 8878 §3.1.1; the xxHash specification, XXH64 */

import { HASH_TAIL } from "../memory/map";

const PRIME_1: u64 = 0x9e3779b185ebca87;
const PRIME_2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME_3: u64 = 0x165667b19e3779f9;
const PRIME_4: u64 = 0x85ebca77c2b2ae63;
const PRIME_5: u64 = 0x27d4eb2f165667c5;

/** A stripe: one 8-byte lane for each of the four accumulators. */
const STRIPE: usize = 32;

let total: u64 = 0;
let lane1: u64 = 0;
let lane2: u64 = 0;
let lane3: u64 = 0;
let lane4: u64 = 0;

// @ts-ignore: decorator
@inline
function round(lane: u64, input: u64): u64 {
  return rotl(lane + input * PRIME_2, 31) * PRIME_1;
}

// @ts-ignore: decorator
@inline
function merge(hash: u64, lane: u64): u64 {
  return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
}

/** Begins anew. There is one state: an instance encodes or decodes, never both at once. */
export function xxh64Reset(): void {
  total = 0;
  lane1 = PRIME_1 + PRIME_2;
  lane2 = PRIME_2;
  lane3 = 0;
  lane4 = 0 - PRIME_1;
}

/** Takes whole stripes; returns where they end. */
function stripes(ptr: usize, end: usize): usize {
  let a = lane1;
  let b = lane2;
  let c = lane3;
  let d = lane4;
  while (ptr + STRIPE <= end) {
    a = round(a, load<u64>(ptr));
    b = round(b, load<u64>(ptr, 8));
    c = round(c, load<u64>(ptr, 16));
    d = round(d, load<u64>(ptr, 24));
    ptr += STRIPE;
  }
  lane1 = a;
  lane2 = b;
  lane3 = c;
  lane4 = d;
  return ptr;
}

/** Takes the next `length` bytes at `ptr`. What does not fill a stripe waits in HASH_TAIL. Reads 32 bytes beyond. */
export function xxh64Update(ptr: usize, length: usize): void {
  const held = <usize>total & (STRIPE - 1);
  const end = ptr + length;
  total += <u64>length;
  if (held != 0) {
    const missing = STRIPE - held;
    if (length < missing) {
      memory.copy(HASH_TAIL + held, ptr, length);
      return;
    }
    memory.copy(HASH_TAIL + held, ptr, missing);
    stripes(HASH_TAIL, HASH_TAIL + STRIPE);
    ptr += missing;
  }
  ptr = stripes(ptr, end);
  // A whole stripe, of which the bytes behind `end` are not looked at: no call.
  store<u64>(HASH_TAIL, load<u64>(ptr));
  store<u64>(HASH_TAIL, load<u64>(ptr, 8), 8);
  store<u64>(HASH_TAIL, load<u64>(ptr, 16), 16);
  store<u64>(HASH_TAIL, load<u64>(ptr, 24), 24);
}

/** The hash of everything taken since the reset; the state stays as it is. */
export function xxh64Digest(): u64 {
  let hash = PRIME_5;
  if (total >= STRIPE) {
    hash = rotl(lane1, 1) + rotl(lane2, 7) + rotl(lane3, 12) + rotl(lane4, 18);
    hash = merge(merge(merge(merge(hash, lane1), lane2), lane3), lane4);
  }
  hash += total;

  let ptr = HASH_TAIL;
  const end = HASH_TAIL + (<usize>total & (STRIPE - 1));
  for (; ptr + 8 <= end; ptr += 8) {
    hash = rotl(hash ^ round(0, load<u64>(ptr)), 27) * PRIME_1 + PRIME_4;
  }
  if (ptr + 4 <= end) {
    hash = rotl(hash ^ (<u64>load<u32>(ptr) * PRIME_1), 23) * PRIME_2 + PRIME_3;
    ptr += 4;
  }
  for (; ptr < end; ptr++) {
    hash = rotl(hash ^ (<u64>load<u8>(ptr) * PRIME_5), 11) * PRIME_1;
  }

  hash = (hash ^ (hash >> 33)) * PRIME_2;
  hash = (hash ^ (hash >> 29)) * PRIME_3;
  return hash ^ (hash >> 32);
}
