/**
 * Any bytes, decompressed: no trap, no byte out of place, the same answer for the same room, each time and each way. The
 * engine is the same throughout: what it refused must leave nothing behind.
 */

#include <string.h>

#include "check.h"
#include "h4core.h"

#define ROOM ((size_t)1 << 20)

/** Content whose frame takes every table: it must come out as ever, whatever was decoded before it. */
static void is_as_good_as_before(void) {
  static uint8_t content[3000], frame[4000], now[4000], restored[3000];
  static int64_t length = 0;
  if (length == 0) {
    uint32_t state = 1;
    for (size_t i = 0; i < sizeof content; i++) {
      state = state * 1664525 + 1013904223;
      content[i] = (uint8_t)(i % 97 < 40 ? content[(i * 7) % (i + 1)] : 'a' + (state >> 28) * (state >> 30));
    }
    length = h4_compress_into(content, sizeof content, frame, sizeof frame, 5);
    CHECK(length > 0 && length < 2500);
  }
  CHECK(h4_decompress_into(frame, (size_t)length, restored, sizeof restored) == sizeof restored);
  CHECK(memcmp(restored, content, sizeof content) == 0);
  /* Dear beside a refusal, so now and then. */
  static unsigned count = 0;
  if (count++ % 64 != 0) return;
  CHECK(h4_compress_into(content, sizeof content, now, sizeof now, 5) == length);
  CHECK(memcmp(now, frame, (size_t)length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static uint8_t room[ROOM];
  int64_t length = h4_decompress_into(data, size, room, ROOM);
  CHECK(length != H4_FAULT && length != H4_STATE && length != H4_PARAMETER && length != H4_OUT_OF_MEMORY);
  if (length < 0) {
    is_as_good_as_before();
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
