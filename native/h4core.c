/**
 * The C interface (h4core.h) over the translated artifact: drives its exports as src/engine/stream.ts does, so that
 * the same bytes come out.
 */

#include "h4core.h"

#include <stdlib.h>

#include "artifact.h"
#include "copy.h"
#include "runtime.h"

/* Constants of assembly/common that the engine's exports speak in. */
#define FLAG_CHECKSUM 1
#define MODE_CONTINUE 0
#define MODE_END 2
#define HAS_OUTPUT 1
#define FRAME_COMPLETE 2
#define NEEDS_DICTIONARY 3
#define BLOCK_SIZE_MAX ((size_t)1 << 17)
/** Frame header, Content_Checksum. RFC 8878 §3.1.1 */
#define FRAME_OVERHEAD (18 + 4)
#define BLOCK_HEADER_SIZE 3

/** The first room of an output whose length is not known. */
#define FIRST_ROOM ((size_t)64 << 10)
/** Content that a byte of input may regenerate at most: an RLE block of 4 bytes makes 128 KiB. RFC 8878 §3.1.1.2.3 */
#define EXPANSION_MAX ((size_t)1 << 15)

/** Where the output of a call gathers: the caller's own memory, or an allocation that grows. */
struct output {
  uint8_t* data;
  size_t length;
  size_t capacity;
  /** Most bytes that it may hold. */
  size_t limit;
};

struct call {
  const uint8_t* in;
  size_t n;
  int level;
  struct output output;
};

/** Makes room for `capacity` bytes. */
static bool enlarge(struct output* output, size_t capacity) {
  uint8_t* data = realloc(output->data, capacity);
  if (data == NULL) return false;
  output->data = data;
  output->capacity = capacity;
  return true;
}

/** Appends what the engine's last step has put out: 0, or why that cannot be. */
static int32_t take_output(Z_h4_instance_t* engine, struct output* output) {
  size_t length = Z_h4Z_outputLength(engine);
  size_t from = Z_h4Z_outputPtr(engine);
  if (from + length > engine->w2c_memory.size) return H4_FAULT;
  if (length > output->limit - output->length) return H4_OUTPUT_LIMIT;
  size_t needed = output->length + length;
  if (needed > output->capacity) {
    size_t ample = output->capacity < FIRST_ROOM ? FIRST_ROOM : output->capacity + output->capacity / 2;
    if (ample > output->limit) ample = output->limit;
    if (!enlarge(output, ample > needed ? ample : needed)) return H4_OUT_OF_MEMORY;
  }
  if (length != 0) copy_bytes(output->data + output->length, engine->w2c_memory.data + from, length);
  output->length = needed;
  return 0;
}

/** Copies the next input into the engine, as much as it has room for; answers how much, or H4_FAULT. */
static int64_t give_input(Z_h4_instance_t* engine, const uint8_t* in, size_t n) {
  size_t room = Z_h4Z_inputRoom(engine);
  size_t to = Z_h4Z_inputPtr(engine);
  if (to + room > engine->w2c_memory.size || (room == 0 && n != 0)) return H4_FAULT;
  size_t length = n < room ? n : room;
  if (length != 0) copy_bytes(engine->w2c_memory.data + to, in, length);
  return (int64_t)length;
}

static int32_t compress(Z_h4_instance_t* engine, struct call* call) {
  int32_t status = (int32_t)Z_h4Z_compressBegin(engine, (u32)call->level, 0, FLAG_CHECKSUM, (double)call->n);
  size_t at = 0;
  while (status >= 0) {
    int64_t given = status == HAS_OUTPUT ? 0 : give_input(engine, call->in + at, call->n - at);
    if (given < 0) return (int32_t)given;
    at += (size_t)given;
    status = (int32_t)Z_h4Z_compressStep(engine, (u32)given, at == call->n ? MODE_END : MODE_CONTINUE);
    if (status < 0) break;
    int32_t taken = take_output(engine, &call->output);
    if (taken < 0) return taken;
    if (status == FRAME_COMPLETE) return 0;
  }
  return status;
}

/** Allocates for the content size that the frame declares, unless the input could never fill that. */
static void expect_content(Z_h4_instance_t* engine, struct call* call) {
  double declared = Z_h4Z_frameContentSize(engine);
  if (declared <= 0 || declared > (double)call->n * (double)EXPANSION_MAX) return;
  struct output* output = &call->output;
  if (declared > (double)output->capacity && declared <= (double)output->limit) enlarge(output, (size_t)declared);
}

