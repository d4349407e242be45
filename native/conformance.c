/**
 * Holds a core against the C interface (h4core.h) from outside, as a host has it: loaded by dlopen, called from threads.
 *
 *   conformance CORE interface         any core: ABI 1, and round trips of no bytes, one, text and noise
 *   conformance CORE identity          the id, the 32 bytes in hexadecimal, the ABI, the bound of 0, 1 and SIZE_MAX
 *   conformance CORE calls FILE T R    the calls of FILE (test/native/calls.ts), each R times by each of T threads
 *   conformance CORE arguments         arguments that no caller should pass
 *   conformance CORE liar              a frame that declares what it does not hold
 *   conformance CORE endurance N       N calls of each function: memory must not grow
 *   conformance CORE threads N         N threads one after the other: what they had must be given back
 *   conformance CORE starved           calls while address space is short
 *   conformance CORE decompress FILE   h4_decompress_into: prints the length or status
 *
 * Exits with 0 when all is as it must be, else with 1 and a line for each deviation on stdout.
 */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "h4core.h"

static struct {
  __typeof__(h4_compress)* compress;
  __typeof__(h4_decompress)* decompress;
  __typeof__(h4_free)* free;
  __typeof__(h4_engine_id)* engine_id;
  __typeof__(h4_engine_fp)* engine_fp;
  __typeof__(h4_abi_version)* abi_version;
  __typeof__(h4_compress_into)* compress_into;
  __typeof__(h4_decompress_into)* decompress_into;
  __typeof__(h4_compress_bound)* compress_bound;
} core;

static int deviations = 0;

#define CHECK(condition)                                               \
  do {                                                                 \
    if (!(condition)) {                                                \
      __atomic_add_fetch(&deviations, 1, __ATOMIC_RELAXED);            \
      printf("%s:%d: not so: %s\n", __func__, __LINE__, #condition);   \
    }                                                                  \
  } while (0)

static void* library;

static void* required(const char* name) {
  void* address = dlsym(library, name);
  if (address == NULL) {
    printf("%s\n", dlerror());
    exit(1);
  }
  return address;
}

static void load(const char* path) {
  library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    printf("%s\n", dlerror());
    exit(1);
  }
  core.compress = required("h4_compress");
  core.decompress = required("h4_decompress");
  core.free = dlsym(library, "h4_free");
  core.engine_id = dlsym(library, "h4_engine_id");
  core.engine_fp = dlsym(library, "h4_engine_fp");
}

static void load_abi_2(void) {
  required("h4_free");
  required("h4_engine_id");
  required("h4_engine_fp");
  core.abi_version = required("h4_abi_version");
  core.compress_into = required("h4_compress_into");
  core.decompress_into = required("h4_decompress_into");
  core.compress_bound = required("h4_compress_bound");
}

static uint8_t* read_file(const char* path, size_t* length) {
  FILE* file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) exit(2);
  *length = (size_t)ftell(file);
  rewind(file);
  uint8_t* bytes = malloc(*length + 1);
  if (bytes == NULL || fread(bytes, 1, *length, file) != *length) exit(2);
  fclose(file);
  return bytes;
}

/** A figure of /proc/self/status in KiB. */
static long status_figure(const char* name) {
  FILE* file = fopen("/proc/self/status", "r");
  char line[256];
  long kib = -1;
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, name, strlen(name)) == 0) kib = atol(line + strlen(name) + 1);
  }
  if (file != NULL) fclose(file);
  return kib;
}

/* Any core. */

static void release(void* result) {
  if (core.free != NULL) core.free(result);
}

/** `n` bytes there and back, twice; and what was cut short or is no output at all must not come back as something. */
static void round_trip(const uint8_t* data, size_t n) {
  void *packed = NULL, *again = NULL, *restored = NULL;
  size_t length = core.compress(data, n, &packed);
  CHECK(packed != NULL);
  CHECK(core.compress(data, n, &again) == length && again != NULL && memcmp(packed, again, length) == 0);
  CHECK(core.decompress(packed, length, &restored) == n && restored != NULL && memcmp(restored, data, n) == 0);
  release(restored);
  restored = packed;
  if (length > 0) CHECK(core.decompress(packed, length - 1, &restored) != n || n == 0);
  if (restored != packed) release(restored);
  release(again);
  release(packed);
}

