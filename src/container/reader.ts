/** `H4mkReader`: a container opened by a look at its end, and read by range; or verified as a whole first. H4MK.md */

import { checkKeys, integer } from "../api/check.js";
import { H4Error } from "../api/errors.js";
import { type AsyncOptions, checkAsync, MAX_OUTPUT_DEFAULT } from "../api/options.js";
import type { JsonObject } from "../seal/strict-json.js";
import { toHex } from "../seal/text.js";
import { type ContainerSource, type OpenedSource, openSource } from "./access.js";
import { BlockReader } from "./block-reader.js";
import { type BlockDecoder, type BlockEngine, blockEngineFor, decoderFor, unknownCodec } from "./codec.js";
import { CHUNK_HEADER_SIZE, HEADER_SIZE, SEEK_SIZE_MAX } from "./format.js";
import { blockEntry, pageEntry } from "./index-layout.js";
import { type Codec, type CompressionRecord, codecOf, compressionOf, parseJson } from "./metadata.js";
import { SeekTable, u64 } from "./seek.js";
import { makeIndex, type Verified, verifyAll } from "./strict.js";
import { HashTree } from "./tree.js";
import { type BlockIndex, findChunk, type LoadedChunk, loadChunk, openIndex, type TreeIndex } from "./tree-index.js";
import { authenticate, checkTrust, TRUST_KEYS, type TrustOptions } from "./trust.js";

const CACHE_SIZE_DEFAULT = 16 << 20;

/** How a container is opened. `onProgress` tells how much was read where all of it is verified first. */
export interface OpenOptions extends TrustOptions, AsyncOptions {
  /**
   * Verifies all of the container before it is opened: every chunk, VERI, and the index against the chunks. Default
   * false. In both cases a block is held against its leaf when it is read. A container without an index is always
   * verified as a whole.
   */
  strict?: boolean | undefined;
  /** Decodes the blocks. Default: the engine that all calls without pins share. */
  engine?: BlockEngine | Promise<BlockEngine> | undefined;
  /** Most bytes that one `read` or `stream` may give. Default 1 GiB; `Infinity` lifts the limit. */
  maxOutput?: number | undefined;
  /** Plain bytes of blocks that are kept for further reads. Default 16 MiB. */
  cacheSize?: number | undefined;
}

const OPEN_KEYS = new Set([...TRUST_KEYS, "strict", "engine", "maxOutput", "cacheSize", "signal", "onProgress"]);
const CALL_KEYS = new Set(["signal"]);

/** What is known about an opened container. */
export interface ContainerInfo {
  /** Bytes of the container. */
  size: number;
  /** Bytes that it holds; undefined for blocks that only another engine can decode, without an index to tell. */
  plainSize: number | undefined;
  blocks: number;
  /** No block holds more plain bytes; undefined without an index. */
  blockSize: number | undefined;
  indexed: boolean;
  /** The hash over header, index, META and SAFE: 64 hexadecimal digits. Undefined without an index. */
  root: string | undefined;
  /** Whether the container has a signature. It proves nothing before it was verified with a key. */
  signed: boolean;
  /** Whether the root was the trusted one, or signed by the trusted key. */
  authenticated: boolean;
  /** Whether all of the container was verified, VERI included. */
  verified: boolean;
  /** META and SAFE, as trustworthy as what stands behind the container: without `authenticated` anybody's words. */
  meta: JsonObject;
  safe: JsonObject;
  /** `meta.compression`, every field of the type that it must have. */
  compression: CompressionRecord | undefined;
  /** What the blocks are decoded as; undefined for a closed core's. */
  codec: Codec | undefined;
}

/** A point of the timeline. Neither root nor signature covers SEEK: only VERI does. */
export interface SeekPosition {
  /** Microseconds. */
  pts: bigint;
  /** Offset of the plain byte at that time. */
  offset: bigint;
  /** The block that holds that byte; undefined past the end. */
  block: number | undefined;
}

/** What one call takes. */
export interface ReadOptions {
  /** Ends the call early: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** The parts that an opened container is made of. */
interface Parts {
  source: OpenedSource;
  info: ContainerInfo;
  tree: HashTree;
  index: TreeIndex | undefined;
  blocks: BlockIndex | undefined;
  decoder: () => Promise<BlockDecoder>;
  seek: SeekTable | undefined;
  maxOutput: number;
  cacheSize: number;
}

/** A container that can be read at any plain offset. The source stays the caller's: to be closed by who opened it. */
export class H4mkReader {
  readonly #parts: Parts;
  readonly #blocks: BlockReader | undefined;
  #seek: SeekTable | undefined;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.#seek = parts.seek;
    const { source, blocks, decoder, tree, cacheSize } = parts;
    this.#blocks = blocks && new BlockReader(source, blocks, decoder, tree, cacheSize);
  }

