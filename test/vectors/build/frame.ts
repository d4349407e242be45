/** Frames, blocks and skippable frames, assembled by hand. RFC 8878 §3.1 */

import { concat, littleEndian } from "./bits.js";
import type { LiteralsSection } from "./literals.js";
import { execute, INITIAL_OFFSETS, NO_SEQUENCES, type SequencesSection } from "./sequences.js";
import { contentChecksum } from "./xxhash64.js";

/** What executing blocks has left behind: everything decoded so far and the repeated offsets. */
interface Decoded {
  history: number[];
  offsets: readonly number[];
}

/** A block: its three-byte header without Last_Block, its content, and what it regenerates. */
export interface Block {
  readonly type: number;
  readonly size: number;
  readonly content: Uint8Array;
  regenerate(decoded: Decoded): void;
}

/** Raw_Block. */
export function rawBlock(content: Uint8Array): Block {
  return {
    type: 0,
    size: content.length,
    content,
    regenerate: ({ history }) => {
      for (const byte of content) history.push(byte);
    },
  };
}

/** RLE_Block: Block_Size is what it regenerates. */
export function rleBlock(byte: number, size: number): Block {
  return {
    type: 1,
    size,
    content: Uint8Array.of(byte),
    regenerate: ({ history }) => {
      for (let i = 0; i < size; i++) history.push(byte);
    },
  };
}

/** Compressed_Block. */
export function compressedBlock(literals: LiteralsSection, sequences: SequencesSection = NO_SEQUENCES): Block {
  const content = concat(literals.bytes, sequences.bytes);
  return {
    type: 2,
    size: content.length,
    content,
    regenerate: (decoded) => {
      decoded.offsets = execute(decoded.history, literals.literals, sequences.sequences, decoded.offsets);
    },
  };
}

/** A compressed block with content that no section of this builder would write. */
export function brokenBlock(content: Uint8Array, type = 2, size = content.length): Block {
  return { type, size, content, regenerate: () => {} };
}

export interface FrameOptions {
  /** Frame_Content_Size: a number as it is told, "auto" for the true one; absent: unknown. */
  readonly contentSize?: number | bigint | "auto";
  /** Bytes of Frame_Content_Size; the shortest that can hold it when absent. */
  readonly contentSizeBytes?: 1 | 2 | 4 | 8;
  /** Window_Descriptor; absent with `contentSize`: single segment. 0x00 is 1 KiB. */
  readonly windowDescriptor?: number;
  readonly dictionaryId?: number;
  readonly dictionaryIdBytes?: 1 | 2 | 4;
  /** True: the right Content_Checksum. A number: these 32 bits. "flag": the flag without the field. */
  readonly checksum?: boolean | number | "flag";
  readonly reservedBit?: boolean;
  readonly unusedBit?: boolean;
  /** Bytes and offsets that a dictionary puts before the content. */
  readonly history?: Uint8Array;
  readonly offsets?: readonly number[];
  /** Index of the block that is marked as the last one; −1: none is. */
  readonly lastBlock?: number;
}

/** A frame and the bytes that it decodes to. */
export interface Frame {
  readonly bytes: Uint8Array;
  readonly plain: Uint8Array;
}

/** A frame of `blocks`. Nothing is checked: `options` may contradict each other and the blocks. */
export function frame(options: FrameOptions, blocks: readonly Block[]): Frame {
  const decoded: Decoded = { history: [...(options.history ?? [])], offsets: options.offsets ?? INITIAL_OFFSETS };
  for (const block of blocks) block.regenerate(decoded);
  const plain = new Uint8Array(decoded.history).subarray(options.history?.length ?? 0);
  const last = options.lastBlock ?? blocks.length - 1;
  const bytes = concat(
    frameHeader(options, plain.length),
    ...blocks.map((block, index) => concat(blockHeader(index === last, block.type, block.size), block.content)),
    checksumField(options.checksum, plain),
  );
  return { bytes, plain };
}

/** Block_Header. RFC 8878 §3.1.1.2 */
export function blockHeader(last: boolean, type: number, size: number): Uint8Array {
  return littleEndian((last ? 1 : 0) + type * 2 + size * 8, 3);
}

function checksumField(checksum: FrameOptions["checksum"], plain: Uint8Array): Uint8Array {
  if (checksum === true) return littleEndian(contentChecksum(plain), 4);
  return typeof checksum === "number" ? littleEndian(checksum, 4) : new Uint8Array(0);
}

/** Magic number and Frame_Header. RFC 8878 §3.1.1.1 */
export function frameHeader(options: FrameOptions, trueSize: number): Uint8Array {
  const { contentSize, windowDescriptor, dictionaryId, checksum } = options;
  const size = contentSize === "auto" ? trueSize : contentSize;
  const singleSegment = windowDescriptor === undefined;
  const idBytes = options.dictionaryIdBytes ?? dictionaryIdBytes(dictionaryId);
  const sizeBytes =
    size === undefined ? 0 : (options.contentSizeBytes ?? contentSizeBytes(BigInt(size), singleSegment));
  const descriptor =
    (Math.max(0, [1, 2, 4, 8].indexOf(sizeBytes)) << 6) |
    (singleSegment ? 1 << 5 : 0) |
    (options.unusedBit ? 1 << 4 : 0) |
    (options.reservedBit ? 1 << 3 : 0) |
    (checksum !== undefined && checksum !== false ? 1 << 2 : 0) |
    [0, 1, 2, 4].indexOf(idBytes);
  return concat(
    littleEndian(0xfd2fb528, 4),
    Uint8Array.of(descriptor),
    singleSegment ? new Uint8Array(0) : Uint8Array.of(windowDescriptor),
    littleEndian(dictionaryId ?? 0, idBytes),
    littleEndian(sizeBytes === 2 ? BigInt(size!) - 256n : (size ?? 0), sizeBytes),
  );
}

function dictionaryIdBytes(id: number | undefined): 0 | 1 | 2 | 4 {
  if (id === undefined) return 0;
  if (id < 1 << 8) return 1;
  return id < 1 << 16 ? 2 : 4;
}

/** One byte is possible only in a single segment; two bytes hold 256 to 65 791. RFC 8878 §3.1.1.1.4 */
function contentSizeBytes(size: bigint, singleSegment: boolean): 1 | 2 | 4 | 8 {
  if (singleSegment && size < 256n) return 1;
  if (size >= 256n && size < 65536n + 256n) return 2;
  return size < 1n << 32n ? 4 : 8;
}

/** Window_Descriptor of an exponent (0 is 1 KiB) and a mantissa in eighths. RFC 8878 §3.1.1.1.2 */
export function windowDescriptor(exponent: number, mantissa = 0): number {
  return (exponent << 3) | mantissa;
}

/** Window_Size of a Window_Descriptor, in bytes. */
export function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** Skippable frame. RFC 8878 §3.1.2 */
export function skippableFrame(userData: Uint8Array, variant = 0, frameSize = userData.length): Uint8Array {
  return concat(littleEndian(0x184d2a50 + variant, 4), littleEndian(frameSize, 4), userData);
}
