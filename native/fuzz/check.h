/** What a fuzz target holds to be true; a deviation is a finding, with the line that met it. */

#ifndef H4_FUZZ_CHECK_H
#define H4_FUZZ_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                        \
  do {                                                          \
    if (!(condition)) {                                         \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      abort();                                                  \
    }                                                           \
  } while (0)

#endif
