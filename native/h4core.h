/**
 * The C interface of a compression core: what `h4core.so` exports and what harmony4 binds (docs/native-core.md).
 *
 * Every function may be called from any thread, from several at once. None keeps a pointer that it was given. A length
 * is in bytes; an input may be NULL when its length is 0. Input and output must not overlap.
 */

#ifndef H4CORE_H
#define H4CORE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define H4_API __attribute__((visibility("default")))

/* ABI 1. The first two are required; a core may leave out the others. */

/**
 * Compresses the `n` bytes at `in` at the default level. Allocates the result, stores its address at `out` and returns
 * its length. 0 with `*out == NULL` is failure; 0 with another `*out` is a result without bytes.
 */
H4_API size_t h4_compress(const void* in, size_t n, void** out);

/** Decompresses; the rest as h4_compress. The core that is built here refuses results over H4_OUTPUT_MAX. */
H4_API size_t h4_decompress(const void* in, size_t n, void** out);

/** Frees a result of the two functions above. NULL is safe. */
H4_API void h4_free(void* result);

/** Names the bytes that the core writes: UTF-8, [A-Za-z0-9._+-]{1,128}, NUL-terminated, valid for ever. */
H4_API const char* h4_engine_id(void);

/**
 * 32 bytes, valid for ever. Information only: a file cannot contain its own SHA-256, and a seal never rests on what a
 * library says of itself. The core that is built here answers the SHA-256 of the artifact that it was translated from.
 */
H4_API const unsigned char* h4_engine_fp(void);

/* ABI 2: a core that exports h4_abi_version and answers 2 or more has all four. */

/** The highest version of this interface that the core has: 2. */
H4_API uint32_t h4_abi_version(void);

/**
 * Compresses the `n` bytes at `in` into the `capacity` bytes at `out`, at a level from H4_LEVEL_MIN to H4_LEVEL_MAX.
 * Returns the length, or a negative status: H4_OUTPUT_LIMIT when `capacity` does not suffice (what `out` then holds is
 * not defined). With h4_compress_bound(n) bytes it always does.
 */
H4_API int64_t h4_compress_into(const void* in, size_t n, void* out, size_t capacity, int level);

/** Decompresses all frames of `in`, as h4_compress_into. `capacity` is the limit of the output. */
H4_API int64_t h4_decompress_into(const void* in, size_t n, void* out, size_t capacity);

/** The most bytes that h4_compress_into makes of any `n`; 0 when a size_t cannot say it. */
H4_API size_t h4_compress_bound(size_t n);

/* What the core that is built here allows. */

#define H4_LEVEL_MIN 1
#define H4_LEVEL_DEFAULT 3
#define H4_LEVEL_MAX 19
/** Limit of h4_decompress: 1 GiB, as the library's default. */
#define H4_OUTPUT_MAX ((size_t)1 << 30)
/** The largest window that is decompressed: 2^27 bytes, as with the zstd command line. */
#define H4_WINDOW_LOG_MAX 27

/* Statuses; assembly/common/status.ts says what each means. */

enum h4_status {
  H4_BAD_MAGIC = -1,
  H4_RESERVED_BIT = -2,
  H4_BLOCK_TYPE = -3,
  H4_BLOCK_SIZE = -4,
  H4_LITERALS_HEADER = -5,
  H4_HUFFMAN_TREE = -6,
  H4_HUFFMAN_STREAM = -7,
  H4_NOTHING_TO_REPEAT = -8,
  H4_SEQUENCES_HEADER = -9,
  H4_FSE_TABLE = -10,
  H4_SEQUENCES_STREAM = -11,
  H4_LITERALS_EXHAUSTED = -12,
  H4_OFFSET = -13,
  H4_CONTENT_SIZE = -14,
  H4_CHECKSUM = -15,
  H4_TRUNCATED = -16,
  H4_WINDOW_TOO_LARGE = -32,
  H4_OUTPUT_LIMIT = -33,
  H4_OUT_OF_MEMORY = -34,
  H4_DICTIONARY_CORRUPT = -40,
  /** The frame names a dictionary; this interface takes none. */
  H4_DICTIONARY_MISSING = -41,
  /** An argument is out of its range, or NULL with a length. */
  H4_PARAMETER = -48,
  H4_PLEDGED_SIZE = -49,
  H4_STATE = -50,
  /** The engine stopped, which no input may make it do. It was discarded; the next call has a new one. */
  H4_FAULT = -64,
};

#ifdef __cplusplus
}
#endif

#endif