  /**
   * Opens a container. With an index that is one look at its last 64 KiB; every hash in them is checked against the
   * root, and the root against what the caller trusts.
   *
   * @throws H4Error `CONTAINER_*` for each rule that is broken, `SOURCE_*` for a source that cannot be read
   * @example
   * const reader = await H4mkReader.open(httpSource("https://example.test/log.h4mk"), { root });
   * const bytes = await reader.read(1_000_000, 1_004_096);
   */
  static async open(source: ContainerSource, options: OpenOptions = {}): Promise<H4mkReader> {
    return await H4mkReader.openWith(source, options, false);
  }

  /**
   * As `open`; `leaves` makes the strict reader hold every block against its leaf at once.
   *
   * @internal
   */
  static async openWith(source: ContainerSource, options: OpenOptions, leaves: boolean): Promise<H4mkReader> {
    checkKeys(options, OPEN_KEYS);
    checkAsync(options);
    const { strict = false, signal, maxOutput = MAX_OUTPUT_DEFAULT, cacheSize = CACHE_SIZE_DEFAULT } = options;
    if (typeof strict !== "boolean") throw new TypeError(`strict must be a boolean, got ${typeof strict}`);
    if (maxOutput !== Number.POSITIVE_INFINITY) integer(maxOutput, "maxOutput", 0, Number.MAX_SAFE_INTEGER);
    integer(cacheSize, "cacheSize", 0, Number.MAX_SAFE_INTEGER);
    const trust = checkTrust(options);
    const opened = await openSource(source, signal);
    const tree = await HashTree.create();
    let index = strict ? undefined : await openIndex(opened, tree, signal);
    let verified: Verified | undefined;
    if (index === undefined) {
      verified = await verifyAll(opened, tree, { ...strictOptions(options, opened.size), leaves });
      index = verified.index;
    }
    const authenticated = await authenticate(index, trust);
    const info = describeContainer(opened.size, index, verified, authenticated);
    const decoder = lazy(async () => decoderFor(info.compression, await blockEngineFor(options.engine)));
    const blocks = index ?? (await indexOf(opened, verified!, decoder, tree, signal));
    info.plainSize = blocks?.plainSize;
    const seek = verified?.scan.seek;
    return new H4mkReader({ source: opened, info, tree, index, blocks, decoder, seek, maxOutput, cacheSize });
  }

