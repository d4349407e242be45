/** `createEngine` and what it gives: a verified engine with one-shot calls and sessions. */

import { type ArtifactSource, isModule } from "../engine/artifact-source.js";
import type { Core, CoreIdentity, FrameHeader } from "../engine/core.js";
import type { SelfTestReport } from "../engine/self-test.js";
import type { Verdict } from "../seal/pins.js";
import { type Bytes, describe, isBytes, viewOf } from "./bytes.js";
import { checkKeys, integer } from "./check.js";
import { Flow } from "./flow.js";
import {
  type CompressOptions,
  type CompressStreamOptions,
  checkAsync,
  checkContentSize,
  checkPins,
  compressParameters,
  type DecompressAsyncOptions,
  type DecompressOptions,
  decompressParameters,
  type EngineOptions,
  type EngineSource,
  KEYS,
} from "./options.js";
import { Compressor, Decompressor } from "./sessions.js";
import { loadVerified, sharedCore } from "./shared-core.js";
import { abortable } from "./source.js";

/** Up to here the bound of a size is exact as a number. */
const BOUND_SIZE_MAX = 2 ** 52;

/** What runs and what was proved about it. */
export interface EngineInfo {
  /** "reference" is the WebAssembly engine, "core" a native one. */
  engine: "reference" | "core";
  /** Stands for the bytes that the engine writes: same id, same input, same options, same output. */
  engine_id: string;
  /**
   * SHA-256 of the bytes that run: 64 lower-case hexadecimal digits. With `seal_scope: "build"` of the file that they were
   * built from; with `verified: false` beside it, what that file should have.
   */
  fingerprint: string;
  /** The same input and options gave the same output each time: of a native core, in its self-test. */
  deterministic: true;
  /**
   * Nothing but input and options reaches the output: no time, host, user, path, locale or memory of an earlier call.
   * False for a native core that imports functions which know of such.
   */
  identity_safe: boolean;
  /**
   * The bytes that run were hashed, and equalled a digest known beforehand, before any of them ran. False for a native
   * core without a pinned fingerprint, and for a module of a bundle of whose file nothing was hashed.
   */
  verified: boolean;
  /** True only when a fingerprint that the caller pinned matched. */
  sealed: boolean;
  /** The strongest of the caller's pins, all of which matched. */
  seal_level: "none" | "id" | "fingerprint";
  /**
   * What `verified` and `sealed` speak of. "bytes": of the bytes that run, hashed in this process before they were
   * compiled. "build": of the file that the module was built from, since edge workers give out no bytes of a module;
   * `proved` and `not_proved` say more.
   */
  seal_scope: "bytes" | "build";
  /** With `seal_scope: "build"`, in words, each a sentence: what holds. */
  proved?: string[];
  /** With `seal_scope: "build"`, in words, each a sentence: what may still be otherwise. */
  not_proved?: string[];
  /** What a native core says its fingerprint is, where it says so: information, and proof of nothing. */
  declared_fingerprint?: string;
}

/**
 * A verified engine. Its calls are synchronous, its outputs the caller's own. Any number of sessions may be open beside
 * them. Calls of a native core block the thread until it has returned; `compress` and `decompress` of the package, the
 * streams and the `over` of a session have it work on another thread.
 */
export class Engine {
  readonly #core: Core;
  readonly #verdict: Verdict;

  /** @internal */
  constructor(core: Core, verdict: Verdict) {
    this.#core = core;
    this.#verdict = verdict;
  }

  /**
   * Compresses `data` into one Zstandard frame that says its content size.
   *
   * @throws TypeError or RangeError for options that are not as `CompressOptions` says
   * @example
   * const packed = h4.compress(bytes, { level: 9 });
   */
  compress(data: Bytes, options?: CompressOptions): Uint8Array<ArrayBuffer> {
    const view = viewOf(data, "data");
    return this.#core.compress(view, compressParameters(options, KEYS.compress, view.length));
  }

