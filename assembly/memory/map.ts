/**
 * The memory map: every fixed address of the engine, in one place.
 *
 *   0x000000 ┬ never used: null, and where backward over-reads of tables fall
 *   0x001000 ┼ decoder: FSE tables of sequences              SEQUENCE_TABLES, …
 *   0x010000 ┼ decoder: literals of the block, 128 KiB       DECODER_LITERALS
 *   0x031000 ┼ decoder: one batch of decoded sequences       SEQUENCE_BATCH
 *   0x033000 ┼ decoder: scratch, Huffman tables              DECODED_WEIGHTS, …, HUFFMAN_TABLE, HUFFMAN_PAIRS
 *   0x040000 ┼ encoder: literals of the block, 128 KiB       ENCODER_LITERALS
 *   0x061000 ┼ encoder: codes of the sequences               ENCODER_CODES
 *   0x08C000 ┼ encoder: sequences of the block, 43 690 × 8 B ENCODER_SEQUENCES
 *   0x0E2000 ┼ encoder: histograms, entropy tables           HISTOGRAM, HUFFMAN_*, FSE_*, …
 *   0x100000 ┼ constants that the compiler places            (--memoryBase)
 *   0x110000 ┼ I/O: encoder's output, decoder's input        IO
 *   0x212000 ┼ encoder: match-finder tables to 768 KiB       FINDER_TABLES
 *   0x2D2000 ┼ arena: dictionary │ window │ larger match-finder tables │ long distances, placed when a frame begins
 *            ┴
 *
 * Decoder input never lies below IO, so bit readers may read backward past the start of a block without a check: a
 * 4-stream Huffman segment consumes at most 44 KiB and a batch of sequences 6 KiB before the exact position is
 * tested. Every buffer that is copied from or to in words has SLACK bytes behind it.
 */

/** Bytes behind a buffer that word copies may read or write past its end. */
export const SLACK: usize = 64;

// Decoder

/**
 * FSE decoding tables of sequences, 16 B an entry: Literals_Length, Match_Length, Offset, each TABLE_STRIDE bytes:
 *
 *   0x0000 ┬ the table that the frame describes, at most 512 entries
 *   0x2000 ┼ the predefined table, at most 64 entries        PREDEFINED
 *   0x2400 ┼ the table of the loaded dictionary              FROM_DICTIONARY
 *   0x4400 ┴
 *
 * A state is a byte offset into this range, so it says itself which table it walks: nothing is copied or built
 * anew when frames go from one to the other.
 */
export const SEQUENCE_TABLES: usize = 0x001000;
export const TABLE_STRIDE: usize = 0x004400;
export const PREDEFINED: usize = 0x2000;
export const FROM_DICTIONARY: usize = 0x2400;
export const LITERALS_LENGTH_TABLE: usize = SEQUENCE_TABLES;
export const MATCH_LENGTH_TABLE: usize = SEQUENCE_TABLES + TABLE_STRIDE;
export const OFFSET_TABLE: usize = SEQUENCE_TABLES + 2 * TABLE_STRIDE;
/** What each code of the three stands for: 64 entries of 16 B each, as table entries begin. */
export const SEQUENCE_CODES: usize = 0x00dc00;
/** Weights of the Huffman tree of the loaded dictionary: 256 × u8. */
export const DICTIONARY_WEIGHTS: usize = 0x00e800;

/** Scratch of table construction: weights, who has each, normalized counts, next states, symbols in runs, spread. */
export const DECODED_WEIGHTS: usize = 0x033000;
export const WEIGHT_MASKS: usize = 0x033200;
export const DECODED_COUNTS: usize = 0x033400;
export const SYMBOL_NEXT: usize = 0x033600;
export const SPREAD_RUNS: usize = 0x033800;
export const SPREAD_SYMBOLS: usize = 0x033c00;
export const WEIGHTS_FSE_TABLE: usize = 0x033e00;

/** Bytes that wait until they fill a stripe of XXH64. */
export const HASH_TAIL: usize = 0x034000;

/** Huffman decoding tables: 4096 entries of 4 B, and 2048 of 8 B for two codes at a time. */
export const HUFFMAN_TABLE: usize = 0x035000;
export const HUFFMAN_PAIRS: usize = 0x039000;
export const HUFFMAN_PAIRS_END: usize = 0x03d000;

export const DECODER_LITERALS: usize = 0x010000;

