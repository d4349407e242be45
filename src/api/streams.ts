/** The Web Streams: two ends with back-pressure from one to the other, and memory bounded by a step of the engine. */

import { type Bytes, viewOf } from "./bytes.js";
import type { Engine } from "./engine.js";
import { engineFor } from "./engine-for.js";
import type { Flow } from "./flow.js";
import {
  type AsyncOptions,
  type CompressStreamOptions,
  checkAsync,
  checkContentSize,
  compressParameters,
  type DecompressAsyncOptions,
  decompressParameters,
  KEYS,
} from "./options.js";

/**
 * Compresses what is written into one frame. With `contentSize` given its bytes equal the one-shot's.
 *
 * @example
 * const packed = blob.stream().pipeThrough(new H4CompressionStream({ level: 9, contentSize: blob.size }));
 */
export class H4CompressionStream {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<Bytes>;

  /** `engine`: one from `createEngine`. Default: the one that all calls without pins share. */
  constructor(options: CompressStreamOptions = {}, engine?: Engine | Promise<Engine>) {
    const own = ownCompressOptions(options);
    const ends = new Ends(async () => (await engineFor(engine)).compressor(own).flow, own);
    this.readable = ends.readable;
    this.writable = ends.writable;
  }
}

/**
 * Decompresses all frames that are written, skippable ones included. More than 1 GiB of output is refused unless
 * `maxOutput` allows it; `Infinity` is no limit.
 *
 * @example
 * const plain = response.body.pipeThrough(new H4DecompressionStream({ maxOutput: Infinity }));
 */
export class H4DecompressionStream {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<Bytes>;

  /** `engine`: one from `createEngine`. Default: the one that all calls without pins share. */
  constructor(options: DecompressAsyncOptions = {}, engine?: Engine | Promise<Engine>) {
    const own = ownDecompressOptions(options);
    const ends = new Ends(async () => (await engineFor(engine)).decompressor(own).flow, own);
    this.readable = ends.readable;
    this.writable = ends.writable;
  }
}

/** The options as they are now, checked: they are used when the engine is ready, and the caller may change its own. */
export function ownCompressOptions(options: CompressStreamOptions): CompressStreamOptions {
  const { dictionary } = compressParameters(options, KEYS.compressStream, checkContentSize(options));
  checkAsync(options);
  return { ...options, dictionary: dictionary?.slice() };
}

/** As `ownCompressOptions`, for a decoder. */
export function ownDecompressOptions(options: DecompressAsyncOptions): DecompressAsyncOptions {
  const { dictionaries } = decompressParameters(options, KEYS.decompressAsync);
  checkAsync(options);
  return { ...options, dictionary: dictionaries.map((dictionary) => dictionary.slice()) };
}

/**
 * The two ends of a session. Only a pull on the readable end makes it work: a written chunk stays pending until all
 * that it expands to was pulled, which holds the writer back, and no piece is ever made that nobody asked for.
 */
class Ends {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<Bytes>;
  private output!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  private input!: WritableStreamDefaultController;
  private flow: Promise<Flow> | undefined;
  /** Settles the write or the close at hand. */
  private pending: { resolve(): void; reject(reason: unknown): void } | undefined;
  /** Wakes the pull that waits for input. */
  private wake: (() => void) | undefined;
  private ending = false;
  private done = false;
  /** A signal may outlive any number of streams. */
  private ignoreSignal: (() => void) | undefined;

  constructor(
    private readonly open: () => Promise<Flow>,
    { signal }: AsyncOptions,
  ) {
    this.readable = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (controller) => {
          this.output = controller;
        },
        pull: () => this.pull(),
        cancel: (reason) => this.fail(reason),
      },
      { highWaterMark: 0 },
    );
    this.writable = new WritableStream<Bytes>({
      start: (controller) => {
        this.input = controller;
      },
      write: (chunk) => this.give((flow) => flow.write(viewOf(chunk, "chunk"))),
      close: () =>
        this.give((flow) => {
          this.ending = true;
          flow.end();
        }),
      abort: (reason) => this.fail(reason),
    });
    if (signal === undefined) return;
    const abort = () => this.fail(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    this.ignoreSignal = () => signal.removeEventListener("abort", abort);
    if (signal.aborted) abort();
  }

  /** Hands something to the session; settles when all that it makes was pulled. */
  private async give(step: (flow: Flow) => void): Promise<void> {
    try {
      this.flow ??= this.open();
      step(await this.flow);
    } catch (error) {
      this.fail(error);
      throw error;
    }
    await new Promise<void>((resolve, reject) => {
      this.pending = { resolve, reject };
      this.wake?.();
    });
  }

  /** Makes one piece of output, waiting for input as long as that takes. */
  private async pull(): Promise<void> {
    try {
      this.flow ??= this.open();
      const flow = await this.flow;
      while (!this.done) {
        if (this.pending === undefined) {
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
          continue;
        }
        await flow.settle();
        const piece = flow.read();
        if (piece === undefined) this.finishPending();
        else this.output.enqueue(piece);
        await flow.rest();
        if (piece !== undefined) return;
      }
    } catch (error) {
      this.fail(error);
    }
  }

  private finishPending(): void {
    const { pending } = this;
    this.pending = undefined;
    this.wake = undefined;
    if (this.ending) {
      this.done = true;
      this.ignoreSignal?.();
      this.output.close();
    }
    pending?.resolve();
  }

  /** Ends both sides with `reason`, whichever it came from. */
  private fail(reason: unknown): void {
    if (this.done) return;
    this.done = true;
    this.ignoreSignal?.();
    this.flow?.then(
      (flow) => flow.close(reason),
      () => undefined,
    );
    this.output.error(reason);
    this.input.error(reason);
    this.pending?.reject(reason);
    this.wake?.();
  }
}
