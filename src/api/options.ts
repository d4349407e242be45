/** The options of every call: their types, their defaults, and the checks that refuse anything else. */

import { WINDOW_LOG_MAX_DEFAULT } from "#platform";
import {
  DICTIONARY_SIZE_MAX,
  ENCODER_WINDOW_LOG_MAX,
  LEVEL_DEFAULT,
  LEVEL_MAX,
  LEVEL_MIN,
  WINDOW_LOG_MAX,
  WINDOW_LOG_MIN,
} from "../../assembly/common/limits.js";
import type { CompressParameters, DecompressParameters } from "../engine/core.js";
import { type Pins, parseEngineId, parseFingerprint } from "../seal/pins.js";
import { type Bytes, describe, viewOf } from "./bytes.js";
import { checkKeys, integer } from "./check.js";
import { Dictionary } from "./dictionary.js";

/** Largest output of a decompression that did not say otherwise: 1 GiB. */
export const MAX_OUTPUT_DEFAULT = 2 ** 30;

/**
 * What the caller requires the engine to be, checked before any of it runs. A pin that is there but undefined is
 * refused: an unset variable must not lift the seal.
 */
export interface SealPins {
  /** Must equal the `engine_id` of the engine, or `SEAL_MISMATCH`. 1 to 128 of `A-Za-z0-9._+-`. */
  engineId?: string;
  /** SHA-256 of the artifact as 64 hexadecimal digits, any case, or `SEAL_ALTERED`. */
  fingerprint?: string;
}

/**
 * Where the artifact comes from: bytes, a `Response`, a URL, or a compiled module together with its bytes. Bytes are
 * copied, hashed, and that copy is what is compiled; a `module` is for edge workers, which compile nothing and hash the
 * bytes as a copy of its file. Others ignore it; edge workers take nothing else.
 */
export type EngineSource = Bytes | Response | URL | { module: object; bytes: Bytes };

/** What an asynchronous call has done so far, in bytes. */
export interface Progress {
  read: number;
  written: number;
  /** How much there is to read, where that is known. */
  total?: number;
}

/** What every asynchronous call takes. */
export interface AsyncOptions {
  /** Ends the call early: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called as the work proceeds and once at its end. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** How an engine is made. `onProgress` tells how much of `wasm` was read. */
export interface EngineOptions extends AsyncOptions {
  /** The caller's pins. Default: none, so that `info().sealed` is false. */
  seal?: SealPins | undefined;
  /** The artifact. Default: the one inlined in this package, in edge workers the one that their bundle was made with. */
  wasm?: EngineSource | undefined;
}

/** How a frame is written. */
export interface CompressOptions {
  /** 1 (fastest) to 19 (smallest). Default 3. From 13 on compression takes ten times as long and more, and memory. */
  level?: number | undefined;
  /** Ends each frame with an XXH64 checksum of its content. Default true. */
  checksum?: boolean | undefined;
  /**
   * Base 2 logarithm of the window, 10 to 27. Default: by level and size, at most 23, which any decoder takes. In one that
   * is wider than the level's own (19 at level 1, 20 at 2, 21 to level 8, 22 to 16, 23 to 19) repeats of 64 bytes and
   * more are found wherever they are, at any level.
   */
  windowLog?: number | undefined;
  /** A raw or formatted dictionary; the decoder needs the same. A `Dictionary` where it is used again. Default: none. */
  dictionary?: Bytes | Dictionary | undefined;
}

/** As `CompressOptions`, for a call that takes its time. */
export interface CompressAsyncOptions extends CompressOptions, AsyncOptions {}

/** As `CompressOptions`, for input that comes piece by piece. */
export interface CompressStreamOptions extends CompressAsyncOptions {
  /** Length of all the input in bytes, where it is known: the frame then says it and equals the one-shot's. */
  contentSize?: number | undefined;
}

/** What a decoder accepts. */
export interface DecompressOptions {
  /**
   * One dictionary or several, chosen by the ID that a frame names. One that names none is read with the first of raw
   * content or, where there is none, with the first of all. Default: none.
   */
  dictionary?: Bytes | Dictionary | readonly (Bytes | Dictionary)[] | undefined;
  /** Most bytes that may come out, over all frames. Default 1 GiB; `Infinity` lifts the limit. */
  maxOutput?: number | undefined;
  /** Largest window accepted, as base 2 logarithm, 10 to 30. Default 27 (128 MiB), in browsers 23 (8 MiB). */
  windowLogMax?: number | undefined;
}

/** As `DecompressOptions`, for a call that takes its time or input that comes piece by piece. */
export interface DecompressAsyncOptions extends DecompressOptions, AsyncOptions {}

const ASYNC_KEYS = ["signal", "onProgress"] as const;
const COMPRESS_KEYS = ["level", "checksum", "windowLog", "dictionary"] as const;
const DECOMPRESS_KEYS = ["dictionary", "maxOutput", "windowLogMax"] as const;

/** The keys that each kind of call knows. */
export const KEYS = {
  engine: new Set<string>(["seal", "wasm", ...ASYNC_KEYS]),
  compress: new Set<string>(COMPRESS_KEYS),
  compressAsync: new Set<string>([...COMPRESS_KEYS, ...ASYNC_KEYS]),
  compressStream: new Set<string>([...COMPRESS_KEYS, ...ASYNC_KEYS, "contentSize"]),
  decompress: new Set<string>(DECOMPRESS_KEYS),
  decompressAsync: new Set<string>([...DECOMPRESS_KEYS, ...ASYNC_KEYS]),
  listFrames: new Set<string>(["signal", "engine", "onBlock"]),
  seal: new Set<string>(["engineId", "fingerprint"]),
  module: new Set<string>(["module", "bytes"]),
} as const;

/** The caller's pins in canonical form. */
export function checkPins(seal: SealPins | undefined): Pins {
  if (seal === undefined) return {};
  checkKeys(seal, KEYS.seal, "seal");
  const pins: Pins = {};
  if ("engineId" in seal) pins.engineId = parseEngineId(seal.engineId, "seal.engineId");
  if ("fingerprint" in seal) pins.fingerprint = parseFingerprint(seal.fingerprint, "seal.fingerprint");
  return pins;
}

/** What an asynchronous call shares with others. */
export function checkAsync({ signal, onProgress }: AsyncOptions): void {
  if (signal !== undefined && typeof signal?.throwIfAborted !== "function") {
    throw new TypeError(`signal must be an AbortSignal, got ${describe(signal)}`);
  }
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw new TypeError(`onProgress must be a function, got ${describe(onProgress)}`);
  }
}

