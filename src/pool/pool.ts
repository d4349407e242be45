/** `createPool` and what it gives: one verified engine on several threads. API.md, "harmony4/pool" */

import { parallelism } from "#workers";
import { type ByteSource, type Bytes, describe, viewOf } from "../api/bytes.js";
import { checkKeys, integer } from "../api/check.js";
import { createEngine, type Engine, type EngineInfo } from "../api/engine.js";
import { H4Error } from "../api/errors.js";
import { givenEngine } from "../api/given-engine.js";
import {
  type CompressAsyncOptions,
  type CompressStreamOptions,
  checkAsync,
  checkContentSize,
  compressParameters,
  type DecompressAsyncOptions,
  decompressParameters,
  type EngineOptions,
  KEYS,
} from "../api/options.js";
import type { FrameHeader } from "../engine/core.js";
import type { SelfTestReport } from "../engine/self-test.js";
import { testWorker } from "./call.js";
import { Crew } from "./crew.js";
import { compressInFrames, framesThrough } from "./frames.js";
import { decompressInParallel } from "./parallel-decompress.js";
import type { Task } from "./protocol.js";
import { streamThrough } from "./stream.js";

const WORKERS_MAX = 64;
const QUEUE_DEFAULT = 1024;
const QUEUE_MAX = 1_000_000;

const POOL_KEYS = new Set(["engine", "workers", "queue", "worker", "seal", "wasm", "signal"]);
const WORKER_KEYS = new Set(["url"]);
const COMPRESSOR_KEYS = new Set([...KEYS.compressStream, "frames"]);

/** How a pool is made. */
export interface PoolOptions {
  /** A verified engine whose compiled module the workers get. Default: one that is made with `seal` and `wasm`. */
  engine?: Engine | Promise<Engine> | undefined;
  /** As in `EngineOptions`; not together with `engine`. */
  seal?: EngineOptions["seal"];
  /** As in `EngineOptions`; not together with `engine`. */
  wasm?: EngineOptions["wasm"];
  /** Ends the making of the engine early; not together with `engine`. */
  signal?: AbortSignal | undefined;
  /** Threads, 1 to 64. Default: as many as the machine runs at once. */
  workers?: number | undefined;
  /** Jobs that may wait for a worker, 0 to 1,000,000; more are refused with `POOL_QUEUE_FULL`. Default 1024. */
  queue?: number | undefined;
  /** Where the script of the workers is: a URL, in Node also a path. Default: `pool-worker.js` beside this bundle. */
  worker?: { url?: string | URL | undefined } | undefined;
}

/** As `CompressStreamOptions`. */
export interface PoolCompressOptions extends CompressStreamOptions {
  /**
   * Cuts the source into independent frames as `Pool.compress` does, which all workers make at the same time, instead
   * of one frame on one worker. Not together with `contentSize`. Default false.
   */
  frames?: boolean | undefined;
}

/** What waits and works in a pool. */
export interface PoolState {
  workers: number;
  /** Workers with at least one job. */
  busy: number;
  /** Jobs that wait for a worker. */
  waiting: number;
}

/** A stream through a pool; each call of `over` is one. */
export interface PoolStream {
  /**
   * All of `source`, piece by piece as the caller asks for them: memory stays bounded whatever the input expands to.
   * Leaving the loop early stops the work and closes the source.
   */
  over(source: ByteSource): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>;
}

/**
 * A verified engine on several threads. Calls go to workers in the order in which they were made. Inputs are copied when
 * a worker is free for them, never detached: they must stay as they are until the call has answered.
 *
 * Workers that have nothing to do do not keep a Node process alive.
 */
export class Pool {
  readonly #engine: Engine;
  readonly #crew: Crew;

  /** @internal */
  constructor(engine: Engine, crew: Crew) {
    this.#engine = engine;
    this.#crew = crew;
  }

  /** What runs in each worker and what was proved about it: that of the engine whose module they have. */
  info(): EngineInfo {
    return this.#engine.info();
  }

  /** As `Engine.frameHeader`, on this thread: it costs less than a message. */
  frameHeader(bytes: Bytes): FrameHeader | undefined {
    return this.#engine.frameHeader(bytes);
  }

