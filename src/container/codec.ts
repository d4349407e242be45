/** Blocks in and out of an engine: which codec META names, and the limits under which it decodes. T18, T32 */

import { type Bytes, describe } from "../api/bytes.js";
import { createEngine, type EngineInfo } from "../api/engine.js";
import { H4Error, type H4ErrorCode } from "../api/errors.js";
import { isEngine } from "../api/given-engine.js";
import { compress, decompress } from "../api/one-shot.js";
import type { CompressOptions, DecompressOptions } from "../api/options.js";
import type { FrameHeader } from "../engine/core.js";
import { isSkippable } from "../engine/skippable.js";
import { BLOCK_SIZE_MAX } from "./format.js";
import { blockTooLarge } from "./index-layout.js";
import { type CompressionRecord, codecOf, quoted } from "./metadata.js";
import { decodeRunLength, runLengthSize } from "./run-length.js";

/** What blocks are compressed and decompressed with: an `Engine`, or something that does the same elsewhere. */
export interface BlockEngine {
  info(): EngineInfo;
  compress(data: Bytes, options?: CompressOptions): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  decompress(data: Bytes, options?: DecompressOptions): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  /** Of the frame at the start of `bytes`; undefined when `bytes` ends inside it. */
  frameHeader(bytes: Bytes): FrameHeader | undefined;
}

/**
 * A block through `engine`. An `Engine` is called as the asynchronous one-shot calls do it, which also reach a core that
 * works off this thread.
 */
export async function compressBlock(
  engine: BlockEngine,
  block: Uint8Array,
  options: CompressOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  return isEngine(engine) ? await compress(block, options, engine) : await engine.compress(block, options);
}

async function decompressBlock(
  engine: BlockEngine,
  payload: Uint8Array,
  options: DecompressOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  return isEngine(engine) ? await decompress(payload, options, engine) : await engine.decompress(payload, options);
}

/** What the blocks of a caller go through: what was given, else the engine that all calls without pins share. */
export async function blockEngineFor(engine: BlockEngine | Promise<BlockEngine> | undefined): Promise<BlockEngine> {
  if (engine === undefined) return await createEngine();
  const given = await engine;
  for (const method of ["info", "compress", "decompress", "frameHeader"] as const) {
    if (typeof given?.[method] === "function") continue;
    throw new TypeError(`engine must be an Engine or do what one does, got ${describe(given)}`);
  }
  return given;
}

/** Failures of a decoder that say that a block is damaged, rather than that a limit was met. */
const DAMAGE: ReadonlySet<H4ErrorCode> = new Set(["DATA_CORRUPT", "DATA_TRUNCATED", "CHECKSUM_MISMATCH"]);

/** Bytes of a frame header, magic included. RFC 8878 §3.1.1.1 */
const FRAME_HEADER_MAX = 18;

/** Where a block is, for what is said about it. */
export interface BlockPlace {
  block: number;
  offset: number;
}

/** Decodes the blocks of one container. */
export interface BlockDecoder {
  /** Bytes that `payload` decodes to; may have to decode it. */
  size(payload: Uint8Array, place: BlockPlace): Promise<number>;
  /** The plain bytes of `payload`, which must be `plainLength`: no more than those are made. */
  decode(payload: Uint8Array, plainLength: number, place: BlockPlace): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * The decoder for what META names. A closed core's blocks are decoded only by that very core.
 *
 * @throws H4Error `CONTAINER_CODEC`
 */
export function decoderFor(record: CompressionRecord | undefined, engine: BlockEngine): BlockDecoder {
  const codec = codecOf(record);
  if (codec === "rle") return RUN_LENGTH;
  if (codec === "zstd") return new ZstandardDecoder(engine);
  if (record !== undefined && record.codec === undefined && isThatCore(record, engine.info())) {
    return new CoreDecoder(engine);
  }
  throw unknownCodec(record);
}

/** The refusal for blocks that nothing here decodes. */
export function unknownCodec(record: CompressionRecord | undefined): H4Error {
  const got = quoted(record?.codec ?? record?.engine ?? "none");
  const named = record?.codec === undefined ? `the engine "${got}"` : `the codec "${got}"`;
  const message = `META names ${named}, which is not known here, and no core with its id and fingerprint is bound`;
  return new H4Error("CONTAINER_CODEC", message, { got, limit: "zstd, geometric-reference" });
}

function isThatCore(record: CompressionRecord, { engine, engine_id, fingerprint }: EngineInfo): boolean {
  return engine === "core" && record.engine_id === engine_id && record.fingerprint === fingerprint;
}

const RUN_LENGTH: BlockDecoder = {
  size: (payload, { offset }) => Promise.resolve(runLengthSize(payload, offset)),
  decode(payload, plainLength, place) {
    const size = runLengthSize(payload, place.offset);
    if (size !== plainLength) return Promise.reject(otherLength(size, plainLength, place));
    return Promise.resolve(decodeRunLength(payload, place.offset));
  },
};

/** Blocks that only their own engine understands. */
class CoreDecoder implements BlockDecoder {
  constructor(protected readonly engine: BlockEngine) {}

