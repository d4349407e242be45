/** Dictionaries from files. zstd(1), -D */

import { readFile, stat } from "node:fs/promises";
import { FileError, isSystemError, systemMessage } from "./exit.js";
import { printable } from "./figures.js";

/** What zstd(1) reads at most: DICTSIZE_MAX, 32 MiB. */
const DICTIONARY_SIZE_MAX = 2 ** 25;

/** The dictionary in `file`, raw or formatted; undefined where no file is named. */
export async function readDictionary(file: string | undefined): Promise<Uint8Array | undefined> {
  if (file === undefined) return undefined;
  const name = `the dictionary ${printable(file)}`;
  try {
    const stats = await stat(file);
    if (!stats.isFile()) throw new FileError("FILE_NOT_REGULAR", `${name} is not a regular file`);
    if (stats.size > DICTIONARY_SIZE_MAX) {
      const bounds = { got: stats.size, limit: DICTIONARY_SIZE_MAX };
      throw new FileError("FILE_TOO_LARGE", `${name} has ${bounds.got} bytes, the limit is ${bounds.limit}`, bounds);
    }
    return await readFile(file);
  } catch (error) {
    throw isSystemError(error) ? new FileError(error.code, `${name}: ${systemMessage(error)}`) : error;
  }
}
