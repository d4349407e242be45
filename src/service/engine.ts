/** What the service needs of an engine: calls that never hold up the thread that answers requests. T20 of THREATS.md */

import type { ByteSource, Bytes } from "../api/bytes.js";
import type { Engine, EngineInfo } from "../api/engine.js";
import { compress, decompress } from "../api/one-shot.js";
import type {
  AsyncOptions,
  CompressAsyncOptions,
  CompressOptions,
  CompressStreamOptions,
  DecompressAsyncOptions,
} from "../api/options.js";
import type { FrameHeader } from "../engine/core.js";
import type { SelfTestReport } from "../engine/self-test.js";

/** A session over a source, piece by piece as they are asked for. */
export interface ServiceSession {
  over(source: ByteSource): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>;
}

/** An engine whose calls leave the thread free: a `Pool`, or an `Engine` behind `onThisThread`. */
export interface ServiceEngine {
  info(): EngineInfo;
  /** Of the frame at the start of `bytes`; undefined when `bytes` ends inside it. */
  frameHeader(bytes: Bytes): FrameHeader | undefined;
  compress(data: Bytes, options?: CompressAsyncOptions): Promise<Uint8Array<ArrayBuffer>>;
  decompress(data: Bytes, options?: DecompressAsyncOptions): Promise<Uint8Array<ArrayBuffer>>;
  compressor(options?: CompressStreamOptions): ServiceSession;
  decompressor(options?: DecompressAsyncOptions): ServiceSession;
  selfTest(): Promise<SelfTestReport>;
}

/**
 * An `Engine` as the service takes it. A native core works on other threads by itself; the engine of the package works
 * in steps between which other requests have their turn, which is all that a runtime without threads can do.
 */
export function onThisThread(engine: Engine): ServiceEngine {
  const call = engine.core.offThread === undefined ? inSteps : toItsEnd;
  return {
    info: () => engine.info(),
    frameHeader: (bytes) => engine.frameHeader(bytes),
    compress: async (data, options) => {
      if (call === inSteps && data.byteLength <= AT_ONCE) return engine.compress(data, withoutAsync(options));
      return await call(options, (own) => compress(data, own, engine));
    },
    decompress: (data, options) => call(options, (own) => decompress(data, own, engine)),
    compressor: (options) => engine.compressor(options),
    decompressor: (options) => engine.decompressor(options),
    selfTest: () => engine.selfTest(),
  };
}

/** A block: what has no second one takes no second step, and to be ready for one costs more than the work. */
const AT_ONCE = 128 << 10;

function withoutAsync({ signal, onProgress: _, ...options }: CompressAsyncOptions = {}): CompressOptions {
  signal?.throwIfAborted();
  return options;
}

/** Without a signal a call of one step would be made at once, whatever its length. */
function inSteps<Options extends AsyncOptions, Output>(
  options: Options | undefined,
  run: (options: Options) => Promise<Output>,
): Promise<Output> {
  const { signal = new AbortController().signal } = options ?? {};
  return run({ ...options, signal } as Options);
}

/** A call of a core cannot be ended. Who gave up on it before its end would let the next one begin beside it. */
async function toItsEnd<Options extends AsyncOptions, Output>(
  options: Options | undefined,
  run: (options: Options) => Promise<Output>,
): Promise<Output> {
  options?.signal?.throwIfAborted();
  const output = await run({ ...options, signal: undefined } as Options);
  options?.signal?.throwIfAborted();
  return output;
}
