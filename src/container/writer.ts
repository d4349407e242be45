/** Writes a container from a source of any length: block by block, as far as there are, then the index. H4MK.md */

import { nextTurn } from "#platform";
import type { ByteSource } from "../api/bytes.js";
import { checkKeys, integer } from "../api/check.js";
import {
  type AsyncOptions,
  type CompressOptions,
  checkAsync,
  compressParameters,
  KEYS,
  type Progress,
} from "../api/options.js";
import { checkSigner } from "../api/signer.js";
import { chunksOf, sizeOf } from "../api/source.js";
import type { Signer } from "../seal/keys.js";
import { blocksOf } from "./blocks.js";
import { ContainerBuilder, type Piece } from "./builder.js";
import { type BlockEngine, blockEngineFor, compressBlock, isSizedFrame } from "./codec.js";
import { BLOCK_SIZE_MAX } from "./format.js";
import { checkJsonObject, checkMeta, jsonPayload, metaPayload } from "./metadata.js";
import { checkSeek, type SeekEntry, type SeekPoint, seekPayload } from "./seek.js";
import { signaturePayload } from "./signature.js";

/** Smaller blocks cost more in index and ratio than a read of them gains. */
export const BLOCK_SIZE_MIN = 4 << 10;
const BLOCK_SIZE_DEFAULT = 1 << 20;
/** Blocks that an engine elsewhere may work at: each holds its input and its output. */
const CONCURRENCY_MAX = 256;

/** What is written beside the blocks. */
export interface ContainerOptions extends AsyncOptions {
  /** Becomes META, together with the seal of the engine, which it cannot override. Default `{}`. */
  meta?: object | undefined;
  /** Becomes SAFE. Default `{}`. */
  safe?: object | undefined;
  /** The timeline: times in microseconds, sorted, and the plain offsets at those times. Default: none. */
  seek?: Iterable<SeekPoint> | undefined;
  /** Signs the root. Default: no signature. */
  signer?: Signer | undefined;
}

/** How a container is written. */
export interface WriteContainerOptions extends ContainerOptions, Omit<CompressOptions, "dictionary"> {
  /** Plain bytes a block, 4 KiB to 128 MiB. Default 1 MiB. A read by range decodes whole blocks. */
  blockSize?: number | undefined;
  /** Compresses the blocks. Default: the engine that all calls without pins share. */
  engine?: BlockEngine | Promise<BlockEngine> | undefined;
  /** Blocks in work at a time, 1 to 256, for an engine that works off this thread. The bytes are the same. Default 1. */
  concurrency?: number | undefined;
}

const KEYS_OF_CONTAINER = ["meta", "safe", "seek", "signer", "signal", "onProgress"];
const KEYS_OF_WRITER = new Set([
  ...KEYS_OF_CONTAINER,
  "level",
  "checksum",
  "windowLog",
  "blockSize",
  "engine",
  "concurrency",
]);

/** Everything about a container that was checked before its first byte. */
export interface Prepared {
  meta: object;
  safe: Uint8Array<ArrayBuffer>;
  seek: SeekEntry[];
  signer: Signer | undefined;
}

/**
 * The container of all of `source`, piece by piece: memory stays bounded by the blocks in work and 48 bytes for each
 * one written. The same source and options give the same bytes, whatever the pieces of the source, the engine's home
 * and the concurrency.
 *
 * @throws TypeError or RangeError for options that are not as `WriteContainerOptions` says, and for a point of `seek`
 * past the end of the source; H4Error `CONTAINER_LIMIT` for more blocks than a container can have
 * @example
 * for await (const piece of writeContainer(file.stream(), { meta: { title: "log" } })) await sink.write(piece);
 */
export function writeContainer(
  source: ByteSource,
  options: WriteContainerOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  checkKeys(options, KEYS_OF_WRITER);
  const { blockSize = BLOCK_SIZE_DEFAULT, concurrency = 1, level, checksum, windowLog } = options;
  integer(blockSize, "blockSize", BLOCK_SIZE_MIN, BLOCK_SIZE_MAX);
  integer(concurrency, "concurrency", 1, CONCURRENCY_MAX);
  const compression = { level, checksum, windowLog };
  compressParameters(compression, KEYS.compress, -1);
  const prepared = prepare(options);
  const chunks = chunksOf(source, options.signal);
  return write(chunks, sizeOf(source), { ...options, blockSize, concurrency }, compression, prepared);
}

/** Checks what goes beside the blocks. */
export function prepare({ meta = {}, safe = {}, seek = [], signer, signal, onProgress }: ContainerOptions): Prepared {
  checkAsync({ signal, onProgress });
  checkMeta(meta);
  checkJsonObject(safe, "safe");
  if (signer !== undefined) checkSigner(signer, "signer");
  return { meta, safe: jsonPayload(safe, "safe"), seek: checkSeek(seek), signer };
}

async function* write(
  chunks: AsyncIterable<Uint8Array>,
  total: number | undefined,
  options: WriteContainerOptions & { blockSize: number; concurrency: number },
  compression: CompressOptions,
  prepared: Prepared,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const { blockSize, concurrency, signal } = options;
  const engine = await blockEngineFor(options.engine);
  const builder = await ContainerBuilder.create();
  let zstandard = true;
  yield builder.header();
  const inWork: { length: number; payload: Promise<Piece> }[] = [];

  async function next(): Promise<Piece[]> {
    const { length, payload } = inWork.shift()!;
    const compressed = await payload;
    signal?.throwIfAborted();
    zstandard &&= isSizedFrame(compressed, length, engine);
    const pieces = await builder.core(compressed, length);
    report(options.onProgress, builder, total);
    return pieces;
  }

  for await (const block of blocksOf(chunks, blockSize, concurrency)) {
    const payload = compressBlock(engine, block, compression);
    // What fails while others are waited for is told when its turn comes.
    payload.catch(() => undefined);
    inWork.push({ length: block.length, payload });
    if (inWork.length < concurrency) continue;
    yield* await next();
    await nextTurn();
  }
  while (inWork.length > 0) yield* await next();
  const { seek, safe, signer } = prepared;
  checkSeekEnd(seek, builder.plainSize);
  yield* builder.end({
    seek: seekPayload(seek),
    meta: metaPayload(prepared.meta, engine.info(), zstandard),
    safe,
    blockSize,
    sign: signer === undefined ? undefined : (root) => signaturePayload(root, signer),
  });
  report(options.onProgress, builder, total);
}

/** A point past the last byte names no byte; one right behind it is the end of the timeline. */
export function checkSeekEnd(seek: readonly SeekEntry[], plainSize: number): void {
  const beyond = seek.findIndex(({ offset }) => offset > BigInt(plainSize));
  if (beyond < 0) return;
  throw new RangeError(`seek[${beyond}].offset is ${seek[beyond]!.offset}, past the end of ${plainSize} plain bytes`);
}

function report(onProgress: AsyncOptions["onProgress"], builder: ContainerBuilder, total: number | undefined): void {
  if (onProgress === undefined) return;
  const progress: Progress = { read: builder.plainSize, written: builder.size };
  if (total !== undefined) progress.total = total;
  onProgress(progress);
}