static void interface(void) {
  enum { LENGTH = 1 << 20 };
  static const char words[] = "a core is asked for the same bytes twice and must give the same answer twice; ";
  static uint8_t text[LENGTH], noise[LENGTH];
  uint32_t state = 7;
  for (size_t i = 0; i < LENGTH; i++) {
    state = state * 1664525 + 1013904223;
    text[i] = (uint8_t)words[(i + (i >> 12)) % (sizeof words - 1)];
    noise[i] = (uint8_t)(state >> 24);
  }
  round_trip(text, 0);
  round_trip(text, 1);
  round_trip(text, LENGTH);
  round_trip(noise, LENGTH);
  void* result = text;
  CHECK(core.decompress(noise, 999, &result) == 0 && result == NULL);
  release(NULL);
  if (core.engine_id != NULL) printf("%s\n", core.engine_id());
  if (core.engine_fp != NULL) CHECK(core.engine_fp() != NULL);
}

/* Calls with known results. */

enum operation { COMPRESS, DECOMPRESS, COMPRESS_INTO, DECOMPRESS_INTO };

/** One call as it stands in the file, little-endian; the input and the expected output follow. */
struct record {
  uint32_t operation;
  int32_t level;
  uint64_t capacity;
  /** Length or negative status. */
  int64_t expected;
  uint64_t input_length;
};

struct script {
  const uint8_t* bytes;
  size_t length;
  unsigned rounds;
};

static void play(const struct record* record, const uint8_t* input, const uint8_t* output, size_t number) {
  size_t length = record->expected < 0 ? 0 : (size_t)record->expected;
  /* Exactly as long as it is: a byte read beyond it would meet what malloc keeps there, or valgrind and ASan. */
  uint8_t* in = malloc(record->input_length == 0 ? 1 : record->input_length);
  memcpy(in, input, record->input_length);
  bool right;
  if (record->operation == COMPRESS || record->operation == DECOMPRESS) {
    void* result = &length;
    size_t got = (record->operation == COMPRESS ? core.compress : core.decompress)(in, record->input_length, &result);
    right = record->expected < 0 ? got == 0 && result == NULL
                                 : got == length && result != NULL && memcmp(result, output, length) == 0;
    core.free(result);
  } else {
    uint8_t* result = malloc(record->capacity + 1);
    result[record->capacity] = 0xa5;
    int64_t got = record->operation == COMPRESS_INTO
                      ? core.compress_into(in, record->input_length, result, record->capacity, record->level)
                      : core.decompress_into(in, record->input_length, result, record->capacity);
    right = got == record->expected && memcmp(result, output, length) == 0 && result[record->capacity] == 0xa5;
    if (!right) printf("answered %lld, expected %lld\n", (long long)got, (long long)record->expected);
    free(result);
  }
  free(in);
  if (right) return;
  __atomic_add_fetch(&deviations, 1, __ATOMIC_RELAXED);
  printf("call %zu differs: operation %u, level %d, capacity %llu, %llu bytes of input\n", number, record->operation,
         record->level, (unsigned long long)record->capacity, (unsigned long long)record->input_length);
}

/** Plays the script, `rounds` times; each thread begins elsewhere, so that different calls meet. */
static void* play_all(void* argument) {
  const struct script* script = argument;
  static int threads = 0;
  size_t skipped = (size_t)__atomic_fetch_add(&threads, 1, __ATOMIC_RELAXED) * script->length / 5;
  for (unsigned round = 0; round <= script->rounds; round++) {
    size_t number = 0;
    for (size_t at = 0; at < script->length; number++) {
      struct record record;
      memcpy(&record, script->bytes + at, sizeof record);
      const uint8_t* input = script->bytes + at + sizeof record;
      const uint8_t* output = input + record.input_length;
      size_t size = sizeof record + record.input_length + (record.expected < 0 ? 0 : (size_t)record.expected);
      /* The first round from the thread's own place to the end, the last one up to there. */
      bool due = round == 0 ? at >= skipped : round == script->rounds ? at < skipped : true;
      if (due) play(&record, input, output, number);
      at += size;
    }
  }
  return NULL;
}

static void calls(const char* path, int threads, unsigned rounds) {
  struct script script = {.rounds = rounds};
  script.bytes = read_file(path, &script.length);
  pthread_t running[64];
  if (threads > 64) exit(2);
  for (int i = 0; i < threads; i++) {
    if (pthread_create(&running[i], NULL, play_all, &script) != 0) exit(2);
  }
  for (int i = 0; i < threads; i++) pthread_join(running[i], NULL);
}

/* What no caller should do. */

