/** Dictionary-Compressed Zstandard, the content encoding `dcz` of HTTP: a header with a hash, then frames. RFC 9842 §5 */

import { sha256 } from "#platform";
import {
  DICTIONARY_MAGIC,
  DICTIONARY_SIZE_MAX,
  WINDOW_LOG_DEFAULT_MAX,
  WINDOW_LOG_HTTP,
} from "../../assembly/common/limits.js";
import { type ByteSource, type Bytes, describe, viewOf } from "../api/bytes.js";
import { checkKeys } from "../api/check.js";
import { Dictionary } from "../api/dictionary.js";
import type { Engine } from "../api/engine.js";
import { engineFor } from "../api/engine-for.js";
import { H4Error } from "../api/errors.js";
import { compress, decompress } from "../api/one-shot.js";
import { type AsyncOptions, checkAsync, checkContentSize } from "../api/options.js";
import { chunksOf } from "../api/source.js";
import { toHex } from "../seal/text.js";

/** Magic_Number: a skippable frame of 32 bytes, which decoders of Zstandard pass over. RFC 9842 §5 */
const MAGIC = [0x5e, 0x2a, 0x4d, 0x18, 0x20, 0x00, 0x00, 0x00];
/** SHA_256_Hash. */
const HASH_SIZE = 32;
/** Bytes before the frames. */
export const DCZ_HEADER_SIZE = MAGIC.length + HASH_SIZE;

/** How a `dcz` content is written. The window follows from the dictionary, and the frame needs no dictionary ID. */
export interface DczCompressOptions extends AsyncOptions {
  /** 1 (fastest) to 19 (smallest). Default 3. */
  level?: number | undefined;
  /** Ends the frame with an XXH64 checksum of its content. Default true. */
  checksum?: boolean | undefined;
  /** Default: the engine that calls without pins share. */
  engine?: Engine | Promise<Engine> | undefined;
}

/** As `DczCompressOptions`, for a content that comes piece by piece. */
export interface DczCompressStreamOptions extends DczCompressOptions {
  /** Length of all the content in bytes, where it is known. */
  contentSize?: number | undefined;
}

/** What a reader of `dcz` accepts. Windows are as large as the RFC allows for the dictionary. */
export interface DczDecompressOptions extends AsyncOptions {
  /** Most bytes that may come out. Default 1 GiB; `Infinity` lifts the limit. */
  maxOutput?: number | undefined;
  /** Default: the engine that calls without pins share. */
  engine?: Engine | Promise<Engine> | undefined;
}

const COMMON_KEYS = ["engine", "signal", "onProgress"];
const COMPRESS_KEYS = new Set(["level", "checksum", ...COMMON_KEYS]);
const STREAM_KEYS = new Set([...COMPRESS_KEYS, "contentSize"]);
const DECOMPRESS_KEYS = new Set(["maxOutput", ...COMMON_KEYS]);

/**
 * A dictionary for `dcz`: bytes that both sides have, with the hash that names them. Any resource may be one, and is
 * taken as it is: also a trained dictionary is raw content here. RFC 9842 §2.1.4, §5
 *
 * @example
 * const dictionary = await DczDictionary.of(previousVersion);
 * const body = await compressDcz(nextVersion, dictionary, { level: 19 });
 */
export class DczDictionary {
  private encoder: Dictionary | undefined;
  private decoder: Dictionary | undefined;

  private constructor(
    private readonly content: Dictionary,
    private readonly digest: Uint8Array<ArrayBuffer>,
  ) {}

  /** Copies and hashes `bytes`, 1 byte to 512 MiB. */
  static async of(bytes: Bytes): Promise<DczDictionary> {
    const view = viewOf(bytes, "dictionary");
    if (view.length === 0 || view.length >= DICTIONARY_SIZE_MAX) {
      throw new RangeError(`dictionary must be 1 to ${DICTIONARY_SIZE_MAX - 1} bytes, got ${view.length}`);
    }
    const dictionary = new Dictionary(view);
    return new DczDictionary(dictionary, new Uint8Array(await sha256(dictionary.bytes)));
  }

  /** SHA-256 of the dictionary, 32 bytes of the caller's own: what `Available-Dictionary` says. */
  get hash(): Uint8Array<ArrayBuffer> {
    return this.digest.slice();
  }

  /** Bytes of the dictionary. */
  get size(): number {
    return this.content.size;
  }

  /** The header of every content that is compressed with this dictionary: 40 bytes. */
  get header(): Uint8Array<ArrayBuffer> {
    return Uint8Array.of(...MAGIC, ...this.digest);
  }

  /**
   * What an encoder takes. Bytes that begin as a formatted dictionary would be taken for one, so their first is left
   * out: no match needs to reach it.
   *
   * @internal
   */
  get forEncoder(): Dictionary {
    this.encoder ??= this.looksFormatted() ? new Dictionary(this.content.bytes.subarray(1)) : this.content;
    return this.encoder;
  }

  /** What a decoder takes. In front of such bytes is one more, which no offset of a sound content reaches. @internal */
  get forDecoder(): Dictionary {
    this.decoder ??= this.looksFormatted()
      ? new Dictionary(joined(Uint8Array.of(0), this.content.bytes))
      : this.content;
    return this.decoder;
  }

  /** Log of the largest window that every reader takes: that of 8 MiB, or within 1.25 times the dictionary, to 128 MiB. @internal */
  get windowLog(): number {
    return Math.min(WINDOW_LOG_DEFAULT_MAX, Math.max(WINDOW_LOG_HTTP, Math.floor(Math.log2(1.25 * this.size))));
  }

