/** The chunks of a container without their payloads: out of the index where there is one, else from header to header. docs/format-h4mk.md */

import { CHUNK_HEADER_SIZE, checkHeader, HEADER_SIZE, readChunkHeader } from "../../src/container/format.js";
import { blockEntry, pageEntry, pageLength } from "../../src/container/index-layout.js";
import type { TreeIndex } from "../../src/container/tree-index.js";
import { LOST } from "./scale.js";
import { type SegmentList, UNKNOWN } from "./segments.js";
import type { Source } from "./source.js";

/** Bytes of index pages that are fetched at a time: 85 pages, 21,760 blocks. */
const PAGES_AT_ONCE = 1 << 20;

/** Bytes that a look at a header brings along where chunks are small. */
const LOOK_AHEAD = 64 << 10;

/** Bytes of all index pages: what the picture of an indexed container costs. */
export function indexSize({ blocks, pages, indexRoot }: TreeIndex): number {
  return blocks === 0 ? 0 : pagesEnd(indexRoot, pages) - pageEntry(indexRoot, 0).offset;
}

function pagesEnd(root: TreeIndex["indexRoot"], pages: number): number {
  return pageEntry(root, pages - 1).offset + CHUNK_HEADER_SIZE + pageLength(root, pages - 1);
}

/** Fetches a short timeline at once: its header and its payload would be two requests. */
export async function holdTimeline(source: Source, index: TreeIndex, signal: AbortSignal): Promise<void> {
  if (index.pages === 0) return;
  const last = await index.page(index.pages - 1, signal);
  const { offset, payloadLength } = blockEntry(last, index.blocks - 1);
  const from = offset + CHUNK_HEADER_SIZE + payloadLength;
  await source.hold(from, Math.min(pageEntry(index.indexRoot, 0).offset - from, LOOK_AHEAD), signal);
}

/** Adds every chunk of an indexed container. Each page is held against its hash before anything of it is used. */
export async function mapIndexed(
  list: SegmentList,
  source: Source,
  index: TreeIndex,
  signal: AbortSignal,
): Promise<void> {
  list.add("H4MK", HEADER_SIZE);
  const first = index.pages > 0 ? pageEntry(index.indexRoot, 0).offset : index.meta.offset;
  await mapBlocks(list, source, index, first, signal);
  await mapHeaders(list, source, list.end, first, signal);
  for (let page = 0; page < index.pages; page++) {
    await mapHeaders(list, source, list.end, pageEntry(index.indexRoot, page).offset, signal);
    list.add("hIXP", CHUNK_HEADER_SIZE + pageLength(index.indexRoot, page));
  }
  await mapHeaders(list, source, list.end, source.size, signal);
}

async function mapBlocks(
  list: SegmentList,
  source: Source,
  index: TreeIndex,
  pagesFrom: number,
  signal: AbortSignal,
): Promise<void> {
  const end = index.pages > 0 ? pagesEnd(index.indexRoot, index.pages) : pagesFrom;
  for (let number = 0; number < index.pages; number++) {
    const { offset } = pageEntry(index.indexRoot, number);
    const needed = CHUNK_HEADER_SIZE + pageLength(index.indexRoot, number);
    if (!source.has(offset, needed)) {
      source.release();
      await source.hold(offset, Math.min(Math.max(PAGES_AT_ONCE, needed), end - offset), signal);
    }
    const page = await index.page(number, signal);
    for (let block = page.first; block < page.first + page.count; block++) {
      const entry = blockEntry(page, block);
      if (entry.offset > list.end) list.add("skipped", entry.offset - list.end);
      list.add("CORE", CHUNK_HEADER_SIZE + entry.payloadLength, entry.plainLength);
    }
  }
  source.release();
}

/** Adds the chunks from `from`, where one begins, up to `to`. */
async function mapHeaders(
  list: SegmentList,
  source: Source,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<void> {
  for (let offset = from; offset < to; ) {
    const bytes = await source.access.read(offset, Math.min(CHUNK_HEADER_SIZE, source.size - offset), signal);
    const { tag, length } = readChunkHeader(bytes, offset, source.size);
    list.add(tag, CHUNK_HEADER_SIZE + length, UNKNOWN);
    offset += CHUNK_HEADER_SIZE + length;
  }
}

/**
 * Adds the chunks of any container from its first byte on, as far as a header leads to the next; what is behind is one
 * unreadable part. `onStep` is called now and then.
 */
export async function mapByHeaders(
  list: SegmentList,
  source: Source,
  signal: AbortSignal,
  onStep: () => void,
): Promise<void> {
  try {
    checkHeader(source.head);
    list.add("H4MK", HEADER_SIZE);
    let before = 0;
    for (let last = performance.now(); list.end < source.size; ) {
      const offset = list.end;
      // Behind a long chunk there will be another: what is brought along would be thrown away.
      if (before < LOOK_AHEAD && !source.has(offset, CHUNK_HEADER_SIZE)) await lookAhead(source, offset, signal);
      const bytes = await source.access.read(offset, Math.min(CHUNK_HEADER_SIZE, source.size - offset), signal);
      const { tag, length } = readChunkHeader(bytes, offset, source.size);
      list.add(tag, CHUNK_HEADER_SIZE + length, UNKNOWN);
      before = length;
      if (performance.now() - last < STEP) continue;
      onStep();
      last = performance.now();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!`${(error as { code?: unknown }).code}`.startsWith("CONTAINER_")) throw error;
    if (list.end < source.size) list.add(LOST, source.size - list.end);
  } finally {
    source.release();
  }
}

/** Milliseconds between two looks at what was found so far. */
const STEP = 250;

/** Brings the headers that follow along with one. */
async function lookAhead(source: Source, offset: number, signal: AbortSignal): Promise<void> {
  source.release();
  await source.hold(offset, Math.min(LOOK_AHEAD, source.size - offset), signal);
}
