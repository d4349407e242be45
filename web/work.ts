/** What the page does with a file: one result, made piece by piece, so that neither memory nor the page's turn is held. */

import { H4mkReader, writeContainer } from "../src/container.js";
import type { AsyncOptions, Engine } from "../src/index.js";

export type Format = "zst" | "h4mk";

/** What a person chose. */
export interface Task {
  readonly action: "compress" | "decompress";
  readonly level: number;
  readonly format: Format;
}

/** A file that was made. */
export interface Result {
  readonly name: string;
  readonly blob: Blob;
}

/** The first bytes of a container, which no Zstandard data has. H4MK.md */
const CONTAINER_MAGIC = "H4MK";

/** Milliseconds of work after which the page has its turn: a frame of a screen with 60 a second. */
const TURN = 16;

/** Bytes of a result that are held as pieces. */
const PART = 8 << 20;

type Output = AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>;

/** Does `task` with `file`. `signal` ends it early; `onProgress` is told how far it is. */
export async function run(file: File, task: Task, engine: Engine, options: AsyncOptions): Promise<Result> {
  if (task.action === "decompress") {
    return { name: plainName(file.name), blob: await collect(await plain(file, engine, options), options) };
  }
  const { level, format } = task;
  const output =
    format === "h4mk"
      ? writeContainer(file, { engine, level, ...options })
      : engine.compressor({ level, contentSize: file.size, ...options }).over(file);
  return { name: `${file.name}.${format}`, blob: await collect(output, options) };
}

/** The content of a frame, or of a container that was verified as a whole before its first byte is given. */
async function plain(file: File, engine: Engine, options: AsyncOptions): Promise<Output> {
  const maxOutput = Number.POSITIVE_INFINITY;
  const magic = await file.slice(0, CONTAINER_MAGIC.length).text();
  if (magic !== CONTAINER_MAGIC) return engine.decompressor({ maxOutput, ...options }).over(file);
  const reader = await H4mkReader.open(file, { engine, strict: true, maxOutput, ...options });
  return reader.stream(undefined, undefined, { signal: options.signal });
}

/** All pieces as one Blob. A browser may put what a Blob has on disk, which it cannot with the pieces themselves. */
async function collect(output: Output, { signal }: AsyncOptions): Promise<Blob> {
  const parts: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let began = performance.now();
  for await (const piece of output) {
    signal?.throwIfAborted();
    pieces.push(piece);
    size += piece.length;
    if (size >= PART) {
      parts.push(new Blob(pieces));
      pieces = [];
      size = 0;
    }
    if (performance.now() - began < TURN) continue;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
  }
  return new Blob([...parts, ...pieces], { type: "application/octet-stream" });
}

/** `name` without the extension that compression gave it. */
function plainName(name: string): string {
  const bare = name.replace(/\.(zst|h4mk)$/i, "");
  return bare === name || bare === "" ? `${name}.out` : bare;
}
