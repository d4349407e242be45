/** `compress` and `decompress` as asynchronous calls, on the engine that such calls share or on one of the caller's. */

import { Collector, plausible } from "../engine/collector.js";
import { type Bytes, viewOf } from "./bytes.js";
import { createEngine, type Engine } from "./engine.js";
import {
  type AsyncOptions,
  type CompressAsyncOptions,
  type CompressOptions,
  checkAsync,
  compressParameters,
  type DecompressAsyncOptions,
  type DecompressOptions,
  decompressParameters,
  KEYS,
} from "./options.js";
import type { Compressor, Decompressor } from "./sessions.js";

/**
 * Compresses `data` into one Zstandard frame: the same bytes as `Engine.compress`. With `signal` or `onProgress` the
 * work is done in steps that let other work have its turn. `engine`: default the one that all calls without pins share.
 *
 * @example
 * const packed = await compress(bytes, { level: 9, signal: AbortSignal.timeout(1000) });
 */
export async function compress(
  data: Bytes,
  options: CompressAsyncOptions = {},
  engine?: Engine | Promise<Engine>,
): Promise<Uint8Array<ArrayBuffer>> {
  const view = viewOf(data, "data");
  compressParameters(options, KEYS.compressAsync, view.length);
  const { signal, onProgress, ...rest }: AsyncOptions & CompressOptions = options;
  checkAsync(options);
  signal?.throwIfAborted();
  const h4 = await (engine ?? createEngine());
  if (signal === undefined && onProgress === undefined) return h4.compress(view, rest);
  return gather(h4.compressor({ ...options, contentSize: view.length }), view, 0);
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
  const view = viewOf(data, "data");
  const { maxOutput } = decompressParameters(options, KEYS.decompressAsync);
  const { signal, onProgress, ...rest }: AsyncOptions & DecompressOptions = options;
  checkAsync(options);
  signal?.throwIfAborted();
  const h4 = await (engine ?? createEngine());
  if (signal === undefined && onProgress === undefined) return h4.decompress(view, rest);
  const declared = h4.frameHeader(view)?.contentSize ?? 0;
  return gather(h4.decompressor(options), view, declared <= maxOutput ? plausible(declared, view.length) : 0);
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