  /** What is known about the container; a fresh object each time, but for META and SAFE. */
  get info(): ContainerInfo {
    return { ...this.#parts.info };
  }

  /** Whether a root or key that the caller trusts stood behind everything that is read. */
  get authenticated(): boolean {
    return this.#parts.info.authenticated;
  }

  /** @internal */
  get index(): TreeIndex | undefined {
    return this.#parts.index;
  }

  /**
   * The plain bytes from `from` up to, but not including, `to`, as `slice` has it: default all. Blocks are checked and
   * decoded as a whole and kept for further reads.
   *
   * @throws RangeError for a range that is not within the content; H4Error `OUTPUT_LIMIT`, `CONTAINER_*`, `SOURCE_*`
   */
  async read(from?: number, to?: number, options: ReadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const range = this.#range(from, to, options);
    const bytes = new Uint8Array(range.to - range.from);
    let at = 0;
    for await (const piece of range.blocks.pieces(range.from, range.to, true, options.signal)) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** As `read`, block by block: memory stays bounded whatever the length. */
  stream(
    from?: number,
    to?: number,
    options: ReadOptions = {},
  ): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    const range = this.#range(from, to, options);
    return range.blocks.pieces(range.from, range.to, false, options.signal);
  }

  /**
   * The blocks as they are stored, in order, each checked against its leaf: what a conversion works with.
   *
   * @internal
   */
  async *payloads(signal?: AbortSignal): AsyncGenerator<{ payload: Uint8Array; plainLength: number }, void, undefined> {
    const { info } = this.#parts;
    if (this.#blocks === undefined) throw unknownCodec(info.compression);
    const reader = new BlockReader(this.#parts.source, this.#parts.blocks!, this.#parts.decoder, this.#parts.tree, 0);
    for await (const { block, payload } of reader.payloads(0, info.plainSize!, signal)) {
      yield { payload: payload!, plainLength: block.plainLength };
    }
  }

  #range(from: number | undefined, to: number | undefined, options: ReadOptions) {
    checkKeys(options, CALL_KEYS);
    checkAsync(options);
    const blocks = this.#blocks;
    const { info, maxOutput } = this.#parts;
    if (blocks === undefined) throw unknownCodec(info.compression);
    const end = integer(to === undefined ? info.plainSize! : to, "to", 0, info.plainSize!);
    const start = integer(from === undefined ? 0 : from, "from", 0, end);
    if (end - start > maxOutput) {
      const message = `The range has ${end - start} bytes, maxOutput allows ${maxOutput}`;
      throw new H4Error("OUTPUT_LIMIT", message, { got: end - start, limit: maxOutput });
    }
    return { from: start, to: end, blocks };
  }

  /** The last point of the timeline at or before `pts` microseconds; undefined where there is none. */
  async seek(pts: number | bigint, options: ReadOptions = {}): Promise<SeekPosition | undefined> {
    checkKeys(options, CALL_KEYS);
    checkAsync(options);
    const time = u64(pts, "pts");
    const entry = (await this.seekTable(options)).atOrBefore(time);
    if (entry === undefined) return undefined;
    const { plainSize } = this.#parts.info;
    const within = plainSize !== undefined && entry.offset < BigInt(plainSize);
    const block = within ? await this.#blocks!.blockAt(Number(entry.offset), options.signal) : undefined;
    return { ...entry, block };
  }

  /** All of the timeline. */
  async seekTable(options: ReadOptions = {}): Promise<SeekTable> {
    checkKeys(options, CALL_KEYS);
    checkAsync(options);
    const { signal } = options;
    this.#seek ??= await loadSeek(this.#parts.source, this.#parts.index!, signal);
    return this.#seek;
  }
}

function strictOptions({ signal, onProgress }: AsyncOptions, total: number) {
  return { signal, onProgress: onProgress && ((read: number) => onProgress({ read, written: 0, total })) };
}

function describeContainer(
  size: number,
  index: TreeIndex | undefined,
  verified: Verified | undefined,
  authenticated: boolean,
): ContainerInfo {
  const meta = parseChunk(index?.meta ?? verified!.scan.meta);
  const safe = parseChunk(index?.safe ?? verified!.scan.safe);
  const compression = compressionOf(meta);
  return {
    size,
    plainSize: index?.plainSize,
    blocks: index?.blocks ?? verified!.scan.blocks,
    blockSize: index?.indexRoot.blockSize,
    indexed: index !== undefined,
    root: index && toHex(index.tail.root),
    signed: index?.signature !== undefined,
    authenticated,
    verified: verified !== undefined,
    meta,
    safe,
    compression,
    codec: codecOf(compression),
  };
}

function parseChunk({ payload, tag, offset }: LoadedChunk): JsonObject {
  return parseJson(payload, tag, offset);
}

/** The index of a container that has none; undefined where nothing can decode its blocks, which then only lists. */
async function indexOf(
  source: OpenedSource,
  { scan }: Verified,
  decoder: () => Promise<BlockDecoder>,
  tree: HashTree,
  signal: AbortSignal | undefined,
): Promise<BlockIndex | undefined> {
  try {
    return await makeIndex(source, scan, await decoder(), tree, signal);
  } catch (error) {
    if (error instanceof H4Error && error.code === "CONTAINER_CODEC") return undefined;
    throw error;
  }
}

/** SEEK lies between the last block and the first page. */
async function loadSeek(source: OpenedSource, index: TreeIndex, signal: AbortSignal | undefined): Promise<SeekTable> {
  let start = HEADER_SIZE;
  let end = index.meta.offset;
  if (index.pages > 0) {
    const last = await index.page(index.pages - 1, signal);
    const { offset, payloadLength } = blockEntry(last, index.blocks - 1);
    start = offset + CHUNK_HEADER_SIZE + payloadLength;
    end = pageEntry(index.indexRoot, 0).offset;
  }
  const header = await findChunk(source, "SEEK", start, end, signal);
  if (header === undefined) {
    throw new H4Error("CONTAINER_CHUNK_MISSING", "The container has no chunk SEEK", { limit: "SEEK", offset: start });
  }
  const { payload, offset } = await loadChunk(source, header, SEEK_SIZE_MAX, signal);
  return new SeekTable(payload, offset);
}

function lazy<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
