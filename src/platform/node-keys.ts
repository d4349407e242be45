/** Files of keys and tokens in Node: a secret is read only where nobody else can have read it. T13, T30 of THREATS.md */

import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { H4Error } from "../api/errors.js";

/** Bytes of a key file that are looked at; one more than any key that is accepted. */
const SIZE_MAX = 16_385;
/** Permission bits of a group and of everybody else. */
const OTHERS = 0o077;
/** The same without reading by the group: a Secret of Kubernetes belongs to root and the group of its pod. */
const OTHERS_THAN_READERS = 0o037;

/**
 * The text of the private key in the file at `path`. Links are followed; what is checked is the file that is read.
 *
 * @throws H4Error `KEY_NOT_FOUND`; `KEY_UNREADABLE`, also for what is not a regular file; `KEY_UNSAFE_FILE` where the
 * file belongs to another user than this one and root, or has any permission for others. Windows has neither.
 */
export async function readPrivateKeyFile(path: string): Promise<string> {
  return await readKeyFile(path, "key", (stats) => refuseUnsafe(`the private key ${path}`, stats, OTHERS));
}

/**
 * The bearer token in the file at `path`, without the blanks around it.
 *
 * @throws H4Error as `readPrivateKeyFile`; the group of the file may read it
 */
export async function readTokenFile(path: string): Promise<string> {
  const check = (stats: Stats) => refuseUnsafe(`the token ${path}`, stats, OTHERS_THAN_READERS);
  return (await readKeyFile(path, "token", check)).trim();
}

/**
 * The text of the public key in the file at `path`.
 *
 * @throws H4Error `KEY_NOT_FOUND`; `KEY_UNREADABLE`, also for what is not a regular file
 */
export async function readPublicKeyFile(path: string): Promise<string> {
  return await readKeyFile(path, "key", () => undefined);
}

async function readKeyFile(path: string, what: "key" | "token", check: (stats: Stats) => void): Promise<string> {
  let file: FileHandle | undefined;
  try {
    // Without O_NONBLOCK, opening a named pipe waits for a writer.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await file.stat();
    if (!stats.isFile()) throw new H4Error("KEY_UNREADABLE", `the ${what} ${path} is not a regular file`);
    check(stats);
    return await readText(file);
  } catch (cause) {
    if (cause instanceof H4Error) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw missing
      ? new H4Error("KEY_NOT_FOUND", `there is no ${what} ${path}`, { cause })
      : new H4Error("KEY_UNREADABLE", `the ${what} ${path} cannot be read: ${(cause as Error).message}`, { cause });
  } finally {
    await file?.close();
  }
}

async function readText(file: FileHandle): Promise<string> {
  const buffer = Buffer.alloc(SIZE_MAX);
  let filled = 0;
  for (let bytesRead = -1; bytesRead !== 0 && filled < SIZE_MAX; filled += bytesRead) {
    ({ bytesRead } = await file.read(buffer, filled, SIZE_MAX - filled, null));
  }
  return buffer.toString("latin1", 0, filled); // PEM is ASCII
}

function refuseUnsafe(secret: string, { mode, uid }: Stats, forbidden: number): void {
  const user = process.getuid?.();
  if (user === undefined) return;
  const permissions = `0${(mode & 0o777).toString(8)}`;
  if (uid !== user && uid !== 0) {
    throw new H4Error("KEY_UNSAFE_FILE", `${secret} belongs to another user`, { got: permissions });
  }
  if ((mode & forbidden) === 0) return;
  const limit = (0o700 & ~0o100) | (0o040 & ~forbidden);
  const reason = `${secret} is open to others: its mode is ${permissions}, chmod 600 closes it`;
  throw new H4Error("KEY_UNSAFE_FILE", reason, { got: permissions, limit: `0${limit.toString(8)}` });
}
