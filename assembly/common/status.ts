/**
 * What a call into the engine answers: progress (zero or more) or the one reason why it refused (less than zero).
 *
 * Compiled by asc and by tsc alike, so that engine and host cannot disagree: plain constants only.
 */

/** All input given so far was consumed; more is needed to go on. */
export const NEEDS_INPUT = 0;
/** There is output to take; call again with no new input before writing more. */
export const HAS_OUTPUT = 1;
/** The compressor wrote its last byte: the frame is complete. */
export const FRAME_COMPLETE = 2;
/**
 * The frame names a dictionary that is not loaded (`frameDictionaryId`): load it and call again with no new input.
 * 0: it names none, but another was loaded than the stream began with; load that one again.
 */
export const NEEDS_DICTIONARY = 3;

// Damage: the bytes are not a Zstandard stream, whoever reads them.

/** No Zstandard or skippable magic number where a frame must begin. RFC 8878 §3.1.1, §3.1.2 */
export const BAD_MAGIC = -1;
/** The reserved bit of the Frame_Header_Descriptor is set. RFC 8878 §3.1.1.1.1.4 */
export const RESERVED_BIT = -2;
/** Block_Type 3. RFC 8878 §3.1.1.2.2 */
export const BLOCK_TYPE = -3;
/** Block_Size, or what the block regenerates, is over Block_Maximum_Size. RFC 8878 §3.1.1.2.4 */
export const BLOCK_SIZE = -4;
/** Literals_Section_Header contradicts itself or the size of its block. RFC 8878 §3.1.1.3.1 */
export const LITERALS_HEADER = -5;
/** Huffman_Tree_Description does not describe a complete tree of at most 11 bits. RFC 8878 §4.2.1 */
export const HUFFMAN_TREE = -6;
/** A Huffman-coded stream or its Jump_Table does not end where it must. RFC 8878 §4.2.2 */
export const HUFFMAN_STREAM = -7;
/** A Treeless_Literals_Block or a Repeat_Mode table with nothing to repeat. RFC 8878 §3.1.1.3.1.1, §3.1.1.3.2.1 */
export const NOTHING_TO_REPEAT = -8;
/** Sequences_Section_Header is cut short, or its reserved bits are set. RFC 8878 §3.1.1.3.2.1 */
export const SEQUENCES_HEADER = -9;
/** An FSE table description is not a distribution that its code allows. RFC 8878 §4.1.1 */
export const FSE_TABLE = -10;
/** The sequences bitstream does not end where it must. RFC 8878 §3.1.1.3.2.1.2 */
export const SEQUENCES_STREAM = -11;
/** A sequence takes more literals than the block has. RFC 8878 §3.1.1.4 */
export const LITERALS_EXHAUSTED = -12;
/** An offset of zero, or one that reaches before the window. RFC 8878 §3.1.1.5 */
export const OFFSET = -13;
/** The frame holds more or fewer bytes than its Frame_Content_Size says. RFC 8878 §3.1.1.1.4 */
export const CONTENT_SIZE = -14;
/** Content_Checksum differs from the XXH64 of what was decoded. RFC 8878 §3.1.1 */
export const CHECKSUM = -15;
/** The input ends inside a frame, or holds no frame at all. */
export const TRUNCATED = -16;

// Limits: the stream may be sound, but the caller did not allow this much.

/** Window_Size is over the caller's limit: `errorGot`, `errorLimit` in bytes. */
export const WINDOW_TOO_LARGE = -32;
/** The output is, or is declared to be, over the caller's limit: `errorGot`, `errorLimit` in bytes. */
export const OUTPUT_LIMIT = -33;
/** The memory that the parameters need could not be had: `errorGot` in bytes. */
export const OUT_OF_MEMORY = -34;

// Dictionaries. RFC 8878 §5

/** The dictionary has the magic number, but what follows is not a dictionary. */
export const DICTIONARY_CORRUPT = -40;

// A host's mistake: these never depend on the data.

/** A parameter is out of its range. */
export const PARAMETER = -48;
/** The content is not as long as the size given to `compressBegin`: `errorGot`, `errorLimit` in bytes. */
export const PLEDGED_SIZE = -49;
/** The call is not possible in this state (a step without a begin, input past the room). */
export const STATE = -50;

// Answers of the native core alone (native/h4core.h): the engine itself never gives them.

/** The frame names a dictionary, and the C interface takes none. */
export const DICTIONARY_MISSING = -41;
/** The engine stopped, which no input may make it do; its instance was discarded. */
export const FAULT = -64;
