/** The file of a native core: judged, then read once. ABI.md, "Loading", steps 1 and 2; S36 of PROMISES.md, T8, T9 */

import type { Stats } from "node:fs";
import { H4Error, type H4ErrorCode } from "../api/errors.js";

/** No core is larger. ABI.md, "Loading", step 2 */
export const CORE_SIZE_MAX = 256 << 20;
/** Links followed at most, as path_resolution(7) has it. */
const LINKS_MAX = 40;

const GROUP_OR_OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
const OWNER_WRITE = 0o200;

/** What was read, and what an operator should know about where it lies. */
export interface CoreFile {
  bytes: Uint8Array<ArrayBuffer>;
  warnings: string[];
}

/**
 * Reads the core at `path`, an absolute one. Links are followed; every folder on the way, and the file, must be such
 * that nobody but root and the user of this process can put another file there.
 *
 * @throws H4Error `CORE_NOT_FOUND`, `CORE_UNREADABLE`, `CORE_UNSAFE_PATH`
 */
export async function readCoreFile(path: string): Promise<CoreFile> {
  const { open } = process.getBuiltinModule("node:fs/promises");
  const { constants } = process.getBuiltinModule("node:fs");
  try {
    const real = await resolved(path);
    // Without waiting for the writer of a pipe; the link was followed already.
    const file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw refused("CORE_UNREADABLE", `Compression core is not a regular file: ${path}`);
      judge(stats, "The file", path, path);
      const bytes = await readWhole(file, stats.size, path);
      return { bytes, warnings: writableByOurselves(stats) ? [writableWarning(path)] : [] };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw typed(error, path);
  }
}

/**
 * Reads a core wherever it lies, to look at it: not for what is to be an engine.
 *
 * @throws H4Error `CORE_NOT_FOUND`, `CORE_UNREADABLE`
 */
export async function readFileAnywhere(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { open } = process.getBuiltinModule("node:fs/promises");
  const file = await open(path, "r");
  try {
    return await readWhole(file, (await file.stat()).size, path);
  } catch (error) {
    throw typed(error, path);
  } finally {
    await file.close();
  }
}

/** The path without links, after a look at every folder and link on the way. */
async function resolved(path: string): Promise<string> {
  const { lstat, readlink } = process.getBuiltinModule("node:fs/promises");
  const { join, sep } = process.getBuiltinModule("node:path");
  const rest = parts(path);
  let at: string = sep;
  let links = 0;
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    judge(await lstat(at), "The folder", at, path);
    if (name === "..") {
      at = join(at, "..");
      continue;
    }
    const next = join(at, name);
    const found = await lstat(next);
    if (!found.isSymbolicLink()) {
      at = next;
      continue;
    }
    if (++links > LINKS_MAX)
      throw refused("CORE_UNREADABLE", `Compression core cannot be read: ${path} (too many links)`);
    judgeOwner(found, "The link", next, path);
    const target = await readlink(next);
    if (target.startsWith(sep)) at = sep;
    rest.unshift(...parts(target));
  }
  return at;
}

function parts(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** Whether someone else could write to it, or, in the case of a folder, replace what is in it. */
function judge(stats: Stats, what: string, where: string, path: string): void {
  judgeOwner(stats, what, where, path);
  const writable = (stats.mode & GROUP_OR_OTHERS_WRITE) !== 0;
  // In a sticky folder a file is renamed and removed by its owner alone, and owners are looked at.
  const kept = stats.isDirectory() && (stats.mode & STICKY) !== 0;
  if (!writable || kept) return;
  const mode = `0${(stats.mode & 0o7777).toString(8)}`;
  throw unsafe(path, `${what} ${where} has mode ${mode}: others than its owner can write to it`, mode);
}

/** Who owns a file can change its mode. */
function judgeOwner({ uid }: Stats, what: string, where: string, path: string): void {
  const own = process.geteuid?.();
  if (own === undefined || uid === 0 || uid === own) return;
  throw unsafe(path, `${what} ${where} belongs to user ${uid}, neither root nor the user of this process`, uid);
}

/** Read-only is what keeps a hole in the service from becoming a hole in its core. */
function writableByOurselves({ uid, mode }: Stats): boolean {
  return uid === process.geteuid?.() && (mode & OWNER_WRITE) !== 0;
}

function writableWarning(path: string): string {
  return `${path} can be written by the user of this process: give it to another owner, or mode 0555`;
}

/** All bytes up to the limit, read from the one descriptor. */
async function readWhole(
  file: { read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }> },
  size: number,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (size > CORE_SIZE_MAX) throw tooLarge(path, size);
  // One byte more than there should be: a file that grows is not what was looked at.
  const bytes = new Uint8Array(size + 1);
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  if (length === size) return bytes.slice(0, size);
  throw refused("CORE_UNREADABLE", `Compression core changed its length while it was read: ${path}`);
}

function tooLarge(path: string, got: number): H4Error {
  const message = `Compression core is larger than ${CORE_SIZE_MAX} bytes: ${path}`;
  return new H4Error("CORE_UNREADABLE", message, { got, limit: CORE_SIZE_MAX });
}

function refused(code: H4ErrorCode, message: string): H4Error {
  return new H4Error(code, message);
}

function unsafe(path: string, reason: string, got: string | number): H4Error {
  return new H4Error("CORE_UNSAFE_PATH", `Compression core could be replaced by others: ${path}. ${reason}`, { got });
}

/** What the system refused: a name that is not there is one thing, a file that may not be read another. S54 */
function typed(error: unknown, path: string): unknown {
  if (error instanceof H4Error || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new H4Error("CORE_NOT_FOUND", `Compression core not found: ${path}`, { cause: error });
  }
  const why = code === "EACCES" ? "permission denied" : (code ?? error.message);
  return new H4Error("CORE_UNREADABLE", `Compression core cannot be read: ${path} (${why})`, { cause: error });
}
