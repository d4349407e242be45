/** Plain bytes of a range: the pages that describe it, then its blocks, neighbours in one read, each checked. */

import { nextTurn } from "#platform";
import { endingWith } from "../api/source.js";
import { type OpenedSource, readThroughTail } from "./access.js";
import type { BlockDecoder } from "./codec.js";
import { CHUNK_HEADER_SIZE } from "./format.js";
import { type BlockEntry, blockEntry, type Page } from "./index-layout.js";
import { LruCache } from "./lru.js";
import { checkDigest, type HashTree } from "./tree.js";
import type { BlockIndex } from "./tree-index.js";

/** A block with the plain offset at which it begins. */
interface PlacedBlock extends BlockEntry {
  plainStart: number;
}

/** Blocks that lie side by side in the container. */
interface Group {
  blocks: PlacedBlock[];
  /** Offset of the first payload. */
  start: number;
  /** Offset behind the last payload. */
  end: number;
}

/** A group whose bytes are on their way; none are where every block is cached. */
interface Request extends Group {
  bytes: Promise<Uint8Array> | undefined;
}

export class BlockReader {
  private readonly cache: LruCache<Uint8Array<ArrayBuffer>>;

  constructor(
    private readonly source: OpenedSource,
    private readonly index: BlockIndex,
    private readonly decoder: () => Promise<BlockDecoder>,
    private readonly tree: HashTree,
    cacheSize: number,
  ) {
    this.cache = new LruCache(cacheSize);
  }

  /**
   * The plain bytes from `from` up to `to`, block by block, owned by the caller. `keep` puts the blocks into the cache.
   */
  async *pieces(
    from: number,
    to: number,
    keep: boolean,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    for await (const { block, payload } of this.payloads(from, to, signal)) {
      const start = Math.max(0, from - block.plainStart);
      const end = Math.min(block.plainLength, to - block.plainStart);
      const cached = this.cache.get(block.block);
      if (cached !== undefined) {
        yield cached.slice(start, end);
        continue;
      }
      const decoder = await this.decoder();
      const plain = await decoder.decode(payload ?? (await this.payload(block, signal)), block.plainLength, block);
      if (keep) this.cache.set(block.block, plain, plain.length);
      yield start === 0 && end === plain.length && !keep ? plain : plain.slice(start, end);
    }
  }

  /**
   * The blocks that hold the plain bytes from `from` up to `to`, each with its payload once that has the hash of the
   * index; without where the block is cached. The next ones are on their way while one is worked at.
   */
  async *payloads(
    from: number,
    to: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<{ block: PlacedBlock; payload: Uint8Array | undefined }, void, undefined> {
    const ending = endingWith(signal);
    try {
      const requests = this.requests(from, to, ending.signal);
      for (let next = await requests.next(); !next.done; ) {
        const following = requests.next();
        following.catch(() => undefined);
        const { blocks, start, bytes } = next.value;
        const group = await bytes;
        // A block is hashed while the one before it is decoded.
        let checking = this.check(blocks[0]!, group, start);
        for (const [i, block] of blocks.entries()) {
          signal?.throwIfAborted();
          const payload = await checking;
          if (i + 1 < blocks.length) checking = this.check(blocks[i + 1]!, group, start);
          yield { block, payload };
          await nextTurn();
        }
        next = await following;
      }
    } finally {
      // Whoever leaves the loop early wants nothing more of what is on its way.
      ending.end();
    }
  }

  /** As `checked`, begun now and told when it is waited for; nothing where the group was not read. */
  private check(block: PlacedBlock, bytes: Uint8Array | undefined, start: number): Promise<Uint8Array | undefined> {
    const checking = bytes === undefined ? Promise.resolve(undefined) : this.checked(block, bytes, start);
    checking.catch(() => undefined);
    return checking;
  }

  /** The payload of `block` out of what was read from offset `start`, if it has the hash that the index says. */
  private async checked(block: PlacedBlock, bytes: Uint8Array, start: number): Promise<Uint8Array> {
    const at = block.offset + CHUNK_HEADER_SIZE - start;
    const payload = bytes.subarray(at, at + block.payloadLength);
    const leaf = await this.tree.leaf(block.block, block.plainLength, payload);
    checkDigest(leaf, block.leaf, "CONTAINER_LEAF", `Block ${block.block}`, block.offset);
    return payload;
  }

  /** The payload of a block that left the cache after its group was planned. */
  private async payload(block: PlacedBlock, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const start = block.offset + CHUNK_HEADER_SIZE;
    const bytes = await readThroughTail(this.source, start, block.payloadLength, signal);
    return await this.checked(block, bytes, start);
  }

  private async *requests(
    from: number,
    to: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Request, void, undefined> {
    for await (const group of this.groups(from, to, signal)) {
      const missing = group.blocks.some(({ block }) => this.cache.get(block) === undefined);
      const bytes = missing ? readThroughTail(this.source, group.start, group.end - group.start, signal) : undefined;
      bytes?.catch(() => undefined);
      yield { ...group, bytes };
    }
  }

  /** Joins neighbours until a read is large enough. Cached blocks end a group, so that they are not read again. */
  private async *groups(
    from: number,
    to: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Group, void, undefined> {
    let group: Group | undefined;
    for await (const block of this.blocks(from, to, signal)) {
      const start = block.offset + CHUNK_HEADER_SIZE;
      const end = start + block.payloadLength;
      const cached = this.cache.get(block.block) !== undefined;
      if (group !== undefined && !cached && block.offset === group.end && end - group.start <= this.source.readSize) {
        group.blocks.push(block);
        group.end = end;
        continue;
      }
      if (group !== undefined) yield group;
      group = { blocks: [block], start, end };
      if (!cached) continue;
      yield group;
      group = undefined;
    }
    if (group !== undefined) yield group;
  }

  private async *blocks(
    from: number,
    to: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<PlacedBlock, void, undefined> {
    for (let number = this.pageAt(from); number < this.index.pages; number++) {
      if (this.index.pageStart(number) >= to) return;
      const page = await this.index.page(number, signal);
      for (let i = firstIn(page, from); i < page.count && page.starts[i]! < to; i++) {
        const plainStart = page.starts[i]!;
        if (page.starts[i + 1]! > Math.max(from, plainStart)) yield { ...blockEntry(page, page.first + i), plainStart };
      }
    }
  }

  /** The last page that begins at or before the plain offset. */
  private pageAt(plainOffset: number): number {
    return lastAtOrBefore(this.index.pages, (number) => this.index.pageStart(number), plainOffset);
  }

  /** Number of the block that holds the plain byte at `offset`; undefined past the end. */
  async blockAt(offset: number, signal: AbortSignal | undefined): Promise<number | undefined> {
    for await (const { block } of this.blocks(offset, offset + 1, signal)) return block;
    return undefined;
  }
}

/** Index in `page` of the last block that begins at or before the plain offset. */
function firstIn({ starts, count }: Page, plainOffset: number): number {
  return lastAtOrBefore(count, (i) => starts[i]!, plainOffset);
}

/** The last of `count` ascending figures that is at most `limit`; 0 where none is. */
function lastAtOrBefore(count: number, figure: (index: number) => number, limit: number): number {
  let low = 0;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (figure(middle) <= limit) low = middle;
    else high = middle;
  }
  return low;
}
