/** Files in Node: read at any offset, written whole or not at all. */

import { type FileHandle, link, lstat, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { H4Error } from "../api/errors.js";

export interface WriteFileOptions {
  /** Replaces a file that exists. Default false: `FILE_EXISTS`. */
  overwrite?: boolean | undefined;
  /** Permission bits of the new file. Default 0o666, less the umask. */
  mode?: number | undefined;
}

/** An open file, readable at any offset: what `listFrames` takes. */
export interface FileSource {
  /** Length in bytes when it was opened. */
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Opens the file at `path` for reading at any offset. The caller closes it. */
export async function openFileSource(path: string): Promise<FileSource> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    return { size, read: (offset, length) => readAt(file, offset, length), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Up to `length` bytes from `offset` of an open file; fewer only at the end. */
export async function readAt(file: FileHandle, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/**
 * Writes `chunks` to a temporary file beside `path`, syncs it, and moves it into place. On any failure nothing is left
 * and `path` is as it was. What is no file but takes bytes (a device, a pipe) is written to as it is. Answers with the
 * bytes written.
 *
 * @throws H4Error `FILE_EXISTS` when `path` exists and `overwrite` is not set: before anything is read, and again if
 * it appeared meanwhile
 */
export async function writeFileAtomically(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { overwrite = false, mode = 0o666 }: WriteFileOptions = {},
): Promise<number> {
  const existing = await stat(path).catch(() => undefined);
  if (existing !== undefined && !existing.isFile() && !existing.isDirectory()) return writeInto(path, chunks);
  if (!overwrite && (await exists(path))) throw existsAlready(path);
  // Not made from the name of the target: that may be as long as a name can be.
  const { randomBytes } = process.getBuiltinModule("node:crypto"); // loaded when it is needed, see node.ts
  const temporary = join(dirname(path), `.h4-${randomBytes(8).toString("hex")}.tmp`);
  const file = await open(temporary, "wx", mode);
  try {
    const written = await writeAll(file, chunks);
    await file.sync();
    await file.close();
    if (overwrite) await rename(temporary, path);
    else await place(temporary, path);
    await syncDirectory(dirname(path));
    return written;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeInto(path: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
  const file = await open(path, "w");
  try {
    return await writeAll(file, chunks);
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
  let written = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
    written += chunk.length;
  }
  return written;
}

/** Moves into place only if nothing is there: a link cannot be made over a file, a rename can. */
async function place(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw existsAlready(path);
    // A file system without hard links leaves a moment between the look and the move.
    if (await exists(path)) throw existsAlready(path);
    await rename(temporary, path);
    return;
  }
  await rm(temporary);
}

/** A link that points nowhere counts: something has that name. */
async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function existsAlready(path: string): H4Error {
  return new H4Error("FILE_EXISTS", `${path} exists already`);
}

/** Makes the new name durable. Not every system lets a directory be synced; the file itself was. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r").catch(() => undefined);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
}
