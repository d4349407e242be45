/** A formatted dictionary: Magic_Number, Dictionary_ID, entropy tables, repeated offsets, content. RFC 8878 §5 */

import { BLOCK_SIZE_MAX, DICTIONARY_MAGIC } from "../../assembly/common/limits.js";
import { normalize, writeDistribution } from "./fse.js";
import { writeTree } from "./huffman.js";
import type { Statistics } from "./statistics.js";
import { xxh64 } from "./xxh64.js";

/** Accuracy_Log of the three tables: the highest that each may have. RFC 8878 §3.1.1.3.2.1 */
const OFFSET_LOG = 8;
const LENGTH_LOG = 9;
/** The highest offset code that the reference's training writes: OFFCODE_MAX. */
export const OFFSET_CODE_MAX = 30;
/** Repeated offsets that a frame begins with where a dictionary has none. RFC 8878 §3.1.1.5 */
const REPEATED_OFFSETS = [1, 4, 8];
/** An offset that is repeated must be within the content. RFC 8878 §5 */
export const CONTENT_SIZE_MIN = 8;

/** IDs that anybody may use: those below and above are reserved for a registry. RFC 8878 §5 */
export const DICTIONARY_ID_MIN = 32768;
export const DICTIONARY_ID_MAX = 2 ** 31 - 1;

/** How far offsets reach that a dictionary's table must have: all of its content, and a block behind it. */
export const reachOf = (contentSize: number): number => contentSize + BLOCK_SIZE_MAX;

/**
 * The dictionary of `content`, at most `maxSize` bytes: where there is no room for the tables, the beginning of the
 * content gives way, which is worth least. `id` undefined derives it from the content, as the reference does.
 */
export function formatDictionary(
  content: Uint8Array,
  statistics: Statistics,
  maxSize: number,
  id: number | undefined,
): Uint8Array<ArrayBuffer> {
  const tables = [
    writeTree(statistics.literals),
    writeDistribution(normalize(statistics.offsets, OFFSET_LOG)),
    writeDistribution(normalize(statistics.matchLengths, LENGTH_LOG)),
    writeDistribution(normalize(statistics.literalsLengths, LENGTH_LOG)),
    new Uint8Array(Uint32Array.from(REPEATED_OFFSETS).buffer),
  ];
  const head = tables.reduce((size, { length }) => size + length, 8);
  const kept = content.subarray(Math.max(0, content.length - (maxSize - head)));
  const dictionary = new Uint8Array(head + kept.length);
  const view = new DataView(dictionary.buffer);
  view.setUint32(0, DICTIONARY_MAGIC, true);
  view.setUint32(4, id ?? idOf(kept), true);
  let at = 8;
  for (const part of [...tables, kept]) {
    dictionary.set(part, at);
    at += part.length;
  }
  return dictionary;
}

/** An ID of the range for everybody that stands for a content: the XXH64 of it, as in ZDICT_finalizeDictionary. */
function idOf(content: Uint8Array): number {
  const range = BigInt(DICTIONARY_ID_MAX + 1 - DICTIONARY_ID_MIN);
  return Number(xxh64(content) % range) + DICTIONARY_ID_MIN;
}
