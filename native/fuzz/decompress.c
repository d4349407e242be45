/** Any bytes, decompressed: no trap, no byte out of place, and the same answer for the same room, each time and each way. */

#include <string.h>

#include "check.h"
#include "h4core.h"

#define ROOM ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static uint8_t room[ROOM];
  int64_t length = h4_decompress_into(data, size, room, ROOM);
  CHECK(length != H4_FAULT && length != H4_STATE && length != H4_PARAMETER && length != H4_OUT_OF_MEMORY);
  if (length < 0) {
    CHECK(h4_decompress_into(data, size, room, ROOM) == length);
    return 0;
  }
  CHECK((size_t)length <= ROOM);
  /* Just the room that it takes, on the heap where AddressSanitizer watches both of its ends. */
  uint8_t* exact = malloc((size_t)length + (length == 0));
  CHECK(h4_decompress_into(data, size, exact, (size_t)length) == length);
  CHECK(memcmp(exact, room, (size_t)length) == 0);
  if (length > 0) CHECK(h4_decompress_into(data, size, exact, (size_t)length - 1) == H4_OUTPUT_LIMIT);
  free(exact);
  void* result = NULL;
  CHECK(h4_decompress(data, size, &result) == (size_t)length && result != NULL);
  CHECK(memcmp(result, room, (size_t)length) == 0);
  h4_free(result);
  return 0;
}