static void arguments(void) {
  static const uint8_t text[] = "never trust a caller, never trust a caller, never trust a caller";
  uint8_t room[256];
  void* result = room;
  CHECK(core.compress(NULL, 1, &result) == 0 && result == NULL);
  result = room;
  CHECK(core.decompress(NULL, 1, &result) == 0 && result == NULL);
  result = room;
  CHECK(core.compress(text, SIZE_MAX, &result) == 0 && result == NULL);
  result = room;
  CHECK(core.decompress(text, SIZE_MAX, &result) == 0 && result == NULL);
  CHECK(core.compress(text, sizeof text, NULL) == 0);
  CHECK(core.decompress(text, sizeof text, NULL) == 0);
  core.free(NULL);

  CHECK(core.compress_into(NULL, 1, room, sizeof room, 3) == H4_PARAMETER);
  CHECK(core.compress_into(text, sizeof text, NULL, 1, 3) == H4_PARAMETER);
  CHECK(core.compress_into(text, SIZE_MAX, room, sizeof room, 3) == H4_PARAMETER);
  CHECK(core.compress_into(text, sizeof text, room, SIZE_MAX, 3) == H4_PARAMETER);
  CHECK(core.compress_into(text, sizeof text, room, sizeof room, H4_LEVEL_MIN - 1) == H4_PARAMETER);
  CHECK(core.compress_into(text, sizeof text, room, sizeof room, H4_LEVEL_MAX + 1) == H4_PARAMETER);
  CHECK(core.compress_into(text, sizeof text, room, sizeof room, INT32_MIN) == H4_PARAMETER);
  CHECK(core.compress_into(text, sizeof text, room, sizeof room, INT32_MAX) == H4_PARAMETER);
  CHECK(core.decompress_into(NULL, 1, room, sizeof room) == H4_PARAMETER);
  CHECK(core.decompress_into(text, SIZE_MAX, room, sizeof room) == H4_PARAMETER);
  CHECK(core.decompress_into(text, sizeof text, NULL, 1) == H4_PARAMETER);
  CHECK(core.decompress_into(text, sizeof text, room, SIZE_MAX) == H4_PARAMETER);

  /* No room at all is a limit like any other. */
  CHECK(core.compress_into(text, sizeof text, NULL, 0, 3) == H4_OUTPUT_LIMIT);
  int64_t length = core.compress_into(NULL, 0, room, sizeof room, 3);
  CHECK(length > 0);
  CHECK(core.decompress_into(room, (size_t)length, NULL, 0) == 0);
  result = NULL;
  CHECK(core.decompress(room, (size_t)length, &result) == 0 && result != NULL);
  core.free(result);
  CHECK(core.decompress_into(NULL, 0, room, sizeof room) == H4_TRUNCATED);
  result = room;
  CHECK(core.decompress(NULL, 0, &result) == 0 && result == NULL);
}

/* Memory. */

/** A frame whose window of 128 MiB the input fills in no time: an RLE block of 128 KiB, 1000 times. */
static size_t wide_frame(uint8_t* frame, size_t blocks) {
  static const uint8_t header[] = {0x28, 0xb5, 0x2f, 0xfd, 0x00, 17 << 3};
  memcpy(frame, header, sizeof header);
  size_t at = sizeof header;
  for (size_t i = 0; i < blocks; i++) {
    uint32_t head = (uint32_t)(131072 << 3) | 1 << 1 | (i + 1 == blocks);
    memcpy(frame + at, &head, 3);
    frame[at + 3] = (uint8_t)i;
    at += 4;
  }
  return at;
}

static void endurance(long count) {
  static uint8_t data[40000], packed[50000], restored[40000];
  uint32_t state = 1;
  for (size_t i = 0; i < sizeof data; i++) data[i] = (uint8_t)((state = state * 1664525 + 1013904223) >> 27);
  uint8_t* frame = malloc(8192);
  size_t frame_length = wide_frame(frame, 1000);
  long before = 0;
  for (long i = 0; i < count; i++) {
    /* Once everything was used: from then on nothing may be added. */
    if (i == count / 10) before = status_figure("VmRSS");
    size_t n = (size_t)(i * 37 % (long)sizeof data);
    int64_t length = core.compress_into(data, n, packed, sizeof packed, 1 + (int)(i % 9));
    CHECK(length > 0 && core.decompress_into(packed, (size_t)length, restored, sizeof restored) == (int64_t)n);
    packed[length / 2] ^= 0x55;
    core.decompress_into(packed, (size_t)length, restored, sizeof restored);
    void* result = NULL;
    size_t got = core.compress(data, n, &result);
    void* back = NULL;
    CHECK(core.decompress(result, got, &back) == n && memcmp(back, data, n) == 0);
    core.free(back);
    core.free(result);
    if (i % 500 == 0) {
      CHECK(core.decompress(frame, frame_length, &back) == (size_t)1000 << 17);
      core.free(back);
    }
    if (deviations != 0) return;
  }
  long grown = status_figure("VmRSS") - before;
  printf("resident: %ld KiB, %ld KiB more than at the beginning\n", before, grown);
  CHECK(grown < 1024);
  /* A window of 128 MiB was let go of: what is left is an engine's fixed areas and what malloc keeps. */
  CHECK(before < 64 * 1024);
}

