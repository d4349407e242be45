/** The bytes of H4MK that are the same in every container: header, chunk headers, tags, limits. docs/format-h4mk.md */

import { H4Error } from "../api/errors.js";

/** "H4MK" */
const MAGIC = 0x48344d4b;
const VERSION = 1;
/** What the u8 version 1 of the little-endian layout and the byte after it look like when read as ours. */
const VERSION_OF_OTHER_LAYOUT = 256;

/** Magic, version, reserved. */
export const HEADER_SIZE = 8;
/** Tag, length, CRC-32. */
export const CHUNK_HEADER_SIZE = 12;
/** What a payload may measure: its length is a u32. */
export const PAYLOAD_MAX = 0xffffffff;

/** The tags of the format, in the order in which they follow each other. */
export const TAGS = ["CORE", "SEEK", "hIXP", "META", "SAFE", "hIXR", "sIGN", "tAIL", "VERI"] as const;
export type Tag = (typeof TAGS)[number];

/** The payload of VERI: a SHA-256. */
export const VERI_SIZE = 32;
/** VERI with its header: always the last bytes. */
export const VERI_CHUNK_SIZE = CHUNK_HEADER_SIZE + VERI_SIZE;

/** META and SAFE: more is refused. H4MK.md, "The strict reader" */
export const JSON_SIZE_MAX = 16 << 20;
/** SEEK that is read into memory: 4 million entries. */
export const SEEK_SIZE_MAX = 4 + 16 * (4 << 20);
/** A signature envelope: some hundred bytes for each signature. */
export const SIGNATURE_SIZE_MAX = 64 << 10;
/** Plain bytes of a block: it is decoded into memory as a whole. The default of zstd's own window limit, 2^27. */
export const BLOCK_SIZE_MAX = 128 << 20;
/** Bytes that a block of that size may be stored in: a run-length pair can stand for a single byte. */
export const BLOCK_PAYLOAD_MAX = 2 * BLOCK_SIZE_MAX;

/** The header of a chunk, and where it is. */
export interface ChunkHeader {
  /** Four ASCII letters. A small first letter: may be skipped by who does not know it. */
  tag: string;
  /** Where the chunk's header begins in the container. */
  offset: number;
  /** Bytes of the payload, which begins 12 bytes after `offset`. */
  length: number;
  /** The CRC-32 that the header says the payload has. */
  crc32: number;
}

/** The 8 bytes with which every container begins. */
export function writeHeader(): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(HEADER_SIZE));
  header.setUint32(0, MAGIC);
  header.setUint16(4, VERSION);
  return new Uint8Array(header.buffer);
}

/** Refuses what is not the header of a version 1 container. */
export function checkHeader(bytes: Uint8Array): void {
  const view = viewOn(bytes);
  if (bytes.length >= 4 && view.getUint32(0) !== MAGIC) {
    throw new H4Error("CONTAINER_MAGIC", "This is no H4MK container: it does not begin with H4MK", { offset: 0 });
  }
  if (bytes.length < HEADER_SIZE) throw truncated("the header of the file", 0);
  const version = view.getUint16(4);
  if (version === VERSION_OF_OTHER_LAYOUT) {
    const message = "This is the little-endian layout that shares the magic of H4MK (16-byte header, u8 version 1)";
    throw new H4Error("CONTAINER_VERSION", `${message}: another format`, { got: version, limit: VERSION, offset: 4 });
  }
  if (version !== VERSION) {
    const message = `This container has version ${version}; this reader knows ${VERSION}`;
    throw new H4Error("CONTAINER_VERSION", message, { got: version, limit: VERSION, offset: 4 });
  }
  const reserved = view.getUint16(6);
  if (reserved !== 0) {
    const message = `The reserved field of the header is ${reserved}, not 0`;
    throw new H4Error("CONTAINER_RESERVED", message, { got: reserved, limit: 0, offset: 6 });
  }
}

/** The 12 bytes before a payload. */
export function writeChunkHeader(tag: Tag, length: number, crc32: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CHUNK_HEADER_SIZE);
  for (let i = 0; i < 4; i++) bytes[i] = tag.charCodeAt(i);
  const view = viewOn(bytes);
  view.setUint32(4, length);
  view.setUint32(8, crc32);
  return bytes;
}

/** The chunk header at `offset`, whose bytes are at the start of `bytes`; `size` is that of the container. */
export function readChunkHeader(bytes: Uint8Array, offset: number, size: number): ChunkHeader {
  if (bytes.length < CHUNK_HEADER_SIZE) throw truncated("the header of a chunk", offset);
  const letters = bytes.subarray(0, 4);
  if (!letters.every(isLetter)) {
    const got = Array.from(letters, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw new H4Error("CONTAINER_TAG", `The tag of the chunk at byte ${offset} is not four letters: ${got}`, {
      got,
      offset,
    });
  }
  const view = viewOn(bytes);
  const tag = String.fromCharCode(...letters);
  const length = view.getUint32(4);
  const left = size - offset - CHUNK_HEADER_SIZE;
  if (length > left) {
    const message = `The chunk ${tag} at byte ${offset} runs past the end: it says ${length} bytes, ${left} are left`;
    throw new H4Error("CONTAINER_CHUNK_LENGTH", message, { got: length, limit: left, offset });
  }
  return { tag, offset, length, crc32: view.getUint32(8) };
}

function isLetter(byte: number): boolean {
  const small = byte | 0x20;
  return small >= 0x61 && small <= 0x7a;
}

/** Whether who does not know the chunk may skip it. As in PNG: the first letter is small. */
export function isAncillary(tag: string): boolean {
  return tag.charCodeAt(0) >= 0x61;
}

export function viewOn(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The u64 at `at`, which must be a number that JavaScript does not round. `name` is the field, for the message. */
export function readU64(view: DataView, at: number, name: string): number {
  const value = view.getBigUint64(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    const got = `${value}`;
    throw new H4Error("CONTAINER_NUMBER", `${name} is ${got}, over 2^53 - 1: no file is as large`, {
      got,
      limit: Number.MAX_SAFE_INTEGER,
    });
  }
  return Number(value);
}

export function writeU64(view: DataView, at: number, value: number): void {
  view.setUint32(at, Math.floor(value / 2 ** 32));
  view.setUint32(at + 4, value >>> 0);
}

export function truncated(what: string, offset: number): H4Error {
  return new H4Error("CONTAINER_TRUNCATED", `The container ends inside ${what} at byte ${offset}`, { offset });
}

/** A payload longer than is read into memory. */
export function tooLong({ tag, length, offset }: ChunkHeader, limit: number): H4Error {
  const json = tag === "META" || tag === "SAFE";
  const message = `The chunk ${tag} has ${length} bytes; at most ${limit} are read`;
  return new H4Error(json ? "CONTAINER_JSON_SIZE" : "CONTAINER_LIMIT", message, { got: length, limit, offset });
}
