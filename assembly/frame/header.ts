/**
 * Frame headers: Zstandard and skippable. RFC 8878 §3.1.1.1, §3.1.2
 *
 *   Frame_Header_Descriptor │ FCS_Flag 7-6 │ Single_Segment 5 │ unused 4 │ reserved 3 │ checksum 2 │ Dict_ID_Flag 1-0 │
 *   Window_Descriptor       │ Exponent 7-3 │ Mantissa 2-0 │
 */

import { BLOCK_SIZE_MAX, SKIPPABLE_MAGIC, WINDOW_LOG_MIN, ZSTD_MAGIC } from "../common/limits";
import { BAD_MAGIC, RESERVED_BIT, TRUNCATED } from "../common/status";
import { inputPtr } from "../memory/io";

/** Magic and descriptor: what must be there before the size of the header is known. */
const DESCRIPTOR_END: u32 = 5;
/** A skippable frame: Magic_Number and Frame_Size. */
const SKIPPABLE_HEADER_SIZE: u32 = 8;

let skippable: bool = false;
let headerSize: u32 = 0;
let hasContentSize: bool = false;
let contentSize: u64 = 0;
let windowSize: u64 = 0;
let dictionaryId: u32 = 0;
let hasChecksum: bool = false;

/** Bytes of the header, magic number included; 8 for a skippable frame. */
export function frameHeaderSize(): u32 {
  return headerSize;
}

/** Frame_Content_Size, or -1 when the header does not say; for a skippable frame the length of its payload. */
export function frameContentSize(): f64 {
  return hasContentSize ? <f64>contentSize : -1;
}

/** Window_Size in bytes; 0 for a skippable frame. */
export function frameWindowSize(): f64 {
  return <f64>windowSize;
}

/** Dictionary_ID, or 0 when the header names none. */
export function frameDictionaryId(): u32 {
  return dictionaryId;
}

/** Whether a Content_Checksum follows the last block. */
export function frameHasChecksum(): bool {
  return hasChecksum;
}

/** Whether `contentBytes` is known. */
export function contentSizeKnown(): bool {
  return hasContentSize;
}

/** Frame_Content_Size, exactly. */
export function contentBytes(): u64 {
  return contentSize;
}

/** Window_Size, exactly. */
export function windowBytes(): u64 {
  return windowSize;
}

/** Block_Maximum_Size. RFC 8878 §3.1.1.2.4 */
export function blockSizeMax(): u32 {
  return <u32>min<u64>(windowSize, BLOCK_SIZE_MAX);
}

/** Whether the header last parsed is that of a skippable frame. */
export function isSkippable(): bool {
  return skippable;
}

/**
 * Parses the first `available` bytes at `inputPtr` as a frame header, consuming nothing: 0, or BAD_MAGIC,
 * RESERVED_BIT, or TRUNCATED when these bytes do not hold the whole header (18 bytes always do).
 */
export function frameHeader(available: usize): i32 {
  const size = parseFrameHeader(inputPtr(), available);
  return size > 0 ? 0 : size < 0 ? size : TRUNCATED;
}

/** Parses the header at `ptr`: its size, 0 when more than `available` bytes are needed, or a negative status. */
export function parseFrameHeader(ptr: usize, available: usize): i32 {
  if (available < 4) return 0;
  const magic = load<u32>(ptr);
  skippable = (magic & 0xfffffff0) == SKIPPABLE_MAGIC;
  if (skippable) return parseSkippable(ptr, available);
  if (magic != <u32>ZSTD_MAGIC) return BAD_MAGIC;
  if (available < DESCRIPTOR_END) return 0;

  const descriptor = <u32>load<u8>(ptr, 4);
  if (descriptor & 0x08) return RESERVED_BIT;
  const singleSegment = (descriptor >> 5) & 1;
  const contentFlag = descriptor >> 6;
  const windowField = 1 - singleSegment;
  const dictionaryField = (1 << (descriptor & 3)) >> 1;
  const contentField = contentFlag ? 1 << contentFlag : singleSegment;
  const size = DESCRIPTOR_END + windowField + dictionaryField + contentField;
  if (available < size) return 0;

  // What lies above a field of one, two or four bytes is masked off: the input buffer is longer than any header.
  const dictionaryAt = ptr + DESCRIPTOR_END + windowField;
  dictionaryId = load<u32>(dictionaryAt) & <u32>fieldMask(dictionaryField);
  contentSize = load<u64>(dictionaryAt + dictionaryField) & fieldMask(contentField);
  if (contentFlag == 1) contentSize += 256;
  hasContentSize = contentField != 0;
  hasChecksum = (descriptor & 4) != 0;
  windowSize = singleSegment ? contentSize : describedWindow(load<u8>(ptr, DESCRIPTOR_END));
  headerSize = size;
  return size;
}

function parseSkippable(ptr: usize, available: usize): i32 {
  if (available < SKIPPABLE_HEADER_SIZE) return 0;
  hasContentSize = true;
  contentSize = load<u32>(ptr, 4);
  windowSize = 0;
  dictionaryId = 0;
  hasChecksum = false;
  headerSize = SKIPPABLE_HEADER_SIZE;
  return SKIPPABLE_HEADER_SIZE;
}

/** The bits of a little-endian field of 0, 1, 2, 4 or 8 bytes. */
function fieldMask(bytes: u32): u64 {
  return bytes == 8 ? u64.MAX_VALUE : (<u64>1 << (bytes << 3)) - 1;
}

/** Window_Size of a Window_Descriptor: 2^(10 + Exponent), and Mantissa eighths more. RFC 8878 §3.1.1.1.2 */
function describedWindow(descriptor: u32): u64 {
  const base = <u64>1 << (WINDOW_LOG_MIN + (descriptor >> 3));
  return base + (base >> 3) * <u64>(descriptor & 7);
}
