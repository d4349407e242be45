/** What an encoder leaves to entropy coding when it has a dictionary's content: counts of literals and codes. */

import { OFFSET_CODE_MAX } from "./format.js";
import {
  LITERALS_LENGTH_CODES,
  MATCH_LENGTH_CODES,
  type SequenceCodes,
  SequenceReader,
  type SequenceVisitor,
} from "./sequences.js";

/** Counts that frames add up to; whatever the next frames may need is counted once before any of them. */
export class Statistics implements SequenceVisitor {
  readonly literals = new Uint32Array(256).fill(1);
  readonly literalsLengths = new Uint32Array(LITERALS_LENGTH_CODES).fill(1);
  readonly matchLengths = new Uint32Array(MATCH_LENGTH_CODES).fill(1);
  readonly offsets: Uint32Array;

  private readonly reader = new SequenceReader();
  private content: Uint8Array = new Uint8Array(0);
  private at = 0;

  /** Offsets up to `reach` bytes must be representable, or the table is not one that any frame may repeat. */
  constructor(reach: number) {
    this.offsets = new Uint32Array(Math.min(31 - Math.clz32(reach), OFFSET_CODE_MAX) + 1).fill(1);
  }

  /** Counts the blocks of `frame`, which begin at `headerSize` and decode to `content`. */
  add(frame: Uint8Array, headerSize: number, content: Uint8Array): void {
    this.content = content;
    this.at = 0;
    this.reader.visit(frame, headerSize, this);
  }

  sequence(codes: SequenceCodes, literalsLength: number, matchLength: number): void {
    this.literalsLengths[codes.literalsLength]!++;
    this.matchLengths[codes.matchLength]!++;
    this.offsets[codes.offset]!++;
    this.lastLiterals(literalsLength);
    this.at += matchLength;
  }

  lastLiterals(length: number): void {
    const end = this.at + length;
    for (; this.at < end; this.at++) this.literals[this.content[this.at]!]!++;
  }

  uncompressed(length: number): void {
    this.at += length;
  }
}
