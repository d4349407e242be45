/** One block: find its sequences, write it in the smallest of the three forms. RFC 8878 §3.1.1.2 */

import { BLOCK_HEADER_SIZE, COMPRESSED_BLOCK, RAW_BLOCK, RLE_BLOCK } from "../frame/block";
import { confirmLiterals, writeLiterals } from "./literals";
import { confirmRepeats } from "./match";
import { findSequences, isFast } from "./finder";
import { confirmSequences, writeSequences } from "./sequences";
import { literalsSize, resetSequences, sequenceCount } from "./sequence-store";

/** A block that is shorter cannot hold a sequence that pays for its section headers. */
const COMPRESS_MIN: usize = 7;
/** Only what compressed to less than this can be a single repeated byte. */
const RLE_SUSPECT: usize = 25;
/** More literals for each sequence than this: the data hardly repeats. */
const SUSPECT_RATIO: usize = 20;

/**
 * Writes the block [start, end) at `op` and returns where it ends: at most BLOCK_HEADER_SIZE + its size bytes on, with
 * up to a quarter more written and abandoned on the way. Matches reach down to `low`.
 */
export function writeBlock(op: usize, start: usize, end: usize, low: usize, first: bool, last: bool): usize {
  const size = end - start;
  const body = op + BLOCK_HEADER_SIZE;
  if (size >= COMPRESS_MIN) {
    const bodyEnd = compressBlock(body, start, end, low);
    if (bodyEnd) {
      // A decoder before zstd 1.4.4 reads a frame that begins with an RLE_Block wrongly.
      if (!first && bodyEnd - body < RLE_SUSPECT && isRun(start, end)) {
        writeBlockHeader(op, last, RLE_BLOCK, size);
        store<u8>(body, load<u8>(start));
        return body + 1;
      }
      confirmLiterals();
      confirmSequences();
      confirmRepeats();
      writeBlockHeader(op, last, COMPRESSED_BLOCK, bodyEnd - body);
      return bodyEnd;
    }
  }
  writeBlockHeader(op, last, RAW_BLOCK, size);
  memory.copy(body, start, size);
  return body + size;
}

/** ┌ block size 23-3 ┬ block type 2-1 ┬ last block 0 ┐ */
function writeBlockHeader(op: usize, last: bool, type: u32, size: usize): void {
  const header = <u32>last | (type << 1) | (<u32>size << 3);
  store<u16>(op, <u16>header);
  store<u8>(op, <u8>(header >> 16), 2);
}

/** Compresses a block; 0 when that does not save enough to be worth decoding. */
function compressBlock(op: usize, start: usize, end: usize, low: usize): usize {
  const size = end - start;
  resetSequences();
  findSequences(start, end, low);
  const limit = op + size - (size >> 6) - 2;
  const count = sequenceCount();
  const literals = literalsSize();
  const suspect = !count || literals / count >= SUSPECT_RATIO;
  const literalsEnd = writeLiterals(op, literals, suspect, isFast());
  if (literalsEnd >= limit) return 0;
  const bodyEnd = writeSequences(literalsEnd, limit, isFast());
  return bodyEnd < limit ? bodyEnd : 0;
}

function isRun(start: usize, end: usize): bool {
  const run = <u64>load<u8>(start) * 0x0101010101010101;
  while (start + 8 <= end) {
    if (load<u64>(start) != run) return false;
    start += 8;
  }
  for (; start < end; start++) {
    if (load<u8>(start) != <u8>run) return false;
  }
  return true;
}
