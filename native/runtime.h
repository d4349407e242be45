/** One engine a thread: the translated artifact, its memory, and the way back when it stops. */

#ifndef H4_RUNTIME_H
#define H4_RUNTIME_H

#include <setjmp.h>
#include <stdbool.h>

#include "engine.h"

struct engine {
  Z_h4_instance_t instance;
  /** Where a trap of this thread's engine returns to. */
  jmp_buf stopped;
};

/** The engine of the calling thread, made when there is none; NULL when its memory cannot be had. */
struct engine* engine_of_thread(void);

/** Frees the engine of the calling thread: the next call makes a new one. */
void engine_discard(struct engine* engine);

/** Gives back the engine's memory if a call made it large: one large window must not be paid for ever after. */
void engine_trim(struct engine* engine);

#endif
