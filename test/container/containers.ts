/** Containers put together by hand, as docs/format-h4mk.md has them and without the library: to be taken apart. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

export type Bytes = Uint8Array<ArrayBuffer>;

/** All pieces as one array. */
export async function gather(pieces: AsyncIterable<Uint8Array>): Promise<Bytes> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return join(...all);
}

export function join(...parts: readonly Uint8Array[]): Bytes {
  return new Uint8Array(Buffer.concat(parts));
}

export function sha256(...parts: readonly Uint8Array[]): Bytes {
  return new Uint8Array(
    createHash("sha256")
      .update(join(...parts))
      .digest(),
  );
}

export function u32(...values: readonly number[]): Bytes {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
  return new Uint8Array(bytes);
}

export function u64(...values: readonly (number | bigint)[]): Bytes {
  const bytes = Buffer.alloc(8 * values.length);
  for (const [i, value] of values.entries()) bytes.writeBigUInt64BE(BigInt(value), 8 * i);
  return new Uint8Array(bytes);
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export const HEADER: Bytes = join(utf8("H4MK"), Uint8Array.of(0, 1, 0, 0));

/** A chunk with the right CRC-32, or with what is said. */
export function chunk(tag: string, payload: Uint8Array, fields: { length?: number; crc?: number } = {}): Bytes {
  return join(utf8(tag), u32(fields.length ?? payload.length, fields.crc ?? crc32(payload)), payload);
}

/** Header and chunks, with the VERI that they have. */
export function withVeri(...chunks: readonly Uint8Array[]): Bytes {
  return join(HEADER, ...chunks, chunk("VERI", sha256(...chunks)));
}

/** `compression` of META in containers of the Python original. */
export const RUN_LENGTH_META: Bytes = utf8('{"compression":{"engine":"geometric-reference"}}');
export const NO_SEEK: Bytes = u32(0);
export const EMPTY_OBJECT: Bytes = utf8("{}");

/** A version 1 container of run-length blocks, chunk by chunk and without VERI. */
export function runLengthChunks(...cores: readonly Uint8Array[]): Bytes[] {
  return [
    ...cores.map((core) => chunk("CORE", core)),
    chunk("SEEK", NO_SEEK),
    chunk("META", RUN_LENGTH_META),
    chunk("SAFE", EMPTY_OBJECT),
  ];
}

/** A block as it is stored, and how many bytes the index says that it has. */
export interface StoredBlock {
  payload: Uint8Array;
  plainLength: number;
}

/** What is changed in a payload before it is hashed into what stands for it. */
export type Change = (tag: string, payload: Buffer) => Uint8Array | undefined;

export interface Indexed {
  blocks: readonly StoredBlock[];
  meta?: Uint8Array;
  safe?: Uint8Array;
  seek?: Uint8Array;
  blockSize?: number;
  /** Chunks of others: behind the blocks, behind hIXR. */
  skipped?: readonly Uint8Array[];
  change?: Change;
}

export const ZSTD_META: Bytes = utf8('{"compression":{"engine":"reference","codec":"zstd"}}');

/** An indexed container; whatever `change` makes of a payload, every CRC and hash over it is right. */
export function indexed({
  blocks,
  meta = ZSTD_META,
  safe = EMPTY_OBJECT,
  seek = NO_SEEK,
  blockSize = Math.max(0, ...blocks.map(({ plainLength }) => plainLength)),
  skipped = [],
  change = () => undefined,
}: Indexed): Bytes {
  const chunks: Bytes[] = [];
  let offset = HEADER.length;
  const put = (tag: string, payload: Uint8Array): { at: number; payload: Uint8Array } => {
    const changed = change(tag, Buffer.from(payload)) ?? payload;
    const at = offset;
    chunks.push(chunk(tag, changed));
    offset += chunks.at(-1)!.length;
    return { at, payload: changed };
  };
  const skip = () => {
    for (const one of skipped) {
      chunks.push(new Uint8Array(one));
      offset += one.length;
    }
  };
  const entries = blocks.map(({ payload, plainLength }, block) => {
    const { at } = put("CORE", payload);
    const leaf = sha256(Uint8Array.of(0), u64(block), u32(plainLength), payload);
    return { plainLength, entry: join(u64(at), u32(payload.length, plainLength), leaf) };
  });
  skip();
  put("SEEK", seek);
  const pages: Bytes[] = [];
  let plain = 0;
  for (let first = 0; first < entries.length; first += 256) {
    const some = entries.slice(first, first + 256);
    const page = join(u32(pages.length, first, some.length, 0), ...some.map(({ entry }) => entry));
    const { at, payload } = put("hIXP", page);
    pages.push(join(u64(at, plain), sha256(Uint8Array.of(1), payload)));
    plain += some.reduce((sum, { plainLength }) => sum + plainLength, 0);
  }
  const metaChunk = put("META", meta);
  const safeChunk = put("SAFE", safe);
  const counts = join(u32(pages.length), u64(entries.length, plain), u32(blockSize, 0));
  const root = put("hIXR", join(Uint8Array.of(1, 1, 8, 0), counts, ...pages));
  const digest = sha256(Uint8Array.of(2), HEADER, root.payload, sha256(metaChunk.payload), sha256(safeChunk.payload));
  skip();
  const lengths = u32(metaChunk.payload.length, safeChunk.payload.length);
  const head = join(utf8("H4RA"), Uint8Array.of(0, 1, 0, 0));
  const offsets = join(u64(root.at), u32(root.payload.length, 0), u64(metaChunk.at), lengths);
  put("tAIL", join(head, offsets, u64(offset + 92 + 44), digest));
  // As one argument: there may be more chunks than a call takes.
  return withVeri(new Uint8Array(Buffer.concat(chunks)));
}

/** The root in the tail of an indexed container. */
export function rootOf(container: Uint8Array): Bytes {
  return container.slice(container.length - 44 - 32, container.length - 44) as Bytes;
}
