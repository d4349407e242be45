/** `createEngine` and what it gives: a verified engine with one-shot calls and sessions. */

import type { Core } from "../engine/core.js";
import type { Bytes } from "./bytes.js";
import type { CompressOptions, CompressStreamOptions, DecompressAsyncOptions, DecompressOptions, EngineOptions } from "./options.js";
import { Compressor, Decompressor } from "./sessions.js";

/** What runs and what was proved about it. */
export interface EngineInfo {
  /** "reference" is the WebAssembly engine, "core" a native one. */
  engine: "reference" | "core";
  engine_id: string;
  /** SHA-256 of the bytes that run: 64 lower-case hexadecimal digits. */
  fingerprint: string;
  deterministic: true;
  identity_safe: true;
  /** The bytes were hashed and equalled a digest known beforehand, before any of them ran. */
  verified: boolean;
  /** True only when a fingerprint that the caller pinned matched. */
  sealed: boolean;
  /** Which of the caller's pins matched. */
  seal_level: "none" | "id" | "fingerprint";
  /** "bytes": hashed at run time, before instantiation. */
  seal_scope: "bytes" | "build";
}

/** A verified engine. Calls are synchronous; any number of sessions may be open beside them. */
export class Engine {
  /** @internal */
  constructor(core: Core, info: EngineInfo) {}
  /** Compresses `data` into one Zstandard frame. */
  compress(data: Bytes, options?: CompressOptions): Uint8Array<ArrayBuffer> { throw new Error(); }
  /** Decompresses all frames of `data`. */
  decompress(data: Bytes, options?: DecompressOptions): Uint8Array<ArrayBuffer> { throw new Error(); }
  /** Opens a session that compresses what is pushed into one frame. */
  compressor(options?: CompressStreamOptions): Compressor { throw new Error(); }
  /** Opens a session that decompresses what is pushed. */
  decompressor(options?: DecompressAsyncOptions): Decompressor { throw new Error(); }
  /** What runs and what was proved about it: a fresh copy. */
  info(): EngineInfo { throw new Error(); }
}

export function createEngine(options?: EngineOptions): Promise<Engine> { throw new Error(); }
export type { Compressor, Decompressor };
