/** Frame headers read by the host, for engines that only take whole inputs. RFC 8878 §3.1.1.1, §3.1.1.2, §3.1.2 */

import { BLOCK_SIZE_MAX, SKIPPABLE_MAGIC, ZSTD_MAGIC } from "../../assembly/common/limits.js";
import { BAD_MAGIC, RESERVED_BIT } from "../../assembly/common/status.js";
import type { FrameHeader } from "./core.js";
import { refusalAt } from "./refusal.js";
import { isSkippable } from "./skippable.js";

/** Bytes of the Dictionary_ID field by its flag, of the Frame_Content_Size field by its. RFC 8878 §3.1.1.1.1 */
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;

const BLOCK_TYPE_RLE = 1;
const BLOCK_TYPE_RESERVED = 3;

/**
 * What the frame header at the start of `bytes` says; undefined when `bytes` ends inside it.
 *
 * @throws H4Error `DATA_CORRUPT` where no frame begins or the reserved bit is set
 */
export function readFrameHeader(bytes: Uint8Array): FrameHeader | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0, true);
  if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
    if (bytes.length < 8) return undefined;
    return { headerSize: 8, contentSize: view.getUint32(4, true), windowSize: 0, dictionaryId: 0, checksum: false };
  }
  if (magic !== ZSTD_MAGIC) throw refusalAt(BAD_MAGIC, 0);
  if (bytes.length < 5) return undefined;
  // ┌ Frame_Content_Size_flag 7-6 ┬ Single_Segment 5 ┬ unused 4 ┬ reserved 3 ┬ Content_Checksum 2 ┬ Dictionary_ID 1-0 ┐
  const descriptor = bytes[4]!;
  if ((descriptor & 8) !== 0) throw refusalAt(RESERVED_BIT, 0);
  const singleSegment = (descriptor & 32) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 && singleSegment ? 1 : CONTENT_SIZE_BYTES[sizeFlag]!;
  const idBytes = DICTIONARY_ID_BYTES[descriptor & 3]!;
  const idAt = singleSegment ? 5 : 6;
  const headerSize = idAt + idBytes + sizeBytes;
  if (bytes.length < headerSize) return undefined;
  const sizeAt = idAt + idBytes;
  const size = sizeBytes === 8 ? Number(view.getBigUint64(sizeAt, true)) : littleEndian(bytes, sizeAt, sizeBytes);
  const contentSize = sizeBytes === 0 ? undefined : sizeBytes === 2 ? size + 256 : size;
  return {
    headerSize,
    contentSize,
    windowSize: singleSegment ? contentSize! : windowSize(bytes[5]!),
    dictionaryId: littleEndian(bytes, idAt, idBytes),
    checksum: (descriptor & 4) !== 0,
  };
}

/** Window_Size by its descriptor. RFC 8878 §3.1.1.1.2 */
function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** An integer of up to 4 bytes. */
function littleEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
  return value;
}

/** Where a frame is, and what it says that it holds: 0 for a skippable one. */
export interface FrameExtent {
  offset: number;
  length: number;
  contentSize: number;
}

/**
 * Tells `visit` of all frames of `bytes`, by their headers. False where one does not say its content, where `bytes` are
 * not frames to the end, or where there are more than `headersMax` headers of frames and blocks: a content of 1 GiB has
 * some 8000, unless somebody means harm.
 */
export function eachFrame(bytes: Uint8Array, visit: (frame: FrameExtent) => void, headersMax = Infinity): boolean {
  const budget = { headers: headersMax };
  for (let offset = 0; offset < bytes.length; ) {
    const header = --budget.headers < 0 ? undefined : headerOf(bytes.subarray(offset, offset + 18));
    if (header?.contentSize === undefined) return false;
    const skippable = isSkippable(bytes, offset);
    const body = offset + header.headerSize;
    const end = skippable ? body + header.contentSize : afterBlocks(bytes, body, budget);
    if (end === undefined) return false;
    const length = end + (header.checksum ? 4 : 0) - offset;
    visit({ offset, length, contentSize: skippable ? 0 : header.contentSize });
    offset += length;
  }
  return true;
}

/** The content of all frames of `bytes` together; undefined where one does not say, or `bytes` are not frames. */
export function declaredSize(bytes: Uint8Array): number | undefined {
  let total = 0;
  const known = eachFrame(bytes, ({ contentSize }) => {
    total += contentSize;
  });
  return known ? total : undefined;
}

function headerOf(bytes: Uint8Array): FrameHeader | undefined {
  try {
    return readFrameHeader(bytes);
  } catch {
    return undefined;
  }
}

/** Where the last block of a frame ends. RFC 8878 §3.1.1.2 */
function afterBlocks(bytes: Uint8Array, at: number, budget: { headers: number }): number | undefined {
  for (let last = false; !last; ) {
    if (at + 3 > bytes.length || --budget.headers < 0) return undefined;
    // ┌ Block_Size 23-3 ┬ Block_Type 2-1 ┬ Last_Block 0 ┐
    const header = littleEndian(bytes, at, 3);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === BLOCK_TYPE_RESERVED || size > BLOCK_SIZE_MAX) return undefined;
    last = (header & 1) === 1;
    at += 3 + (type === BLOCK_TYPE_RLE ? 1 : size);
  }
  return at;
}