  /**
   * Compresses `data`. Up to 8 MiB the result is one frame, the bytes of `Engine.compress`. More is cut every 8 MiB into
   * independent frames: the result does not depend on the number of workers, and decompresses in parallel too.
   *
   * @throws H4Error `POOL_QUEUE_FULL`, `POOL_WORKER_CRASHED`, `POOL_CLOSED`, and as `Engine.compress`
   * @example
   * const packed = await pool.compress(bytes, { level: 9, signal: AbortSignal.timeout(1000) });
   */
  async compress(data: Bytes, options: CompressAsyncOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const view = viewOf(data, "data");
    const parameters = compressParameters(options, KEYS.compressAsync, view.length);
    checkAsync(options);
    return await compressInFrames(this.#crew, parameters, view, options);
  }

  /**
   * Decompresses all frames of `data`; several at the same time where each says how much it holds.
   *
   * @throws H4Error `POOL_QUEUE_FULL`, `POOL_WORKER_CRASHED`, `POOL_CLOSED`, and as `Engine.decompress`
   * @example
   * const plain = await pool.decompress(packed, { maxOutput: 64 << 20 });
   */
  async decompress(data: Bytes, options: DecompressAsyncOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const view = viewOf(data, "data");
    const parameters = decompressParameters(options, KEYS.decompressAsync);
    checkAsync(options);
    return await decompressInParallel(this.#crew, parameters, view, options);
  }

  /**
   * Compresses a source on a worker into one frame, the bytes of `Engine.compressor`; with `frames` on all workers.
   *
   * @example
   * for await (const chunk of pool.compressor({ level: 5 }).over(request.body)) await sink.write(chunk);
   */
  compressor(options: PoolCompressOptions = {}): PoolStream {
    const parameters = compressParameters(options, COMPRESSOR_KEYS, checkContentSize(options));
    checkAsync(options);
    const { frames = false, contentSize } = options;
    if (typeof frames !== "boolean") throw new TypeError(`frames must be a boolean, got ${describe(frames)}`);
    if (frames && contentSize !== undefined) {
      throw new TypeError("contentSize is of one frame: leave it out with frames: true");
    }
    if (frames) return { over: (source) => framesThrough(this.#crew, parameters, source, options) };
    return this.#stream({ call: "compress", parameters }, options, contentSize);
  }

  /**
   * Decompresses a source on a worker: any number of frames.
   *
   * @example
   * for await (const chunk of pool.decompressor({ maxOutput: Infinity }).over(body)) await sink.write(chunk);
   */
  decompressor(options: DecompressAsyncOptions = {}): PoolStream {
    const parameters = decompressParameters(options, KEYS.decompressAsync);
    checkAsync(options);
    return this.#stream({ call: "decompress", parameters }, options, undefined);
  }

  #stream(task: Task, options: CompressStreamOptions | DecompressAsyncOptions, total: number | undefined): PoolStream {
    return { over: (source) => streamThrough(this.#crew, task, source, options, total) };
  }

  /** The self-test of `Engine.selfTest`, on a worker. */
  async selfTest(): Promise<SelfTestReport> {
    return await testWorker(this.#crew);
  }

  /** What waits and works at this moment. */
  get state(): PoolState {
    return this.#crew.state;
  }

  /**
   * Ends all workers at once. Jobs that wait or are in work fail with `POOL_CLOSED`; who wants their results awaits them
   * first. Idempotent.
   */
  async close(): Promise<void> {
    await this.#crew.close();
  }

  /** `close`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Makes a pool: the engine is hashed, compared and compiled once, on this thread, and each worker gets the compiled
 * module. Workers load and compile nothing themselves. Answers when all of them are ready.
 *
 * @throws H4Error as `createEngine`; `UNSUPPORTED` for a native core, which works off this thread anyway;
 * `POOL_WORKER_START` where a worker cannot be started
 * @example
 * const pool = await createPool({ workers: 4, seal: { fingerprint: "9f86d081…" } });
 */
export async function createPool(options: PoolOptions = {}): Promise<Pool> {
  checkKeys(options, POOL_KEYS);
  const { workers, queue = QUEUE_DEFAULT, worker = {} } = options;
  checkKeys(worker, WORKER_KEYS, "worker");
  const { url } = worker;
  if (url !== undefined && typeof url !== "string" && !(url instanceof URL)) {
    throw new TypeError(`worker.url must be a string or a URL, got ${describe(url)}`);
  }
  const crewOptions = {
    workers: workers === undefined ? Math.min(parallelism(), WORKERS_MAX) : integer(workers, "workers", 1, WORKERS_MAX),
    queue: integer(queue, "queue", 0, QUEUE_MAX),
    url,
  };
  const engine = await engineOf(options);
  const { shareable } = engine;
  if (shareable === undefined) {
    throw new H4Error("UNSUPPORTED", "A native core has no module for workers: its asynchronous calls need no pool");
  }
  const crew = new Crew({ ...crewOptions, ...shareable });
  await crew.start();
  return new Pool(engine, crew);
}

async function engineOf({ engine, seal, wasm, signal }: PoolOptions): Promise<Engine> {
  if (engine === undefined) {
    const options: EngineOptions = { signal, wasm };
    if (seal !== undefined) options.seal = seal;
    return await createEngine(options);
  }
  for (const [name, value] of Object.entries({ seal, wasm, signal })) {
    if (value !== undefined) throw new TypeError(`${name} is for an engine that is made: leave it out with engine`);
  }
  return await givenEngine(engine);
}
