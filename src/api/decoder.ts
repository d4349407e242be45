/** The decoder alone, for its users: `createDecoder`, `decompress` and the stream. The entry `harmony4/decompress`. */

import { loadDecoder } from "#decoder";
import { nextTurn, WINDOW_LOG_MAX_DEFAULT } from "#platform";
import { DICTIONARY_SIZE_MAX, WINDOW_LOG_MAX, WINDOW_LOG_MIN } from "../../assembly/common/limits.js";
import { decoderOf, type Job, type Work } from "../engine/decoder.js";
import { type Bytes, describe, viewAgain, viewOf } from "./bytes.js";
import { checkKeys, integer } from "./check.js";
import type { EngineInfo } from "./engine.js";
import type { DecompressAsyncOptions, DecompressOptions, SealPins } from "./options.js";

/** Milliseconds after which a call that can be aborted lets others have their turn. */
const TURN = 10;

/** How a decoder is made. */
export interface DecoderOptions {
  /** The caller's pins. Default: none, so that `info().sealed` is false. */
  seal?: SealPins | undefined;
  /**
   * The bytes of the artifact, which are copied; in edge workers `{ module, bytes }`. Default: the one inlined in this
   * package, in edge workers the one that their bundle was made with.
   */
  wasm?: Bytes | { module: object; bytes: Bytes } | undefined;
}

/** What runs and what was proved about it: `EngineInfo` says what each means. */
export interface DecoderInfo
  extends Pick<EngineInfo, "fingerprint" | "verified" | "sealed" | "seal_level" | "seal_scope">,
    Pick<EngineInfo, "proved" | "not_proved"> {
  engine: "decoder";
  /** Stands for the bytes of this decoder; what it gives out is what any Zstandard decoder gives out. */
  engine_id: string;
}

const KEYS = new Set(["dictionary", "maxOutput", "windowLogMax"]);
const ASYNC_KEYS = new Set([...KEYS, "signal", "onProgress"]);

/** The options as every choice, checked. */
function jobOf(options: DecompressAsyncOptions, keys: ReadonlySet<string>, data?: Uint8Array): Job {
  checkKeys(options, keys);
  const { dictionary = [], maxOutput = 2 ** 30, windowLogMax = WINDOW_LOG_MAX_DEFAULT, signal, onProgress } = options;
  callable(signal, signal?.throwIfAborted, "signal must be an AbortSignal");
  callable(onProgress, onProgress, "onProgress must be a function");
  return {
    // An empty one is none.
    dictionaries: (Array.isArray(dictionary) ? dictionary : [dictionary])
      .map((bytes) => viewOf(bytes, "dictionary"))
      .filter(({ length }) => integer(length, "length of dictionary", 0, DICTIONARY_SIZE_MAX)),
    maxOutput: maxOutput === Infinity ? maxOutput : integer(maxOutput, "maxOutput", 0, Number.MAX_SAFE_INTEGER),
    windowLogMax: integer(windowLogMax, "windowLogMax", WINDOW_LOG_MIN, WINDOW_LOG_MAX),
    data,
    read: 0,
    written: 0,
  };
}

function callable(value: unknown, call: unknown, rule: string): void {
  if (value !== undefined && typeof call !== "function") throw new TypeError(`${rule}, got ${describe(value)}`);
}

/** A verified decoder. Its calls are synchronous, its outputs the caller's own. */
export class Decoder {
  /** @internal */
  readonly work: (job: Job) => Work;
  readonly #info: DecoderInfo;

  /** @internal */
  constructor(work: (job: Job) => Work, info: DecoderInfo) {
    this.work = work;
    this.#info = info;
  }

  /**
   * Decompresses all frames of `data`, skippable ones included, one after the other.
   *
   * @throws H4Error as `Engine.decompress` of the entry `harmony4`
   * @example
   * const plain = decoder.decompress(packed, { maxOutput: 64 << 20 });
   */
  decompress(data: Bytes, options: DecompressOptions = {}): Uint8Array<ArrayBuffer> {
    const work = this.work(jobOf(options, KEYS, viewOf(data, "data")));
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
    }
  }

  /** What runs and what was proved about it; a fresh object each time. */
  info(): DecoderInfo {
    return structuredClone(this.#info);
  }
}

/** The decoder that calls without options share: none before the first, and none after a failure. */
let shared: Promise<Decoder> | undefined;

/**
 * Hashes the artifact of the decoder, compares, instantiates. Calls without `seal` and `wasm` share one decoder; a failure
 * is not remembered.
 *
 * @throws H4Error `SEAL_CONFIG` for a malformed pin, `SEAL_ALTERED` or `SEAL_MISMATCH` for a decoder that is not what was
 * pinned or built in; nothing has run then
 * @example
 * const decoder = await createDecoder({ seal: { fingerprint: "9f86d081…" } });
 */
