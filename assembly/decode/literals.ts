/**
 * Literals_Section. RFC 8878 §3.1.1.3.1
 *
 *   │ Regenerated_Size, Compressed_Size … │ Size_Format 3-2 │ Literals_Block_Type 1-0 │    1 to 5 bytes, little-endian
 */

import { BLOCK_SIZE, HUFFMAN_STREAM, LITERALS_HEADER, NOTHING_TO_REPEAT } from "../common/status";
import { decodeFourStreams } from "../entropy/huffman-four-streams";
import { decodeOneStream } from "../entropy/huffman-stream";
import { INDEX_BITS, buildHuffmanTable } from "../entropy/huffman-table";
import { maskWeights, readWeights, treeBits } from "../entropy/huffman-weights";
import { dictionaryGeneration, dictionaryTreeBits } from "../memory/dictionary";
import { DECODED_WEIGHTS, DECODER_LITERALS, DICTIONARY_WEIGHTS } from "../memory/map";

const RAW_LITERALS: u32 = 0;
const RLE_LITERALS: u32 = 1;
const TREELESS_LITERALS: u32 = 3;
/** Four streams of (n + 3) / 4 bytes, the last one what is left: fewer than six leave it less than nothing. */
const FOUR_STREAMS_MIN: u32 = 6;

/** What a Treeless_Literals_Block may repeat. */
const NO_TREE: u32 = 0;
const TREE_OF_FRAME: u32 = 1;
const TREE_OF_DICTIONARY: u32 = 2;

/** From this many literals on, a table of 11 bits (entropy/huffman-table.ts) pays. */
const MANY_LITERALS: u32 = 2048;
/** From this many literals on, of at most 5.5 bits each, the table of pairs pays too. */
const PAIRED_MIN: u32 = 8192;
const PAIRED_SIXTEENTHS: u32 = 11;

let tree: u32 = 0;
let bitsMax: u32 = 0;
/** Index bits of HUFFMAN_TABLE as it stands, 0 when it is not that of `tree`. */
let builtBits: u32 = 0;
/** Generation of the dictionary whose tree HUFFMAN_TABLE holds; 0 when it holds another. */
let builtGeneration: u32 = 0;
let literals: usize = 0;
let literalsEnd: usize = 0;

/** Where the literals of the block lie: in DECODER_LITERALS, or in the block itself when they are raw. */
export function literalsPtr(): usize {
  return literals;
}

export function literalsEndPtr(): usize {
  return literalsEnd;
}

/** Begins a frame: there is no tree to repeat but that of the dictionary, if it has one. */
export function forgetTree(fromDictionary: bool): void {
  tree = NO_TREE;
  if (!fromDictionary) return;
  tree = TREE_OF_DICTIONARY;
  bitsMax = dictionaryTreeBits();
  // The frame before may have left the dictionary's own table there.
  if (builtGeneration != dictionaryGeneration()) builtBits = 0;
}

/** Makes HUFFMAN_TABLE one of `indexBits` for the tree that is repeated. */
function repeatTree(indexBits: u32): void {
  if (builtBits == indexBits) return;
  const fromDictionary = tree == TREE_OF_DICTIONARY;
  maskWeights(fromDictionary ? DICTIONARY_WEIGHTS : DECODED_WEIGHTS, 256);
  buildHuffmanTable(bitsMax, indexBits);
  builtBits = indexBits;
  builtGeneration = fromDictionary ? dictionaryGeneration() : 0;
}

/** Decodes the Literals_Section at the start of the block `ptr` to `end`: the bytes it took, or a negative status. */
export function decodeLiterals(ptr: usize, end: usize, blockMax: u32): i32 {
  const available = <u32>(end - ptr);
  const header = load<u64>(ptr);
  const type = <u32>header & 3;
  const format = (<u32>header >> 2) & 3;
  if (type <= RLE_LITERALS) return decodeUncoded(ptr, available, <u32>header, type, format, blockMax);

  if (available < 5) return LITERALS_HEADER;
  // Size formats 0 and 1: 3 bytes, 10-bit sizes; 2: 4 bytes, 14 bits; 3: 5 bytes, 18 bits. Only 0 is one stream.
  const headerSize: u32 = format < 2 ? 3 : format + 2;
  const sizeBits: u32 = format < 2 ? 10 : 10 + ((format - 1) << 2);
  const sizeMask = (<u64>1 << sizeBits) - 1;
  const size = <u32>((header >> 4) & sizeMask);
  const compressed = <u32>((header >> (4 + sizeBits)) & sizeMask);
  if (size > blockMax) return BLOCK_SIZE;
  if (headerSize + compressed > available) return LITERALS_HEADER;
  if (format != 0) {
    if (size < FOUR_STREAMS_MIN) return LITERALS_HEADER;
  }
  let stream = ptr + headerSize;
  const streamEnd = stream + compressed;
  if (type == TREELESS_LITERALS) {
    if (tree == NO_TREE) return NOTHING_TO_REPEAT;
    repeatTree(indexBits(size));
  } else {
    const described = readWeights(stream, streamEnd);
    if (described < 0) return described;
    stream += described;
    tree = TREE_OF_FRAME;
    bitsMax = treeBits();
    builtBits = indexBits(size);
    builtGeneration = 0;
    buildHuffmanTable(bitsMax, builtBits);
  }
  const exact = format == 0
    ? decodeOneStream(stream, streamEnd, DECODER_LITERALS, size, builtBits)
    : decodeFourStreams(stream, streamEnd, DECODER_LITERALS, size, builtBits, pairsPay(size, compressed));
  if (!exact) return HUFFMAN_STREAM;
  literals = DECODER_LITERALS;
  literalsEnd = DECODER_LITERALS + size;
  return headerSize + compressed;
}

/** Index bits of the table that decodes `size` literals soonest. */
function indexBits(size: u32): u32 {
  return size < MANY_LITERALS ? bitsMax : max(bitsMax, INDEX_BITS);
}

function pairsPay(size: u32, compressed: u32): bool {
  return size >= PAIRED_MIN ? compressed * 16 < size * PAIRED_SIXTEENTHS : false;
}

/** Raw_Literals_Block and RLE_Literals_Block: a size of 5, 12 or 20 bits, then the bytes or the byte. */
function decodeUncoded(ptr: usize, available: u32, header: u32, type: u32, format: u32, blockMax: u32): i32 {
  const headerSize: u32 = format & 1 ? (format + 3) >> 1 : 1;
  if (available < headerSize) return LITERALS_HEADER;
  const size = format & 1 ? (header & 0xffffff & ((1 << (headerSize << 3)) - 1)) >> 4 : (header & 0xff) >> 3;
  const stored = type == RAW_LITERALS ? size : 1;
  if (size > blockMax) return BLOCK_SIZE;
  if (headerSize + stored > available) return LITERALS_HEADER;
  const content = ptr + headerSize;
  if (type == RAW_LITERALS) {
    literals = content;
  } else {
    memory.fill(DECODER_LITERALS, load<u8>(content), size);
    literals = DECODER_LITERALS;
  }
  literalsEnd = literals + size;
  return headerSize + stored;
}
