/** Literals section of a block, encoding side. RFC 8878 §3.1.1.3.1 */

import { HUFFMAN_CODES, HUFFMAN_CODES_REPEAT } from "../memory/map";
import { chooseAccuracyLog } from "../entropy/fse-encode";
import { histogram, histogramLargest } from "../entropy/histogram";
import { HUFFMAN_LOG_MAX, buildCodes, buildTree, codesCost, encodeStream, treeCost } from "../entropy/huffman-encode";
import { writeTree } from "../entropy/huffman-description";
import { OPTIMAL, finder } from "./parameters";
import { literalsPtr, sequenceCount } from "./sequence-store";

// Literals_Block_Type. RFC 8878 §3.1.1.3.1.1
const RAW_LITERALS: u32 = 0;
const RLE_LITERALS: u32 = 1;
const COMPRESSED_LITERALS: u32 = 2;
const TREELESS_LITERALS: u32 = 3;

/**
 * Fewer literals than this hardly pay for a tree description. Optimal parsing leaves few of them and tries all the same
 * (numbers of JSON beside raw content: 7 % less in all); with codes to repeat six are enough.
 */
const COMPRESS_MIN: usize = 64;
const COMPRESS_MIN_OPTIMAL: usize = 8;
const COMPRESS_MIN_REPEAT: usize = 6;
/** From here on 4 streams: the jump table costs 6 bytes, decoding in parallel is worth more. */
const FOUR_STREAMS_MIN: usize = 256;
/** Up to here a new tree hardly pays, and not building it is faster. */
const PREFER_REPEAT_MAX: usize = 1024;
/** More literals for each sequence than this: the data hardly repeats. */
const SUSPECT_RATIO: usize = 20;
/** Literals of such data are sampled at both ends before a whole histogram is made. */
const SAMPLE: u32 = 4096;

/** The codes that a Treeless_Literals_Block would repeat, and the last symbol they cover; −1: there are none. */
let repeated: usize = 0;
let repeatedLast: i32 = -1;
/** Where the block at hand builds its codes, and the last symbol they cover; −1: it was written without. */
let proposed: usize = 0;
let proposedLast: i32 = -1;

/** Forgets the codes of earlier blocks: a frame begins. */
export function resetLiterals(): void {
  repeated = HUFFMAN_CODES_REPEAT;
  proposed = HUFFMAN_CODES;
  repeatedLast = -1;
  proposedLast = -1;
}

/** Where a dictionary puts the codes for symbols 0…last that the first block may repeat. */
export function repeatedCodes(last: u32): usize {
  repeatedLast = last;
  return repeated;
}

/** The codes that the first block may repeat, and the last symbol they cover; −1: there are none. */
export function repeatableCodes(): usize {
  return repeated;
}

export function repeatableLast(): i32 {
  return repeatedLast;
}

/** The block was written as a Compressed_Block: its codes are those to repeat. */
export function confirmLiterals(): void {
  if (proposedLast < 0) return;
  const free = repeated;
  repeated = proposed;
  repeatedLast = proposedLast;
  proposed = free;
}

/** Only what the streams would take is wanted, not the streams. */
let estimating = false;

/** Bytes that the literals section for `size` bytes would take at `op`, which is written to. */
export function literalsCost(op: usize, size: usize): usize {
  estimating = true;
  const end = writeLiterals(op, size, false);
  estimating = false;
  return end - op;
}

/**
 * Writes the literals section for `size` bytes at literalsPtr() and returns where it ends. `fast` says that time is
 * worth more than the last bytes. Writes at most size + 5 bytes and 8 beyond.
 */
export function writeLiterals(op: usize, size: usize, fast: bool): usize {
  proposedLast = -1;
  if (size < compressMin()) return writePlain(op, size);
  const suspect = size >= SAMPLE * 10 && size / SUSPECT_RATIO >= sequenceCount();
  if (suspect && looksIncompressible(size)) return writePlain(op, size);
  const last = histogram(literalsPtr(), literalsPtr() + size);
  const largest = <usize>histogramLargest();
  if (largest == size) return writeRle(op, size);
  const repeatBits = <i32>last <= repeatedLast ? codesCost(repeated, last) : u32.MAX_VALUE;
  const flat = largest <= (size >> 7) + 4;
  if ((fast || flat) && size <= PREFER_REPEAT_MAX && repeatBits != u32.MAX_VALUE) {
    return writeTreeless(op, size, repeatBits);
  }
  if (flat) return writePlain(op, size);
  const longest = buildTree(last, chooseAccuracyLog(HUFFMAN_LOG_MAX, <u32>size, last, 1));
  const tree = op + headerSize(size);
  const treeEnd = writeTree(tree, last);
  if (!treeEnd) return writePlain(op, size);
  const treeSize = treeEnd - tree;
  buildCodes(proposed, last, longest);
  const newBits = treeCost();
  if (repeatBits != u32.MAX_VALUE) {
    if (<usize>(repeatBits >> 3) <= <usize>(newBits >> 3) + treeSize || treeSize + 12 >= size) {
      return writeTreeless(op, size, repeatBits);
    }
  }
  if (treeSize + 12 >= size) return writePlain(op, size);
  return writeCompressed(op, size, treeSize, newBits, last);
}

