/** The frames and blocks of Zstandard data, read from their headers alone. RFC 8878 §3.1 */

import { type Engine, type FrameBlock, type FrameInfo, listFrames, type RandomAccess } from "../../src/index.js";
import { isContent, LOST } from "./scale.js";
import { type SegmentList, UNKNOWN } from "./segments.js";

/** Frames of which everything is kept: some hundred bytes each. */
const FRAMES_MAX = 10_000;

/** Milliseconds between two looks at what was found so far. */
const STEP = 250;

/** What all frames have together, and the first of them. */
export interface Frames {
  readonly list: FrameInfo[];
  frames: number;
  skippable: number;
  checksums: number;
  /** Bytes of content that headers say; undefined once one does not. */
  contentSize: number | undefined;
  /** The largest. */
  windowSize: number;
  raw: number;
  rle: number;
  compressed: number;
  /** Whether the last frame was found, and the data end with it. */
  complete: boolean;
}

export function noFrames(): Frames {
  return {
    list: [],
    frames: 0,
    skippable: 0,
    checksums: 0,
    contentSize: 0,
    windowSize: 0,
    raw: 0,
    rle: 0,
    compressed: 0,
    complete: false,
  };
}

/**
 * Adds every part of the frames in `source`. Where they end in error, what is behind is one unreadable part and the
 * error is thrown. `onStep` is called now and then.
 */
export async function mapFrames(
  parts: SegmentList,
  frames: Frames,
  source: RandomAccess,
  engine: Engine,
  signal: AbortSignal,
  onStep: () => void,
): Promise<void> {
  let last = performance.now();
  const onBlock = ({ type, offset, storedSize, contentSize }: FrameBlock) => {
    // Its header was read by then, and is told with the frame: the first block shows how long it is.
    if (offset > parts.end) parts.add("frame header", offset - parts.end);
    parts.add(TAGS[type], storedSize, contentSize ?? UNKNOWN);
    if (performance.now() - last < STEP) return;
    onStep();
    last = performance.now();
  };
  try {
    for await (const frame of listFrames(source, { engine, signal, onBlock })) {
      addFrame(parts, frame);
      count(frames, frame);
    }
    frames.complete = true;
  } catch (error) {
    signal.throwIfAborted();
    if (parts.end < source.size) parts.add(LOST, source.size - parts.end);
    throw error;
  }
}

const TAGS = { raw: "raw block", rle: "RLE block", compressed: "compressed block" } as const;

/** What of `frame` is no block, and how far its compressed blocks shrank on the whole: no header says it of one. */
function addFrame(parts: SegmentList, frame: FrameInfo): void {
  const { offset, compressedSize, contentSize, checksum } = frame;
  if (frame.kind === "skippable") {
    parts.add("skippable frame", compressedSize);
    return;
  }
  if (checksum) parts.add("checksum", 4);
  if (contentSize === undefined) return;
  let stored = 0;
  let plain = contentSize;
  for (let index = parts.indexAt(offset); index < parts.count; index++) {
    const { tag, start, end, plain: known } = parts.segment(index);
    if (!isContent(tag)) continue;
    if (known === UNKNOWN) stored += end - start;
    else plain -= known;
  }
  if (stored === 0 || plain < 0) return;
  parts.estimate(offset, ({ tag, start, end }) => (isContent(tag) ? (plain * (end - start)) / stored : UNKNOWN));
}

function count(frames: Frames, frame: FrameInfo): void {
  if (frames.list.length < FRAMES_MAX) frames.list.push(frame);
  if (frame.kind === "skippable") {
    frames.skippable++;
    return;
  }
  frames.frames++;
  frames.checksums += frame.checksum ? 1 : 0;
  frames.windowSize = Math.max(frames.windowSize, frame.windowSize);
  const { contentSize } = frame;
  const known = frames.contentSize !== undefined && contentSize !== undefined;
  frames.contentSize = known ? frames.contentSize! + contentSize : undefined;
  frames.raw += frame.blocks.raw;
  frames.rle += frame.blocks.rle;
  frames.compressed += frame.blocks.compressed;
}
