/** Several files as one: a tar archive, made as it is read. POSIX.1-2017, pax, "ustar Interchange Format" */

import { chunksOf } from "../src/api/source.js";
import type { Chosen } from "./choose.js";

/** Of a header, and what contents are filled up to. */
const BLOCK = 512;

/** Bytes of the field `name`. */
const NAME_MAX = 100;

/** Largest size that eleven octal digits say. */
const SIZE_MAX = 8 ** 11 - 1;

/** A tar archive that is not there yet. */
export interface Archive {
  readonly size: number;
  pieces(): AsyncGenerator<Uint8Array, void, undefined>;
}

/** An archive of `files`: their paths, times and contents, and nothing about whose they are. */
export function archiveOf(files: readonly Chosen[]): Archive {
  const headers = files.map(headersOf);
  const size = files.reduce((sum, { file }, i) => sum + headers[i]!.length + filled(file.size), 2 * BLOCK);
  return { size, pieces };

  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    for (const [i, { file }] of files.entries()) {
      yield headers[i]!;
      yield* chunksOf(file);
      yield new Uint8Array(filled(file.size) - file.size);
    }
    yield new Uint8Array(2 * BLOCK);
  }
}

function filled(length: number): number {
  return Math.ceil(length / BLOCK) * BLOCK;
}

/** The header of a file; before it an extended one, for what has no room in it. */
function headersOf({ path, file }: Chosen): Uint8Array {
  const name = new TextEncoder().encode(path);
  const seconds = Math.max(0, Math.floor(file.lastModified / 1000));
  const records: string[] = [];
  if (name.length > NAME_MAX || name.length !== path.length) records.push(record("path", path));
  if (file.size > SIZE_MAX) records.push(record("size", String(file.size)));
  const own = header(name, Math.min(file.size, SIZE_MAX), seconds, "0");
  if (records.length === 0) return own;
  const extended = new TextEncoder().encode(records.join(""));
  const whole = new Uint8Array(BLOCK + filled(extended.length) + BLOCK);
  whole.set(header(new TextEncoder().encode("pax"), extended.length, seconds, "x"));
  whole.set(extended, BLOCK);
  whole.set(own, whole.length - BLOCK);
  return whole;
}

/** `LENGTH key=value\n`, where the length counts its own digits. */
function record(key: string, value: string): string {
  const rest = new TextEncoder().encode(` ${key}=${value}\n`).length;
  let length = rest + String(rest).length;
  if (rest + String(length).length > length) length++;
  return `${length} ${key}=${value}\n`;
}

function header(name: Uint8Array, size: number, seconds: number, type: "0" | "x"): Uint8Array {
  const made = new Uint8Array(BLOCK);
  const put = (text: string, at: number) => made.set(new TextEncoder().encode(text), at);
  made.set(name.subarray(0, NAME_MAX));
  put(octal(0o644, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(size, 11), 124);
  put(octal(seconds, 11), 136);
  put("        ", 148); // the checksum is made with spaces in its place
  put(type, 156);
  put("ustar\0" + "00", 257);
  put(
    `${octal(
      made.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0 `,
    148,
  );
  return made;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}
