/**
 * Containers as seekable Zstandard files and back: the same frames, none compressed again. Zstandard Seekable Format,
 * https://github.com/facebook/zstd/blob/dev/contrib/seekable_format/zstd_seekable_compression_format.md
 */

import { describe } from "../api/bytes.js";
import { checkKeys } from "../api/check.js";
import type { Engine } from "../api/engine.js";
import { engineFor } from "../api/engine-for.js";
import { H4Error } from "../api/errors.js";
import { type FrameInfo, listFrames } from "../api/frames.js";
import { checkAsync } from "../api/options.js";
import { type ContainerSource, type OpenedSource, openSource, readExactly } from "./access.js";
import { ContainerBuilder, type Piece } from "./builder.js";
import { decoderFor, unknownCodec } from "./codec.js";
import { BLOCK_SIZE_MAX, viewOn } from "./format.js";
import { type EngineRecord, metaPayload } from "./metadata.js";
import type { H4mkReader } from "./reader.js";
import { seekPayload } from "./seek.js";
import { signaturePayload } from "./signature.js";
import { type ContainerOptions, checkSeekEnd, prepare } from "./writer.js";

/** Skippable_Magic_Number of a seek table. */
const SKIPPABLE_MAGIC = 0x184d2a5e;
/** Seekable_Magic_Number */
const SEEKABLE_MAGIC = 0x8f92eab1;
const SKIPPABLE_HEADER_SIZE = 8;
/** Compressed_Size and Decompressed_Size; the checksum is in each frame already. */
const ENTRY_SIZE = 8;
/** Number_Of_Frames, Seek_Table_Descriptor, Seekable_Magic_Number */
const FOOTER_SIZE = 9;
/** ZSTD_SEEKABLE_MAXFRAMES of the reference. */
const FRAMES_MAX = 0x8000000;

/** Grows by pieces, so that a table of millions of frames is never copied as a whole while it grows. */
const TABLE_PIECE = 1 << 20;

/**
 * All blocks of a container as a plain .zst, each a frame, with a seek table behind them: any Zstandard decoder takes
 * it, and seekable ones read it by range. META, SAFE and SEEK stay behind.
 *
 * @throws H4Error `CONTAINER_CODEC` for blocks that are not Zstandard; as `H4mkReader.read`
 * @example
 * const reader = await H4mkReader.open(file, { strict: true });
 * await writeFileAtomically("log.zst", toSeekableZstd(reader));
 */
export async function* toSeekableZstd(
  reader: H4mkReader,
  options: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  checkKeys(options, TO_KEYS);
  checkAsync(options);
  const { signal } = options;
  if (typeof reader?.payloads !== "function") {
    throw new TypeError(`reader must be an H4mkReader, got ${describe(reader)}`);
  }
  const { codec, compression } = reader.info;
  if (codec !== "zstd") throw unknownCodec(compression);
  const table: Piece[] = [];
  let frames = 0;
  for await (const { payload, plainLength } of reader.payloads(signal)) {
    if (frames === FRAMES_MAX) {
      throw new H4Error("CONTAINER_LIMIT", `A seek table has at most ${FRAMES_MAX} frames`, { limit: FRAMES_MAX });
    }
    const at = (frames++ * ENTRY_SIZE) % TABLE_PIECE;
    if (at === 0) table.push(new Uint8Array(TABLE_PIECE));
    const view = viewOn(table.at(-1)!);
    view.setUint32(at, payload.length, true);
    view.setUint32(at + 4, plainLength, true);
    yield payload.slice();
  }
  yield* seekTable(table, frames);
}

function* seekTable(table: readonly Piece[], frames: number): Generator<Piece, void, undefined> {
  const header = viewOn(new Uint8Array(SKIPPABLE_HEADER_SIZE));
  header.setUint32(0, SKIPPABLE_MAGIC, true);
  header.setUint32(4, frames * ENTRY_SIZE + FOOTER_SIZE, true);
  yield new Uint8Array(header.buffer as ArrayBuffer);
  for (const [i, piece] of table.entries()) yield piece.subarray(0, frames * ENTRY_SIZE - i * TABLE_PIECE);
  const footer = viewOn(new Uint8Array(FOOTER_SIZE));
  footer.setUint32(0, frames, true);
  footer.setUint32(5, SEEKABLE_MAGIC, true);
  yield new Uint8Array(footer.buffer as ArrayBuffer);
}