  private looksFormatted(): boolean {
    return this.size >= 8 && new DataView(this.content.bytes.buffer).getUint32(0, true) === DICTIONARY_MAGIC;
  }
}

/**
 * The hash that a `dcz` content names its dictionary by; undefined when `bytes` ends inside the header.
 *
 * @throws H4Error `DCZ_HEADER` where no `dcz` content begins
 * @example
 * const hash = dczHash(firstBytes); // which dictionary to fetch
 */
export function dczHash(bytes: Bytes): Uint8Array<ArrayBuffer> | undefined {
  const view = viewOf(bytes, "bytes");
  if (MAGIC.some((byte, i) => i < view.length && view[i] !== byte)) {
    throw new H4Error("DCZ_HEADER", "This is no dcz content: it does not begin with the header of one", { offset: 0 });
  }
  return view.length < DCZ_HEADER_SIZE ? undefined : new Uint8Array(view.subarray(MAGIC.length, DCZ_HEADER_SIZE));
}

/**
 * Compresses `data` for `Content-Encoding: dcz`. The window is as large as every reader of `dcz` takes, so that all of
 * the dictionary is in reach of the first 8 MiB at least.
 *
 * @example
 * const body = await compressDcz(html, await DczDictionary.of(template), { level: 9 });
 */
export async function compressDcz(
  data: Bytes,
  dictionary: DczDictionary,
  options: DczCompressOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  checkKeys(options, COMPRESS_KEYS);
  checkDictionary(dictionary);
  const { engine, ...rest } = options;
  const { windowLog } = dictionary;
  const frame = await compress(data, { ...rest, windowLog, dictionary: dictionary.forEncoder }, engine);
  return joined(dictionary.header, frame);
}

/**
 * Decompresses a `dcz` content.
 *
 * @throws H4Error `DCZ_HEADER` where none begins, `DICTIONARY_MISMATCH` for one that was compressed with another
 * dictionary (nothing is decoded then), and what `Engine.decompress` throws
 * @example
 * const html = await decompressDcz(body, dictionary);
 */
export async function decompressDcz(
  data: Bytes,
  dictionary: DczDictionary,
  options: DczDecompressOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  checkKeys(options, DECOMPRESS_KEYS);
  checkDictionary(dictionary);
  const view = viewOf(data, "data");
  requireHash(view, dictionary);
  const { engine, ...rest } = options;
  return await decompress(view.subarray(DCZ_HEADER_SIZE), { ...rest, ...decoding(dictionary) }, engine);
}

/**
 * As `compressDcz`, piece by piece: each piece as soon as it is there.
 *
 * @example
 * return new Response(ReadableStream.from(compressDczStream(rows(), dictionary)), { headers: { "content-encoding": "dcz" } });
 */
export async function* compressDczStream(
  source: ByteSource,
  dictionary: DczDictionary,
  options: DczCompressStreamOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  checkKeys(options, STREAM_KEYS);
  checkAsync(options);
  checkContentSize(options);
  checkDictionary(dictionary);
  const { engine, ...rest } = options;
  const { windowLog } = dictionary;
  const h4 = await engineFor(engine);
  yield dictionary.header;
  yield* h4.compressor({ ...rest, windowLog, dictionary: dictionary.forEncoder }).over(source);
}

/**
 * As `decompressDcz`, piece by piece.
 *
 * @throws H4Error as `decompressDcz`; a hash that differs is noticed before anything is decoded
 * @example
 * for await (const piece of decompressDczStream(response.body, dictionary, { maxOutput: Infinity })) await sink.write(piece);
 */
export async function* decompressDczStream(
  source: ByteSource,
  dictionary: DczDictionary,
  options: DczDecompressOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  checkKeys(options, DECOMPRESS_KEYS);
  checkDictionary(dictionary);
  const { engine, ...rest } = options;
  const h4 = await engineFor(engine);
  const session = h4.decompressor({ ...rest, ...decoding(dictionary) });
  // The header is a skippable frame: the decoder reads over what was checked.
  yield* session.over(checkedHeader(source, dictionary));
}

/** What comes, once its header is whole and the right one. */
async function* checkedHeader(
  source: ByteSource,
  dictionary: DczDictionary,
): AsyncGenerator<Uint8Array, void, undefined> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of chunksOf(source)) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = joined(head, chunk);
    if (dczHash(head) === undefined) continue;
    requireHash(head, dictionary);
    yield head;
    head = undefined;
  }
  if (head !== undefined) requireHash(head, dictionary);
}

function decoding(dictionary: DczDictionary) {
  // Windows are powers of two and an eighth of one: the limit in between is rounded up, never below what must be read.
  const limit = Math.min(
    WINDOW_LOG_DEFAULT_MAX,
    Math.max(WINDOW_LOG_HTTP, Math.ceil(Math.log2(1.25 * dictionary.size))),
  );
  return { dictionary: dictionary.forDecoder, windowLogMax: limit };
}

function requireHash(view: Uint8Array, dictionary: DczDictionary): void {
  const hash = dczHash(view);
  if (hash === undefined)
    throw new H4Error("DATA_TRUNCATED", "The content ends inside the header of dcz", { offset: 0 });
  const [got, limit] = [toHex(hash), toHex(dictionary.hash)];
  if (got === limit) return;
  throw new H4Error("DICTIONARY_MISMATCH", `The content was compressed with another dictionary: ${got}, not ${limit}`, {
    got,
    limit,
  });
}

function checkDictionary(dictionary: DczDictionary): void {
  if (dictionary instanceof DczDictionary) return;
  throw new TypeError(`dictionary must be a DczDictionary, got ${describe(dictionary)}`);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
