/** The index as bytes: pages (hIXP), their table (hIXR) and the tail that leads to it (tAIL). H4MK.md, "The index" */

import { H4Error } from "../api/errors.js";
import {
  BLOCK_PAYLOAD_MAX,
  BLOCK_SIZE_MAX,
  CHUNK_HEADER_SIZE,
  HEADER_SIZE,
  readU64,
  VERI_CHUNK_SIZE,
  viewOn,
  writeU64,
} from "./format.js";

const VERSION = 1;
/** SHA-256 */
const ALGORITHM = 1;
const PAGE_LOG = 8;
/** Entries of a page; only the last page has fewer. */
export const PAGE_ENTRIES = 1 << PAGE_LOG;

const PAGE_HEADER_SIZE = 16;
const ENTRY_SIZE = 48;
/** The payload of a full page. */
export const PAGE_SIZE_MAX = PAGE_HEADER_SIZE + PAGE_ENTRIES * ENTRY_SIZE;
const ROOT_HEADER_SIZE = 32;
const ROOT_ENTRY_SIZE = 48;
const DIGEST_SIZE = 32;

/** Blocks of a container: the first block of a page is a u32. */
export const BLOCKS_MAX = 2 ** 32;
/** hIXR that is read into memory: 350 million blocks. */
export const INDEX_ROOT_SIZE_MAX = 64 << 20;

/** "H4RA" */
const TAIL_MAGIC = 0x48345241;
export const TAIL_SIZE = 80;
export const TAIL_CHUNK_SIZE = CHUNK_HEADER_SIZE + TAIL_SIZE;
/** tAIL and VERI: what an indexed container ends with. */
export const END_SIZE = TAIL_CHUNK_SIZE + VERI_CHUNK_SIZE;

/** What the index says about a block. */
export interface BlockEntry {
  block: number;
  /** Where the header of its CORE chunk begins. */
  offset: number;
  /** Bytes of the payload. */
  payloadLength: number;
  /** Bytes that it decodes to. */
  plainLength: number;
  leaf: Uint8Array;
}

/** hIXR, or its fields. */
export interface IndexRoot {
  pages: number;
  blocks: number;
  plainSize: number;
  /** No block is larger, and of a container that was written from a stream none but the last is smaller. */
  blockSize: number;
  /** Where the header of its chunk begins. */
  offset: number;
  payload: Uint8Array;
}

/** What hIXR says about a page. */
export interface PageEntry {
  /** Where the header of its hIXP chunk begins. */
  offset: number;
  /** The plain offset at which its first block begins. */
  plainStart: number;
  hash: Uint8Array;
}

/** tAIL */
export interface Tail {
  /** Where the headers of the chunks hIXR and META begin. */
  indexRootOffset: number;
  metaOffset: number;
  indexRootLength: number;
  metaLength: number;
  safeLength: number;
  containerSize: number;
  root: Uint8Array;
}

/** Collects the entries of blocks in order, as the pages that will be written: 48 bytes a block. */
export class PageBuilder {
  readonly pages: Uint8Array<ArrayBuffer>[] = [];
  /** The plain offset at which each page begins. */
  readonly plainStarts: number[] = [];
  private page = new Uint8Array(0);
  blocks = 0;
  plainSize = 0;

  add({ offset, payloadLength, plainLength, leaf }: Omit<BlockEntry, "block">): void {
    const slot = this.blocks % PAGE_ENTRIES;
    if (slot === 0) this.begin();
    const at = PAGE_HEADER_SIZE + slot * ENTRY_SIZE;
    const view = viewOn(this.page);
    view.setUint32(8, slot + 1);
    writeU64(view, at, offset);
    view.setUint32(at + 8, payloadLength);
    view.setUint32(at + 12, plainLength);
    this.page.set(leaf, at + 16);
    this.blocks++;
    this.plainSize += plainLength;
  }

  private begin(): void {
    this.page = new Uint8Array(PAGE_SIZE_MAX);
    const view = viewOn(this.page);
    view.setUint32(0, this.pages.length);
    view.setUint32(4, this.blocks);
    this.pages.push(this.page);
    this.plainStarts.push(this.plainSize);
  }

  /** The payload of page `number`. */
  payload(number: number): Uint8Array<ArrayBuffer> {
    const page = this.pages[number]!;
    return page.subarray(0, pageSize(viewOn(page).getUint32(8)));
  }
}

function pageSize(entries: number): number {
  return PAGE_HEADER_SIZE + entries * ENTRY_SIZE;
}