const TO_KEYS = new Set(["signal"]);

/** What goes beside the frames, and what checks them. */
export interface FromZstdOptions extends ContainerOptions {
  /** Decodes each frame, to see that it is what it says. Default: the engine that all calls without pins share. */
  engine?: Engine | Promise<Engine> | undefined;
}

const FROM_KEYS = new Set(["meta", "safe", "seek", "signer", "signal", "onProgress", "engine"]);

/**
 * The container of a .zst, its frames as blocks as they are: each is decoded once to see that it is whole. Skippable
 * frames, which hold no content, and empty frames stay behind. META says that nobody knows which engine wrote them.
 *
 * @throws H4Error `CONTAINER_FRAME` for a frame that cannot be a block: no content size in its header, more than 128 MiB,
 * a dictionary; `CONTAINER_BLOCK` for one that does not decode; `DATA_*` for what is not Zstandard
 * @example
 * for await (const piece of fromZstd(file, { meta: { title: "log" } })) await sink.write(piece);
 */
export function fromZstd(
  source: ContainerSource,
  options: FromZstdOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  checkKeys(options, FROM_KEYS);
  return convert(source, options, prepare(options));
}

async function* convert(
  source: ContainerSource,
  { engine, signal, onProgress }: FromZstdOptions,
  prepared: ReturnType<typeof prepare>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const h4 = await engineFor(engine);
  const opened = await openSource(source, signal);
  const builder = await ContainerBuilder.create();
  const decoder = decoderFor({ ...UNKNOWN_ENGINE, opaque: false, codec: "zstd" }, h4);
  let blockSize = 0;
  let blocks = 0;
  yield builder.header();
  for await (const frame of listFrames(opened, { engine: h4, signal })) {
    if (frame.kind === "skippable" || frame.contentSize === 0) continue;
    const plainLength = checkFrame(frame);
    const payload = await payloadOf(opened, frame, signal);
    await decoder.decode(payload, plainLength, { block: blocks++, offset: frame.offset });
    blockSize = Math.max(blockSize, plainLength);
    yield* await builder.core(payload, plainLength);
    onProgress?.({ read: frame.offset + frame.compressedSize, written: builder.size, total: opened.size });
  }
  const { meta, safe, seek, signer } = prepared;
  checkSeekEnd(seek, builder.plainSize);
  yield* builder.end({
    seek: seekPayload(seek),
    meta: metaPayload(meta, UNKNOWN_ENGINE, true),
    safe,
    blockSize,
    sign: signer && ((root) => signaturePayload(root, signer)),
  });
}

/** Frames that were found, not written: nothing is known about the engine, so nothing is claimed. */
const UNKNOWN_ENGINE: EngineRecord = {
  engine: "unknown",
  engine_id: "unknown",
  fingerprint: "unknown",
  deterministic: false,
  identity_safe: false,
  sealed: false,
};

/** The content size of a frame that can be a block. */
function checkFrame({ offset, contentSize, dictionaryId }: FrameInfo): number {
  const refuse = (why: string, got?: number) =>
    new H4Error("CONTAINER_FRAME", `The frame at byte ${offset} cannot be a block as it is: ${why}`, { got, offset });
  if (contentSize === undefined) throw refuse("its header does not say the size of its content");
  if (dictionaryId !== 0) throw refuse(`it needs the dictionary ${dictionaryId}`, dictionaryId);
  if (contentSize > BLOCK_SIZE_MAX) throw refuse(`its content is over ${BLOCK_SIZE_MAX} bytes`, contentSize);
  return contentSize;
}

async function payloadOf(
  source: OpenedSource,
  { offset, compressedSize }: FrameInfo,
  signal?: AbortSignal,
): Promise<Piece> {
  return (await readExactly(source, offset, compressedSize, signal)).slice();
}
