/** The sequences of a block as one Compressed_Block, or as several with tables of their own. RFC 8878 §3.1.1.2 */

import { BLOCK_HEADER_SIZE, COMPRESSED_BLOCK } from "../frame/block";
import { PARTS } from "../memory/map";
import { isFast } from "./finder";
import { confirmLiterals, literalsCost, writeLiterals } from "./literals";
import { confirmSequences, sequencesCost, writeSequences } from "./sequences";
import {
  LENGTH_MASK, LITERALS_SHIFT, MATCH_SHIFT, SEQUENCE_SIZE, literalsPtr, literalsSize, selectPart, sequenceCount,
  sequencesPtr,
} from "./sequence-store";

/** What a part has at least, in bytes of sequences: half as much makes the corpus 0.004 % smaller. */
const PART_MIN: usize = 75 * SEQUENCE_SIZE;
/**
 * What a part must save by its estimate. It may take more when it is written, since the part before may have replaced
 * the tables that it would have repeated: a description of each, less than this in all.
 */
const PART_SAVES: usize = 512;
/** What a part that saves less is said to cost: more than any. */
const TOO_MUCH: usize = 1 << 20;

// Parts that are to be written, the next one on top: { u32 end of its sequences, u32 of its literals, u32 cost, – }.
const PART: usize = 16;
const LITERALS_END: usize = 4;
const COST: usize = 8;

/** ┌ block size 23-3 ┬ block type 2-1 ┬ last block 0 ┐ */
export function writeBlockHeader(op: usize, last: bool, type: u32, size: usize): void {
  const header = <u32>last | (type << 1) | (<u32>size << 3);
  store<u16>(op, <u16>header);
  store<u8>(op, <u8>(header >> 16), 2);
}

/** Compresses the selected part at `op`; 0 when that reaches `limit`: it would not be worth decoding. */
export function compressPart(op: usize, limit: usize): usize {
  op = writeLiterals(op, literalsSize(), isFast());
  if (op >= limit) return 0;
  op = writeSequences(op, limit, isFast());
  return op < limit ? op : 0;
}

/** The part that was compressed behind a header at `op` is a block: the decoder will have its tables. */
export function confirmPart(op: usize, end: usize, last: bool): usize {
  confirmLiterals();
  confirmSequences();
  writeBlockHeader(op, last, COMPRESSED_BLOCK, end - op - BLOCK_HEADER_SIZE);
  return end;
}

/**
 * Writes what is stored as one block or several; returns where they end, or 0 where sequences are few or save little.
 * A match finder that goes by prices makes literals of what looks like one in bytes, so bytes do not tell where its
 * blocks should end: the sequences do. A part is written in halves, and these in halves, as long as they cost less.
 */
export function writeInParts(op: usize, last: bool): usize {
  let from = sequencesPtr();
  let literals = literalsPtr();
  const end = from + sequenceCount() * SEQUENCE_SIZE;
  if (end - from < 2 * PART_MIN) return 0;
  const whole = partCost(op, from, end, literals, literals + literalsSize());
  if (whole == TOO_MUCH) return 0;
  let part = PARTS;
  plan(part, end, literals + literalsSize(), whole);
  while (part >= PARTS) {
    const to = <usize>load<u32>(part);
    const literalsEnd = <usize>load<u32>(part, LITERALS_END);
    if (to - from >= 2 * PART_MIN) {
      const middle = (from + to) / (2 * SEQUENCE_SIZE) * SEQUENCE_SIZE;
      const literalsMiddle = literals + lengthsOf(from, middle, LITERALS_SHIFT);
      const left = partCost(op, from, middle, literals, literalsMiddle);
      const right = partCost(op, middle, to, literalsMiddle, literalsEnd);
      if (left + right < <usize>load<u32>(part, COST)) {
        store<u32>(part, <u32>right, COST);
        part += PART;
        plan(part, middle, literalsMiddle, left);
        continue;
      }
    }
    selectPart(from, to, literals, literalsEnd);
    op = confirmPart(op, compressPart(op + BLOCK_HEADER_SIZE, usize.MAX_VALUE), last && to == end);
    from = to;
    literals = literalsEnd;
    part -= PART;
  }
  return op;
}

/** Puts a part on top. */
function plan(part: usize, end: usize, literalsEnd: usize, cost: usize): void {
  store<u32>(part, <u32>end);
  store<u32>(part, <u32>literalsEnd, LITERALS_END);
  store<u32>(part, <u32>cost, COST);
}

/** Bytes that a part would take as a block, with the tables that there are now. `op` is written to. */
function partCost(op: usize, from: usize, to: usize, literals: usize, literalsEnd: usize): usize {
  selectPart(from, to, literals, literalsEnd);
  const cost = BLOCK_HEADER_SIZE + literalsCost(op, literalsEnd - literals) + sequencesCost();
  const size = literalsEnd - literals + lengthsOf(from, to, MATCH_SHIFT) + 3 * ((to - from) / SEQUENCE_SIZE);
  return cost + PART_SAVES > size ? TOO_MUCH : cost;
}

/** What the sequences [from, to) have of literals (LITERALS_SHIFT) or of matches less 3 each (MATCH_SHIFT). */
function lengthsOf(from: usize, to: usize, shift: u64): usize {
  let size: usize = 0;
  for (; from < to; from += SEQUENCE_SIZE) size += <usize>((load<u64>(from) >> shift) & LENGTH_MASK);
  return size;
}
