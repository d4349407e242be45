/** The options of every call: their types, their defaults, and the checks that refuse anything else. */

import {
  ENCODER_WINDOW_LOG_MAX,
  LEVEL_DEFAULT,
  LEVEL_MAX,
  LEVEL_MIN,
  WINDOW_LOG_MAX,
  WINDOW_LOG_MIN,
} from "../../assembly/common/limits.js";
import type { CompressParameters, DecompressParameters } from "../engine/core.js";
import { WINDOW_LOG_MAX_DEFAULT } from "#platform";
import { type Bytes, viewOf } from "./bytes.js";

/** Largest output of a decompression that did not say otherwise: 1 GiB. */
export const MAX_OUTPUT_DEFAULT = 2 ** 30;

/** What the caller requires the engine to be, checked before any of it runs. */
export interface SealPins {
  /** Must equal the `engine_id` of the engine, or `SEAL_MISMATCH`. 1 to 128 of `A-Za-z0-9._+-`. */
  engineId?: string | undefined;
  /** SHA-256 of the artifact as 64 hexadecimal digits, any case, or `SEAL_ALTERED`. */
  fingerprint?: string | undefined;
}

/**
 * Where the artifact comes from: bytes, a `Response`, a URL, or a compiled module together with its bytes. Bytes are
 * copied, hashed, and that copy is what is compiled; a `module` is for runtimes that cannot compile, others ignore it.
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

export interface EngineOptions extends AsyncOptions {
  /** The caller's pins. Default: none, so that `info().sealed` is false. */
  seal?: SealPins | undefined;
  /** The artifact. Default: the one inlined in this package. */
  wasm?: EngineSource | undefined;
}

export interface CompressOptions {
  /** 1 (fastest) to 9 (smallest). Default 3. Levels 10 to 19 are refused with a RangeError by this engine. */
  level?: number | undefined;
  /** Ends each frame with an XXH64 checksum of its content. Default true. */
  checksum?: boolean | undefined;
  /** Base 2 logarithm of the window, 10 to 27. Default: by level and size, at most 23, which any decoder takes. */
  windowLog?: number | undefined;
  /** A raw or formatted dictionary; the decoder needs the same. Default: none. */
  dictionary?: Bytes | undefined;
}

export interface CompressAsyncOptions extends CompressOptions, AsyncOptions {}

export interface CompressStreamOptions extends CompressAsyncOptions {
  /** Length of all the input in bytes, where it is known: the frame then says it and equals the one-shot's. */
  contentSize?: number | undefined;
}

export interface DecompressOptions {
  /** One dictionary or several, chosen by the ID that a frame names. Default: none. */
  dictionary?: Bytes | readonly Bytes[] | undefined;
  /** Most bytes that may come out, over all frames. Default 1 GiB; `Infinity` lifts the limit. */
  maxOutput?: number | undefined;
  /** Largest window accepted, as base 2 logarithm, 10 to 30. Default 27 (128 MiB), in browsers 23 (8 MiB). */
  windowLogMax?: number | undefined;
}

export interface DecompressAsyncOptions extends DecompressOptions, AsyncOptions {}
