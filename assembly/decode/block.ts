/** Compressed_Block: literals and sequences become bytes. RFC 8878 §3.1.1.3 */

import { LITERALS_HEADER, SEQUENCES_STREAM } from "../common/status";
import { beginExecution, executeBatch, finishExecution, forgetOffsets } from "./execute";
import { decodeLiterals, forgetTree, literalsEndPtr, literalsPtr } from "./literals";
import { decodeBatch, forgetTables, openSequences, sequencesLeft } from "./sequences";

/** Begins a frame: what blocks may repeat is what the dictionary gives, if it is a formatted one. */
export function forgetBlocks(fromDictionary: bool): void {
  forgetTree(fromDictionary);
  forgetTables(fromDictionary);
  forgetOffsets();
}

/**
 * Decodes the block from `ptr` to `end` to `out`, at most `blockMax` bytes in all (`executedEnd` says where
 * they end): 0 or a negative status.
 */
export function decodeBlock(ptr: usize, end: usize, out: usize, blockMax: u32): i32 {
  const limit = out + blockMax;
  if (ptr >= end) return LITERALS_HEADER;
  const taken = decodeLiterals(ptr, end, blockMax);
  if (taken < 0) return taken;
  const opened = openSequences(ptr + taken, end);
  if (opened < 0) return opened;

  const literalsEnd = literalsEndPtr();
  beginExecution(out, literalsPtr());
  while (sequencesLeft() != 0) {
    const batch = decodeBatch();
    if (batch == 0) return SEQUENCES_STREAM;
    const executed = executeBatch(batch, literalsEnd, limit);
    if (executed < 0) return executed;
  }
  return finishExecution(literalsEnd, limit);
}