export function writeIndexRoot(
  { blocks, plainSize, blockSize }: Pick<IndexRoot, "blocks" | "plainSize" | "blockSize">,
  pages: readonly PageEntry[],
): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(ROOT_HEADER_SIZE + pages.length * ROOT_ENTRY_SIZE);
  payload.set([VERSION, ALGORITHM, PAGE_LOG, 0]);
  const view = viewOn(payload);
  view.setUint32(4, pages.length);
  writeU64(view, 8, blocks);
  writeU64(view, 16, plainSize);
  view.setUint32(24, blockSize);
  for (const [i, { offset, plainStart, hash }] of pages.entries()) {
    const at = ROOT_HEADER_SIZE + i * ROOT_ENTRY_SIZE;
    writeU64(view, at, offset);
    writeU64(view, at + 8, plainStart);
    payload.set(hash, at + 16);
  }
  return payload;
}

/** The fields of an hIXR whose bytes were hashed into the root. `offset` is that of its chunk: pages come before. */
export function readIndexRoot(payload: Uint8Array, offset: number): IndexRoot {
  const rule = (field: string, holds: boolean) => refuseUnless(holds, `hIXR: ${field}`, offset);
  rule("it is cut short", payload.length >= ROOT_HEADER_SIZE);
  const view = viewOn(payload);
  rule("an unknown version", payload[0] === VERSION);
  rule("an unknown hash", payload[1] === ALGORITHM);
  rule("an unknown page size", payload[2] === PAGE_LOG);
  rule("a reserved field is not 0", payload[3] === 0 && view.getUint32(28) === 0);
  const pages = view.getUint32(4);
  const blocks = readU64(view, 8, "hIXR: the number of blocks");
  const plainSize = readU64(view, 16, "hIXR: the plain size");
  const blockSize = view.getUint32(24);
  rule("more blocks than a page can number", blocks <= BLOCKS_MAX);
  rule("the number of pages is not that of the blocks", pages === Math.ceil(blocks / PAGE_ENTRIES));
  rule("its length is not that of its pages", payload.length === ROOT_HEADER_SIZE + pages * ROOT_ENTRY_SIZE);
  rule("the blocks cannot hold the plain size", plainSize <= blocks * blockSize);
  if (blockSize > BLOCK_SIZE_MAX) throw blockTooLarge(blockSize, offset);
  const root = { pages, blocks, plainSize, blockSize, offset, payload };
  for (let page = 0, before: PageEntry | undefined; page < pages; page++) {
    const entry = pageEntry(root, page);
    rule("the first page does not begin at plain offset 0", page > 0 || entry.plainStart === 0);
    rule("plain offsets go backwards", entry.plainStart >= (before?.plainStart ?? 0));
    rule("a plain offset is past the end", entry.plainStart <= plainSize);
    rule("pages are not in order", entry.offset >= (before === undefined ? HEADER_SIZE : before.offset + 1));
    rule("a page is not before hIXR", entry.offset + CHUNK_HEADER_SIZE + pageLength(root, page) <= offset);
    before = entry;
  }
  return root;
}

/** What hIXR says about page `number`. */
export function pageEntry({ payload }: IndexRoot, number: number): PageEntry {
  const at = ROOT_HEADER_SIZE + number * ROOT_ENTRY_SIZE;
  const view = viewOn(payload);
  return {
    offset: readU64(view, at, "hIXR: the offset of a page"),
    plainStart: readU64(view, at + 8, "hIXR: the plain offset of a page"),
    hash: payload.subarray(at + 16, at + 16 + DIGEST_SIZE),
  };
}

/** Bytes of the payload of page `number`. */
export function pageLength({ blocks }: IndexRoot, number: number): number {
  return pageSize(Math.min(PAGE_ENTRIES, blocks - number * PAGE_ENTRIES));
}

/** A page whose bytes have the hash that hIXR says. */
export interface Page {
  number: number;
  /** Its first block, and how many there are. */
  first: number;
  count: number;
  /** The plain offset at which each of its blocks begins, and the last one ends. */
  starts: Float64Array;
  payload: Uint8Array;
}

/** The entries of page `number`, which must agree with hIXR. */
export function readPage(payload: Uint8Array, number: number, root: IndexRoot): Page {
  const { offset, plainStart } = pageEntry(root, number);
  const rule = (field: string, holds: boolean) => refuseUnless(holds, `hIXP ${number}: ${field}`, offset);
  const view = viewOn(payload);
  rule("the number is another", view.getUint32(0) === number);
  rule("the first block is another", view.getUint32(4) === number * PAGE_ENTRIES);
  rule(
    "the number of blocks is another",
    view.getUint32(8) === Math.min(PAGE_ENTRIES, root.blocks - number * PAGE_ENTRIES),
  );
  rule("a reserved field is not 0", view.getUint32(12) === 0);
  const page = pageOf(payload, plainStart);
  let end = HEADER_SIZE;
  for (let block = page.first; block < page.first + page.count; block++) {
    const entry = blockEntry(page, block);
    rule("a block is larger than the block size", entry.plainLength <= root.blockSize);
    rule("blocks overlap or are not in order", entry.offset >= end);
    if (entry.payloadLength > BLOCK_PAYLOAD_MAX) throw blockTooLarge(entry.payloadLength, entry.offset);
    end = entry.offset + CHUNK_HEADER_SIZE + entry.payloadLength;
  }
  rule("a block is not before the pages", end <= pageEntry(root, 0).offset);
  const next = number + 1 < root.pages ? pageEntry(root, number + 1).plainStart : root.plainSize;
  rule("the blocks do not fill the plain bytes up to the next page", page.starts[page.count] === next);
  return page;
}

