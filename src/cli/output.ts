/** What a command writes: a new file, complete or not at all, or stdout as `-`. CLI.md, T33 of THREATS.md. */

import { fstatSync, type Stats, write } from "node:fs";
import { chmod, chown, lstat, open, stat, utimes } from "node:fs/promises";
import { devNull } from "node:os";
import { promisify } from "node:util";
import { writeFileAtomically } from "../platform/node-files.js";
import { FileError, isSystemError, systemMessage } from "./exit.js";
import { printable } from "./figures.js";

/** Takes everything that comes, and answers with the number of bytes. */
export type Output = (chunks: AsyncIterable<Uint8Array>) => Promise<number>;

/** Bits of a mode that a copy may have: never set-user-ID and its like. */
export const PERMISSIONS = 0o777;
/** Of these, what only the owner has. */
const OWNER_PERMISSIONS = 0o700;
const STDOUT = 1;

/** Control characters that no text has may be commands to a terminal. Backspace, TAB, LF, FF, CR and ESC are text. */
const FIRST_TEXT_BYTE = 0x20;
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x1b]);

/** `bytes` as the only piece. */
export async function* once(bytes: Uint8Array | Promise<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield await bytes;
}

/** Reads everything and keeps nothing. */
export const discard: Output = (chunks) => pour(chunks, () => Promise.resolve());

async function pour(chunks: AsyncIterable<Uint8Array>, take: (chunk: Uint8Array) => Promise<void>): Promise<number> {
  let written = 0;
  for await (const chunk of chunks) {
    await take(chunk);
    written += chunk.byteLength;
  }
  return written;
}

/** Writes to stdout. A terminal gets text only, unless `force`. */
export function toStdout({ force }: { readonly force?: boolean | undefined } = {}): Output {
  const write = isStream() ? writeStream : writeDescriptor;
  if (!process.stdout.isTTY || force) return (chunks) => pour(chunks, write);
  return (chunks) =>
    pour(chunks, (chunk) => {
      refuseBinary(chunk);
      return write(chunk);
    });
}

/** Refuses to send compressed data to a terminal before anything is read. */
export function refuseTerminal({ force }: { readonly force?: boolean | undefined }): void {
  if (process.stdout.isTTY && !force) {
    throw new FileError("TERMINAL", "stdout is a terminal: redirect it, name a file with -o, or use -f");
  }
}

function refuseBinary(chunk: Uint8Array): void {
  if (chunk.every((byte) => byte >= FIRST_TEXT_BYTE || TEXT_CONTROLS.has(byte))) return;
  throw new FileError("TERMINAL", "the content is binary and stdout is a terminal: redirect it, or use -f");
}

/** Pipes, sockets and terminals belong to Node's stream; it would lose the rest of a partial write to anything else. */
function isStream(): boolean {
  const stats = fstatSync(STDOUT);
  return process.stdout.isTTY || stats.isFIFO() || stats.isSocket();
}

function writeStream(chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

async function writeDescriptor(chunk: Uint8Array): Promise<void> {
  const writeSome = promisify(write);
  for (let at = 0; at < chunk.byteLength; ) {
    at += (await writeSome(STDOUT, chunk, at, chunk.byteLength - at, null)).bytesWritten;
  }
}

/** How a file is written. */
export interface ToFileOptions {
  /** Replace what is there. */
  readonly force?: boolean | undefined;
  /** The source, whose mode, owner and times the new file takes over. */
  readonly source?: Stats | undefined;
  /** Permission bits of a file without a source. Default 0o666, less the umask. */
  readonly mode?: number | undefined;
  /** A file that must not be the output, even if forced. Default: the source. */
  readonly apart?: Stats | undefined;
}

/**
 * Prepares to write `path`; everything that can be refused is refused here, before any work is done.
 *
 * @throws {FileError} where there is a file already, unless forced; for a directory, for the source itself, and for a
 * device or named pipe unless forced; with an errno where the system refuses.
 */
export async function toFile(
  path: string,
  { force, source, mode: wanted, apart = source }: ToFileOptions = {},
): Promise<Output> {
  if (path === devNull) return discard;
  const name = printable(path);
  const there = await statOrNothing(path);
  if (there?.isDirectory()) throw new FileError("FILE_IS_DIRECTORY", `the output ${name} is a directory`);
  if (there && apart && there.dev === apart.dev && there.ino === apart.ino) {
    throw new FileError("FILE_SAME", `the output ${name} is the input itself`);
  }
  if (there && !there.isFile() && !there.isSymbolicLink()) return toDevice(path, force);
  if (there && !force) throw new FileError("FILE_EXISTS", `${name} exists already; -f replaces it`);
  return async (chunks) => {
    const mode = source?.isFile() ? source.mode & PERMISSIONS : wanted;
    try {
      const written = await writeFileAtomically(path, chunks, { overwrite: force === true, mode });
      if (source?.isFile()) await inherit(path, source);
      return written;
    } catch (error) {
      throw isSystemError(error) && error.syscall !== "read" ? writeError(path, error) : error;
    }
  };
}

/** Names the output: the line of an error begins with the input. */
function writeError(path: string, error: NodeJS.ErrnoException & { code: `E${string}` }): FileError {
  return new FileError(error.code, `cannot write ${printable(path)}: ${systemMessage(error)}`);
}

/** The file that `path` leads to; a dangling link counts as something that is there. */
async function statOrNothing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code !== "ENOENT") throw writeError(path, error);
    return await lstat(path).catch(() => undefined);
  }
}

function toDevice(path: string, force: boolean | undefined): Output {
  if (!force) throw new FileError("FILE_NOT_REGULAR", `${printable(path)} is not a regular file; -f writes to it`);
  return async (chunks) => {
    const handle = await open(path, "w");
    try {
      return await pour(chunks, (chunk) => handle.writeFile(chunk));
    } catch (error) {
      throw isSystemError(error) && error.syscall !== "read" ? writeError(path, error) : error;
    } finally {
      await handle.close();
    }
  };
}

/**
 * Gives `path` the owner, mode and times of its source, as far as the file system has them: the content is complete, and
 * its mode was never wider than that of the source. Where the owner cannot follow, only the new one may read it.
 */
async function inherit(path: string, source: Stats): Promise<void> {
  const followed = await chown(path, source.uid, source.gid).then(succeeded, failed);
  await chmod(path, source.mode & (followed ? PERMISSIONS : OWNER_PERMISSIONS)).catch(failed);
  await utimes(path, source.atime, source.mtime).catch(failed);
}

const succeeded = () => true;
const failed = () => false;
