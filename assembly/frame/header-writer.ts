/** Writing a frame header. RFC 8878 §3.1.1.1 */

import { ZSTD_MAGIC } from "../common/limits";

/**
 * Writes a frame header and returns where it ends, at most FRAME_HEADER_SIZE_MAX bytes on. `size` u64.MAX_VALUE: not
 * known. A content that fits the window is a single segment, so that the window need not be said.
 */
export function writeFrameHeader(op: usize, windowLog: u32, size: u64, dictionaryId: u32, checksum: bool): usize {
  const known = size != u64.MAX_VALUE;
  const single = known && size <= <u64>1 << windowLog;
  let sizeFlag: u32 = 0;
  if (known) sizeFlag = <u32>(size >= 256) + <u32>(size >= 65536 + 256) + <u32>(size > u32.MAX_VALUE);
  const idFlag: u32 = <u32>(dictionaryId > 0) + <u32>(dictionaryId > 0xff) + <u32>(dictionaryId > 0xffff);
  store<u32>(op, ZSTD_MAGIC);
  // ┌ content size flag 7-6 ┬ single segment 5 ┬ unused 4 ┬ reserved 3 ┬ checksum 2 ┬ dictionary ID flag 1-0 ┐
  store<u8>(op, <u8>((sizeFlag << 6) | (<u32>single << 5) | (<u32>checksum << 2) | idFlag), 4);
  op += 5;
  if (!single) {
    store<u8>(op, <u8>((windowLog - 10) << 3));
    op++;
  }
  store<u32>(op, dictionaryId);
  op += (<usize>1 << idFlag) >> 1;
  if (sizeFlag == 1) {
    store<u16>(op, <u16>(size - 256));
    return op + 2;
  }
  if (!sizeFlag) {
    store<u8>(op, <u8>size);
    return op + <usize>single;
  }
  store<u64>(op, size);
  return op + (sizeFlag == 2 ? 4 : 8);
}
