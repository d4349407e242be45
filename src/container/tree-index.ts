/** The index of a container at work: opened from its last bytes, its pages read and checked as they are needed. */

import { crc32 } from "#platform";
import { H4Error } from "../api/errors.js";
import { type OpenedSource, readThroughTail } from "./access.js";
import {
  CHUNK_HEADER_SIZE,
  type ChunkHeader,
  checkHeader,
  HEADER_SIZE,
  JSON_SIZE_MAX,
  readChunkHeader,
  SIGNATURE_SIZE_MAX,
  type Tag,
  tooLong,
  VERI_CHUNK_SIZE,
} from "./format.js";
import {
  END_SIZE,
  INDEX_ROOT_SIZE_MAX,
  type IndexRoot,
  indexRootEnd,
  type Page,
  pageEntry,
  pageLength,
  readIndexRoot,
  readPage,
  readTail,
  refuseUnless,
  safeOffset,
  TAIL_CHUNK_SIZE,
  TAIL_SIZE,
  type Tail,
} from "./index-layout.js";
import { LruCache } from "./lru.js";
import { checkDigest, type HashTree } from "./tree.js";

/** Bytes of pages that are kept: 12 KiB describe 256 blocks. */
const PAGE_CACHE_SIZE = 1 << 20;

/** Which blocks there are, by pages of 256. */
export interface BlockIndex {
  readonly blocks: number;
  readonly plainSize: number;
  readonly pages: number;
  /** The plain offset at which page `number` begins. */
  pageStart(number: number): number;
  page(number: number, signal?: AbortSignal): Promise<Page>;
}

/** A chunk that was read into memory. */
export interface LoadedChunk extends ChunkHeader {
  payload: Uint8Array;
}

/** What one look at the end of a container gives, every hash of it checked against the root in the tail. */
export class TreeIndex implements BlockIndex {
  private readonly cache = new LruCache<Page>(PAGE_CACHE_SIZE);

  constructor(
    private readonly source: OpenedSource,
    private readonly tree: HashTree,
    readonly tail: Tail,
    readonly indexRoot: IndexRoot,
    readonly meta: LoadedChunk,
    readonly safe: LoadedChunk,
    readonly signature: LoadedChunk | undefined,
  ) {}

  get blocks(): number {
    return this.indexRoot.blocks;
  }

  get plainSize(): number {
    return this.indexRoot.plainSize;
  }

  get pages(): number {
    return this.indexRoot.pages;
  }

  pageStart(number: number): number {
    return pageEntry(this.indexRoot, number).plainStart;
  }

  async page(number: number, signal?: AbortSignal): Promise<Page> {
    const kept = this.cache.get(number);
    if (kept !== undefined) return kept;
    const { offset, hash } = pageEntry(this.indexRoot, number);
    const length = pageLength(this.indexRoot, number);
    const payload = await readThroughTail(this.source, offset + CHUNK_HEADER_SIZE, length, signal);
    checkDigest(this.tree.page(payload), hash, "CONTAINER_PAGE", `Index page ${number}`, offset);
    const page = readPage(payload.slice(), number, this.indexRoot);
    this.cache.set(number, page, payload.length + page.starts.byteLength);
    return page;
  }
}

/**
 * Opens the index of a container; undefined where it has none. Nothing of META or SAFE is parsed.
 *
 * @throws H4Error for an index that breaks a rule, or whose root is not that of what it stands for
 */
export async function openIndex(
  source: OpenedSource,
  tree: HashTree,
  signal?: AbortSignal,
): Promise<TreeIndex | undefined> {
  const tail = readEnd(source);
  if (tail === undefined) return undefined;
  const end = source.size - END_SIZE;
  checkLengths(tail, end);
  const { meta, safe, indexRoot } = await loadRooted(source, tail, signal);
  const root = tree.root(indexRoot.payload, meta.payload, safe.payload);
  checkDigest(root, tail.root, "CONTAINER_ROOT", "The root in tAIL", end);
  const signature = await findSignature(source, indexRootEnd(tail), end, signal);
  const fields = readIndexRoot(indexRoot.payload, indexRoot.offset);
  return new TreeIndex(source, tree, tail, fields, meta, safe, signature);
}

/** tAIL, which is always the 92 bytes before VERI. */
function readEnd({ size, tail }: OpenedSource): Tail | undefined {
  if (tail.length === size) checkHeader(tail.subarray(0, HEADER_SIZE));
  if (size < HEADER_SIZE + END_SIZE) return undefined;
  const end = tail.subarray(tail.length - END_SIZE);
  if (String.fromCharCode(...end.subarray(0, 4)) !== ("tAIL" satisfies Tag)) return undefined;
  const offset = size - END_SIZE;
  const header = readChunkHeader(end, offset, size);
  refuseUnless(header.length === TAIL_SIZE, "tAIL: its length is not 80", offset);
  const veri = readChunkHeader(end.subarray(TAIL_CHUNK_SIZE), size - VERI_CHUNK_SIZE, size);
  if (veri.tag !== "VERI" || veri.length !== VERI_CHUNK_SIZE - CHUNK_HEADER_SIZE) {
    const message = "The container does not end with VERI";
    throw new H4Error("CONTAINER_VERI_MISSING", message, { got: veri.tag, offset: veri.offset });
  }
  const payload = end.subarray(CHUNK_HEADER_SIZE, TAIL_CHUNK_SIZE);
  checkCrc(header, crc32(payload));
  checkCrc(veri, crc32(end.subarray(TAIL_CHUNK_SIZE + CHUNK_HEADER_SIZE)));
  return readTail(payload, offset, size);
}

