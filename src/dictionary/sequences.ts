/** The sequences of frames, read without decoding them: which codes an encoder used for a content. RFC 8878 §3.1.1.3 */

import { H4Error } from "../api/errors.js";
import { BackwardReader } from "./bits.js";
import { type Distribution, FseState, type FseTable, fseTable, readDistribution } from "./fse.js";

/** Told of everything that a frame is made of, in order. */
export interface SequenceVisitor {
  /** `literalsLength` bytes of literals, then a match of `matchLength`. */
  sequence(codes: SequenceCodes, literalsLength: number, matchLength: number): void;
  /** The literals behind the last sequence of a block. */
  lastLiterals(length: number): void;
  /** The bytes of a Raw_Block or an RLE_Block, which has neither literals nor sequences. */
  uncompressed(length: number): void;
}

/** The codes of a sequence. */
export interface SequenceCodes {
  readonly literalsLength: number;
  readonly offset: number;
  readonly matchLength: number;
}

// Block_Type, Literals_Block_Type, Compression_Modes. RFC 8878 §3.1.1.2.2, §3.1.1.3.1.1, §3.1.1.3.2.1
const RAW_BLOCK = 0;
const RLE_BLOCK = 1;
const RAW_LITERALS = 0;
const RLE_LITERALS = 1;
const PREDEFINED_MODE = 0;
const RLE_MODE = 1;
const FSE_MODE = 2;

const BLOCK_HEADER_SIZE = 3;

/** Number_of_Bits of each code, and the value that each begins with. RFC 8878 §3.1.1.3.2.1.1 */
class Codes {
  readonly bases: Uint32Array;

  constructor(
    readonly bits: Uint8Array,
    first: number,
  ) {
    this.bases = new Uint32Array(bits.length);
    for (let code = 0, base = first; code < bits.length; base += 2 ** bits[code++]!) this.bases[code] = base;
  }
}

