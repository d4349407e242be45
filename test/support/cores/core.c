/*
 * A native core for the tests: ABI.md in its smallest form, and with -D every way of getting it wrong.
 *
 * Its format is one letter and then the input as it is. What an input begins with makes it misbehave, so that the
 * self-test passes first: "crash", "hang", "sleep" (half a second), "deep" (two mebibytes of stack), "minus one",
 * "no buffer", "longer", "fail". With PLAIN nothing does, and it imports no more than it needs.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
#define LETTER 'S'
#define OUTPUT_LIMIT (-33)
#define BAD_MAGIC (-1)

/* Results that were not freed yet. */
static long live;
EXPORT long h4_test_live(void) { return __atomic_load_n(&live, __ATOMIC_SEQ_CST); }

#ifdef CONSTRUCTOR_WRITES
__attribute__((constructor)) static void run_at_load(void) {
  FILE *file = fopen(CONSTRUCTOR_WRITES, "w");
  if (file) fclose(file);
}
#endif

#ifdef CONSTRUCTOR_CRASHES
__attribute__((constructor)) static void crash_at_load(void) { abort(); }
#endif

#ifdef MISSING_IMPORT
extern int h4_nowhere(void);
EXPORT int h4_test_import(void) { return h4_nowhere(); }
#endif

static int begins(const void *in, size_t n, const char *word) {
  return n >= strlen(word) && memcmp(in, word, strlen(word)) == 0;
}

/* Far more than the 128 KiB that a foreign function interface may give a call off its thread. */
static __attribute__((noinline)) int deep(void) {
  volatile char room[2 << 20];
  for (size_t at = 0; at < sizeof room; at += 4096) room[at] = (char)at;
  return room[4096];
}

static void misbehave(const void *in, size_t n) {
#ifndef PLAIN
  if (begins(in, n, "crash")) abort();
  if (begins(in, n, "hang")) for (;;) pause();
  if (begins(in, n, "sleep")) usleep(500000);
  if (begins(in, n, "deep")) deep();
#else
  (void)in, (void)n, (void)deep;
#endif
}

static void write_frame(unsigned char *out, const void *in, size_t n) {
  out[0] = LETTER;
  memcpy(out + 1, in, n);
#ifdef OTHER_BYTES
  static unsigned char calls;
  out[0] = (unsigned char)(LETTER + (calls++ & 1));
#endif
#ifdef ASKS_TIME
  if (n > 0 && time(NULL) == 0) out[1] ^= 1;
#endif
#ifdef LOSSY
  if (n > 4096) out[4096] = 0;
#endif
}

#ifndef NO_COMPRESS
EXPORT size_t h4_compress(const void *in, size_t n, void **out) {
  misbehave(in, n);
#ifdef MINUS_ONE
  return (size_t)-1;
#endif
#ifdef FAILS
  return *out = NULL, 0;
#endif
#ifdef NO_BUFFER
  *out = NULL;
  return n + 1;
#endif
  if (begins(in, n, "fail")) return *out = NULL, 0;
  if (begins(in, n, "no buffer")) return *out = NULL, 7;
  unsigned char *result = malloc(n + 1);
  if (!result) return *out = NULL, 0;
  __atomic_add_fetch(&live, 1, __ATOMIC_SEQ_CST);
  write_frame(result, in, n);
  *out = result;
  if (begins(in, n, "minus one")) return (size_t)-1;
  if (begins(in, n, "longer")) return n + (1u << 30);
  return n + 1;
}
#endif

#ifndef NO_DECOMPRESS
EXPORT size_t h4_decompress(const void *in, size_t n, void **out) {
  const unsigned char *frame = in;
  if (n == 0 || (frame[0] & ~1) != (LETTER & ~1)) return *out = NULL, 0;
  misbehave(frame + 1, n - 1);
  unsigned char *result = malloc(n);
  if (!result) return *out = NULL, 0;
  __atomic_add_fetch(&live, 1, __ATOMIC_SEQ_CST);
  memcpy(result, frame + 1, n - 1);
  *out = result;
  return n - 1;
}
#endif

#ifndef NO_FREE
EXPORT void h4_free(void *result) {
  if (result) __atomic_sub_fetch(&live, 1, __ATOMIC_SEQ_CST);
#ifndef FREE_LEAKS
  free(result);
#endif
}
#endif

#ifdef NULL_ID
EXPORT const char *h4_engine_id(void) { return NULL; }
#elif !defined(NO_ID)
#ifndef ID
#define ID "h4core-test-v1.0.0"
#endif
EXPORT const char *h4_engine_id(void) { return ID; }
#endif

#ifdef DECLARES_FP
EXPORT const unsigned char *h4_engine_fp(void) {
  static const unsigned char fp[32] = {0xab, 0xcd, 0xef};
  return fp;
}
#endif

#ifdef ABI_2
EXPORT int h4_abi_version(void) { return 2; }
EXPORT size_t h4_compress_bound(size_t n) { return n + 2; }

/* The level is in the frame, so that a test sees it arrive. */
EXPORT int64_t h4_compress_into(const void *in, size_t n, void *out, size_t cap, int level) {
  misbehave(in, n);
  if (cap < n + 2) return OUTPUT_LIMIT;
  if (begins(in, n, "longer")) return (int64_t)cap + 1;
  unsigned char *frame = out;
  write_frame(frame + 1, in, n);
  frame[0] = (unsigned char)level;
  return (int64_t)n + 2;
}

EXPORT int64_t h4_decompress_into(const void *in, size_t n, void *out, size_t cap) {
  const unsigned char *frame = in;
  if (n < 2 || frame[1] != LETTER) return BAD_MAGIC;
  if (cap < n - 2) return OUTPUT_LIMIT;
  memcpy(out, frame + 2, n - 2);
  return (int64_t)n - 2;
}
#endif
