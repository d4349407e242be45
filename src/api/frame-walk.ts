/** Walks the frames and blocks of Zstandard data without decoding it. RFC 8878 §3.1 */

import { BLOCK_SIZE_MAX, FRAME_HEADER_SIZE_MAX } from "../../assembly/common/limits.js";
import type { FrameHeader } from "../engine/core.js";
import { isSkippable } from "../engine/skippable.js";
import type { Engine } from "./engine.js";
import { engineFor } from "./engine-for.js";
import { H4Error } from "./errors.js";
import type { RandomAccess } from "./random-access.js";

/** Bytes that a look at a header brings along: some dozen headers of small blocks. */
const READ_AHEAD = 4096;

/** Block_Type by its number; 3 is reserved. RFC 8878 §3.1.1.2.2 */
const BLOCK_TYPES = ["raw", "rle", "compressed"] as const;

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

/** One block, as its header describes it. RFC 8878 §3.1.1.2 */
export interface FrameBlock {
  type: keyof FrameBlocks;
  /** Where its header begins, in bytes. */
  offset: number;
  /** Bytes of header and content. */
  storedSize: number;
  /** Bytes that it decodes to; undefined for a compressed one, whose header does not say. */
  contentSize: number | undefined;
}

export interface ListFramesOptions {
  /** Ends the walk: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Default: the engine that all calls without pins share. */
  engine?: Engine | Promise<Engine> | undefined;
  /** Called for each block, once all of it was found to be there and before the frame that it is in is given. */
  onBlock?: ((block: FrameBlock) => void) | undefined;
}

/** Moves forward through bytes. */
interface Cursor {
  /** Offset of the next byte. */
  readonly offset: number;
  /** The next bytes without moving, at most `length` (64 or less): fewer only at the end. */
  peek(length: number): Promise<Uint8Array>;
  /** Moves on; false when the end came before. */
  skip(length: number): Promise<boolean>;
}

/** The frames of `bytes` in order: of a `RandomAccess` only the headers are read. */
export async function* walkFrames(
  bytes: RandomAccess | AsyncIterator<Uint8Array>,
  { signal, engine, onBlock }: ListFramesOptions,
): AsyncGenerator<FrameInfo, void, undefined> {
  const cursor = "read" in bytes ? new AccessCursor(bytes) : new ChunkCursor(bytes);
  const h4 = await engineFor(engine);
  let frames = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { offset } = cursor;
    const start = await cursor.peek(FRAME_HEADER_SIZE_MAX);
    if (start.length === 0 && frames > 0) return;
    const header = headerAt(h4, start, offset);
    const info: FrameInfo = {
      ...header,
      kind: isSkippable(start) ? "skippable" : "zstandard",
      offset,
      compressedSize: 0,
      blocks: { raw: 0, rle: 0, compressed: 0 },
    };
    await advance(cursor, header.headerSize, offset);
    if (info.kind === "skippable") await advance(cursor, header.contentSize ?? 0, offset);
    else await countBlocks(cursor, info, signal, onBlock);
    info.compressedSize = cursor.offset - offset;
    frames++;
    yield info;
  }
}

/** The header at `offset`, where the engine's own offsets begin at zero. */
function headerAt(h4: Engine, bytes: Uint8Array, offset: number): FrameHeader {
  try {
    const header = h4.frameHeader(bytes);
    if (header !== undefined) return header;
  } catch (error) {
    if (!(error instanceof H4Error) || error.code !== "DATA_CORRUPT") throw error;
    throw new H4Error(error.code, error.message.replace("at byte 0", `at byte ${offset}`), { offset });
  }
  throw truncated(offset);
}

/** Walks the blocks of a frame and its checksum. RFC 8878 §3.1.1.2 */
async function countBlocks(
  cursor: Cursor,
  { blocks, checksum, windowSize }: FrameInfo,
  signal?: AbortSignal,
  onBlock?: (block: FrameBlock) => void,
): Promise<void> {
  const maximum = Math.min(windowSize, BLOCK_SIZE_MAX);
  for (let last = false; !last; ) {
    signal?.throwIfAborted();
    const { offset } = cursor;
    const [low, middle, high] = await cursor.peek(3);
    if (high === undefined) throw truncated(offset);
    // ┌ Block_Size 23-3 ┬ Block_Type 2-1 ┬ Last_Block 0 ┐
    const header = low! | (middle! << 8) | (high << 16);
    const size = header >> 3;
    const type = (header >> 1) & 3;
    last = (header & 1) === 1;
    if (type === 3)
      throw new H4Error("DATA_CORRUPT", `Block_Type 3 is reserved (at byte ${offset} of the input)`, { offset });
    if (size > maximum) {
      const message = `A block is larger than Block_Maximum_Size (at byte ${offset} of the input)`;
      throw new H4Error("DATA_CORRUPT", message, { got: size, limit: maximum, offset });
    }
    const name = BLOCK_TYPES[type]!;
    blocks[name]++;
    const storedSize = 3 + (name === "rle" ? 1 : size);
    await advance(cursor, storedSize, offset);
    onBlock?.({ type: name, offset, storedSize, contentSize: name === "compressed" ? undefined : size });
  }
  if (checksum) await advance(cursor, 4, cursor.offset);
}

async function advance(cursor: Cursor, length: number, offset: number): Promise<void> {
  if (!(await cursor.skip(length))) throw truncated(offset);
}

function truncated(offset: number): H4Error {
  return new H4Error("DATA_TRUNCATED", `The input ends inside the frame or block at byte ${offset}`, { offset });
}

/** Reads only where it is asked to, a little ahead: block headers of small blocks share a read. */
class AccessCursor implements Cursor {
  offset = 0;
  private buffer: Uint8Array = new Uint8Array(0);
  private bufferAt = 0;

  constructor(private readonly source: RandomAccess) {}

  async peek(length: number): Promise<Uint8Array> {
    const wanted = Math.min(length, this.source.size - this.offset);
    let at = this.offset - this.bufferAt;
    if (at + wanted > this.buffer.length) {
      this.buffer = await this.source.read(this.offset, Math.min(READ_AHEAD, this.source.size - this.offset));
      this.bufferAt = this.offset;
      at = 0;
    }
    return this.buffer.subarray(at, at + wanted);
  }

  skip(length: number): Promise<boolean> {
    this.offset += length;
    return Promise.resolve(this.offset <= this.source.size);
  }
}

/** Reads everything, keeping only what `peek` still needs. */
class ChunkCursor implements Cursor {
  offset = 0;
  private chunk: Uint8Array = new Uint8Array(0);

  constructor(private readonly chunks: AsyncIterator<Uint8Array>) {}

  async peek(length: number): Promise<Uint8Array> {
    while (this.chunk.length < length) {
      const { done, value } = await this.chunks.next();
      if (done) break;
      const joined = new Uint8Array(this.chunk.length + value.length);
      joined.set(this.chunk);
      joined.set(value, this.chunk.length);
      this.chunk = joined;
    }
    return this.chunk.subarray(0, length);
  }

  async skip(length: number): Promise<boolean> {
    let rest = length;
    while (rest > this.chunk.length) {
      rest -= this.chunk.length;
      const { done, value } = await this.chunks.next();
      if (done) return false;
      this.chunk = value;
    }
    this.chunk = this.chunk.subarray(rest);
    this.offset += length;
    return true;
  }
}
