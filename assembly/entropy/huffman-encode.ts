/**
 * Huffman codes for literals: construction and streams. RFC 8878 §4.2.
 *
 * A code is a u64: its bits at the top, its length in the low byte, so that appending it to a top-aligned bit
 * container is one shift by the length (WebAssembly shifts modulo 64) and one or.
 */

import {
  HISTOGRAM, HUFFMAN_BUCKETS, HUFFMAN_NEXT, HUFFMAN_NODES, HUFFMAN_RANKS, HUFFMAN_USED, HUFFMAN_WEIGHTS,
} from "../memory/map";
import { log2 } from "./log2";

/** Maximum_Number_of_Bits. RFC 8878 §4.2.1 */
export const HUFFMAN_LOG_MAX: u32 = 11;

/**
 * A node is { u32 count, u16 parent, u8 symbol, u8 depth }. Leaves 0…255 sorted by falling count, then inner nodes.
 */
const NODE: u32 = 3;
const PARENT: usize = 4;
const SYMBOL: usize = 6;
const DEPTH: usize = 7;

/** Behind the next codes of all weights. */
const NOWHERE: usize = HUFFMAN_NEXT + ((<usize>HUFFMAN_LOG_MAX + 1) << 4);

/** Inner nodes begin here, at most 255 of them. */
const INNER: u32 = 256;

/** Size of HISTOGRAM's symbols in the codes of the tree last built, in bits. */
let cost: u32 = 0;

export function treeCost(): u32 {
  return cost;
}

/**
 * Finds a tree for the counts in HISTOGRAM (symbols 0…last, at least two of them in use), no code over `maxBits`:
 * weights in HUFFMAN_WEIGHTS, how many symbols have each in HUFFMAN_RANKS. Returns the length of the longest code, from
 * which and a weight the length of any other follows: longest + 1 − weight. RFC 8878 §4.2.1
 */
export function buildTree(last: u32, maxBits: u32): u32 {
  const leaves = sortByCount(last);
  const longest = limitDepth(leaves, assignDepths(leaves), maxBits);
  for (let s: u32 = 0; s <= last; s += 8) store<u64>(HUFFMAN_WEIGHTS + s, 0);
  clearRanks();
  let bits: u32 = 0;
  let equal: u32 = 0;
  let before: u32 = 0;
  for (let i: u32 = 0; i < leaves; i++) {
    const node = HUFFMAN_NODES + (i << NODE);
    const depth = <u32>load<u8>(node, DEPTH);
    const weight = longest + 1 - depth;
    bits += load<u32>(node) * depth;
    store<u8>(HUFFMAN_WEIGHTS + <usize>load<u8>(node, SYMBOL), <u8>weight);
    // Leaves of one depth follow each other.
    equal = depth == before ? equal + 1 : 1;
    before = depth;
    store<u32>(HUFFMAN_RANKS + (weight << 2), equal);
  }
  store<u32>(HUFFMAN_RANKS, last + 1 - leaves);
  cost = bits;
  return longest;
}

/** Weights are at most HUFFMAN_LOG_MAX: 16 counters. */
function clearRanks(): void {
  for (let at = HUFFMAN_RANKS; at < HUFFMAN_RANKS + 64; at += 8) store<u64>(at, 0);
}

/** Counts the weights 0…last at HUFFMAN_WEIGHTS, which came from elsewhere, into HUFFMAN_RANKS. */
export function rankWeights(last: u32): void {
  clearRanks();
  for (let s: u32 = 0; s <= last; s++) {
    const rank = HUFFMAN_RANKS + (<usize>load<u8>(HUFFMAN_WEIGHTS + s) << 2);
    store<u32>(rank, load<u32>(rank) + 1);
  }
}

/** Counts below this have a bucket of their own when sorting; above, one for each power of two. */
const EXACT: u32 = 128;

// @ts-ignore: decorator
@inline
function bucketOf(count: u32): u32 {
  return count < EXACT ? count : EXACT - 7 + log2(count);
}

/**
 * Sorts the symbols in use by falling count, those of one bucket by insertion. Returns how many there are. The buckets'
 * cursors are u16 pairs: where it begins, and where its next symbol goes.
 *
 * The nodes of the symbols in use are first put one after the other: which symbols these are no predictor could guess,
 * and the many others would wait for each other at one bucket.
 */
function sortByCount(last: u32): u32 {
  const buckets = HUFFMAN_BUCKETS;
  memory.fill(buckets, 0, (EXACT + 32) * 4);
  let end = HUFFMAN_USED;
  for (let s: u32 = 0; s <= last; s++) {
    const n = load<u32>(HISTOGRAM + (s << 2));
    store<u64>(end, <u64>n | (<u64>s << 48));
    end += <usize>(n != 0) << NODE;
  }
  let highest: u32 = 0;
  for (let node = HUFFMAN_USED; node < end; node += 8) {
    const bucket = bucketOf(load<u32>(node));
    const at = buckets + (bucket << 2);
    store<u32>(at, load<u32>(at) + 1);
    highest = max<u32>(bucket, highest);
  }
  let total: u32 = 0;
  for (let at = buckets + (highest << 2); at > buckets; at -= 4) {
    const n = load<u32>(at);
    store<u32>(at, total * 0x10001);
    total += n;
  }
  for (let node = HUFFMAN_USED; node < end; node += 8) {
    const entry = load<u64>(node);
    const n = <u32>entry;
    const cursor = buckets + (bucketOf(n) << 2);
    const range = load<u32>(cursor);
    store<u32>(cursor, range + 0x10000);
    let to = HUFFMAN_NODES + ((range >> 16) << NODE);
    if (n >= EXACT) to = makeRoom(to, HUFFMAN_NODES + ((range & 0xffff) << NODE), n);
    store<u64>(to, entry);
  }
  return total;
}