function compressMin(): usize {
  if (repeatedLast >= 0) return COMPRESS_MIN_REPEAT;
  return finder() >= OPTIMAL ? COMPRESS_MIN_OPTIMAL : COMPRESS_MIN;
}

/** Both ends of literals that no match was found in: does any byte stand out? */
function looksIncompressible(size: usize): bool {
  histogram(literalsPtr(), literalsPtr() + SAMPLE);
  let largest = histogramLargest();
  histogram(literalsPtr() + size - SAMPLE, literalsPtr() + size);
  largest += histogramLargest();
  return largest <= ((2 * SAMPLE) >> 7) + 4;
}

/** What compression must save at least: time on the other side has a price too. */
function saves(bits: u32, overhead: usize, size: usize): bool {
  return <usize>(bits >> 3) + overhead + (size >> 6) + 2 < size;
}

/** Raw_Literals_Block or RLE_Literals_Block header: 1, 2 or 3 bytes. */
// ┌ type 1-0 ┬ size format 3-2 ┬ regenerated size: 5 bits from bit 3 (format x0), 12 (01) or 20 (11) from bit 4 ┐
function writePlainHeader(op: usize, type: u32, size: usize): usize {
  if (size < 32) {
    store<u8>(op, <u8>(type | (<u32>size << 3)));
    return op + 1;
  }
  if (size < 4096) {
    store<u16>(op, <u16>(type | (1 << 2) | (<u32>size << 4)));
    return op + 2;
  }
  store<u32>(op, type | (3 << 2) | (<u32>size << 4));
  return op + 3;
}

function writePlain(op: usize, size: usize): usize {
  op = writePlainHeader(op, RAW_LITERALS, size);
  memory.copy(op, literalsPtr(), size);
  return op + size;
}

function writeRle(op: usize, size: usize): usize {
  op = writePlainHeader(op, RLE_LITERALS, size);
  store<u8>(op, load<u8>(literalsPtr()));
  return op + 1;
}

function writeTreeless(op: usize, size: usize, bits: u32): usize {
  if (!saves(bits, 0, size)) return writePlain(op, size);
  // A 3-byte header may go with one stream, which saves the jump table; the longer ones imply four.
  const single = size < 1024;
  const start = op + headerSize(size);
  const end = writeStreams(start, size, repeated, single, bits);
  return finish(op, start, end, size, TREELESS_LITERALS, single);
}

function writeCompressed(op: usize, size: usize, treeSize: usize, bits: u32, last: u32): usize {
  if (!saves(bits, treeSize, size)) return writePlain(op, size);
  const single = size < FOUR_STREAMS_MIN;
  const start = op + headerSize(size);
  const end = writeStreams(start + treeSize, size, proposed, single, bits);
  if (end - start < size) proposedLast = last;
  return finish(op, start, end, size, COMPRESSED_LITERALS, single);
}

/** Literals_Section_Header of compressed literals: 10, 14 or 18 bits for each size. */
function headerSize(size: usize): usize {
  return 3 + <usize>(size >= 1024) + <usize>(size >= 16384);
}

/** Writes the header before what [start, end) holds already, unless that came out larger than the literals. */
function finish(op: usize, start: usize, end: usize, size: usize, type: u32, single: bool): usize {
  const compressed = end - start;
  if (compressed >= size) return writePlain(op, size);
  // ┌ type 1-0 ┬ size format 3-2 ┬ regenerated size ┬ compressed size ┐
  const bytes = headerSize(size);
  const format = bytes == 3 ? <u32>!single : <u32>bytes - 2;
  let header = <u64>(type | (format << 2) | (<u32>size << 4)) | (<u64>compressed << (4 * bytes + 2));
  for (const to = op + bytes; op < to; op++) {
    store<u8>(op, <u8>header);
    header >>= 8;
  }
  return end;
}

/** One stream, or a Jump_Table and four of equal regenerated size (the last takes the rest). RFC 8878 §3.1.1.3.1.6 */
function writeStreams(op: usize, size: usize, codes: usize, single: bool, bits: u32): usize {
  if (estimating) return op + <usize>(bits >> 3) + 1;
  const literals = literalsPtr();
  if (single) return encodeStream(op, literals, literals + size, codes);
  const segment = (size + 3) >> 2;
  const jump = op;
  const first = encodeStream(op + 6, literals, literals + segment, codes);
  const second = encodeStream(first, literals + segment, literals + 2 * segment, codes);
  const third = encodeStream(second, literals + 2 * segment, literals + 3 * segment, codes);
  const end = encodeStream(third, literals + 3 * segment, literals + size, codes);
  store<u16>(jump, <u16>(first - op - 6));
  store<u16>(jump, <u16>(second - first), 2);
  store<u16>(jump, <u16>(third - second), 4);
  return end;
}