const EXTRA_BITS = [1, 1, 1, 1, 2, 2, 3, 3];
const LITERALS_LENGTHS = new Codes(
  Uint8Array.of(...new Uint8Array(16), ...EXTRA_BITS, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
  0,
);
const MATCH_LENGTHS = new Codes(
  Uint8Array.of(...new Uint8Array(32), ...EXTRA_BITS, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
  3,
);

/** How many codes there are: an encoder may use any of them. RFC 8878 §3.1.1.3.2.1.1 */
export const LITERALS_LENGTH_CODES = LITERALS_LENGTHS.bits.length;
export const MATCH_LENGTH_CODES = MATCH_LENGTHS.bits.length;

/** Default distributions. RFC 8878 §3.1.1.3.2.2 */
const predefined = (accuracyLog: number, probabilities: number[]): FseTable =>
  fseTable({ accuracyLog, probabilities: Int16Array.from(probabilities) } satisfies Distribution);

const PREDEFINED = () => ({
  literalsLength: predefined(
    6,
    [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1],
  ),
  offset: predefined(5, [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1]),
  matchLength: predefined(
    6,
    [
      1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
      1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
    ],
  ),
});

type Tables = ReturnType<typeof PREDEFINED>;
type Kind = keyof Tables;

/** Reads the blocks of one frame, which begin at `at`, and tells the visitor what is in them. */
export class SequenceReader {
  private readonly predefined = PREDEFINED();

  /** @throws H4Error `DATA_CORRUPT` for what is no frame of an encoder that began without tables */
  visit(frame: Uint8Array, at: number, visitor: SequenceVisitor): void {
    const tables: Partial<Tables> = {};
    for (let last = false; !last; ) {
      const header = uint24(frame, at);
      last = (header & 1) === 1;
      const type = (header >> 1) & 3;
      const size = header >> 3;
      at += BLOCK_HEADER_SIZE;
      if (type === RAW_BLOCK || type === RLE_BLOCK) {
        visitor.uncompressed(size);
        at += type === RLE_BLOCK ? 1 : size;
      } else {
        if (at + size > frame.length) throw new H4Error("DATA_CORRUPT", "A frame ends in one of its blocks");
        this.block(frame.subarray(at, at + size), tables, visitor);
        at += size;
      }
    }
  }

  private block(block: Uint8Array, tables: Partial<Tables>, visitor: SequenceVisitor): void {
    const literals = literalsSection(block);
    let at = literals.size;
    const first = block[at++] ?? 0;
    let count = first;
    if (first === 255) count = (block[at++] ?? 0) + ((block[at++] ?? 0) << 8) + 0x7f00;
    else if (first > 127) count = ((first - 128) << 8) + (block[at++] ?? 0);
    let left = literals.count;
    if (count > 0) {
      const modes = block[at++] ?? 0;
      at = this.table(block, at, modes >> 6, "literalsLength", tables);
      at = this.table(block, at, (modes >> 4) & 3, "offset", tables);
      at = this.table(block, at, (modes >> 2) & 3, "matchLength", tables);
      left -= sequences(new BackwardReader(block, at, block.length), tables as Tables, count, visitor);
    }
    if (left < 0) throw new H4Error("DATA_CORRUPT", "Sequences take more literals than a block has");
    visitor.lastLiterals(left);
  }

  /** Settles the table of one kind; returns where its description ends. */
  private table(block: Uint8Array, at: number, mode: number, kind: Kind, tables: Partial<Tables>): number {
    if (mode === PREDEFINED_MODE) {
      tables[kind] = this.predefined[kind];
    } else if (mode === RLE_MODE) {
      tables[kind] = oneSymbol(block[at++] ?? 0);
    } else if (mode === FSE_MODE) {
      const { distribution, size } = readDistribution(block, at);
      tables[kind] = fseTable(distribution);
      at += size;
    } else if (tables[kind] === undefined) {
      throw new H4Error("DATA_CORRUPT", "A table is repeated before there was one");
    }
    return at;
  }
}

/** The table of RLE_Mode: one state, no bits. */
function oneSymbol(symbol: number): FseTable {
  return { accuracyLog: 0, symbols: Uint8Array.of(symbol), bits: Uint8Array.of(0), bases: Uint16Array.of(0) };
}

/** How many literals there are, and how many bytes the section takes. RFC 8878 §3.1.1.3.1 */
function literalsSection(block: Uint8Array): { count: number; size: number } {
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = block;
  const type = first & 3;
  const format = (first >> 2) & 3;
  if (type === RAW_LITERALS || type === RLE_LITERALS) {
    const header = format === 3 ? 3 : format === 1 ? 2 : 1;
    const count =
      header === 3
        ? (first >> 4) | (second << 4) | (third << 12)
        : header === 2
          ? (first >> 4) | (second << 4)
          : first >> 3;
    return { count, size: header + (type === RLE_LITERALS ? 1 : count) };
  }
  if (format < 2) {
    const sizes = (first >> 4) | (second << 4) | (third << 12);
    return { count: sizes & 0x3ff, size: 3 + (sizes >> 10) };
  }
  if (format === 2) {
    const count = (first >> 4) | (second << 4) | ((third & 3) << 12);
    return { count, size: 4 + ((third >> 2) | (fourth << 6)) };
  }
  const count = (first >> 4) | (second << 4) | ((third & 63) << 12);
  return { count, size: 5 + ((third >> 6) | (fourth << 2) | (fifth << 10)) };
}

/** Walks the sequences; returns how many literals they take. RFC 8878 §3.1.1.3.2.1.2 */
function sequences(reader: BackwardReader, tables: Tables, count: number, visitor: SequenceVisitor): number {
  const literalsLengths = new FseState(tables.literalsLength, reader);
  const offsets = new FseState(tables.offset, reader);
  const matchLengths = new FseState(tables.matchLength, reader);
  let literals = 0;
  while (true) {
    const codes = { literalsLength: literalsLengths.symbol, offset: offsets.symbol, matchLength: matchLengths.symbol };
    // What the offset is nobody asks: Number_of_Bits is the code.
    reader.skip(codes.offset);
    const matchLength = MATCH_LENGTHS.bases[codes.matchLength]! + reader.read(MATCH_LENGTHS.bits[codes.matchLength]!);
    const length =
      LITERALS_LENGTHS.bases[codes.literalsLength]! + reader.read(LITERALS_LENGTHS.bits[codes.literalsLength]!);
    visitor.sequence(codes, length, matchLength);
    literals += length;
    if (--count === 0) break;
    literalsLengths.advance();
    matchLengths.advance();
    offsets.advance();
  }
  reader.finish();
  return literals;
}

function uint24(bytes: Uint8Array, at: number): number {
  const [a, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]];
  if (a === undefined || b === undefined || c === undefined)
    throw new H4Error("DATA_CORRUPT", "A frame ends before its last block");
  return a | (b << 8) | (c << 16);
}
