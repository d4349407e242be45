/**
 * Sizes and limits of the format and of this engine, shared by engine and host. RFC 8878.
 *
 * Compiled by asc and by tsc alike: plain constants only.
 */

/** Version of the exported interface of the engine (`abi`). */
export const ENGINE_ABI = 1;

/** Zstandard frame magic number, little-endian. RFC 8878 §3.1.1 */
export const ZSTD_MAGIC = 0xfd2fb528;
/** Skippable frames: 0x184D2A50 to 0x184D2A5F. RFC 8878 §3.1.2 */
export const SKIPPABLE_MAGIC = 0x184d2a50;
/** Dictionary magic number. RFC 8878 §5 */
export const DICTIONARY_MAGIC = 0xec30a437;

/** Block_Maximum_Size is the smaller of this and Window_Size. RFC 8878 §3.1.1.2.4 */
export const BLOCK_SIZE_MAX = 1 << 17;
/** Magic, descriptor, window, dictionary ID (4), content size (8). RFC 8878 §3.1.1.1 */
export const FRAME_HEADER_SIZE_MAX = 18;

/** Smallest window that a Window_Descriptor can say. RFC 8878 §3.1.1.1.2 */
export const WINDOW_LOG_MIN = 10;
/** What a decoder should accept at least, and what HTTP allows at most: 8 MiB. RFC 8878 §3.1.1.1.2, RFC 9659 §3 */
export const WINDOW_LOG_HTTP = 23;
/** The default limit of the zstd command line: 128 MiB. */
export const WINDOW_LOG_DEFAULT_MAX = 27;
/** The largest window that fits a 32-bit address space beside everything else: 1 GiB. */
export const WINDOW_LOG_MAX = 30;
/** The largest window that the encoder is asked for (`--long=27`). */
export const ENCODER_WINDOW_LOG_MAX = 27;

/** Compression levels of this engine. */
export const LEVEL_MIN = 1;
export const LEVEL_DEFAULT = 3;
export const LEVEL_MAX = 19;

/** `compressBegin` flags: end the frame with a Content_Checksum. */
export const FLAG_CHECKSUM = 1;
/** `compressBegin` flags: compress against the loaded dictionary. */
export const FLAG_DICTIONARY = 2;

/** `compressStep` modes: more input may follow. */
export const MODE_CONTINUE = 0;
/** `compressStep` modes: everything given so far must be decodable from the output. */
export const MODE_FLUSH = 1;
/** `compressStep` modes: the input is complete; finish the frame. */
export const MODE_END = 2;

/**
 * The longest dictionary: 512 MiB. With a window of 1 GiB behind it, every offset that is in reach stays below 2^31,
 * which is what offset code 31 begins with.
 */
export const DICTIONARY_SIZE_MAX = 1 << 29;
