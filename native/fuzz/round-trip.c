/** Any content at any level: within the bound, the same bytes each time and each way, and back again. */

#include <string.h>

#include "check.h"
#include "h4core.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  int level = H4_LEVEL_MIN + data[0] % (H4_LEVEL_MAX - H4_LEVEL_MIN + 1);
  data++;
  size--;
  size_t bound = h4_compress_bound(size);
  uint8_t* frame = malloc(bound);
  int64_t length = h4_compress_into(data, size, frame, bound, level);
  CHECK(length > 0 && (size_t)length <= bound);
  uint8_t* again = malloc((size_t)length);
  CHECK(h4_compress_into(data, size, again, (size_t)length - 1, level) == H4_OUTPUT_LIMIT);
  CHECK(h4_compress_into(data, size, again, (size_t)length, level) == length);
  CHECK(memcmp(frame, again, (size_t)length) == 0);
  uint8_t* restored = malloc(size + (size == 0));
  CHECK(h4_decompress_into(again, (size_t)length, restored, size) == (int64_t)size);
  CHECK(memcmp(data, restored, size) == 0);
  if (level == H4_LEVEL_DEFAULT) {
    void* result = NULL;
    CHECK(h4_compress(data, size, &result) == (size_t)length && memcmp(result, frame, (size_t)length) == 0);
    h4_free(result);
  }
  free(restored);
  free(again);
  free(frame);
  return 0;
}
