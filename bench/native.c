/**
 * What bench/native.mjs measures: one core beside libzstd in one process, call by call in turn. A library that Node
 * loads as an addon, because Node 22.15 and later export the functions of their libzstd 1.5.7.
 *
 * H4_BENCH_CORE, H4_BENCH_FILES (one path a line), H4_BENCH_LEVELS (comma), H4_BENCH_ROUNDS; a line of JSON a result.
 */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../native/h4core.h"

#define ENGINES_MAX 3
#define ZSTD_C_COMPRESSION_LEVEL 100
#define ZSTD_C_CHECKSUM_FLAG 201

/** A codec: the core, or one of the libzstd that this process has. */
struct engine {
  char name[64];
  void* library;
  void* compression;
  void* decompression;
  double compress_seconds, decompress_seconds, fastest[2];
  size_t packed;
};

static struct engine engines[ENGINES_MAX];
static int count = 0;

static __typeof__(h4_compress_into)* core_compress;
static __typeof__(h4_decompress_into)* core_decompress;

static void* function(const struct engine* engine, const char* name) {
  void* address = dlsym(engine->library, name);
  if (address == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  return address;
}

static void add_libzstd(const char* where, void* library) {
  if (library == NULL || dlsym(library, "ZSTD_compress2") == NULL) return;
  struct engine* engine = &engines[count++];
  engine->library = library;
  const char* (*version)(void) = function(engine, "ZSTD_versionString");
  snprintf(engine->name, sizeof engine->name, "libzstd %s (%s)", version(), where);
  void* (*create)(void) = function(engine, "ZSTD_createCCtx");
  engine->compression = create();
  create = function(engine, "ZSTD_createDCtx");
  engine->decompression = create();
}

static size_t compress(struct engine* engine, uint8_t* to, size_t capacity, const uint8_t* from, size_t n, int level) {
  if (engine->compression == NULL) return (size_t)core_compress(from, n, to, capacity, level);
  size_t (*set)(void*, int, int) = function(engine, "ZSTD_CCtx_setParameter");
  set(engine->compression, ZSTD_C_COMPRESSION_LEVEL, level);
  set(engine->compression, ZSTD_C_CHECKSUM_FLAG, 1);
  size_t (*run)(void*, void*, size_t, const void*, size_t) = function(engine, "ZSTD_compress2");
  return run(engine->compression, to, capacity, from, n);
}

static size_t decompress(struct engine* engine, uint8_t* to, size_t capacity, const uint8_t* from, size_t n) {
  if (engine->decompression == NULL) return (size_t)core_decompress(from, n, to, capacity);
  size_t (*run)(void*, void*, size_t, const void*, size_t) = function(engine, "ZSTD_decompressDCtx");
  return run(engine->decompression, to, capacity, from, n);
}

/** Processor time of this thread: what others do on the machine counts only through the caches. */
static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static uint8_t* allocated(size_t length) {
  uint8_t* bytes = malloc(length + 1);
  if (bytes == NULL) exit(1);
  memset(bytes, 1, length); /* the pages are there before anything is timed */
  return bytes;
}

/** Fastest of all rounds for each engine, the rounds of all in turn; the packed bytes are those of the last engine. */
static void measure(const char* name, const uint8_t* plain, size_t n, int level, int rounds) {
  size_t capacity = n + n / 64 + 1024;
  uint8_t* packed = allocated(capacity);
  uint8_t* frame = allocated(capacity);
  uint8_t* restored = allocated(n);
  size_t frame_length = compress(&engines[count - 1], frame, capacity, plain, n, level);
  for (int e = 0; e < count; e++) engines[e].fastest[0] = engines[e].fastest[1] = 1e9;
  for (int round = 0; round < rounds; round++) {
    for (int e = 0; e < count; e++) {
      struct engine* engine = &engines[(e + round) % count];
      double from = seconds();
      size_t length = compress(engine, packed, capacity, plain, n, level);
      double compressed = seconds();
      size_t back = decompress(engine, restored, n, frame, frame_length);
      double decompressed = seconds();
      if (round == 0) engine->packed += length;
      if (back != n || memcmp(plain, restored, n) != 0 ||
          decompress(engine, restored, n, packed, length) != n || memcmp(plain, restored, n) != 0) {
        fprintf(stderr, "%s at level %d: %s does not give it back\n", name, level, engine->name);
        exit(1);
      }
      if (compressed - from < engine->fastest[0]) engine->fastest[0] = compressed - from;
      if (decompressed - compressed < engine->fastest[1]) engine->fastest[1] = decompressed - compressed;
    }
  }
  for (int e = 0; e < count; e++) {
    struct engine* engine = &engines[e];
    engine->compress_seconds += engine->fastest[0];
    engine->decompress_seconds += engine->fastest[1];
    printf("{\"file\":\"%s\",\"level\":%d,\"engine\":\"%s\",\"bytes\":%zu,\"compress\":%.9f,\"decompress\":%.9f}\n", name,
           level, engine->name, n, engine->fastest[0], engine->fastest[1]);
  }
  free(packed);
  free(frame);
  free(restored);
}

static void measure_level(const char* paths, int level, int rounds) {
  size_t total = 0;
  char* list = strdup(paths);
  for (char* path = strtok(list, "\n"); path != NULL; path = strtok(NULL, "\n")) {
    FILE* file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
      perror(path);
      exit(1);
    }
    size_t n = (size_t)ftell(file);
    rewind(file);
    uint8_t* plain = allocated(n);
    if (fread(plain, 1, n, file) != n) exit(1);
    fclose(file);
    const char* name = strrchr(path, '/');
    measure(name == NULL ? path : name + 1, plain, n, level, rounds);
    free(plain);
    total += n;
  }
  free(list);
  for (int e = 0; e < count; e++) {
    struct engine* engine = &engines[e];
    printf("{\"level\":%d,\"engine\":\"%s\",\"bytes\":%zu,\"packed\":%zu,\"compress\":%.9f,\"decompress\":%.9f}\n", level,
           engine->name, total, engine->packed, engine->compress_seconds, engine->decompress_seconds);
    engine->compress_seconds = engine->decompress_seconds = 0;
    engine->packed = 0;
  }
}

/** Node calls it when it loads the addon. */
void* napi_register_module_v1(void* env, void* exports) {
  (void)env;
  struct engine* core = &engines[count++];
  core->library = dlopen(getenv("H4_BENCH_CORE"), RTLD_NOW | RTLD_LOCAL);
  if (core->library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  core_compress = function(core, "h4_compress_into");
  core_decompress = function(core, "h4_decompress_into");
  const char* (*id)(void) = function(core, "h4_engine_id");
  snprintf(core->name, sizeof core->name, "%s", id());
  /* The machine's, with its own functions although Node's have the same names. */
  add_libzstd("system", dlopen("libzstd.so.1", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND));
  add_libzstd("Node", dlopen(NULL, RTLD_NOW));
  char* levels = strdup(getenv("H4_BENCH_LEVELS"));
  char* rest = NULL;
  for (char* level = strtok_r(levels, ",", &rest); level != NULL; level = strtok_r(NULL, ",", &rest)) {
    measure_level(getenv("H4_BENCH_FILES"), atoi(level), atoi(getenv("H4_BENCH_ROUNDS")));
  }
  free(levels);
  fflush(stdout);
  return exports;
}