static int32_t decompress(Z_h4_instance_t* engine, struct call* call) {
  int32_t status = (int32_t)Z_h4Z_decompressBegin(engine, H4_WINDOW_LOG_MAX, (double)call->output.limit);
  bool begun = false;
  size_t at = 0;
  while (status >= 0) {
    int64_t given = status == HAS_OUTPUT ? 0 : give_input(engine, call->in + at, call->n - at);
    if (given < 0) return (int32_t)given;
    if (given == 0 && status != HAS_OUTPUT) return (int32_t)Z_h4Z_decompressEnd(engine);
    at += (size_t)given;
    status = (int32_t)Z_h4Z_decompressStep(engine, (u32)given);
    if (status < 0) break;
    if (!begun) expect_content(engine, call);
    begun = true;
    int32_t taken = take_output(engine, &call->output);
    if (taken < 0) return taken;
    if (status == NEEDS_DICTIONARY) return H4_DICTIONARY_MISSING;
  }
  return status;
}

/**
 * Runs `work` on this thread's engine. An engine that stopped is discarded. One that refused is as good as before,
 * because every begin starts anew (as in src/engine/reference.ts); a new one would cost 165 us, a small call 0.3.
 */
static int32_t run(int32_t (*work)(Z_h4_instance_t*, struct call*), struct call* call) {
  struct engine* engine = engine_of_thread();
  if (engine == NULL) return H4_OUT_OF_MEMORY;
  /* Between here and the end nothing is held but what `call` and `engine` know of. */
  if (setjmp(engine->stopped) != 0) {
    engine_discard(engine);
    return H4_FAULT;
  }
  int32_t status = work(&engine->instance, call);
  if (status == H4_FAULT) {
    engine_discard(engine);
  } else {
    engine_trim(engine);
  }
  return status;
}

/** Whether no object can be where the caller says: arguments that would be read or written all the same. */
static bool impossible(const void* bytes, size_t length) {
  return length > PTRDIFF_MAX || (bytes == NULL && length != 0);
}

/** An empty input may be NULL, of which not even a sum with 0 is defined. */
static const uint8_t* never_null(const void* bytes) {
  return bytes == NULL ? (const uint8_t*)"" : bytes;
}

static size_t allocating(int32_t (*work)(Z_h4_instance_t*, struct call*), const void* in, size_t n, size_t limit,
                         void** out) {
  if (out == NULL) return 0;
  *out = NULL;
  if (impossible(in, n)) return 0;
  struct call call = {.in = never_null(in), .n = n, .level = H4_LEVEL_DEFAULT, .output = {.limit = limit}};
  if (run(work, &call) < 0) {
    free(call.output.data);
    return 0;
  }
  /* Never 0 bytes, of which malloc may make NULL; smaller than before, so that a refusal changes nothing. */
  size_t length = call.output.length;
  enlarge(&call.output, length == 0 ? 1 : length);
  *out = call.output.data;
  return length;
}

static int64_t into(int32_t (*work)(Z_h4_instance_t*, struct call*), const void* in, size_t n, void* out,
                    size_t capacity, int level) {
  if (impossible(in, n) || impossible(out, capacity)) return H4_PARAMETER;
  struct call call = {.in = never_null(in), .n = n, .level = level, .output = {.data = out, .capacity = capacity, .limit = capacity}};
  int32_t status = run(work, &call);
  return status < 0 ? status : (int64_t)call.output.length;
}

size_t h4_compress(const void* in, size_t n, void** out) {
  return allocating(compress, in, n, SIZE_MAX, out);
}

size_t h4_decompress(const void* in, size_t n, void** out) {
  return allocating(decompress, in, n, H4_OUTPUT_MAX, out);
}

void h4_free(void* result) {
  free(result);
}

const char* h4_engine_id(void) {
  return H4_ENGINE_ID;
}

const unsigned char* h4_engine_fp(void) {
  static const unsigned char fingerprint[32] = {H4_ARTIFACT_SHA256};
  return fingerprint;
}

uint32_t h4_abi_version(void) {
  return 2;
}

int64_t h4_compress_into(const void* in, size_t n, void* out, size_t capacity, int level) {
  return into(compress, in, n, out, capacity, level);
}

int64_t h4_decompress_into(const void* in, size_t n, void* out, size_t capacity) {
  return into(decompress, in, n, out, capacity, H4_LEVEL_DEFAULT);
}

size_t h4_compress_bound(size_t n) {
  size_t overhead = FRAME_OVERHEAD + BLOCK_HEADER_SIZE * (n / BLOCK_SIZE_MAX + 1);
  return n > SIZE_MAX - overhead ? 0 : n + overhead;
}