/** The page in `payload`, whose first block begins at `plainStart`. */
export function pageOf(payload: Uint8Array, plainStart: number): Page {
  const view = viewOn(payload);
  const page = { number: view.getUint32(0), first: view.getUint32(4), count: view.getUint32(8), payload };
  const starts = new Float64Array(page.count + 1);
  starts[0] = plainStart;
  for (let i = 0; i < page.count; i++) {
    starts[i + 1] = starts[i]! + view.getUint32(PAGE_HEADER_SIZE + i * ENTRY_SIZE + 12);
  }
  return { ...page, starts };
}

/** The entry of block `block`, which is in `page`. */
export function blockEntry({ payload, first }: Page, block: number): BlockEntry {
  const at = PAGE_HEADER_SIZE + (block - first) * ENTRY_SIZE;
  const view = viewOn(payload);
  return {
    block,
    offset: readU64(view, at, "hIXP: the offset of a block"),
    payloadLength: view.getUint32(at + 8),
    plainLength: view.getUint32(at + 12),
    leaf: payload.subarray(at + 16, at + 16 + DIGEST_SIZE),
  };
}

export function writeTail(tail: Tail): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(TAIL_SIZE);
  const view = viewOn(payload);
  view.setUint32(0, TAIL_MAGIC);
  view.setUint16(4, VERSION);
  writeU64(view, 8, tail.indexRootOffset);
  view.setUint32(16, tail.indexRootLength);
  writeU64(view, 24, tail.metaOffset);
  view.setUint32(32, tail.metaLength);
  view.setUint32(36, tail.safeLength);
  writeU64(view, 40, tail.containerSize);
  payload.set(tail.root, 48);
  return payload;
}

/** The fields of tAIL, held against the size that the container has. */
export function readTail(payload: Uint8Array, offset: number, size: number): Tail {
  const rule = (field: string, holds: boolean) => refuseUnless(holds, `tAIL: ${field}`, offset);
  rule("its length is not 80", payload.length === TAIL_SIZE);
  const view = viewOn(payload);
  rule("it does not begin with H4RA", view.getUint32(0) === TAIL_MAGIC);
  rule("an unknown version", view.getUint16(4) === VERSION);
  rule("an unknown flag is set", view.getUint16(6) === 0);
  rule("a reserved field is not 0", view.getUint32(20) === 0);
  const tail: Tail = {
    indexRootOffset: readU64(view, 8, "tAIL: the offset of hIXR"),
    indexRootLength: view.getUint32(16),
    metaOffset: readU64(view, 24, "tAIL: the offset of META"),
    metaLength: view.getUint32(32),
    safeLength: view.getUint32(36),
    containerSize: readU64(view, 40, "tAIL: the container size"),
    root: payload.slice(48),
  };
  if (tail.containerSize !== size) {
    const message = `tAIL says that the container has ${tail.containerSize} bytes, it has ${size}`;
    throw new H4Error("CONTAINER_SIZE", message, { got: size, limit: tail.containerSize, offset });
  }
  rule("META is not behind the header", tail.metaOffset >= HEADER_SIZE);
  rule("SAFE is not between META and hIXR", safeEnd(tail) <= tail.indexRootOffset);
  rule("hIXR is not before tAIL", indexRootEnd(tail) <= offset);
  return tail;
}

/** Where SAFE, which follows META at once, begins. */
export function safeOffset({ metaOffset, metaLength }: Tail): number {
  return metaOffset + CHUNK_HEADER_SIZE + metaLength;
}

function safeEnd(tail: Tail): number {
  return safeOffset(tail) + CHUNK_HEADER_SIZE + tail.safeLength;
}

/** Where hIXR ends, and a signature may begin. */
export function indexRootEnd({ indexRootOffset, indexRootLength }: Tail): number {
  return indexRootOffset + CHUNK_HEADER_SIZE + indexRootLength;
}

export function refuseUnless(holds: boolean, what: string, offset: number): void {
  if (!holds) throw new H4Error("CONTAINER_INDEX", `The index breaks a rule: ${what} (at byte ${offset})`, { offset });
}

/** A block of `got` bytes, plain or not, that is not read into memory. */
export function blockTooLarge(got: number, offset: number): H4Error {
  const message = `A block has ${got} bytes; at most ${BLOCK_SIZE_MAX} are decoded into memory`;
  return new H4Error("CONTAINER_BLOCK_SIZE", message, { got, limit: BLOCK_SIZE_MAX, offset });
}