  /**
   * Decompresses all frames of `data`, skippable ones included, one after the other.
   *
   * @throws H4Error `DATA_CORRUPT`, `DATA_TRUNCATED`, `CHECKSUM_MISMATCH`, `WINDOW_TOO_LARGE`, `OUTPUT_LIMIT`,
   * `DICTIONARY_MISSING`, `DICTIONARY_CORRUPT`, `OUT_OF_MEMORY`
   * @example
   * const plain = h4.decompress(packed, { maxOutput: 64 << 20 });
   */
  decompress(data: Bytes, options?: DecompressOptions): Uint8Array<ArrayBuffer> {
    return this.#core.decompress(viewOf(data, "data"), decompressParameters(options, KEYS.decompress));
  }

  /**
   * As `compress`, into memory of the caller's own: the frame is at the beginning of `target`, and its length is
   * answered. Nothing is allocated for it, and what lies behind it stays as it was. `target` may be the memory of
   * `data`, or shared. After an error what `target` holds means nothing.
   *
   * @throws H4Error `TARGET_TOO_SMALL`: `got` is the length of `target`, `limit` how many bytes the frame takes
   * @throws TypeError or RangeError for options that are not as `CompressOptions` says
   * @example
   * const target = new Uint8Array(h4.compressBound(bytes.length));
   * const frame = target.subarray(0, h4.compressInto(bytes, target, { level: 1 }));
   */
  compressInto(data: Bytes, target: Bytes, options?: CompressOptions): number {
    const view = viewOf(data, "data");
    const parameters = compressParameters(options, KEYS.compress, view.length);
    return this.#core.compressInto(view, viewOf(target, "target"), parameters);
  }

  /**
   * As `decompress`, into memory of the caller's own: the content is at the beginning of `target`, and its length is
   * answered. Nothing is allocated for it, and what lies behind it stays as it was. `target` may be the memory of
   * `data`, or shared. After an error what `target` holds means nothing.
   *
   * @throws H4Error `TARGET_TOO_SMALL`: `got` is the length of `target`, `limit` how many bytes the content takes at
   * least, where a frame says it before any of it is decoded; and what `decompress` throws
   * @example
   * const size = h4.frameHeader(packed)?.contentSize ?? 1 << 20;
   * const target = new Uint8Array(size);
   * const plain = target.subarray(0, h4.decompressInto(packed, target));
   */
  decompressInto(data: Bytes, target: Bytes, options?: DecompressOptions): number {
    const view = viewOf(data, "data");
    const parameters = decompressParameters(options, KEYS.decompress);
    return this.#core.decompressInto(view, viewOf(target, "target"), parameters);
  }

  /**
   * The most bytes that `size` of them become by this engine, whatever they are and with whatever options: room that
   * is enough for `compressInto`. `size` 0 to 2^52.
   *
   * @throws RangeError or TypeError for a `size` that is none
   * @example
   * const target = new Uint8Array(h4.compressBound(bytes.length));
   */
  compressBound(size: number): number {
    return this.#core.compressBound(integer(size, "size", 0, BOUND_SIZE_MAX));
  }

