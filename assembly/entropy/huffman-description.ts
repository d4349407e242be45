/** Writing a Huffman_Tree_Description: weights, directly or FSE-compressed. RFC 8878 §4.2.1 */

import { HUFFMAN_RANKS, HUFFMAN_WEIGHTS, FSE_TABLE_WEIGHTS, CODE_COUNTS, NORMALIZED_COUNTS } from "../memory/map";
import {
  ACCURACY_LOG, TRANSFORMS, buildEncodingTable, chooseAccuracyLog, initialState, normalizeCounts, writeDescription,
} from "./fse-encode";
import { HUFFMAN_LOG_MAX } from "./huffman-encode";

/** Accuracy log of the weights' FSE table. RFC 8878 §4.2.1.2 */
const WEIGHTS_LOG_MAX: u32 = 6;
/** Number_of_Weights that 4 bits each can carry: headerByte 128…255. RFC 8878 §4.2.1.1 */
const DIRECT_WEIGHTS_MAX: u32 = 128;

/**
 * Describes the tree of HUFFMAN_WEIGHTS and HUFFMAN_RANKS (symbols 0…last) and returns where the description ends; 0
 * when neither form can carry it. Writes at most 128 bytes and 8 beyond.
 */
export function writeTree(op: usize, last: u32): usize {
  // The weight of the last symbol follows from the others.
  const end = compressWeights(op + 1, last);
  if (end) {
    const size = <u32>(end - op - 1);
    if (size > 1 && size < last >> 1) {
      store<u8>(op, <u8>size);
      return end;
    }
  }
  if (last > DIRECT_WEIGHTS_MAX) return 0;
  store<u8>(op, <u8>(127 + last));
  let to = op + 1;
  for (let s: u32 = 0; s < last; s += 2) {
    const second = s + 1 < last ? load<u8>(HUFFMAN_WEIGHTS + s, 1) : 0;
    store<u8>(to, <u8>((load<u8>(HUFFMAN_WEIGHTS + s) << 4) | second));
    to++;
  }
  return to;
}

/** FSE-compresses the weights before symbol `count`, the last; 0 when they do not lend themselves to it. */
function compressWeights(op: usize, count: u32): usize {
  if (count <= 1) return 0;
  const left = <u32>load<u8>(HUFFMAN_WEIGHTS + count);
  let last: u32 = 0;
  let largest: u32 = 0;
  for (let w: u32 = 0; w <= HUFFMAN_LOG_MAX; w++) {
    const n = load<u32>(HUFFMAN_RANKS + (w << 2)) - <u32>(w == left);
    store<u32>(CODE_COUNTS + (w << 2), n);
    if (n) last = w;
    if (n > largest) largest = n;
  }
  if (largest == count || largest == 1) return 0;
  const accuracyLog = chooseAccuracyLog(WEIGHTS_LOG_MAX, count, last, 2);
  normalizeCounts(CODE_COUNTS, NORMALIZED_COUNTS, accuracyLog, count, last, 1);
  op = writeDescription(op, NORMALIZED_COUNTS, accuracyLog, last);
  buildEncodingTable(FSE_TABLE_WEIGHTS, NORMALIZED_COUNTS, accuracyLog, last);
  return encodeWeights(op, count);
}

/**
 * Two states in turn, last weight first, so that the decoder, which begins with the first state, ends on the right
 * one: weight i belongs to the first state when i is even, to the second when it is odd. RFC 8878 §4.2.1.2
 *
 * The bits stand at the top of their container, as those of the sequences do (encode/sequence-bitstream.ts).
 */
function encodeWeights(op: usize, count: u32): usize {
  let state = <u64>initialState(FSE_TABLE_WEIGHTS, load<u8>(HUFFMAN_WEIGHTS + count - 1));
  let other = <u64>initialState(FSE_TABLE_WEIGHTS, load<u8>(HUFFMAN_WEIGHTS + count - 2));
  let bits: u64 = 0;
  let filled: u64 = 0;
  let width: u64 = 0;
  for (let at = HUFFMAN_WEIGHTS + count - 3; at >= HUFFMAN_WEIGHTS; at--) {
    const transform = FSE_TABLE_WEIGHTS + TRANSFORMS + (<usize>load<u8>(at) << 3);
    width = <u64>((<u32>state + load<u32>(transform, 4)) >> 16);
    bits = (bits >> width) | rotr(state, width);
    filled += width;
    const next = <u64>load<u16>((<u32>(state >> width) + load<u32>(transform)) << 1, FSE_TABLE_WEIGHTS);
    state = other;
    other = next;
    store<u64>(op, bits >> (64 - filled));
    op += <usize>(filled >> 3);
    filled &= 7;
  }
  width = load<u32>(FSE_TABLE_WEIGHTS, ACCURACY_LOG);
  bits = (bits >> width) | rotr(state, width);
  bits = (bits >> width) | rotr(other, width);
  // The end mark: a one above the last bit.
  bits = (bits >> 1) | (<u64>1 << 63);
  filled += 2 * width + 1;
  store<u64>(op, bits >> (64 - filled));
  return op + <usize>((filled + 7) >> 3);
}
