/** Files held in memory as a whole, to measure and to show with; a real one of this installation where none is named. */

import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { FileError } from "./exit.js";
import { withInput } from "./transfer.js";

/** Real files that a checkout has, best first: megabytes of JavaScript. */
const CANDIDATES = ["typescript/lib/typescript.js", "typescript/lib/_tsc.js"] as const;
/** Several copies of a sample are alive at once. */
const SAMPLE_SIZE_MAX = 2 ** 28;

/** A file in memory. */
export interface Sample {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Path of a real file of this installation; this program itself is always there. */
export async function sampleFile(): Promise<string> {
  const { resolve } = createRequire(import.meta.url);
  for (const candidate of CANDIDATES) {
    try {
      const file = resolve(candidate);
      if ((await stat(file)).isFile()) return file;
    } catch {
      // not installed here
    }
  }
  return fileURLToPath(import.meta.url);
}

/**
 * Reads `file` as a whole.
 *
 * @throws {FileError} `FILE_TOO_LARGE` over 256 MiB
 */
export async function readSample(file: string): Promise<Sample> {
  return await withInput(file, {}, async ({ size = 0 }) => {
    if (size <= SAMPLE_SIZE_MAX) return { file, bytes: await readFile(file) };
    const bounds = { got: size, limit: SAMPLE_SIZE_MAX };
    throw new FileError("FILE_TOO_LARGE", `has ${size} bytes, this command takes up to ${SAMPLE_SIZE_MAX}`, bounds);
  });
}