  /**
   * Opens a session that compresses what is pushed into one frame.
   *
   * @example
   * const compressor = h4.compressor({ level: 5 });
   * for (const chunk of chunks) send(compressor.push(chunk));
   * send(compressor.end());
   */
  compressor(options: CompressStreamOptions = {}): Compressor {
    const parameters = compressParameters(options, KEYS.compressStream, checkContentSize(options));
    checkAsync(options);
    return new Compressor(new Flow(this.#core.openCompressor(parameters), options, options.contentSize));
  }

  /**
   * Opens a session that decompresses what is pushed: any number of frames.
   *
   * @example
   * for await (const chunk of h4.decompressor({ maxOutput: Infinity }).over(response.body)) await sink.write(chunk);
   */
  decompressor(options: DecompressAsyncOptions = {}): Decompressor {
    const parameters = decompressParameters(options, KEYS.decompressAsync);
    checkAsync(options);
    return new Decompressor(new Flow(this.#core.openDecompressor(parameters), options, undefined));
  }

  /**
   * What the frame header at the start of `bytes` says, without decoding; undefined when `bytes` ends inside it. 18
   * bytes are always enough.
   *
   * @throws H4Error `DATA_CORRUPT` where no frame begins or its header breaks a rule
   */
  frameHeader(bytes: Bytes): FrameHeader | undefined {
    return this.#core.frameHeader(viewOf(bytes, "bytes"));
  }

  /**
   * Compresses and decompresses known inputs, the longest of 1 MiB, and looks whether the engine is lossless,
   * deterministic and within bounds. Takes some 30 ms; what it finds is in the report, it does not throw for it.
   *
   * @example
   * const { passed, failure } = await h4.selfTest();
   */
  async selfTest(): Promise<SelfTestReport> {
    const { selfTest } = await import("../engine/self-test.js");
    return selfTest(this.#core);
  }

  /** @internal What the one-shot calls of the package work with. */
  get core(): Core {
    return this.#core;
  }

  /** @internal The verified module and what it is, for workers; undefined for a native core. */
  get shareable(): { module: WebAssembly.Module; identity: CoreIdentity } | undefined {
    const { module, identity } = this.#core;
    return module === undefined ? undefined : { module, identity };
  }

  /** What runs and what was proved about it; a fresh object each time. */
  info(): EngineInfo {
    const { engine, engineId, fingerprint, declaredFingerprint, build, identitySafe = true } = this.#core.identity;
    return {
      engine,
      engine_id: engineId,
      fingerprint,
      deterministic: true,
      identity_safe: identitySafe,
      verified: this.#verdict.verified,
      sealed: this.#verdict.sealed,
      seal_level: this.#verdict.level,
      seal_scope: build === undefined ? "bytes" : "build",
      ...(declaredFingerprint === undefined ? {} : { declared_fingerprint: declaredFingerprint }),
      ...(build === undefined ? {} : { proved: [...build.proved], not_proved: [...build.notProved] }),
    };
  }
}

/** The engine that calls without options share, with the core that it is of. */
let shared: { core: Core; engine: Engine } | undefined;

/**
 * Hashes the artifact, compares, instantiates. Calls without `seal` and `wasm` share one engine, also while it is
 * being made; a failure is not remembered.
 *
 * @throws H4Error `SEAL_CONFIG` for a malformed pin, `SEAL_ALTERED` or `SEAL_MISMATCH` for an engine that is not what
 * was pinned or built in, `CORE_NOT_FOUND` or `CORE_UNREADABLE` for a `wasm` that cannot be had; nothing has run then
 * @example
 * const h4 = await createEngine({ seal: { fingerprint: "9f86d081…" } });
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  checkKeys(options, KEYS.engine);
  checkAsync(options);
  const { seal, wasm, signal } = options;
  signal?.throwIfAborted();
  if (seal !== undefined || wasm !== undefined) {
    const pins = checkPins(seal);
    const { core, verdict } = await loadVerified(artifactSource(wasm), pins, options);
    return new Engine(core, verdict);
  }
  const { core, verdict } = await abortable(sharedCore(), signal);
  if (shared?.core !== core) shared = { core, engine: new Engine(core, verdict) };
  return shared.engine;
}

/** By its tag: servers for Node put a class of their own in the place of `Response`, which those of fetch are none of. */
function isResponse(value: unknown): value is Response {
  return Object.prototype.toString.call(value) === "[object Response]";
}

/** The `wasm` option as the loader takes it. */
function artifactSource(wasm: EngineSource | undefined): ArtifactSource {
  if (wasm === undefined || wasm instanceof URL) return wasm;
  if (isBytes(wasm)) return viewOf(wasm, "wasm");
  if (isResponse(wasm)) return wasm;
  if (typeof wasm === "object" && wasm !== null && "module" in wasm) {
    checkKeys(wasm, KEYS.module, "wasm");
    if (isModule(wasm.module)) return { module: wasm.module, bytes: viewOf(wasm.bytes, "wasm.bytes") };
    throw new TypeError(`wasm.module must be a WebAssembly.Module, got ${describe(wasm.module)}`);
  }
  throw new TypeError(`wasm must be bytes, a Response, a URL or { module, bytes }, got ${describe(wasm)}`);
}