/** Every choice about a frame: the caller's, else the default. `known` are the keys of the call. */
export function compressParameters(
  options: CompressStreamOptions | undefined,
  known: ReadonlySet<string>,
  contentSize: number,
): CompressParameters {
  if (options === undefined) {
    return { level: LEVEL_DEFAULT, windowLog: 0, checksum: true, dictionary: undefined, contentSize };
  }
  checkKeys(options, known);
  const { level = LEVEL_DEFAULT, checksum = true, windowLog, dictionary } = options;
  if (typeof checksum !== "boolean") throw new TypeError(`checksum must be a boolean, got ${describe(checksum)}`);
  return {
    level: integer(level, "level", LEVEL_MIN, LEVEL_MAX),
    windowLog: windowLog === undefined ? 0 : integer(windowLog, "windowLog", WINDOW_LOG_MIN, ENCODER_WINDOW_LOG_MAX),
    checksum,
    dictionary: dictionary === undefined ? undefined : dictionaryList([dictionary])[0],
    contentSize,
  };
}

/** `contentSize` as the engine wants it: -1 where the caller does not know. */
export function checkContentSize(options: CompressStreamOptions | undefined): number {
  const size = options?.contentSize;
  return size === undefined ? -1 : integer(size, "contentSize", 0, Number.MAX_SAFE_INTEGER);
}

/** Every choice of a decoder: the caller's, else the default. `known` are the keys of the call. */
export function decompressParameters(
  options: DecompressAsyncOptions | undefined,
  known: ReadonlySet<string>,
): DecompressParameters {
  if (options === undefined) {
    return { dictionaries: [], maxOutput: MAX_OUTPUT_DEFAULT, windowLogMax: WINDOW_LOG_MAX_DEFAULT };
  }
  checkKeys(options, known);
  const { dictionary, maxOutput = MAX_OUTPUT_DEFAULT, windowLogMax = WINDOW_LOG_MAX_DEFAULT } = options;
  return {
    dictionaries: dictionary === undefined ? [] : dictionaryList(dictionary),
    maxOutput:
      maxOutput === Number.POSITIVE_INFINITY ? maxOutput : integer(maxOutput, "maxOutput", 0, Number.MAX_SAFE_INTEGER),
    windowLogMax: integer(windowLogMax, "windowLogMax", WINDOW_LOG_MIN, WINDOW_LOG_MAX),
  };
}

/** The dictionaries as views; an empty one is none, as in zstd. */
function dictionaryList(dictionary: Bytes | Dictionary | readonly (Bytes | Dictionary)[]): Uint8Array[] {
  const list = Array.isArray(dictionary) ? dictionary : [dictionary];
  const views = list
    .map((one) => (one instanceof Dictionary ? one.bytes : viewOf(one, "dictionary")))
    .filter(({ length }) => length > 0);
  for (const { length } of views) {
    if (length > DICTIONARY_SIZE_MAX) {
      throw new RangeError(`dictionary must be at most ${DICTIONARY_SIZE_MAX} bytes, got ${length}`);
    }
  }
  return views;
}
