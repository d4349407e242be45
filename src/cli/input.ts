/** What a command reads: a regular file, or stdin as `-`. CLI.md, T33 of THREATS.md. */

import type { Stats } from "node:fs";
import { type FileHandle, lstat, open, stat } from "node:fs/promises";
import type { RandomAccess } from "../api/random-access.js";
import { readAt } from "../platform/node-files.js";
import { FileError } from "./exit.js";

/** Read this much at a time: larger pieces were no faster on a page-cached file. */
const READ_SIZE = 1 << 18;

/** The name that stands for stdin and stdout. */
export const STANDARD_STREAM = "-";

/** Something to be read once, front to back. */
export interface Input {
  /** Bytes to come, where that is known beforehand. */
  readonly size: number | undefined;
  /** Of a file: what its output inherits. */
  readonly stats: Stats | undefined;
  /** The same bytes at any offset; undefined for what can only be read front to back. */
  readonly anywhere: RandomAccess | undefined;
  /** The bytes. A piece is valid until the next one is asked for. */
  chunks(): AsyncGenerator<Uint8Array, void, undefined>;
  close(): Promise<void>;
}

/** How strict to be about a source. */
export interface InputOptions {
  /** Also read devices, pipes with a name and the keyboard. */
  readonly force?: boolean | undefined;
  /** The source is to be removed afterwards: it must be a regular file, and no link to one unless forced. */
  readonly remove?: boolean | undefined;
}

/**
 * Opens `file`, or stdin where it is `-`.
 *
 * @throws {FileError} for directories, for what is not a regular file unless forced, and for a terminal unless forced.
 * @example for await (const chunk of (await openInput("-")).chunks()) count += chunk.byteLength;
 */
export async function openInput(file: string, options: InputOptions = {}): Promise<Input> {
  if (file === STANDARD_STREAM) return openStdin(options);
  refuseOddities(await stat(file), options); // before opening: opening a named pipe waits for its writer
  const handle = await open(file);
  try {
    const stats = await handle.stat();
    refuseOddities(stats, options);
    if (options.remove) await refuseToRemove(file, stats, options);
    return new FileInput(handle, stats, await sizeOf(handle, stats));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function refuseOddities(stats: Stats, { force }: InputOptions): void {
  if (stats.isDirectory()) throw new FileError("FILE_IS_DIRECTORY", "is a directory");
  if (stats.isFile() || force) return;
  throw new FileError("FILE_NOT_REGULAR", "is not a regular file; give it as stdin with '-', or use -f");
}

async function refuseToRemove(file: string, stats: Stats, { force }: InputOptions): Promise<void> {
  if (!stats.isFile()) throw new FileError("FILE_NOT_REGULAR", "is not a regular file: --rm removes no others");
  if (force || !(await lstat(file)).isSymbolicLink()) return;
  throw new FileError("FILE_IS_LINK", "is a symbolic link: --rm would remove the link, not the data; -f does that");
}

/** How much there is to read. Files of the kernel (/proc) say 0 and have content. */
async function sizeOf(handle: FileHandle, stats: Stats): Promise<number | undefined> {
  if (!stats.isFile()) return undefined;
  if (stats.size > 0) return stats.size;
  const { bytesRead } = await handle.read(new Uint8Array(1), 0, 1, 0);
  return bytesRead === 0 ? 0 : undefined;
}

class FileInput implements Input {
  readonly anywhere: RandomAccess | undefined;

  constructor(
    private readonly handle: FileHandle,
    readonly stats: Stats,
    readonly size: number | undefined,
  ) {
    const read = (offset: number, length: number) => readAt(handle, offset, length);
    this.anywhere = size === undefined ? undefined : { size, read };
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    const buffer = new Uint8Array(READ_SIZE);
    for (;;) {
      const { bytesRead } = await this.handle.read(buffer, 0, READ_SIZE, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

function openStdin({ force }: InputOptions): Input {
  if (process.stdin.isTTY && !force) {
    throw new FileError("TERMINAL", "stdin is a terminal: pipe data in, name a file, or use -f");
  }
  return {
    size: undefined,
    stats: undefined,
    anywhere: undefined,
    async *chunks() {
      for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) yield chunk;
    },
    close() {
      process.stdin.destroy();
      return Promise.resolve();
    },
  };
}
