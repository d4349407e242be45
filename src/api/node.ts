/** What only Node has: its streams, and files as source and target. */

import { openFileSource, type WriteFileOptions, writeFileAtomically } from "../platform/node-files.js";
import { type Duplex, duplexOver } from "../platform/node-streams.js";
import type { Engine } from "./engine.js";
import { engineFor } from "./engine-for.js";
import type { CompressAsyncOptions, CompressStreamOptions, DecompressAsyncOptions } from "./options.js";
import type { Compressor, Decompressor } from "./sessions.js";
import { ownCompressOptions, ownDecompressOptions } from "./streams.js";
import { writeFileOptions } from "./target.js";

/** Bytes read from a file at a time: the room of the engine's input. */
const READ_SIZE = 1 << 20;

/** How much was read and written, in bytes. */
export interface FileResult {
  read: number;
  written: number;
}

/**
 * A Node stream that compresses what is written into one frame. `engine`: default the one that all calls without pins
 * share.
 *
 * @example
 * await pipeline(createReadStream("a.log"), createCompressStream({ level: 9 }), createWriteStream("a.log.zst"));
 */
export function createCompressStream(options: CompressStreamOptions = {}, engine?: Engine | Promise<Engine>): Duplex {
  const own = ownCompressOptions(options);
  return duplexOver(async () => (await engineFor(engine)).compressor(own).flow, own.signal);
}

/**
 * A Node stream that decompresses all frames that are written. More than 1 GiB of output is refused unless `maxOutput`
 * allows it.
 *
 * @example
 * await pipeline(createReadStream("a.log.zst"), createDecompressStream({ maxOutput: Infinity }), process.stdout);
 */
export function createDecompressStream(
  options: DecompressAsyncOptions = {},
  engine?: Engine | Promise<Engine>,
): Duplex {
  const own = ownDecompressOptions(options);
  return duplexOver(async () => (await engineFor(engine)).decompressor(own).flow, own.signal);
}

/**
 * Compresses the file `source` into the file `target`, which appears complete or not at all. The frame says its
 * content size, so the bytes equal the one-shot's.
 *
 * @throws H4Error `FILE_EXISTS`; `CONTENT_SIZE_MISMATCH` when the source changed its length while it was read
 */
export async function compressFile(
  source: string,
  target: string,
  options: CompressAsyncOptions & WriteFileOptions = {},
  engine?: Engine | Promise<Engine>,
): Promise<FileResult> {
  const [file, rest] = writeFileOptions(options);
  const own = ownCompressOptions(rest);
  const h4 = await engineFor(engine);
  return throughFiles(source, target, file, (contentSize) => h4.compressor({ ...own, contentSize }));
}

/**
 * Decompresses the file `source` into the file `target`, which appears complete or not at all. More than 1 GiB of
 * output is refused unless `maxOutput` allows it.
 *
 * @throws H4Error `FILE_EXISTS`, and as `Engine.decompress`
 */
export async function decompressFile(
  source: string,
  target: string,
  options: DecompressAsyncOptions & WriteFileOptions = {},
  engine?: Engine | Promise<Engine>,
): Promise<FileResult> {
  const [file, rest] = writeFileOptions(options);
  const own = ownDecompressOptions(rest);
  const h4 = await engineFor(engine);
  return throughFiles(source, target, file, () => h4.decompressor(own));
}

async function throughFiles(
  source: string,
  target: string,
  options: WriteFileOptions,
  open: (size: number) => Compressor | Decompressor,
): Promise<FileResult> {
  const file = await openFileSource(source);
  try {
    const session = open(file.size);
    session.flow.total = file.size;
    let read = 0;
    async function* chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
      for (let chunk = await file.read(0, READ_SIZE); chunk.length > 0; chunk = await file.read(read, READ_SIZE)) {
        read += chunk.length;
        yield chunk;
      }
    }
    const written = await writeFileAtomically(target, session.over(chunks()), options);
    return { read, written };
  } finally {
    await file.close();
  }
}
