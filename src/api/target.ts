/** Files as targets: what a caller says about one, and what goes into it, checked before the platform writes. */

import { type WriteFileOptions, writeFileAtomically as write } from "../platform/node-files.js";
import { type Bytes, describe, viewOf } from "./bytes.js";
import { checkKeys, integer } from "./check.js";

const MODE_DEFAULT = 0o666;
/** The permission bits, set-user-ID, set-group-ID and sticky among them. */
const MODE_MAX = 0o7777;
/** What `writeFileOptions` leaves must be nothing. */
const NO_KEYS: ReadonlySet<string> = new Set();

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
  options: WriteFileOptions = {},
): Promise<number> {
  const [file, rest] = writeFileOptions(options);
  checkKeys(rest, NO_KEYS);
  if (!isIterable(chunks)) throw new TypeError(`chunks must be an iterable of bytes, got ${describe(chunks)}`);
  return await write(path, viewsOf(chunks), file);
}

/** The options of a file, checked, and those that are not its business. */
export function writeFileOptions<T extends WriteFileOptions>(
  options: T,
): [Required<{ overwrite: boolean; mode: number }>, Omit<T, keyof WriteFileOptions>] {
  checkKeys(options, undefined);
  const { overwrite = false, mode = MODE_DEFAULT, ...rest } = options;
  if (typeof overwrite !== "boolean") throw new TypeError(`overwrite must be a boolean, got ${describe(overwrite)}`);
  return [{ overwrite, mode: integer(mode, "mode", 0, MODE_MAX) }, rest];
}

function isIterable(chunks: unknown): boolean {
  if (typeof chunks !== "object" || chunks === null) return false;
  return Symbol.asyncIterator in chunks || Symbol.iterator in chunks;
}

async function* viewsOf(chunks: AsyncIterable<Bytes> | Iterable<Bytes>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) yield viewOf(chunk, "chunk");
}
