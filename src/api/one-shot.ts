/** `compress` and `decompress` as asynchronous calls, on the engine that such calls share or on one of the caller's. */

import { Collector, plausible } from "../engine/collector.js";
import type { Core } from "../engine/core.js";
import { type Bytes, viewAgain, viewOf } from "./bytes.js";
import type { Engine } from "./engine.js";
import { Flow } from "./flow.js";
import { givenEngine } from "./given-engine.js";
import {
  type AsyncOptions,
  type CompressAsyncOptions,
  checkAsync,
  compressParameters,
  type DecompressAsyncOptions,
  decompressParameters,
  KEYS,
} from "./options.js";
import { Compressor, Decompressor } from "./sessions.js";
import { sharedCore } from "./shared-core.js";
import { abortable } from "./source.js";

/**
 * Compresses `data` into one Zstandard frame: the same bytes as `Engine.compress`. With `signal` or `onProgress` the
 * work is done in steps that let other work have its turn; a native core works on another thread. `engine`: default the
 * one that all calls without pins share.
 *
 * @example
 * const packed = await compress(bytes, { level: 9, signal: AbortSignal.timeout(1000) });
 */
export async function compress(
  data: Bytes,
  options: CompressAsyncOptions = {},
  engine?: Engine | Promise<Engine>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { length } = viewOf(data, "data");
  const parameters = compressParameters(options, KEYS.compressAsync, length);
  const core = await coreFor(options, engine);
  const view = viewAgain(data, "data", length);
  if (core.offThread !== undefined) return await whole(core.offThread.compress(view, parameters), view, options);
  if (atOnce(options)) return core.compress(view, parameters);
  return gather(new Compressor(new Flow(core.openCompressor(parameters), options, length)), view, 0);
}

/**
 * Decompresses all frames of `data`. With `signal` or `onProgress` the work is done in steps that let other work have
 * its turn. `engine`: default the one that all calls without pins share.
 *
 * @throws H4Error as `Engine.decompress`
 * @example
 * const plain = await decompress(packed, { maxOutput: 64 << 20 });
 */
export async function decompress(
  data: Bytes,
  options: DecompressAsyncOptions = {},
  engine?: Engine | Promise<Engine>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { length } = viewOf(data, "data");
  const parameters = decompressParameters(options, KEYS.decompressAsync);
  const core = await coreFor(options, engine);
  const view = viewAgain(data, "data", length);
  if (core.offThread !== undefined) return await whole(core.offThread.decompress(view, parameters), view, options);
  if (atOnce(options)) return core.decompress(view, parameters);
  const declared = core.frameHeader(view)?.contentSize ?? 0;
  const expected = declared <= parameters.maxOutput ? plausible(declared, length) : 0;
  return gather(new Decompressor(new Flow(core.openDecompressor(parameters), options, undefined)), view, expected);
}

/** What does the work of a call with `options`. */
async function coreFor(options: AsyncOptions, engine: Engine | Promise<Engine> | undefined): Promise<Core> {
  checkAsync(options);
  options.signal?.throwIfAborted();
  if (engine === undefined) return (await sharedCore()).core;
  return (await givenEngine(engine)).core;
}

/** Nobody looks on or may stop it. */
function atOnce({ signal, onProgress }: AsyncOptions): boolean {
  return signal === undefined && onProgress === undefined;
}

/** A call off this thread: an abort ends the wait for it, not the call. */
async function whole(
  call: Promise<Uint8Array<ArrayBuffer>>,
  { length: read }: Uint8Array,
  { signal, onProgress }: AsyncOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const output = await abortable(call, signal);
  onProgress?.({ read, written: output.length, total: read });
  return output;
}

async function gather(
  session: Compressor | Decompressor,
  data: Uint8Array,
  expected: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const collector = new Collector(expected);
  for await (const piece of session.over(data)) collector.append(piece, 0, piece.length);
  return collector.finish();
}