  async size(payload: Uint8Array, place: BlockPlace): Promise<number> {
    return (await this.run(payload, BLOCK_SIZE_MAX, place)).length;
  }

  async decode(payload: Uint8Array, plainLength: number, place: BlockPlace): Promise<Uint8Array<ArrayBuffer>> {
    const plain = await this.run(payload, plainLength, place);
    if (plain.length !== plainLength) throw otherLength(plain.length, plainLength, place);
    return plain;
  }

  private async run(payload: Uint8Array, maxOutput: number, place: BlockPlace): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await decompressBlock(this.engine, payload, { maxOutput });
    } catch (error) {
      throw blockFailure(error, maxOutput, place);
    }
  }
}

/** One frame a block. The header is asked first: what it says costs nothing to refuse. */
class ZstandardDecoder extends CoreDecoder {
  override async size(payload: Uint8Array, place: BlockPlace): Promise<number> {
    const declared = this.declared(payload, place);
    if (declared === undefined) return await super.size(payload, place);
    if (declared > BLOCK_SIZE_MAX) throw blockTooLarge(declared, place.offset);
    return declared;
  }

  override async decode(payload: Uint8Array, plainLength: number, place: BlockPlace): Promise<Uint8Array<ArrayBuffer>> {
    const declared = this.declared(payload, place);
    if (declared !== undefined && declared !== plainLength) throw otherLength(declared, plainLength, place);
    return await super.decode(payload, plainLength, place);
  }

  private declared(payload: Uint8Array, place: BlockPlace): number | undefined {
    try {
      return this.engine.frameHeader(payload.subarray(0, FRAME_HEADER_MAX))?.contentSize;
    } catch (error) {
      throw blockFailure(error, BLOCK_SIZE_MAX, place);
    }
  }
}

function blockFailure(error: unknown, maxOutput: number, place: BlockPlace): unknown {
  if (!(error instanceof H4Error)) return error;
  if (error.code === "OUTPUT_LIMIT" && maxOutput === BLOCK_SIZE_MAX) {
    return blockTooLarge(Number(error.got), place.offset);
  }
  if (error.code === "OUTPUT_LIMIT") return otherLength(error.got, maxOutput, place);
  if (!DAMAGE.has(error.code)) return error;
  const message = `Block ${place.block} at byte ${place.offset} does not decode: ${error.message}`;
  return new H4Error("CONTAINER_BLOCK", message, { offset: place.offset, cause: error });
}

function otherLength(got: number | string | undefined, limit: number, { block, offset }: BlockPlace): H4Error {
  const message = `Block ${block} at byte ${offset} has ${got} plain bytes or more; the index says ${limit}`;
  return new H4Error("CONTAINER_BLOCK_LENGTH", message, { got, limit, offset });
}

/** Whether `payload` is what blocks of this format are: a Zstandard frame that says its content size. */
export function isSizedFrame(payload: Uint8Array, plainLength: number, engine: BlockEngine): boolean {
  try {
    const header = engine.frameHeader(payload.subarray(0, FRAME_HEADER_MAX));
    return header?.contentSize === plainLength && !isSkippable(payload);
  } catch (error) {
    if (error instanceof H4Error && error.code === "DATA_CORRUPT") return false;
    throw error;
  }
}
