/** The addresses of assembly/memory/map.ts, and the parts of the engine's memory that each direction may write. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Every constant of the memory map that is a plain number. */
export const MAP: Readonly<Record<string, number>> = Object.fromEntries(
  Array.from(
    readFileSync(join(import.meta.dirname, "../../assembly/memory/map.ts"), "utf8").matchAll(
      /^export const (\w+): \w+ = (0x[0-9a-f]+|\d+);/gm,
    ),
    ([, name, value]) => [name!, Number(value)] as const,
  ),
);

/** Address of a constant of the map; throws when the map has no such name. */
export function address(name: string): number {
  const value = MAP[name];
  if (value === undefined) throw new Error(`assembly/memory/map.ts has no ${name}`);
  return value;
}

/** A range of addresses, `end` not included. */
export interface Region {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const BLOCK = 1 << 17;
const SLACK = address("SLACK");
/** A block of 128 KiB has at most so many sequences, of three bytes each. */
const SEQUENCES_MAX = Math.floor(BLOCK / 3);
/** Where the compiler places constants (`--memoryBase`). */
const CONSTANTS = 0x100000;

const gap = (name: string, start: number, end: number): Region => ({ name, start, end });
const ioEnd = address("IO") + address("IO_SIZE");

/** What decompression must not write, below the arena. */
export const NOT_FOR_THE_DECODER: readonly Region[] = [
  gap("null page", 0, address("SEQUENCE_TABLES")),
  gap("behind the decoder's literals", address("DECODER_LITERALS") + BLOCK + SLACK, address("SEQUENCE_BATCH")),
  gap("behind the decoder's tables", address("HUFFMAN_PAIRS_END"), address("ENCODER_LITERALS")),
  gap("the encoder's side", address("ENCODER_LITERALS"), CONSTANTS),
  gap("constants", CONSTANTS, address("IO")),
  gap("behind the input", ioEnd, address("ARENA")),
];

/** What compression must not write, below the arena. */
export const NOT_FOR_THE_ENCODER: readonly Region[] = [
  gap("null page", 0, address("SEQUENCE_TABLES")),
  gap("the decoder's side", address("SEQUENCE_TABLES"), address("HASH_TAIL")),
  gap("the decoder's Huffman tables", address("HUFFMAN_TABLE"), address("HUFFMAN_PAIRS_END")),
  gap("behind the encoder's literals", address("ENCODER_LITERALS") + BLOCK + SLACK, address("ENCODER_CODES")),
  gap("behind the codes", address("ENCODER_CODES") + 4 * SEQUENCES_MAX + SLACK, address("ENCODER_SEQUENCES")),
  gap("behind the sequences", address("ENCODER_SEQUENCES") + 8 * SEQUENCES_MAX + SLACK, address("HISTOGRAM")),
  gap("constants", CONSTANTS, address("IO")),
  gap("behind the output", ioEnd + SLACK, address("FINDER_TABLES")),
];

/** Content beside the window that the decoder keeps (assembly/decode/history.ts, SPARE). */
export const HISTORY_SPARE = 4 * BLOCK;

/** First address that the decoder has no business at, for a frame with this window and dictionary. */
export function decoderEnd(windowSize: number, dictionarySize = 0): number {
  return address("ARENA") + dictionarySize + windowSize + HISTORY_SPARE + SLACK;
}
