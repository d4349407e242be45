/** Inputs that the reference accepts and this engine refuses: the few reasons, each pinned by a hand-made case. */

import type { StatusName } from "../support/status.js";
import { BAD_CASES } from "../vectors/cases/index.js";

export interface FrameLayout {
  readonly windowSize: number;
  readonly tellsContentSize: boolean;
  readonly hasEmptyCompressedBlock: boolean;
  /** An RLE_Block or a Raw_Block over Block_Maximum_Size. */
  readonly hasLongBlock: boolean;
  /** Huffman-coded literals in four streams, somewhere. */
  readonly hasFourStreams: boolean;
}

/** Name of the case in test/vectors/cases that pins a reason. */
function pinned(name: string): string {
  if (!BAD_CASES.some((entry) => entry.name === name && entry.differs)) throw new Error(`no case "${name}"`);
  return name;
}

const BEYOND_WINDOW = pinned("offset: 1025 of a window of 1024");
const EMPTY_BLOCK = pinned("block: compressed of zero bytes");
const LONG_BLOCK = pinned("block: raw over a window of 1 KiB, its content size is told");
const FOUR_STREAMS = pinned("Huffman 4 streams of 200 literals: number 1 has a byte left over");
const WHOLE_FRAME = pinned("window: a single segment one byte over the limit");

/** The case that explains why this engine refuses `bytes` with `status` and the reference made `plain` of them. */
export function explained(bytes: Uint8Array, status: StatusName, plain: Uint8Array): string | undefined {
  const frames = layout(bytes);
  if (status === "OFFSET" && frames.some(({ windowSize }) => windowSize < plain.length)) return BEYOND_WINDOW;
  if (frames.some(({ hasEmptyCompressedBlock }) => hasEmptyCompressedBlock)) return EMPTY_BLOCK;
  if (status === "HUFFMAN_STREAM" && frames.some(({ hasFourStreams }) => hasFourStreams)) return FOUR_STREAMS;
  if (status === "BLOCK_SIZE" && frames.some((f) => f.hasLongBlock && f.tellsContentSize)) return LONG_BLOCK;
  if (status === "WINDOW_TOO_LARGE" && frames.some(({ tellsContentSize }) => tellsContentSize)) return WHOLE_FRAME;
  return undefined;
}

/** Walks frames and block headers as far as they can be read. */
export function layout(bytes: Uint8Array): FrameLayout[] {
  const frames: FrameLayout[] = [];
  const read = (at: number, length: number) => {
    let value = 0;
    for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
    return value;
  };
  for (let at = 0; at + 5 <= bytes.length; ) {
    if (Math.floor(read(at, 4) / 16) === 0x184d2a5) {
      at += 8 + read(at + 4, 4);
      continue;
    }
    const descriptor = bytes[at + 4]!;
    const singleSegment = (descriptor & 32) !== 0;
    const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
    const idBytes = [0, 1, 2, 4][descriptor & 3]!;
    const window = bytes[at + 5] ?? 0;
    const contentAt = at + 5 + (singleSegment ? 0 : 1) + idBytes;
    const contentSize = read(contentAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
    const windowSize = singleSegment ? contentSize : 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8);
    at = contentAt + sizeBytes;
    let hasEmptyCompressedBlock = false;
    let hasFourStreams = false;
    let hasLongBlock = false;
    for (let last = false; !last && at + 3 <= bytes.length; ) {
      const header = read(at, 3);
      const [type, size] = [(header >> 1) & 3, header >> 3];
      last = (header & 1) === 1;
      if (type <= 1 && size > Math.min(windowSize, 1 << 17)) hasLongBlock = true;
      if (type === 2 && size === 0) hasEmptyCompressedBlock = true;
      if (type === 2 && (bytes[at + 3]! & 2) !== 0 && (bytes[at + 3]! & 12) !== 0) hasFourStreams = true;
      at += 3 + (type === 1 ? 1 : size);
    }
    at += descriptor & 4;
    frames.push({
      windowSize,
      tellsContentSize: sizeBytes > 0,
      hasEmptyCompressedBlock,
      hasFourStreams,
      hasLongBlock,
    });
  }
  return frames;
}
