/** Literals sections of every type and size format. RFC 8878 §3.1.1.3.1 */

import { concat, littleEndian } from "./bits.js";
import { directDescription, fseWeightsDescription, type HuffmanTree, huffmanStream, huffmanTree } from "./huffman.js";

/** A literals section: its bytes, and what it regenerates. */
export interface LiteralsSection {
  readonly bytes: Uint8Array;
  readonly literals: Uint8Array;
}

const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;
const TREELESS = 3;

/** Bytes of a raw or RLE header and the bits of Regenerated_Size, by Size_Format (0 and 2 are the same). */
const PLAIN_FORMATS = [
  { bytes: 1, shift: 3 },
  { bytes: 2, shift: 4 },
  { bytes: 1, shift: 3 },
  { bytes: 3, shift: 4 },
] as const;

/** Streams, header bytes and bits of each size of a compressed or treeless header, by Size_Format. */
const COMPRESSED_FORMATS = [
  { streams: 1, bytes: 3, bits: 10 },
  { streams: 4, bytes: 3, bits: 10 },
  { streams: 4, bytes: 4, bits: 14 },
  { streams: 4, bytes: 5, bits: 18 },
] as const;

/** Header of a raw or RLE literals section. */
export function plainHeader(type: number, sizeFormat: number, regeneratedSize: number): Uint8Array {
  const { bytes, shift } = PLAIN_FORMATS[sizeFormat]!;
  return littleEndian(
    type + (shift === 3 ? (sizeFormat & 1) << 2 : sizeFormat << 2) + regeneratedSize * 2 ** shift,
    bytes,
  );
}

/** Header of a compressed or treeless literals section. */
export function compressedHeader(
  type: number,
  sizeFormat: number,
  regenerated: number,
  compressed: number,
): Uint8Array {
  const { bytes, bits } = COMPRESSED_FORMATS[sizeFormat]!;
  return littleEndian(type + sizeFormat * 4 + regenerated * 16 + compressed * 2 ** (4 + bits), bytes);
}

/** The shortest Size_Format that holds `size`. */
function plainFormat(size: number): number {
  if (size < 32) return 0;
  return size < 4096 ? 1 : 3;
}

function compressedFormat(regenerated: number, compressed: number, streams: 1 | 4): number {
  if (streams === 1) return 0;
  const largest = Math.max(regenerated, compressed);
  if (largest < 1 << 10) return 1;
  return largest < 1 << 14 ? 2 : 3;
}

/** Raw_Literals_Block. */
export function rawLiterals(literals: Uint8Array, sizeFormat = plainFormat(literals.length)): LiteralsSection {
  return { bytes: concat(plainHeader(RAW, sizeFormat, literals.length), literals), literals };
}

/** RLE_Literals_Block. */
export function rleLiterals(literal: number, count: number, sizeFormat = plainFormat(count)): LiteralsSection {
  const bytes = concat(plainHeader(RLE, sizeFormat, count), Uint8Array.of(literal));
  return { bytes, literals: new Uint8Array(count).fill(literal) };
}

/** What a Huffman-coded section may be told apart from what it holds. */
export interface HuffmanOptions {
  readonly streams?: 1 | 4;
  readonly sizeFormat?: number;
  /** Accuracy log of FSE-coded weights; direct weights when absent. */
  readonly fseWeights?: number;
}

/** Compressed_Literals_Block: the tree is described. */
export function huffmanLiterals(
  literals: Uint8Array,
  weights: readonly number[],
  options: HuffmanOptions = {},
): LiteralsSection {
  const description =
    options.fseWeights === undefined ? directDescription(weights) : fseWeightsDescription(weights, options.fseWeights);
  return huffmanSection(COMPRESSED, literals, huffmanTree(weights), description, options);
}

/** Treeless_Literals_Block: the tree is the one of an earlier block or of the dictionary. */
export function treelessLiterals(
  literals: Uint8Array,
  weights: readonly number[],
  options: HuffmanOptions = {},
): LiteralsSection {
  return huffmanSection(TREELESS, literals, huffmanTree(weights), new Uint8Array(0), options);
}

function huffmanSection(
  type: number,
  literals: Uint8Array,
  tree: HuffmanTree,
  description: Uint8Array,
  { streams = 1, sizeFormat }: HuffmanOptions,
): LiteralsSection {
  const payload = concat(description, streams === 1 ? huffmanStream(tree, literals) : fourStreams(tree, literals));
  const format = sizeFormat ?? compressedFormat(literals.length, payload.length, streams);
  return { bytes: concat(compressedHeader(type, format, literals.length, payload.length), payload), literals };
}

/** Literals of each of the four streams: three of (size + 3) / 4 and the rest. RFC 8878 §3.1.1.3.1.6 */
export function quarters(literals: Uint8Array): Uint8Array[] {
  const each = (literals.length + 3) >> 2;
  return [0, 1, 2, 3].map((i) => literals.subarray(i * each, i === 3 ? literals.length : (i + 1) * each));
}

/** Jump_Table and four streams. RFC 8878 §3.1.1.3.1.6 */
export function fourStreams(tree: HuffmanTree, literals: Uint8Array): Uint8Array {
  return joinStreams(quarters(literals).map((quarter) => huffmanStream(tree, quarter)));
}

/** Jump_Table and the streams as given. */
export function joinStreams(streams: readonly Uint8Array[]): Uint8Array {
  const jumpTable = streams.slice(0, 3).map((stream) => littleEndian(stream.length, 2));
  return concat(...jumpTable, ...streams);
}
