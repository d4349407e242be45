/** All of a container verified before anything of it is used: the rules of its chunks, then its index against them. */

import { H4Error } from "../api/errors.js";
import type { OpenedSource } from "./access.js";
import type { BlockDecoder } from "./codec.js";
import { BLOCK_PAYLOAD_MAX, type ChunkHeader, type Tag } from "./format.js";
import {
  type BlockEntry,
  blockEntry,
  blockTooLarge,
  PAGE_ENTRIES,
  type Page,
  PageBuilder,
  pageEntry,
  pageOf,
  refuseUnless,
} from "./index-layout.js";
import { type ScanResult, type ScanVisitor, scan } from "./scan.js";
import { checkDigest, equalBytes, HashTree } from "./tree.js";
import { type BlockIndex, openIndex, type TreeIndex } from "./tree-index.js";

/** Blocks of a container without an index: 48 bytes are kept for each. */
const UNINDEXED_BLOCKS_MAX = 4 << 20;

export interface StrictOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((read: number) => void) | undefined;
  /** Hashes each block against its leaf now, rather than when it is read. Default true. */
  leaves?: boolean | undefined;
}

/** What was verified. */
export interface Verified {
  scan: ScanResult;
  /** Undefined where the container has none. */
  index: TreeIndex | undefined;
}

/**
 * Applies every rule of the strict reader to all of `source`. A rule of the chunks that is broken is told before one of
 * the index, whose hashes would differ for the same reason.
 */
export async function verifyAll(source: OpenedSource, tree: HashTree, options: StrictOptions): Promise<Verified> {
  const { signal, onProgress, leaves = true } = options;
  let index: TreeIndex | undefined;
  let failure: unknown;
  try {
    index = await openIndex(source, tree, signal);
  } catch (error) {
    if (!(error instanceof H4Error)) throw error;
    failure = error;
  }
  const audit = index === undefined ? undefined : new IndexAudit(index, leaves ? await HashTree.create() : undefined);
  const visitor: ScanVisitor = audit ?? (failure === undefined ? { chunk: refuseIndexChunk } : {});
  if (onProgress !== undefined) visitor.progress = onProgress;
  const result = await scan(source, visitor, signal);
  if (failure !== undefined) throw failure;
  audit?.finish(result);
  return { scan: result, index };
}

/** Chunks of an index that no tail leads to: who reads by range would not see what is there. */
function refuseIndexChunk({ tag, offset }: ChunkHeader): void {
  const ofIndex = (["hIXP", "hIXR", "sIGN", "tAIL"] as string[]).includes(tag);
  refuseUnless(!ofIndex, `${tag}: no tAIL before VERI leads to it`, offset);
}

/** Holds the chunks, as they come, against what the index says of them. */
class IndexAudit implements ScanVisitor {
  progress?: (read: number) => void;
  private block = 0;
  private pages = 0;
  private entry: BlockEntry | undefined;
  private page: Page | undefined;
  private readonly offsets: ReadonlyMap<string, number | undefined>;

  constructor(
    private readonly index: TreeIndex,
    /** For the leaves; undefined leaves them to be checked when a block is read. */
    private readonly tree: HashTree | undefined,
  ) {
    const expected: [Tag, number | undefined][] = [
      ["META", index.meta.offset],
      ["SAFE", index.safe.offset],
      ["hIXR", index.indexRoot.offset],
      ["sIGN", index.signature?.offset],
    ];
    this.offsets = new Map(expected);
  }

  async chunk({ tag, offset, length }: ChunkHeader): Promise<void> {
    if (tag === "CORE") return await this.core(offset, length);
    if (tag === "hIXP") {
      const known = this.pages < this.index.pages && pageEntry(this.index.indexRoot, this.pages).offset === offset;
      refuseUnless(known, "hIXR does not lead to a page", offset);
      this.pages++;
    } else if (this.offsets.has(tag)) {
      refuseUnless(this.offsets.get(tag) === offset, `tAIL does not lead to ${tag}`, offset);
    }
  }

  private async core(offset: number, length: number): Promise<void> {
    const { block } = this;
    refuseUnless(block < this.index.blocks, "there are more blocks than hIXR says", offset);
    if (block % PAGE_ENTRIES === 0) this.page = await this.index.page(block / PAGE_ENTRIES);
    const entry = blockEntry(this.page!, block);
    refuseUnless(entry.offset === offset && entry.payloadLength === length, `block ${block} is elsewhere`, offset);
    this.tree?.beginLeaf(block, entry.plainLength);
    this.entry = entry;
    this.block++;
  }

  corePiece(piece: Uint8Array): void {
    this.tree?.update(piece);
  }

  coreEnd(): void {
    if (this.tree === undefined) return;
    const { block, leaf, offset } = this.entry!;
    checkDigest(this.tree.end(), leaf, "CONTAINER_LEAF", `Block ${block}`, offset);
  }

  finish({ blocks }: ScanResult): void {
    const { index } = this;
    const { offset } = index.indexRoot;
    refuseUnless(blocks === index.blocks, "there are fewer blocks than hIXR says", offset);
    refuseUnless(this.pages === index.pages, "there are fewer pages than hIXR says", offset);
  }
}

/** The index of a container that has none, made by reading all of it a second time. */
export async function makeIndex(
  source: OpenedSource,
  verified: ScanResult,
  decoder: BlockDecoder,
  tree: HashTree,
  signal?: AbortSignal,
): Promise<BlockIndex> {
  const builder = new PageBuilder();
  let header: ChunkHeader | undefined;
  let payload = new Uint8Array(0);
  let filled = 0;
  const visitor: ScanVisitor = {
    chunk(found) {
      if (found.tag !== "CORE") return;
      if (found.length > BLOCK_PAYLOAD_MAX) throw blockTooLarge(found.length, found.offset);
      if (builder.blocks === UNINDEXED_BLOCKS_MAX) throw tooManyBlocks(found.offset);
      header = found;
      payload = new Uint8Array(found.length);
      filled = 0;
    },
    corePiece(piece) {
      payload.set(piece, filled);
      filled += piece.length;
    },
    async coreEnd() {
      const { offset, length } = header!;
      const block = builder.blocks;
      const plainLength = await decoder.size(payload, { block, offset });
      builder.add({ offset, payloadLength: length, plainLength, leaf: await tree.leaf(block, plainLength, payload) });
    },
  };
  const { veri } = await scan(source, visitor, signal);
  if (!equalBytes(veri, verified.veri)) {
    throw new H4Error("SOURCE_CHANGED", "The container changed while it was read for a second time");
  }
  return {
    blocks: builder.blocks,
    plainSize: builder.plainSize,
    pages: builder.pages.length,
    pageStart: (number) => builder.plainStarts[number]!,
    page: (number) => Promise.resolve(pageOf(builder.payload(number), builder.plainStarts[number]!)),
  };
}

function tooManyBlocks(offset: number): H4Error {
  const message = `A container without an index is read up to ${UNINDEXED_BLOCKS_MAX} blocks`;
  const [got, limit] = [UNINDEXED_BLOCKS_MAX + 1, UNINDEXED_BLOCKS_MAX];
  return new H4Error("CONTAINER_LIMIT", message, { got, limit, offset });
}
