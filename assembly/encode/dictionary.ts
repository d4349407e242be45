/** What the loaded dictionary gives to the compressor: tables to repeat and content to reach into. RFC 8878 §5 */

import {
  DECODED_COUNTS, DICTIONARY_WEIGHTS, FSE_TABLES, HUFFMAN_CODES_REPEAT, HUFFMAN_WEIGHTS,
} from "../memory/map";
import {
  dictionaryEntropyPtr, dictionaryContentEnd, dictionaryIsFormatted, dictionaryRep, dictionaryTreeBits,
  dictionaryWeightCount,
} from "../memory/dictionary";
import { accuracyLog, readDistribution, symbolCount } from "../entropy/fse-description";
import { buildEncodingTable } from "../entropy/fse-encode";
import { HUFFMAN_LOG_MAX, buildCodes, rankWeights } from "../entropy/huffman-encode";
import { readWeights } from "../entropy/huffman-weights";
import { LITERALS_LENGTH_CODES, LITERALS_LENGTH_LOG_MAX, MATCH_LENGTH_CODES, MATCH_LENGTH_LOG_MAX, OFFSET_CODES,
  OFFSET_LOG_MAX } from "../entropy/sequence-codes";
import { repeatedCodes } from "./literals";
import { resetRepeats } from "./match";
import { LITERALS_LENGTHS, MATCH_LENGTHS, OFFSETS } from "./sequence-bitstream";
import { allowRepeatedTables, encodingTable } from "./sequences";

/** Lets the first block repeat what the loaded dictionary brings; raw content brings nothing but itself. */
export function useDictionary(): void {
  resetRepeats(dictionaryRep(1), dictionaryRep(2), dictionaryRep(3));
  if (!dictionaryIsFormatted()) return;
  useTree();
  // The descriptions were read once when the dictionary was loaded: they are sound.
  const end = dictionaryContentEnd();
  let ptr = dictionaryEntropyPtr();
  ptr += readWeights(ptr, end);
  ptr = useTable(OFFSETS, ptr, end, OFFSET_CODES, OFFSET_LOG_MAX);
  ptr = useTable(MATCH_LENGTHS, ptr, end, MATCH_LENGTH_CODES, MATCH_LENGTH_LOG_MAX);
  useTable(LITERALS_LENGTHS, ptr, end, LITERALS_LENGTH_CODES, LITERALS_LENGTH_LOG_MAX);
  allowRepeatedTables();
}

/** 256 codes of eight bytes, and three tables. */
const CODES_SIZE: usize = 0x800;
const TABLES_SIZE: usize = 0x1800;
/** Bytes of what `keepEntropy` keeps. */
export const ENTROPY_SIZE: usize = CODES_SIZE + TABLES_SIZE;

/** Keeps the tables that `useDictionary` has just made at `to`. */
export function keepEntropy(to: usize): void {
  memory.copy(to, HUFFMAN_CODES_REPEAT, CODES_SIZE);
  memory.copy(to + CODES_SIZE, FSE_TABLES, TABLES_SIZE);
}

/** Does as `useDictionary` did, with the tables that it made then. */
export function resumeDictionary(from: usize): void {
  resetRepeats(dictionaryRep(1), dictionaryRep(2), dictionaryRep(3));
  if (!dictionaryIsFormatted()) return;
  if (dictionaryTreeBits() <= HUFFMAN_LOG_MAX) {
    memory.copy(repeatedCodes(dictionaryWeightCount() - 1), from, CODES_SIZE);
  }
  memory.copy(FSE_TABLES, from + CODES_SIZE, TABLES_SIZE);
  allowRepeatedTables();
}

/** A tree of 12 bits, which decoders of the reference accept, is not repeated: no decoder needs to accept it. */
function useTree(): void {
  const count = dictionaryWeightCount();
  const longest = dictionaryTreeBits();
  if (longest > HUFFMAN_LOG_MAX) return;
  memory.copy(HUFFMAN_WEIGHTS, DICTIONARY_WEIGHTS, count);
  rankWeights(count - 1);
  buildCodes(repeatedCodes(count - 1), count - 1, longest);
}

function useTable(kind: u32, ptr: usize, end: usize, codes: u32, logMax: u32): usize {
  const size = readDistribution(ptr, end, codes - 1, logMax);
  buildEncodingTable(encodingTable(kind), DECODED_COUNTS, accuracyLog(), symbolCount() - 1);
  return ptr + size;
}
