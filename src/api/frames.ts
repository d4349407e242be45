/** Walks the frames and blocks of Zstandard data without decoding it. RFC 8878 §3.1 */

import type { ByteSource } from "./bytes.js";
import type { Engine } from "./engine.js";

/** Bytes at any offset, a file for one. */
export interface RandomAccess {
  /** Length in bytes. */
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** How many blocks of each type a frame has. RFC 8878 §3.1.1.2.2 */
export interface FrameBlocks {
  raw: number;
  rle: number;
  compressed: number;
}

/** One frame, as its headers describe it. */
export interface FrameInfo {
  kind: "zstandard" | "skippable";
  /** Where the frame begins, in bytes. */
  offset: number;
  /** Bytes of the whole frame: header, blocks, checksum. */
  compressedSize: number;
  headerSize: number;
  /** Frame_Content_Size, or the payload of a skippable frame; undefined where the header does not say. */
  contentSize: number | undefined;
  /** Window_Size in bytes; 0 for a skippable frame. */
  windowSize: number;
  /** 0 where the frame names none. */
  dictionaryId: number;
  /** Whether a content checksum ends the frame. */
  checksum: boolean;
  blocks: FrameBlocks;
}

export interface ListFramesOptions {
  signal?: AbortSignal | undefined;
  /** Default: the shared engine. */
  engine?: Engine | undefined;
}

/** The frames of `source` in order. A `RandomAccess` or `Blob` is read only where headers are. */
export function listFrames(source: ByteSource | RandomAccess, options?: ListFramesOptions): AsyncGenerator<FrameInfo, void, undefined> { throw new Error(); }
