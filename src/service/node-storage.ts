/** Files of Node for the service: bodies in temporary files, and a directory of containers. T19, T21 */

import { createHash } from "node:crypto";
import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, lstat, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readAt } from "../platform/node-files.js";
import { checkSpoolLimit, spoolExceeded } from "./memory-spool.js";
import { Problem } from "./problem.js";
import { type ContainerStore, type Spool, type Spooled, STORED_NAME, type StoredFile } from "./storage.js";

/** Bytes of a file that are read at a time: what one answer holds in memory. */
const READ_SIZE = 256 << 10;

/** The disk, a quota or the largest length of a file is used up. */
const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** What a name stands for that is no file: nothing, a link, a socket, a file taken for a folder. */
const NO_FILE = new Set(["ENOENT", "ELOOP", "EMLINK", "ENXIO", "ENOTDIR", "ENAMETOOLONG"]);

/** Windows has neither: there a link is looked at before it is opened, and named pipes are elsewhere. */
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK = 0 } = constants as Partial<typeof constants> & { O_RDONLY: number };

/**
 * Puts each body into a temporary file of its own, that only this user may read (0600, in a folder of 0700). Its name is
 * taken away as soon as it is open, so that not even a killed process leaves it behind; where a system has no files
 * without a name, `discard` removes it.
 *
 * A full disk is a Problem `STORAGE_FULL`, 507.
 *
 * @param directory where the files are. Default: the temporary directory of the system
 * @param limit bytes of one body; more is 413. Default: as many as the service takes at all
 */
export function fileSpool(directory: string = tmpdir(), limit: number = Number.POSITIVE_INFINITY): Spool {
  checkSpoolLimit(limit);
  return async (body, signal) => {
    const temporary = await TemporaryFile.open(directory).catch(rejectFull);
    try {
      return await temporary.take(body, limit, signal);
    } catch (error) {
      await temporary.discard();
      throw error;
    }
  };
}

class TemporaryFile {
  private constructor(
    private readonly file: FileHandle,
    private readonly folder: string,
  ) {}

  static async open(directory: string): Promise<TemporaryFile> {
    const folder = await mkdtemp(join(directory, "h4-spool-"));
    let file: FileHandle;
    try {
      file = await open(join(folder, "body"), "wx+", 0o600);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    return new TemporaryFile(file, folder);
  }

  async take(body: AsyncIterable<Uint8Array>, limit: number, signal: AbortSignal): Promise<Spooled> {
    let size = 0;
    for await (const piece of body) {
      signal.throwIfAborted();
      if (size + piece.length > limit) throw spoolExceeded(size + piece.length, limit);
      for (let at = 0; at < piece.length; ) {
        const { bytesWritten } = await this.file.write(piece, at, piece.length - at, size + at).catch(rejectFull);
        at += bytesWritten;
      }
      size += piece.length;
    }
    signal.throwIfAborted();
    const source = { size, read: (offset: number, length: number) => readAt(this.file, offset, length) };
    return { source, size, discard: () => this.discard() };
  }

  /** `close` waits for reads that are still at work. */
  async discard(): Promise<void> {
    await this.file.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function rejectFull(cause: NodeJS.ErrnoException): never {
  if (!FULL.has(cause.code ?? "")) throw cause;
  throw new Problem(507, "STORAGE_FULL", "There is no room for the body of this request now", { cause });
}

/**
 * The containers that are directly in the directory at `path`: regular files whose names are as `STORED_NAME` says. No
 * link in it is followed; the directory itself may be one, and may be replaced while it is served.
 *
 * The ETag rests on the file's inode, size, and times of its last write and change in nanoseconds. The second cannot be
 * set back, so that no write goes unnoticed, but for one: of the same length, into the same file, within one tick of the
 * kernel's clock (1 to 10 ms) of the write before. Put files there by renaming, as `h4 pack` does, and even that is told
 * apart. Copies on other machines have other ETags: replicas of a service share one volume.
 *
 * @throws the error of node:fs when there is no directory at `path`
 */
export async function directoryStore(path: string): Promise<ContainerStore> {
  const directory = resolve(path);
  if (!(await stat(directory)).isDirectory()) {
    throw Object.assign(new Error(`${path} is not a directory`), { code: "ENOTDIR", path });
  }
  return { open: (name) => openStored(directory, name) };
}

async function openStored(directory: string, name: string): Promise<StoredFile | undefined> {
  if (!STORED_NAME.test(name)) return undefined;
  const file = await openRegular(join(directory, name));
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat({ bigint: true });
    if (stats.isFile()) return storedFile(file, stats);
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return undefined;
}

/** Without waiting for the other end of a pipe, and without following a link. */
async function openRegular(path: string): Promise<FileHandle | undefined> {
  try {
    if (O_NOFOLLOW === undefined && !(await lstat(path)).isFile()) return undefined;
    return await open(path, O_RDONLY | (O_NOFOLLOW ?? 0) | O_NONBLOCK);
  } catch (error) {
    if (NO_FILE.has((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

function storedFile(file: FileHandle, stats: BigIntStats): StoredFile {
  const { size, mtimeNs } = stats;
  const written = Number(mtimeNs / 1_000_000n);
  return {
    size: Number(size),
    etag: etagOf(stats),
    // A date that is still to come is none. RFC 9110 §8.8.2.1
    lastModified: new Date(Math.min(written, Date.now())),
    read: (start, end) => piecesOf(file, start, end, stats),
    close: () => file.close(),
  };
}

/** Hashed, since a number of an inode is nobody's business. */
function etagOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  const digest = createHash("sha256").update([dev, ino, size, mtimeNs, ctimeNs].join(" ")).digest("hex");
  return `"${digest.slice(0, 32)}"`;
}

/** Each piece is read when it is asked for. A file that was written to meanwhile is given to no end. */
function piecesOf(file: FileHandle, start: number, end: number, then: BigIntStats): ReadableStream<Uint8Array> {
  let at = start;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await readAt(file, at, Math.min(READ_SIZE, end - at));
        at += piece.length;
        if (at >= end || piece.length === 0) {
          const { size, mtimeNs } = await file.stat({ bigint: true });
          if (at < end || size !== then.size || mtimeNs !== then.mtimeNs) {
            controller.error(new Error("The file was written to while it was read"));
            return;
          }
        }
        if (piece.length > 0) controller.enqueue(piece);
        if (at >= end) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