/** Moves the nodes of a bucket that are rarer than `count` up by one and returns the free one. */
function makeRoom(node: usize, first: usize, count: u32): usize {
  while (node > first) {
    if (load<u32>(node - 8) >= count) break;
    store<u64>(node, load<u64>(node - 8));
    node -= 8;
  }
  return node;
}

/**
 * Builds the tree with two queues (leaves from the rarest up, inner nodes as made); returns the greatest depth. Both
 * queues end in a count that nothing exceeds, and the choice between them is no branch: it cannot be predicted.
 */
function assignDepths(leaves: u32): u32 {
  let leaf = HUFFMAN_NODES + ((leaves - 1) << NODE);
  let inner = HUFFMAN_NODES + (INNER << NODE);
  const root = inner + ((leaves - 2) << NODE);
  store<u32>(HUFFMAN_NODES - 8, u32.MAX_VALUE);
  for (let node = inner; node <= root + 8; node += 8) store<u32>(node, u32.MAX_VALUE);
  for (let made = inner; made <= root; made += 8) {
    const parent = <u16>((made - HUFFMAN_NODES) >> NODE);
    let a = load<u32>(leaf);
    let b = load<u32>(inner);
    // What comes next in each queue is loaded before it is known whether it is needed.
    const nextLeaf = load<u32>(leaf - 8);
    const nextInner = load<u32>(inner, 8);
    let fromLeaf = <usize>(a <= b) << 3;
    store<u16>(fromLeaf ? leaf : inner, parent, PARENT);
    leaf -= fromLeaf;
    inner += 8 - fromLeaf;
    const sum = min<u32>(a, b);
    a = fromLeaf ? nextLeaf : a;
    b = fromLeaf ? b : nextInner;
    fromLeaf = <usize>(a <= b) << 3;
    store<u16>(fromLeaf ? leaf : inner, parent, PARENT);
    leaf -= fromLeaf;
    inner += 8 - fromLeaf;
    store<u32>(made, sum + min<u32>(a, b));
  }
  store<u8>(root, 0, DEPTH);
  for (let node = root - 8; node >= HUFFMAN_NODES + (INNER << NODE); node -= 8) setDepth(node);
  let deepest: u32 = 0;
  for (let i: u32 = 0; i < leaves; i++) {
    const depth = setDepth(HUFFMAN_NODES + (i << NODE));
    deepest = depth > deepest ? depth : deepest;
  }
  return deepest;
}

// @ts-ignore: decorator
@inline
function setDepth(node: usize): u32 {
  const parent = HUFFMAN_NODES + (<usize>load<u16>(node, PARENT) << NODE);
  const depth = <u32>load<u8>(parent, DEPTH) + 1;
  store<u8>(node, <u8>depth, DEPTH);
  return depth;
}

/**
 * Cuts the tree at `maxBits` and pays for it: cut leaves took more of the code space than they had, so others get
 * longer. A leaf one level above the bottom gives back one unit, one n levels above 2^(n−1): the cheapest by count goes
 * first.
 */
function limitDepth(leaves: u32, deepest: u32, maxBits: u32): u32 {
  if (deepest <= maxBits) return deepest;
  // Leaves by falling count have rising depth, also after each step below; depths over the limit are a tail. Of each
  // depth the end of its leaves is kept, 0 for none.
  clearRanks();
  let used: u32 = 0;
  for (let i: u32 = 0; i < leaves; i++) {
    const node = HUFFMAN_NODES + (i << NODE);
    const depth = min<u32>(load<u8>(node, DEPTH), maxBits);
    store<u8>(node, <u8>depth, DEPTH);
    store<u32>(HUFFMAN_RANKS + (depth << 2), i + 1);
    used += 1 << (maxBits - depth);
  }
  let debt = <i32>(used - (1 << maxBits));
  while (debt > 0) {
    const depth = cheapestToLengthen(maxBits, log2(<u32>debt) + 1);
    const end = HUFFMAN_RANKS + (depth << 2);
    const i = load<u32>(end) - 1;
    store<u8>(HUFFMAN_NODES + (i << NODE), <u8>(depth + 1), DEPTH);
    if (!load<u32>(end, 4)) store<u32>(end, i + 1, 4);
    store<u32>(end, i && load<u8>(HUFFMAN_NODES - 8 + (i << NODE), DEPTH) == depth ? i : 0);
    debt -= 1 << (maxBits - depth - 1);
  }
  // Paid too much: shorten the most frequent of the longest codes.
  while (debt < 0) {
    let i: u32 = 0;
    while (load<u8>(HUFFMAN_NODES + (i << NODE), DEPTH) < maxBits) i++;
    store<u8>(HUFFMAN_NODES + (i << NODE), <u8>(maxBits - 1), DEPTH);
    debt++;
  }
  return maxBits;
}

