/** The strict reader: every chunk of a container from front to back, every rule applied. H4MK.md, "The strict reader" */

import { crc32, createSha256 } from "#platform";
import { H4Error } from "../api/errors.js";
import type { Sha256 } from "../platform/sha256.js";
import type { OpenedSource } from "./access.js";
import {
  CHUNK_HEADER_SIZE,
  type ChunkHeader,
  checkHeader,
  HEADER_SIZE,
  JSON_SIZE_MAX,
  readChunkHeader,
  SEEK_SIZE_MAX,
  SIGNATURE_SIZE_MAX,
  type Tag,
  tooLong,
  VERI_SIZE,
} from "./format.js";
import { INDEX_ROOT_SIZE_MAX, PAGE_SIZE_MAX, TAIL_SIZE } from "./index-layout.js";
import { ChunkOrder, isKnown } from "./order.js";
import { SeekTable } from "./seek.js";
import { Sequence } from "./sequence.js";
import { checkDigest } from "./tree.js";
import { checkCrc, type LoadedChunk } from "./tree-index.js";

/** What a caller of `scan` looks at beside the rules of every container. */
export interface ScanVisitor {
  /** Each chunk before its payload is read, VERI included. */
  chunk?(header: ChunkHeader): void | Promise<void>;
  /** A piece of the payload of the CORE chunk announced last. */
  corePiece?(piece: Uint8Array): void;
  /** Its end: the CRC was right. */
  coreEnd?(): void | Promise<void>;
  /** Another known chunk with its payload: the CRC was right. */
  loaded?(chunk: LoadedChunk): void;
  /** Bytes read so far. */
  progress?(read: number): void;
}

/** What every container has, its VERI compared. */
export interface ScanResult {
  blocks: number;
  chunks: number;
  seek: SeekTable;
  meta: LoadedChunk;
  safe: LoadedChunk;
  /** SHA-256 of every byte from 8 up to the VERI chunk. */
  veri: Uint8Array;
}

/** The most that is read into memory of each chunk but CORE. */
const LIMITS: Readonly<Record<Exclude<Tag, "CORE" | "VERI">, number>> = {
  SEEK: SEEK_SIZE_MAX,
  hIXP: PAGE_SIZE_MAX,
  META: JSON_SIZE_MAX,
  SAFE: JSON_SIZE_MAX,
  hIXR: INDEX_ROOT_SIZE_MAX,
  sIGN: SIGNATURE_SIZE_MAX,
  tAIL: TAIL_SIZE,
};

/** Reads all of `source` and refuses it unless every rule that needs no index holds. */
export async function scan(source: OpenedSource, visitor: ScanVisitor, signal?: AbortSignal): Promise<ScanResult> {
  const scanner = new Scanner(source, visitor, await createSha256(), signal);
  return await scanner.run();
}

class Scanner {
  private readonly sequence: Sequence;
  private readonly order = new ChunkOrder();
  private readonly kept = new Map<string, LoadedChunk>();
  private blocks = 0;
  private chunks = 0;

  constructor(
    private readonly source: OpenedSource,
    private readonly visitor: ScanVisitor,
    private readonly digest: Sha256,
    signal: AbortSignal | undefined,
  ) {
    this.sequence = new Sequence(source, signal, visitor.progress?.bind(visitor));
  }

  async run(): Promise<ScanResult> {
    checkHeader(await this.sequence.take(HEADER_SIZE));
    for (;;) {
      const { offset } = this.sequence;
      const bytes = await this.sequence.take(CHUNK_HEADER_SIZE);
      if (bytes.length === 0) throw this.withoutVeri(offset);
      const header = readChunkHeader(bytes, offset, this.source.size);
      this.chunks++;
      if (header.tag === "VERI") return await this.finish(header);
      this.order.accept(header);
      await this.visitor.chunk?.(header);
      this.digest.update(bytes);
      if (header.tag === "CORE") await this.core(header);
      else if (isKnown(header.tag)) await this.load(header, LIMITS[header.tag as keyof typeof LIMITS]);
      else checkCrc(header, await this.pass(header.length, () => undefined));
    }
  }

  /** A container without VERI: what else it lacks is not told. */
  private withoutVeri(offset: number): H4Error {
    return new H4Error("CONTAINER_VERI_MISSING", `The container ends at byte ${offset} without VERI`, { offset });
  }

  private async core(header: ChunkHeader): Promise<void> {
    this.blocks++;
    const { visitor } = this;
    checkCrc(header, await this.pass(header.length, (piece) => visitor.corePiece?.(piece)));
    await visitor.coreEnd?.();
  }

  /** Reads `length` bytes of payload through the digest; answers with their CRC-32. */
  private async pass(length: number, take: (piece: Uint8Array) => void): Promise<number> {
    let crc = 0;
    for (let rest = length; rest > 0; ) {
      const piece = await this.sequence.piece(rest);
      rest -= piece.length;
      crc = crc32(piece, crc);
      this.digest.update(piece);
      take(piece);
    }
    return crc;
  }

  private async load(header: ChunkHeader, limit: number): Promise<void> {
    if (header.length > limit) throw tooLong(header, limit);
    const payload = await this.sequence.take(header.length);
    checkCrc(header, crc32(payload));
    this.digest.update(payload);
    const chunk = { ...header, payload: payload.slice() };
    if (header.tag !== "hIXP") this.kept.set(header.tag, chunk);
    this.visitor.loaded?.(chunk);
  }

  private async finish(header: ChunkHeader): Promise<ScanResult> {
    const { offset, length } = header;
    if (length !== VERI_SIZE) {
      const message = `VERI at byte ${offset} has ${length} bytes, not ${VERI_SIZE}`;
      throw new H4Error("CONTAINER_VERI_LENGTH", message, { got: length, limit: VERI_SIZE, offset });
    }
    await this.visitor.chunk?.(header);
    const payload = await this.sequence.take(length);
    await this.refuseTrailing();
    this.order.end(offset);
    checkCrc(header, crc32(payload));
    const veri = this.digest.digest();
    checkDigest(veri, payload, "CONTAINER_VERI_MISMATCH", "VERI", offset);
    const seek = this.kept.get("SEEK")!;
    return {
      blocks: this.blocks,
      chunks: this.chunks,
      seek: new SeekTable(seek.payload, seek.offset),
      meta: this.kept.get("META")!,
      safe: this.kept.get("SAFE")!,
      veri,
    };
  }

  /** VERI ends the file. What follows it says whether it was put in the middle, twice, or before something else. */
  private async refuseTrailing(): Promise<void> {
    const { offset } = this.sequence;
    const next = await this.sequence.take(4);
    if (next.length === 0) return;
    const tag = String.fromCharCode(...next);
    const got = this.source.size - offset;
    if (tag === "VERI") throw new H4Error("CONTAINER_VERI_SECOND", `A second VERI is at byte ${offset}`, { offset });
    if (isKnown(tag)) {
      const message = `VERI is misplaced: the chunk ${tag} follows it at byte ${offset}`;
      throw new H4Error("CONTAINER_VERI_MISPLACED", message, { got: tag, offset });
    }
    throw new H4Error("CONTAINER_TRAILING", `${got} bytes follow VERI at byte ${offset}`, { got, limit: 0, offset });
  }
}
