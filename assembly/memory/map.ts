/**
 * The memory map: every fixed address of the engine, in one place.
 *
 *   0x000000 ┬ never used: null, and where backward over-reads of tables fall
 *   0x001000 ┼ decoder: entropy tables, scratch              DECODER_*
 *   0x010000 ┼ decoder: literals of the block, 128 KiB       DECODER_LITERALS
 *   0x031000 ┼ decoder: one batch of decoded sequences       SEQUENCE_BATCH
 *   0x034000 ┼ decoder: tables of the loaded dictionary      DICTIONARY_TABLES
 *   0x040000 ┼ encoder: literals of the block, 128 KiB       ENCODER_LITERALS
 *   0x080000 ┼ encoder: sequences of the block, 43 690 × 8 B ENCODER_SEQUENCES
 *   0x0E0000 ┼ encoder: codes, histograms, entropy tables    ENCODER_*
 *   0x100000 ┼ constants that the compiler places            (--memoryBase)
 *   0x110000 ┼ I/O: encoder's output, decoder's input        IO
 *   0x212000 ┼ arena: dictionary │ window │ match-finder tables, placed when a frame begins
 *            ┴
 *
 * Decoder input never lies below IO, so bit readers may read backward past the start of a block without a check: a
 * 4-stream Huffman segment consumes at most 44 KiB and a batch of sequences 6 KiB before the exact position is
 * tested. Every buffer that is copied from or to in words has SLACK bytes behind it.
 */

/** Bytes behind a buffer that word copies may read or write past its end. */
export const SLACK: usize = 64;

// Decoder

/** Huffman decoding table: 2048 × u16. */
export const HUFFMAN_TABLE: usize = 0x001000;
/** FSE decoding tables, 16 B an entry: Literals_Length 512, Match_Length 512, Offset 256 entries. */
export const LITERALS_LENGTH_TABLE: usize = 0x002000;
export const MATCH_LENGTH_TABLE: usize = 0x004000;
export const OFFSET_TABLE: usize = 0x006000;
/** Everything that Repeat_Mode and Treeless_Literals_Block may repeat, as one range. */
export const DECODER_TABLES: usize = HUFFMAN_TABLE;
export const DECODER_TABLES_END: usize = 0x007000;
/** Scratch of table construction: weights, normalized counts, spread symbols. */
export const DECODER_SCRATCH: usize = 0x007000;
export const DECODER_SCRATCH_END: usize = 0x010000;

export const DECODER_LITERALS: usize = 0x010000;

/** 512 decoded sequences, 16 B each. */
export const SEQUENCE_BATCH: usize = 0x031000;
export const SEQUENCE_BATCH_END: usize = 0x033000;

/** Copy of DECODER_TABLES as the loaded dictionary defines them. */
export const DICTIONARY_TABLES: usize = 0x034000;

// Encoder

export const ENCODER_LITERALS: usize = 0x040000;
export const ENCODER_SEQUENCES: usize = 0x080000;
export const ENCODER_TABLES: usize = 0x0e0000;

// Both

/** Fixed buffer on the side that is not the window: the encoder's output, the decoder's input. */
export const IO: usize = 0x110000;
export const IO_SIZE: usize = 0x100000;
/** First byte that is laid out anew for each frame. */
export const ARENA: usize = 0x212000;
