/** Puts a container together chunk by chunk, with its index and its digest: 48 bytes a block stay in memory. H4MK.md */

import { crc32, createSha256 } from "#platform";
import { H4Error } from "../api/errors.js";
import type { Sha256 } from "../platform/sha256.js";
import { CHUNK_HEADER_SIZE, HEADER_SIZE, type Tag, VERI_CHUNK_SIZE, writeChunkHeader, writeHeader } from "./format.js";
import {
  BLOCKS_MAX,
  type BlockEntry,
  INDEX_ROOT_SIZE_MAX,
  PageBuilder,
  type PageEntry,
  TAIL_CHUNK_SIZE,
  writeIndexRoot,
  writeTail,
} from "./index-layout.js";
import { HashTree } from "./tree.js";

/** Bytes of a container in the order in which they are written. */
export type Piece = Uint8Array<ArrayBuffer>;

/** What comes after the blocks. */
export interface Ending {
  seek: Uint8Array<ArrayBuffer>;
  meta: Uint8Array<ArrayBuffer>;
  safe: Uint8Array<ArrayBuffer>;
  /** No block is larger. */
  blockSize: number;
  /** The payload of sIGN for a root. */
  sign?: ((root: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>) | undefined;
}

export class ContainerBuilder {
  private readonly index = new PageBuilder();
  private offset = HEADER_SIZE;
  private plain = 0;
  /** The block whose leaf is being hashed. */
  private last: (Omit<BlockEntry, "block" | "leaf"> & { leaf: Promise<Uint8Array> }) | undefined;

  private constructor(
    private readonly tree: HashTree,
    /** Of every byte from offset 8: VERI. */
    private readonly digest: Sha256,
  ) {}

  static async create(): Promise<ContainerBuilder> {
    return new ContainerBuilder(await HashTree.create(), await createSha256());
  }

  /** Bytes written so far. */
  get size(): number {
    return this.offset;
  }

  get plainSize(): number {
    return this.plain;
  }

  header(): Piece {
    return writeHeader();
  }

  /** The next block: `payload` as it is. Its leaf is hashed while the caller makes the block after it. */
  async core(payload: Piece, plainLength: number): Promise<Piece[]> {
    await this.settle();
    if (this.index.blocks === BLOCKS_MAX) {
      throw new H4Error("CONTAINER_LIMIT", `A container has at most ${BLOCKS_MAX} blocks`, { limit: BLOCKS_MAX });
    }
    const entry = { offset: this.offset, payloadLength: payload.length, plainLength };
    const leaf = this.tree.leaf(this.index.blocks, plainLength, payload);
    leaf.catch(() => undefined);
    this.last = { ...entry, leaf };
    this.plain += plainLength;
    return this.chunk("CORE", payload);
  }

  /** Puts the last block into the index. */
  private async settle(): Promise<void> {
    if (this.last === undefined) return;
    this.index.add({ ...this.last, leaf: await this.last.leaf });
    this.last = undefined;
  }

  /** Everything behind the blocks. */
  async *end({ seek, meta, safe, blockSize, sign }: Ending): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    await this.settle();
    const { index, tree } = this;
    yield* this.chunk("SEEK", seek);
    const pages: PageEntry[] = [];
    for (const [number, plainStart] of index.plainStarts.entries()) {
      const payload = index.payload(number);
      pages.push({ offset: this.offset, plainStart, hash: tree.page(payload) });
      yield* this.chunk("hIXP", payload);
    }
    const metaOffset = this.offset;
    yield* this.chunk("META", meta);
    yield* this.chunk("SAFE", safe);
    const indexRoot = writeIndexRoot({ blocks: index.blocks, plainSize: index.plainSize, blockSize }, pages);
    if (indexRoot.length > INDEX_ROOT_SIZE_MAX) {
      const [got, limit] = [indexRoot.length, INDEX_ROOT_SIZE_MAX];
      throw new H4Error("CONTAINER_LIMIT", "More blocks than an index can be read of: use larger ones", { got, limit });
    }
    const root = tree.root(indexRoot, meta, safe);
    const tail = {
      indexRootOffset: this.offset,
      indexRootLength: indexRoot.length,
      metaOffset,
      metaLength: meta.length,
      safeLength: safe.length,
      root,
    };
    yield* this.chunk("hIXR", indexRoot);
    if (sign !== undefined) yield* this.chunk("sIGN", await sign(root));
    yield* this.chunk("tAIL", writeTail({ ...tail, containerSize: this.offset + TAIL_CHUNK_SIZE + VERI_CHUNK_SIZE }));
    yield* this.chunk("VERI", this.digest.digest());
  }

  private chunk(tag: Tag, payload: Piece): Piece[] {
    const header = writeChunkHeader(tag, payload.length, crc32(payload));
    this.offset += CHUNK_HEADER_SIZE + payload.length;
    // VERI is not part of what it digests, and nothing is digested after it.
    if (tag !== "VERI") {
      this.digest.update(header);
      this.digest.update(payload);
    }
    return [header, payload];
  }
}