/** A frame that declares 512 MiB and holds one block of 128 KiB. */
static void liar(void) {
  static const uint8_t frame[] = {0x28, 0xb5, 0x2f, 0xfd, 0x80, 10 << 3, 0, 0, 0, 0x20, 2, 0, 0x10, 7};
  void* result = NULL;
  for (int i = 0; i < 3; i++) {
    long before = status_figure("VmPeak");
    CHECK(core.decompress(frame, sizeof frame, &result) == 0 && result == NULL);
    /* Nothing is asked of the system for what the input cannot hold, not even addresses. */
    if (i > 0) CHECK(status_figure("VmPeak") - before < 1024);
  }
}

static void* one_call(void* argument) {
  static const uint8_t data[1000];
  uint8_t room[256];
  CHECK(core.compress_into(data, sizeof data, room, sizeof room, 3) > 0);
  return argument;
}

static void threads(int count) {
  long before = status_figure("VmSize");
  for (int i = 0; i < count; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, one_call, NULL) != 0) exit(2);
    pthread_join(thread, NULL);
  }
  long grown = status_figure("VmSize") - before;
  printf("address space: %ld KiB more after %d threads\n", grown, count);
  /* One engine reserves 8 GiB. */
  CHECK(grown < 1 << 20);
}

static void starved(void) {
  static const uint8_t data[1000];
  uint8_t room[256], packed[256], restored[1000];
  void* result = room;
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) != 0) exit(2);
  limit.rlim_cur = (rlim_t)4 << 30;
  if (setrlimit(RLIMIT_AS, &limit) != 0) exit(2);
  CHECK(core.compress_into(data, sizeof data, room, sizeof room, 3) == H4_OUT_OF_MEMORY);
  CHECK(core.decompress_into(data, sizeof data, room, sizeof room) == H4_OUT_OF_MEMORY);
  CHECK(core.compress(data, sizeof data, &result) == 0 && result == NULL);
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_AS, &limit) != 0) exit(2);
  int64_t length = core.compress_into(data, sizeof data, packed, sizeof packed, 3);
  CHECK(length > 0 && core.decompress_into(packed, (size_t)length, restored, sizeof restored) == 1000);

  /* The engine is there, but what a wide window or a long result needs is not. */
  uint8_t* frame = malloc(8192);
  size_t frame_length = wide_frame(frame, 1000);
  limit.rlim_cur = ((rlim_t)status_figure("VmSize") << 10) + ((rlim_t)16 << 20);
  if (setrlimit(RLIMIT_AS, &limit) != 0) exit(2);
  CHECK(core.decompress(frame, frame_length, &result) == 0 && result == NULL);
}

static void identity(void) {
  printf("%s\n", core.engine_id());
  for (int i = 0; i < 32; i++) printf("%02x", core.engine_fp()[i]);
  printf("\n%u\n%zu %zu %zu\n", core.abi_version(), core.compress_bound(0), core.compress_bound(1),
         core.compress_bound(SIZE_MAX));
}

static void decompress_file(const char* path) {
  size_t length;
  uint8_t* bytes = read_file(path, &length);
  static uint8_t room[1 << 20];
  printf("%lld\n", (long long)core.decompress_into(bytes, length, room, sizeof room));
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  load(argv[1]);
  const char* what = argv[2];
  const char* first = argc > 3 ? argv[3] : "";
  if (strcmp(what, "interface") == 0) {
    interface();
    return deviations == 0 ? 0 : 1;
  }
  load_abi_2();
  if (strcmp(what, "identity") == 0) {
    identity();
  } else if (strcmp(what, "calls") == 0 && argc == 6) {
    calls(first, atoi(argv[4]), (unsigned)atoi(argv[5]));
  } else if (strcmp(what, "arguments") == 0) {
    arguments();
  } else if (strcmp(what, "liar") == 0) {
    liar();
  } else if (strcmp(what, "endurance") == 0) {
    endurance(atol(first));
  } else if (strcmp(what, "threads") == 0) {
    threads(atoi(first));
  } else if (strcmp(what, "starved") == 0) {
    starved();
  } else if (strcmp(what, "decompress") == 0) {
    decompress_file(first);
  } else {
    return 2;
  }
  return deviations == 0 ? 0 : 1;
}