export async function createDecoder(options: DecoderOptions = {}): Promise<Decoder> {
  checkKeys(options, new Set(["seal", "wasm"]));
  if (options.seal !== undefined || options.wasm !== undefined) return load(options);
  try {
    shared ??= load(options);
    return await shared;
  } catch (error) {
    shared = undefined;
    throw error;
  }
}

/** The decoder of a call: the caller's, else the shared one. Null is none: a look-up that failed must not lift a seal. */
async function given(decoder: Decoder | Promise<Decoder> | undefined): Promise<Decoder> {
  if (decoder === undefined) return createDecoder();
  const awaited = await decoder;
  callable(awaited ?? null, awaited?.work, "decoder must be a Decoder");
  return awaited;
}

async function load(options: DecoderOptions): Promise<Decoder> {
  const [module, info] = await loadDecoder(options);
  return new Decoder(decoderOf(module), info);
}

/**
 * Decompresses all frames of `data`, in steps that let other work have its turn. `decoder`: default the one that all calls
 * without pins share.
 *
 * @throws H4Error as `Engine.decompress` of the entry `harmony4`
 * @example
 * const plain = await decompress(packed, { maxOutput: 64 << 20 });
 */
export async function decompress(
  data: Bytes,
  options: DecompressAsyncOptions = {},
  decoder?: Decoder | Promise<Decoder>,
): Promise<Uint8Array<ArrayBuffer>> {
  const view = viewOf(data, "data");
  const job = jobOf(options, ASYNC_KEYS, view);
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const { work: start } = await given(decoder);
  job.data = viewAgain(data, "data", view.length);
  const work = start(job);
  try {
    for (let began = performance.now(); ; ) {
      const { done, value } = work.next();
      onProgress?.({ read: job.read, written: job.written, total: view.length });
      if (done) return value;
      if (performance.now() - began > TURN) {
        await nextTurn();
        began = performance.now();
      }
      signal?.throwIfAborted();
    }
  } finally {
    work.return(view as Uint8Array<ArrayBuffer>);
  }
}

/**
 * Decompresses all frames that are written, skippable ones included. More than 1 GiB of output is refused unless
 * `maxOutput` allows it; `Infinity` is no limit. A written chunk stays pending until all that it expands to was read, so
 * memory stays bounded by a step of the decoder.
 *
 * @example
 * const plain = response.body.pipeThrough(new H4DecompressionStream({ maxOutput: Infinity }));
 */
export class H4DecompressionStream {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<Bytes>;

  /** `decoder`: one from `createDecoder`. Default: the one that all calls without pins share. */
  constructor(options: DecompressAsyncOptions = {}, decoder?: Decoder | Promise<Decoder>) {
    const job = jobOf(options, ASYNC_KEYS);
    const { signal, onProgress } = options;
    job.dictionaries = job.dictionaries.map((dictionary) => dictionary.slice());
    let work: Work | undefined;
    let output!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
    /** Settles the write or the close at hand. */
    let settle: { resolve(): void; reject(reason: unknown): void } | undefined;
    const give = (chunk: Uint8Array | undefined, controller: TransformStreamDefaultController) =>
      new Promise<void>((resolve, reject) => {
        settle = { resolve, reject };
        controller.enqueue(chunk);
      });
    // What is written waits in here, the end as undefined; only a pull takes it out.
    const { readable, writable } = new TransformStream<Bytes, Uint8Array | undefined>({
      transform: (chunk, controller) => give(viewOf(chunk, "chunk"), controller),
      flush: (controller) => give(undefined, controller),
    });
    const input = readable.getReader();
    const abort = () => fail(signal!.reason);
    const fail = (reason: unknown) => {
      signal?.removeEventListener("abort", abort);
      work?.return(undefined as never);
      settle?.reject(reason);
      input.cancel(reason).catch(() => undefined);
      output.error(reason);
    };
    this.writable = writable;
    this.readable = new ReadableStream(
      {
        start: (controller) => {
          output = controller;
        },
        pull: async () => {
          try {
            work ??= (await given(decoder)).work(job);
            for (let chunk: Uint8Array | undefined; ; ) {
              const { done, value } = work.next(chunk);
              onProgress?.({ read: job.read, written: job.written });
              if (value && !done) return output.enqueue(value);
              settle?.resolve();
              if (done) {
                signal?.removeEventListener("abort", abort);
                return output.close();
              }
              chunk = (await input.read()).value;
            }
          } catch (error) {
            fail(error);
          }
        },
        cancel: fail,
      },
      { highWaterMark: 0 },
    );
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
  }
}