/**
 * The depth whose rarest leaf gives back the most code space for its count, among those that give back at most `levels`
 * levels' worth: the rarest leaf of a level is compared, doubled, with the rarest of the level above.
 */
function cheapestToLengthen(maxBits: u32, levels: u32): u32 {
  let best: u32 = 0;
  let bestCount: u64 = 0;
  for (let depth = maxBits - 1; depth; depth--) {
    const end = load<u32>(HUFFMAN_RANKS + (depth << 2));
    if (!end) continue;
    if (best && maxBits - depth > levels) break;
    const count = <u64>load<u32>(HUFFMAN_NODES - 8 + (end << NODE));
    if (!best || count < bestCount << (best - depth)) {
      best = depth;
      bestCount = count;
    }
  }
  return best;
}

/**
 * Assigns the codes of HUFFMAN_WEIGHTS and HUFFMAN_RANKS (symbols 0…last, longest: `longest` bits): rarer first, then
 * by symbol. RFC 8878 §4.2.1.1 What `codes` holds for symbols beyond `last` stays as it was.
 */
export function buildCodes(codes: usize, last: u32, longest: u32): void {
  // For each weight the next code and what it takes to the one after. The code of a symbol that does not occur is 0,
  // and is stored where nobody looks: the many of them would wait for each other.
  store<u64>(HUFFMAN_NEXT, 0);
  let start: u64 = 0;
  for (let weight: u32 = 1; weight <= longest; weight++) {
    const next = HUFFMAN_NEXT + (weight << 4);
    const bits = <u64>(longest + 1 - weight);
    const step = <u64>1 << (64 - bits);
    store<u64>(next, start | bits);
    store<u64>(next, step, 8);
    start += step * <u64>load<u32>(HUFFMAN_RANKS + (weight << 2));
  }
  for (let s: u32 = 0; s <= last; s++) {
    const weight = <usize>load<u8>(HUFFMAN_WEIGHTS + s);
    const next = HUFFMAN_NEXT + (weight << 4);
    const code = load<u64>(next);
    store<u64>(weight ? next : NOWHERE, code + load<u64>(next, 8));
    store<u64>(codes + (s << 3), code);
  }
}

/** Size of HISTOGRAM's symbols in these codes, in bits; u32.MAX_VALUE when a symbol has no code. */
export function codesCost(codes: usize, last: u32): u32 {
  let bits: u32 = 0;
  for (let s: u32 = 0; s <= last; s++) {
    const n = load<u32>(HISTOGRAM + (s << 2));
    if (n) {
      const length = <u32>load<u8>(codes + (s << 3));
      if (!length) return u32.MAX_VALUE;
      bits += n * length;
    }
  }
  return bits;
}

// @ts-ignore: decorator
@inline
function code(codes: usize, ptr: usize): u64 {
  return load<u64>(codes + (<usize>load<u8>(ptr) << 3));
}

/**
 * Writes the bytes of [ptr, end) as one Huffman-coded stream, last byte first, and returns where it ends. RFC 8878
 * §4.2.2. Writes up to 8 bytes beyond.
 */
export function encodeStream(op: usize, ptr: usize, end: usize, codes: usize): usize {
  // ┌ codes, the newest on top ┬ bytes of lengths that the shifts push out ┐; `fill` counts mod 256 what is valid.
  let bits: u64 = 0;
  let fill: u64 = 0;
  // The odd symbols first, so that the loop takes five: 5 × 11 = 55 bits and 7 left over fit in 64 with room for noise.
  let odd = <u32>(end - ptr) % 5;
  while (odd) {
    end--;
    const c = code(codes, end);
    bits = (bits >> c) | (c & ~0xff);
    fill += c;
    odd--;
  }
  let used = fill & 0xff;
  store<u64>(op, bits >> (64 - used));
  if (!used) store<u64>(op, 0);
  op += <usize>(used >> 3);
  used &= 7;
  while (end > ptr) {
    // The five are joined apart from what came before: the chain from one turn to the next is a shift and an or.
    const a = code(codes, end - 1);
    const b = code(codes, end - 2);
    const c = code(codes, end - 3);
    const d = code(codes, end - 4);
    const e = code(codes, end - 5);
    const width = (a + b + c + d + e) & 0xff;
    const ab = (a >> b) | b;
    const abc = (ab >> c) | c;
    const abcd = (abc >> d) | d;
    bits = (bits >> width) | (abcd >> e) | (e & ~0xff);
    end -= 5;
    used += width;
    store<u64>(op, bits >> (64 - used));
    op += <usize>(used >> 3);
    used &= 7;
  }
  // The end mark: a one above the last bit.
  bits = (bits >> 1) | (<u64>1 << 63);
  used++;
  store<u64>(op, bits >> (64 - used));
  return op + <usize>((used + 7) >> 3);
}