/** What is read into memory is limited before it is. */
function checkLengths(
  { metaOffset, metaLength, safeLength, indexRootOffset, indexRootLength }: Tail,
  end: number,
): void {
  const limits = [
    ["META", metaOffset, metaLength, JSON_SIZE_MAX],
    ["SAFE", metaOffset, safeLength, JSON_SIZE_MAX],
    ["hIXR", indexRootOffset, indexRootLength, INDEX_ROOT_SIZE_MAX],
  ] as const;
  for (const [tag, offset, length, limit] of limits) {
    if (length > limit) throw tooLong({ tag, offset, length, crc32: 0 }, limit);
    refuseUnless(offset + length <= end, `tAIL: ${tag} is not before it`, end);
  }
}

/** META, SAFE and hIXR, in one read where they follow each other. */
async function loadRooted(source: OpenedSource, tail: Tail, signal?: AbortSignal) {
  const { metaOffset, indexRootOffset } = tail;
  const safeAt = safeOffset(tail);
  const safeEnd = safeAt + CHUNK_HEADER_SIZE + tail.safeLength;
  const together = safeEnd === indexRootOffset;
  const first = await readThroughTail(
    source,
    metaOffset,
    (together ? indexRootEnd(tail) : safeEnd) - metaOffset,
    signal,
  );
  const second = together
    ? first.subarray(indexRootOffset - metaOffset)
    : await readThroughTail(source, indexRootOffset, indexRootEnd(tail) - indexRootOffset, signal);
  return {
    meta: loaded(first, "META", metaOffset, tail.metaLength, source.size),
    safe: loaded(first.subarray(safeAt - metaOffset), "SAFE", safeAt, tail.safeLength, source.size),
    indexRoot: loaded(second, "hIXR", indexRootOffset, tail.indexRootLength, source.size),
  };
}

/** The chunk at the start of `bytes`, as an owned copy: it must be the one that the tail leads to. */
function loaded(bytes: Uint8Array, tag: Tag, offset: number, length: number, size: number): LoadedChunk {
  const header = readChunkHeader(bytes, offset, size);
  refuseUnless(header.tag === tag && header.length === length, `tAIL: it does not lead to ${tag}`, offset);
  const payload = bytes.slice(CHUNK_HEADER_SIZE, CHUNK_HEADER_SIZE + length);
  checkCrc(header, crc32(payload));
  return { ...header, payload };
}

export function checkCrc(header: ChunkHeader, got: number): void {
  if (got === header.crc32) return;
  const { tag, offset, crc32: limit } = header;
  const message = `The chunk ${tag} at byte ${offset} is damaged: its CRC-32 is ${got}, not ${limit}`;
  throw new H4Error("CONTAINER_CRC", message, { got, limit, offset });
}

/** sIGN, somewhere from `offset` to `end`; chunks that are not known are skipped. */
async function findSignature(
  source: OpenedSource,
  offset: number,
  end: number,
  signal?: AbortSignal,
): Promise<LoadedChunk | undefined> {
  const header = await findChunk(source, "sIGN", offset, end, signal);
  return header && (await loadChunk(source, header, SIGNATURE_SIZE_MAX, signal));
}

/** Headers that are looked at before a search is given up: each may cost a request. */
const SKIPPED_MAX = 64;

/** The header of the first chunk `tag` from `offset`, where a chunk begins, to `end`; undefined if there is none. */
export async function findChunk(
  source: OpenedSource,
  tag: Tag,
  offset: number,
  end: number,
  signal?: AbortSignal,
): Promise<ChunkHeader | undefined> {
  for (let skipped = 0; offset < end; skipped++) {
    if (skipped === SKIPPED_MAX) {
      const message = `More than ${SKIPPED_MAX} chunks come before ${tag}`;
      throw new H4Error("CONTAINER_LIMIT", message, { got: skipped + 1, limit: SKIPPED_MAX, offset });
    }
    const bytes = await readThroughTail(source, offset, Math.min(CHUNK_HEADER_SIZE, source.size - offset), signal);
    const header = readChunkHeader(bytes, offset, source.size);
    if (header.tag === tag) return header;
    offset += CHUNK_HEADER_SIZE + header.length;
  }
  return undefined;
}

/** The payload of a chunk whose header was read, with its CRC checked. */
export async function loadChunk(
  source: OpenedSource,
  header: ChunkHeader,
  limit: number,
  signal?: AbortSignal,
): Promise<LoadedChunk> {
  if (header.length > limit) throw tooLong(header, limit);
  const payload = (await readThroughTail(source, header.offset + CHUNK_HEADER_SIZE, header.length, signal)).slice();
  checkCrc(header, crc32(payload));
  return { ...header, payload };
}
