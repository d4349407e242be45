/**
 * Loads and stores of the translated engine through a base pointer that each function keeps in a register. wasm2c's own
 * read it from the instance anew each time, since a store of bytes might have changed it.
 *
 * Included into the translation by hoist.mjs, behind wasm2c's types and macros. The memory never moves
 * (runtime.c reserves all addresses that an access can form), so what was read at the start of a function stays true.
 */

#include "copy.h"

#ifdef H4_BOUNDS_CHECKS
/* For fuzzing: every access is held against the size of the memory, as WebAssembly demands. */
typedef wasm_rt_memory_t* h4_base_t;
#define H4_BASE(instance) (&(instance)->w2c_memory)
#define H4_AT(base, addr, length) \
  (UNLIKELY((addr) + (u64)(length) > (base)->size) ? (wasm_rt_trap(WASM_RT_TRAP_OOB), (u8*)0) : &(base)->data[addr])
#else
typedef u8* h4_base_t;
#define H4_BASE(instance) ((instance)->w2c_memory.data)
#define H4_AT(base, addr, length) (&(base)[addr])
#endif

#define H4_DEFINE_LOAD(name, stored, extended, result)         \
  static inline result h4_##name(h4_base_t base, u64 addr) {   \
    stored value;                                              \
    memcpy(&value, H4_AT(base, addr, sizeof value), sizeof value); \
    return (result)(extended)value;                            \
  }

#define H4_DEFINE_STORE(name, stored, given)                          \
  static inline void h4_##name(h4_base_t base, u64 addr, given value) { \
    stored wrapped = (stored)value;                                   \
    memcpy(H4_AT(base, addr, sizeof wrapped), &wrapped, sizeof wrapped); \
  }

H4_DEFINE_LOAD(i32_load, u32, u32, u32)
H4_DEFINE_LOAD(i64_load, u64, u64, u64)
H4_DEFINE_LOAD(i32_load8_s, s8, s32, u32)
H4_DEFINE_LOAD(i64_load8_s, s8, s64, u64)
H4_DEFINE_LOAD(i32_load8_u, u8, u32, u32)
H4_DEFINE_LOAD(i64_load8_u, u8, u64, u64)
H4_DEFINE_LOAD(i32_load16_s, s16, s32, u32)
H4_DEFINE_LOAD(i64_load16_s, s16, s64, u64)
H4_DEFINE_LOAD(i32_load16_u, u16, u32, u32)
H4_DEFINE_LOAD(i64_load16_u, u16, u64, u64)
H4_DEFINE_LOAD(i64_load32_s, s32, s64, u64)
H4_DEFINE_LOAD(i64_load32_u, u32, u64, u64)
H4_DEFINE_STORE(i32_store, u32, u32)
H4_DEFINE_STORE(i64_store, u64, u64)
H4_DEFINE_STORE(i32_store8, u8, u32)
H4_DEFINE_STORE(i32_store16, u16, u32)
H4_DEFINE_STORE(i64_store8, u8, u64)
H4_DEFINE_STORE(i64_store16, u16, u64)
H4_DEFINE_STORE(i64_store32, u32, u64)

/* A load whose result nobody reads is the engine's way to say prefetch (`touch` in assembly/encode/match.ts). */
static inline void h4_touch(h4_base_t base, u64 addr) {
  __builtin_prefetch(H4_AT(base, addr, 1));
}

/** memory.copy */
static inline void h4_memory_copy(wasm_rt_memory_t* memory, u32 to, u32 from, u32 length) {
  RANGE_CHECK(memory, to, length);
  RANGE_CHECK(memory, from, length);
  u32 distance = to > from ? to - from : from - to;
  if (distance >= length) {
    copy_bytes(memory->data + to, memory->data + from, length);
  } else {
    memmove(memory->data + to, memory->data + from, length);
  }
}
