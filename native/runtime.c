/**
 * What the translated artifact needs of a runtime (wasm-rt.h): memory, traps, and an engine for each thread.
 *
 * Not wabt's wasm-rt-impl.c, which ends the process when memory cannot be had, returns from traps through a variable
 * that all threads share, never gives the reserved addresses back, and installs signal handlers unless told not to.
 */

#define _GNU_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */

#include "runtime.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <threads.h>

/** Bytes of a page of WebAssembly memory. */
#define PAGE_SIZE 65536u
/** The largest memory whose size in bytes fits wasm_rt_memory_t: one page less than 4 GiB. */
#define PAGES_MAX 65535u
/**
 * Every address that an access can form: a base and an immediate offset of 32 bits each, and the eight bytes of the
 * access. What of it is not memory stays without access rights, so no address needs a check, and memory never moves.
 */
#define RESERVED ((1ull << 33) + PAGE_SIZE)
/** Memory beyond this is not kept between calls; as KEPT_MEMORY in src/engine/reference.ts. */
#define KEPT_MEMORY (32u << 20)

static once_flag prepared = ONCE_FLAG_INIT;
static tss_t engine_key;
static bool have_key = false;

static void destroy(void* value) {
  struct engine* engine = value;
  wasm_rt_free_memory(&engine->instance.w2c_memory);
  free(engine);
}

static void prepare(void) {
  Z_h4_init_module();
  have_key = tss_create(&engine_key, destroy) == thrd_success;
}

struct engine* engine_of_thread(void) {
  call_once(&prepared, prepare);
  if (!have_key) return NULL;
  struct engine* engine = tss_get(engine_key);
  if (engine != NULL) return engine;
  engine = calloc(1, sizeof *engine);
  if (engine == NULL) return NULL;
  /* A trap looks for its engine there. */
  if (tss_set(engine_key, engine) != thrd_success) {
    free(engine);
    return NULL;
  }
  if (setjmp(engine->stopped) != 0) {
    /* Without memory the first segment of data is out of bounds. */
    engine_discard(tss_get(engine_key));
    return NULL;
  }
  Z_h4_instantiate(&engine->instance);
  return engine;
}

void engine_discard(struct engine* engine) {
  tss_set(engine_key, NULL);
  destroy(engine);
}

void engine_trim(struct engine* engine) {
  if (engine->instance.w2c_memory.size > KEPT_MEMORY) engine_discard(engine);
}

void wasm_rt_trap(wasm_rt_trap_t trap) {
#ifdef H4_TRAP_ABORTS
  /* For fuzzing: no input may stop the engine. */
  abort();
#endif
  struct engine* engine = tss_get(engine_key);
  longjmp(engine->stopped, (int)trap);
}

void wasm_rt_allocate_memory(wasm_rt_memory_t* memory, uint32_t pages, uint32_t pages_max) {
  *memory = (wasm_rt_memory_t){.max_pages = pages_max < PAGES_MAX ? pages_max : PAGES_MAX};
  void* addresses = mmap(NULL, RESERVED, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (addresses == MAP_FAILED) return;
  memory->data = addresses;
  wasm_rt_grow_memory(memory, pages);
}

uint32_t wasm_rt_grow_memory(wasm_rt_memory_t* memory, uint32_t delta) {
  uint32_t before = memory->pages;
  if (delta > memory->max_pages - before) return UINT32_MAX;
  size_t length = (size_t)delta * PAGE_SIZE;
  if (mprotect(memory->data + memory->size, length, PROT_READ | PROT_WRITE) != 0) return UINT32_MAX;
  memory->pages += delta;
  memory->size += (uint32_t)length;
  return before;
}

void wasm_rt_free_memory(wasm_rt_memory_t* memory) {
  if (memory->data != NULL) munmap(memory->data, RESERVED);
}

/** The artifact has no table, so nothing asks for the type of a function. */
uint32_t wasm_rt_register_func_type(uint32_t parameters, uint32_t results, ...) {
  (void)parameters;
  (void)results;
  return 0;
}

bool wasm_rt_is_initialized(void) {
  return true;
}
