/** Large contents as independent frames of a fixed size, made by all workers at the same time. */

import type { ByteSource } from "../api/bytes.js";
import type { AsyncOptions } from "../api/options.js";
import { checkSource, chunksOf, endingWith, sizeOf } from "../api/source.js";
import type { CompressParameters } from "../engine/core.js";
import { callWorker } from "./call.js";
import type { Crew } from "./crew.js";
import { inParallel, Tally } from "./parallel.js";

/**
 * Where contents are cut, in bytes. What that costs, of 38 MB of a tar with scripts and executables at levels 1, 3, 6
 * and 9, beside one frame: 8 MiB 0.2, 0.4, 0.6, 1.1 %; 4 MiB 0.3, 4.4, 5.1, 8.1 %; 16 MiB half of what 8 MiB does, and
 * 100 MB are then 6 frames, which 4 workers cannot share evenly.
 */
export const FRAME_CONTENT = 8 << 20;

/** `data` as one frame, or as frames of `FRAME_CONTENT` and a rest. */
export async function compressInFrames(
  crew: Crew,
  parameters: CompressParameters,
  data: Uint8Array,
  { signal, onProgress }: AsyncOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const count = Math.max(1, Math.ceil(data.length / FRAME_CONTENT));
  const tally = new Tally(data.length, onProgress);
  const frames = await inParallel(count, crew.state.workers, (i) => {
    const content = data.subarray(i * FRAME_CONTENT, (i + 1) * FRAME_CONTENT);
    const task = { call: "compress", parameters: { ...parameters, contentSize: content.length } } as const;
    return callWorker(crew, task, content, signal, tally.of(i), i > 0);
  });
  return frames.length === 1 ? frames[0]! : concatenate(frames);
}

function concatenate(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The frames of `source`, each when it and those before it are ready. In memory are as many contents and frames as there
 * are workers, and one more content.
 */
export function framesThrough(
  crew: Crew,
  parameters: CompressParameters,
  source: ByteSource,
  { signal, onProgress }: AsyncOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  checkSource(source);
  const tally = new Tally(sizeOf(source), onProgress);
  return run();

  async function* run(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    const { workers } = crew.state;
    const frames: Promise<Uint8Array<ArrayBuffer>>[] = [];
    const ending = endingWith(signal);
    try {
      signal?.throwIfAborted();
      let i = 0;
      for await (const content of contentsOf(chunksOf(source, ending.signal))) {
        const task = { call: "compress", parameters: { ...parameters, contentSize: content.length } } as const;
        const frame = callWorker(crew, task, content, ending.signal, tally.of(i), i > 0);
        frame.catch(() => undefined); // heard when its turn comes
        frames.push(frame);
        i++;
        if (frames.length >= workers) yield await frames.shift()!;
      }
      for (const frame of frames) yield await frame;
    } finally {
      ending.end();
    }
  }
}

/** `chunks` joined and cut every `FRAME_CONTENT` bytes; one empty content where there is nothing at all. */
async function* contentsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let content = new Uint8Array(FRAME_CONTENT);
  let length = 0;
  let any = false;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      if (length === FRAME_CONTENT) {
        yield content;
        any = true;
        content = new Uint8Array(FRAME_CONTENT);
        length = 0;
      }
      const part = chunk.subarray(at, at + FRAME_CONTENT - length);
      content.set(part, length);
      length += part.length;
      at += part.length;
    }
  }
  if (length > 0 || !any) yield content.subarray(0, length);
}
