/** One block: find its sequences, write it in the smallest of the three forms. RFC 8878 §3.1.1.2 */

import { BLOCK_HEADER_SIZE, RAW_BLOCK, RLE_BLOCK } from "../frame/block";
import { findSequences } from "./finder";
import { commonLength, confirmRepeats } from "./match";
import { OPTIMAL, finder } from "./parameters";
import { compressPart, confirmPart, writeBlockHeader, writeInParts } from "./parts";
import { resetSequences } from "./sequence-store";

/** A block that is shorter cannot hold a sequence that pays for its section headers. */
const COMPRESS_MIN: usize = 7;
/** Only what compressed to less than this can be a single repeated byte. */
const RLE_SUSPECT: usize = 25;

/**
 * Writes the block [start, end) at `op` and returns where it ends: at most BLOCK_HEADER_SIZE + its size bytes on, with
 * up to a quarter more written and abandoned on the way. Matches reach down to `low`. What is parsed
 * optimally may become several blocks.
 */
export function writeBlock(op: usize, start: usize, end: usize, low: usize, first: bool, last: bool): usize {
  const size = end - start;
  const body = op + BLOCK_HEADER_SIZE;
  if (size >= COMPRESS_MIN) {
    resetSequences();
    findSequences(start, end, low);
    const partsEnd = finder() >= OPTIMAL ? writeInParts(op, last) : 0;
    if (partsEnd) {
      confirmRepeats();
      return partsEnd;
    }
    const bodyEnd = compressPart(body, body + size - (size >> 6) - 2);
    if (bodyEnd) {
      // A decoder before zstd 1.4.4 reads a frame that begins with an RLE_Block wrongly.
      if (!first && bodyEnd - body < RLE_SUSPECT && isRun(start, end)) {
        writeBlockHeader(op, last, RLE_BLOCK, size);
        store<u8>(body, load<u8>(start));
        return body + 1;
      }
      confirmRepeats();
      return confirmPart(op, bodyEnd, last);
    }
  }
  writeBlockHeader(op, last, RAW_BLOCK, size);
  memory.copy(body, start, size);
  return body + size;
}

/** Whether each byte is as the one before it. */
function isRun(start: usize, end: usize): bool {
  return commonLength(start + 1, start, end) == <u32>(end - start - 1);
}
