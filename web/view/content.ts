/** What is in a file, at any offset: each byte checked by what the format has for it before it is given out. */

import type { H4mkReader } from "../../src/container.js";
import type { Engine } from "../../src/index.js";
import type { Frames } from "./frames-map.js";
import type { Source } from "./source.js";

/** Plain bytes that can be read. */
export interface Content {
  /** How many; undefined where only decoding all of it tells. */
  readonly size: number | undefined;
  /** What was checked once all pieces came, as a sentence. */
  readonly proof: string;
  /** The bytes from `from` up to `to`. Nothing of it may be used before the last one came. */
  pieces(from: number, to: number, signal: AbortSignal): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

export function containerContent(reader: H4mkReader): Content {
  const { plainSize, indexed, authenticated } = reader.info;
  const behind = authenticated
    ? "and the root is the one that you trust"
    : "and nothing that you trust stands behind the root: it shows that these bytes are what the file has, not who wrote them";
  const proof = indexed
    ? `Each block that was read has the hash that the index says, up to the root, ${behind}.`
    : "All of the container was verified when it was opened, and each block has the hash that it had then. It has no root that you could trust.";
  return { size: plainSize, proof, pieces: (from, to, signal) => reader.stream(from, to, { signal }) };
}

/** Frames are decoded to their ends, where their checksums are; `windowLogMax` is the memory that is allowed. */
export function framesContent(
  frames: Frames,
  source: Source,
  engine: Engine,
  windowLogMax: () => number | undefined,
): Content {
  const { list, contentSize, checksums } = frames;
  const listed = list.length === frames.frames + frames.skippable;
  const proof =
    checksums === frames.frames
      ? "Each frame that was read decodes, and its content has the checksum that it ends with: 32 bits without a key, against accidents alone."
      : "What was read decodes. Frames without a checksum could hold other bytes without a sign of it.";
  async function* pieces(from: number, to: number, signal: AbortSignal) {
    let start = 0;
    for (const frame of list) {
      const end = start + (frame.kind === "skippable" ? 0 : frame.contentSize!);
      if (end > from && start < to) {
        const stored = source.pieces(frame.offset, frame.offset + frame.compressedSize, signal);
        yield* within(decoded(stored, signal), start, from, to);
      }
      start = end;
    }
  }
  async function* whole(signal: AbortSignal) {
    yield* decoded(source.pieces(0, source.size, signal), signal);
  }
  function decoded(stored: AsyncIterable<Uint8Array>, signal: AbortSignal) {
    const maxOutput = Number.POSITIVE_INFINITY;
    return engine.decompressor({ maxOutput, windowLogMax: windowLogMax(), signal }).over(stored as never);
  }
  if (contentSize === undefined || !listed)
    return { size: undefined, proof, pieces: (_from, _to, signal) => whole(signal) };
  return {
    size: contentSize,
    proof,
    pieces: (from, to, signal) => (from === 0 && to === contentSize ? whole(signal) : pieces(from, to, signal)),
  };
}

/** Of the pieces of something that begins at `at`, what lies from `from` up to `to`; all of them are taken. */
async function* within(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  at: number,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  for await (const piece of pieces) {
    const part = piece.subarray(Math.max(0, from - at), Math.max(0, Math.min(piece.length, to - at)));
    at += piece.length;
    if (part.length > 0) yield part;
  }
}