/** 512 decoded sequences, 16 B each. */
export const SEQUENCE_BATCH: usize = 0x031000;
export const SEQUENCE_BATCH_END: usize = 0x033000;

// Encoder

export const ENCODER_LITERALS: usize = 0x040000;
/** Literals_Length, Match_Length and Offset code of each sequence: u8 each in a u32. */
export const ENCODER_CODES: usize = 0x061000;
/** A block of 128 KiB has at most 43 690 sequences, of three bytes each. */
export const ENCODER_SEQUENCES: usize = 0x08c000;
/** Histograms: 4 × 256 × u32, counted side by side; the sum is in the first. */
export const HISTOGRAM: usize = 0x0e2000;
/** Huffman codes, 256 × u64: of the block at hand, and those that Treeless_Literals_Block may repeat. */
export const HUFFMAN_CODES: usize = 0x0e3000;
export const HUFFMAN_CODES_REPEAT: usize = 0x0e3800;
/**
 * Huffman construction: a sentinel and 511 nodes × 8 B, weights, who has each, next codes; buckets to sort with, and
 * nodes before they are sorted.
 */
export const HUFFMAN_NODES: usize = 0x0e4008;
export const HUFFMAN_WEIGHTS: usize = 0x0e5000;
export const HUFFMAN_RANKS: usize = 0x0e5100;
export const HUFFMAN_NEXT: usize = 0x0e5180;
export const HUFFMAN_BUCKETS: usize = 0x0e5300;
export const HUFFMAN_USED: usize = 0x0e5600;
/**
 * FSE encoding tables, 2 KiB each (see entropy/fse-encode.ts): those in use, which are also those that Repeat_Mode
 * repeats, and the predefined ones, by the order of their modes: Literals_Length, Offset, Match_Length.
 */
export const FSE_TABLES: usize = 0x0e6000;
export const LITERALS_LENGTH_ENCODING: usize = FSE_TABLES;
export const OFFSET_ENCODING: usize = FSE_TABLES + 0x800;
export const MATCH_LENGTH_ENCODING: usize = FSE_TABLES + 0x1000;
export const FSE_PREDEFINED: usize = 0x0e7800;
export const FSE_TABLE_WEIGHTS: usize = 0x0e9000;
/** A table description, before it is known whether it pays: at most 512 B. */
export const FSE_DESCRIPTION: usize = 0x0e9800;
export const FSE_TABLE_SIZE: u32 = 0x800;
/** Counts of codes, 3 × 64 × u32; normalized counts, 3 × 64 × i16. */
export const CODE_COUNTS: usize = 0x0eb000;
export const NORMALIZED_COUNTS: usize = 0x0eb300;
/** FSE construction: symbols spread over a table and in runs, 512 × u8 each, 64 × u16 cursors. */
export const FSE_SPREAD: usize = 0x0eb500;
export const FSE_RUNS: usize = 0x0eb700;
export const FSE_CURSORS: usize = 0x0eba00;
/** Candidates of one search in wide rows: 64 × u32. */
export const ROW_CANDIDATES: usize = 0x0ebb00;
/** Parts of a block that are still to be written, each half of the one before it: at most 10 of 16 B. */
export const PARTS: usize = 0x0ebc00;
/** Tables that are computed once: value → code, code → extra bits, cost of a probability. */
export const ENCODER_CONSTANTS: usize = 0x0ec000;

// Both

/** Fixed buffer on the side that is not the window: the encoder's output, the decoder's input. */
export const IO: usize = 0x110000;
export const IO_SIZE: usize = 0x100000;
/**
 * Match-finder tables up to this size have a fixed address, which makes a constant of it where it counts; larger ones
 * lie behind the window.
 */
export const FINDER_TABLES: usize = 0x212000;
export const FINDER_TABLES_SIZE: usize = 0x0c0000;
/** In the same place, where the tables are those of trees: nodes of a stretch (4100 × 32 B), matches, prices. */
export const OPTIMAL_NODES: usize = 0x212000;
export const MATCHES: usize = 0x234000;
export const LITERAL_PRICES: usize = 0x23c000;
export const LENGTH_PRICES: usize = 0x23c800;
export const OFFSET_PRICES: usize = 0x23ca00;
export const MATCH_PRICES: usize = 0x23cc00;
/** First byte that is laid out anew for each frame. */
export const ARENA: usize = 0x2d2000;
