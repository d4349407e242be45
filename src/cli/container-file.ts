/** Where commands read containers from: a file, or a URL by range requests. CLI.md */

import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import type { RandomAccess } from "../api/random-access.js";
import type { ContainerSource } from "../container/access.js";
import { httpSource } from "../container/http.js";
import { openFileSource } from "../platform/node-files.js";
import { FileError, UsageError } from "./exit.js";
import { printable } from "./figures.js";
import { STANDARD_STREAM } from "./input.js";

/** What a container begins with. H4MK.md, "Version 1" */
const MAGIC = [0x48, 0x34, 0x4d, 0x4b] as const; // "H4MK"

/** Whether `name` is fetched, rather than opened. */
export function isUrl(name: string): boolean {
  return /^https?:\/\//i.test(name);
}

/** Opens the regular file at `path` for reading at any offset, hands it to `work` and closes it, whatever happens. */
export async function withFile<Result>(
  path: string,
  work: (source: RandomAccess, stats: Stats) => Promise<Result>,
): Promise<Result> {
  const stats = await stat(path); // before opening: opening a named pipe waits for its writer
  if (stats.isDirectory()) throw new FileError("FILE_IS_DIRECTORY", "is a directory");
  if (!stats.isFile()) throw new FileError("FILE_NOT_REGULAR", "is not a regular file");
  const source = await openFileSource(path);
  try {
    return await work(source, stats);
  } finally {
    await source.close();
  }
}

/** The container at `name`, a file or a URL, for `work`; `stats` are those of the file. */
export async function withContainer<Result>(
  name: string,
  work: (source: ContainerSource, stats?: Stats) => Promise<Result>,
): Promise<Result> {
  if (!isUrl(name)) return await withFile(name, work);
  if (!URL.canParse(name)) throw new UsageError(`'${printable(name)}' is not a URL`);
  return await work(httpSource(name));
}

/** Refuses stdin: a container is opened by its end. */
export function refuseStdin(files: readonly string[], command: string): void {
  if (!files.includes(STANDARD_STREAM)) return;
  throw new UsageError(`${command} reads files and URLs only: a container is opened by its end`);
}

/** Whether the bytes at the start of a file are those of a container: its name does not matter. */
export function isContainer(start: Uint8Array): boolean {
  return MAGIC.every((byte, at) => start[at] === byte);
}

/** Whether `source` begins as a container does. */
export async function holdsContainer(source: RandomAccess): Promise<boolean> {
  return isContainer(await source.read(0, MAGIC.length));
}

/** `chunks` as they come, unless they begin as a container does: what streams cannot read it. */
export async function* withoutContainers(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const start: number[] = [];
  for await (const chunk of chunks) {
    if (start.length < MAGIC.length) {
      start.push(...chunk.subarray(0, MAGIC.length - start.length));
      if (isContainer(Uint8Array.from(start))) {
        throw new FileError("FILE_IS_CONTAINER", "is an H4MK container: h4 unpack FILE takes it apart");
      }
    }
    yield chunk;
  }
}
