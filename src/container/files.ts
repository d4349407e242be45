/** Containers from file to file: a target appears complete and synced, or not at all. T33 of THREATS.md */

import { writeFileOptions } from "../api/target.js";
import { openFileSource, type WriteFileOptions, writeFileAtomically } from "../platform/node-files.js";
import type { ContainerSource } from "./access.js";
import { H4mkReader, type OpenOptions } from "./reader.js";
import { type WriteContainerOptions, writeContainer } from "./writer.js";

/** Bytes read from a file at a time. */
const READ_SIZE = 1 << 20;

/** How much was read and written, in bytes. */
export interface PackResult {
  read: number;
  written: number;
}

/**
 * Packs the file `source` into the container `target`.
 *
 * @throws H4Error `FILE_EXISTS`, and as `writeContainer`
 * @example
 * await packFile("video.bin", "video.h4mk", { blockSize: 4 << 20, meta: { title: "video" } });
 */
export async function packFile(
  source: string,
  target: string,
  options: WriteContainerOptions & WriteFileOptions = {},
): Promise<PackResult> {
  const [written, rest] = writeFileOptions(options);
  const file = await openFileSource(source);
  let read = 0;
  async function* chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    for (let chunk = await file.read(0, READ_SIZE); chunk.length > 0; chunk = await file.read(read, READ_SIZE)) {
      read += chunk.length;
      yield chunk;
    }
  }
  try {
    return { written: await writeFileAtomically(target, writeContainer(chunks(), rest), written), read };
  } finally {
    await file.close();
  }
}

/**
 * Unpacks a container, a file by its path or any other source, into the file `target`. All of the container is verified
 * before the first plain byte is written, unless `strict` is false.
 *
 * @throws H4Error `FILE_EXISTS`, and as `H4mkReader.open` and `read`
 * @example
 * await unpackFile("video.h4mk", "video.bin", { root, maxOutput: Infinity });
 */
export async function unpackFile(
  source: string | ContainerSource,
  target: string,
  options: OpenOptions & WriteFileOptions = {},
): Promise<PackResult> {
  const [written, rest] = writeFileOptions(options);
  const file = typeof source === "string" ? await openFileSource(source) : undefined;
  try {
    const reader = await H4mkReader.open(file ?? (source as ContainerSource), { strict: true, ...rest });
    const pieces = reader.stream(undefined, undefined, { signal: options.signal });
    return { written: await writeFileAtomically(target, pieces, written), read: reader.info.size };
  } finally {
    await file?.close();
  }
}
