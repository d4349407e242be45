/** What the page does with a file: its result, piece by piece, made by the workers of the pool. */

import { H4mkReader, writeContainer } from "../src/container.js";
import type { Pool } from "../src/pool.js";
import type { Archive } from "./archive.js";
import { bytesOf } from "./choose.js";

export type Action = "compress" | "decompress";
export type Format = "zst" | "h4mk";

/** What a person chose. */
export interface Task {
  readonly action: Action;
  readonly level: number;
  readonly format: Format;
}

/** How far it is: `read` of `total` bytes of the file, and the bytes of content that went through. */
export interface Step {
  readonly read: number;
  readonly total: number;
  readonly content: number;
}

export interface WorkOptions {
  readonly signal: AbortSignal;
  readonly onStep: (step: Step) => void;
}

export type Output = AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>;

/** The first bytes of a container, which no Zstandard data has. H4MK.md */
const CONTAINER_MAGIC = "H4MK";

/** The largest window that the zstd command line decodes without being told: 128 MiB of memory. */
const WINDOW_LOG_MAX = 27;

/** Blocks of a container that wait for each worker: it never waits for this thread. */
const BLOCKS_A_WORKER = 2;

/** The name of what `task` makes of `path`. */
export function resultName(path: string, { action, format }: Task): string {
  if (action === "compress") return `${path}.${format}`;
  const bare = path.replace(/\.(zst|h4mk)$/i, "").replace(/\.tzst$/i, ".tar");
  return bare === path || /(^|\/)$/.test(bare) ? `${path}.out` : bare;
}

/**
 * Compresses. `.zst` is cut into independent frames of 8 MiB and `.h4mk` into blocks of 1 MiB, which all workers make at
 * the same time: in memory are a few of them for each worker, whatever the size of the source.
 */
export function compress(source: File | Archive, task: Task, pool: Pool, { signal, onStep }: WorkOptions): Output {
  const { level, format } = task;
  const total = source.size;
  const options = {
    level,
    signal,
    onProgress: ({ read }: { read: number }) => onStep({ read, total, content: read }),
  };
  const content = "pieces" in source ? source.pieces() : source;
  if (format === "zst") return pool.compressor({ ...options, frames: true }).over(content);
  const concurrency = pool.state.workers * BLOCKS_A_WORKER;
  return writeContainer(content, { ...options, engine: pool, concurrency });
}

/** The content of frames, or of a container that was verified as a whole before its first byte is given. */
export async function decompress(file: File, pool: Pool, options: WorkOptions): Promise<Output> {
  const { signal, onStep } = options;
  const total = file.size;
  const magic = await bytesOf(file.slice(0, CONTAINER_MAGIC.length));
  if (String.fromCharCode(...magic) === CONTAINER_MAGIC) return await unpack(file, pool, options);
  return pool
    .decompressor({
      maxOutput: Number.POSITIVE_INFINITY,
      windowLogMax: WINDOW_LOG_MAX,
      signal,
      onProgress: ({ read, written }) => onStep({ read, total, content: written }),
    })
    .over(file);
}

/** It is read twice: verified, then decoded. */
async function unpack(file: File, pool: Pool, { signal, onStep }: WorkOptions): Promise<Output> {
  const total = 2 * file.size;
  const reader = await H4mkReader.open(file, {
    engine: pool,
    strict: true,
    maxOutput: Number.POSITIVE_INFINITY,
    signal,
    onProgress: ({ read }) => onStep({ read, total, content: 0 }),
  });
  const size = reader.info.plainSize ?? 0;
  return counted(reader.stream(undefined, undefined, { signal }));

  async function* counted(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): Output {
    let content = 0;
    for await (const piece of pieces) {
      content += piece.length;
      onStep({ read: file.size + (file.size * content) / Math.max(size, 1), total, content });
      yield piece;
    }
  }
}
