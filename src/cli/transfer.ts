/** The way of a file through the engine: one after the other, each with its own progress and its own failure. CLI.md. */

import type { AsyncOptions } from "../api/options.js";
import { FileError, isBrokenPipe, isSystemError, systemMessage } from "./exit.js";
import { printable } from "./figures.js";
import { type Input, type InputOptions, openInput, STANDARD_STREAM } from "./input.js";
import { Interruption } from "./interrupt.js";
import type { Output } from "./output.js";
import type { ProgressBar } from "./progress.js";
import type { Report } from "./report.js";

/** Bytes that went in and came out. */
export interface Counts {
  read: number;
  written: number;
}

/** A session of the engine, as the library opens it. */
export interface Session {
  over(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}

/** The name of an input or output for a reader. */
export function displayName(file: string, stream: "stdin" | "stdout"): string {
  return file === STANDARD_STREAM ? stream : printable(file);
}

/** Does `work` for each file; one that fails is reported and the next goes on, unless the process is to end. */
export async function eachFile(
  report: Report,
  files: readonly string[],
  work: (file: string) => Promise<void>,
): Promise<void> {
  for (const file of files) {
    try {
      await work(file);
    } catch (error) {
      if (error instanceof Interruption || isBrokenPipe(error)) throw error;
      report.failure(error, report.json ? file : displayName(file, "stdin"));
    }
  }
}

/** Opens `file`, hands it to `work` and closes it, whatever happens. */
export async function withInput<Result>(
  file: string,
  options: InputOptions,
  work: (input: Input) => Promise<Result>,
): Promise<Result> {
  const input = await openInput(file, options);
  try {
    return await work(input);
  } finally {
    await input.close();
  }
}

/** All of the file, or of one that has more than `limit` bytes enough to say so. */
export function readUpTo(file: string, limit: number): Promise<Uint8Array> {
  return withInput(file, {}, async (input) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of input.chunks()) {
      chunks.push(chunk.slice());
      length += chunk.length;
      if (length > limit) break;
    }
    return Buffer.concat(chunks);
  });
}

/** `readUpTo` of a file that an option names: failures begin with the option and the name. */
export async function readOption(option: string, file: string, limit: number): Promise<Uint8Array> {
  const name = `${option} ${displayName(file, "stdin")}`;
  try {
    return await readUpTo(file, limit);
  } catch (error) {
    if (isSystemError(error)) throw new FileError(error.code, `${name}: ${systemMessage(error)}`);
    throw error instanceof FileError ? new FileError(error.code, `${name} ${error.message}`) : error;
  }
}

/**
 * Sends all of `input` through a session into `output`.
 *
 * @param begin - opens the session with the options it is given: progress, and the signal that ends it early
 * @param signal - ends the work where it would leave something unfinished behind
 */
export async function transfer(
  input: Input,
  output: Output,
  begin: (hooks: AsyncOptions) => Session,
  bar: ProgressBar,
  signal?: AbortSignal,
): Promise<Counts> {
  const counts: Counts = { read: 0, written: 0 };
  const onProgress = ({ read, written }: Counts) => {
    counts.read = read;
    bar.update(read, written);
  };
  try {
    counts.written = await output(begin({ onProgress, signal }).over(input.chunks()));
    return counts;
  } finally {
    bar.stop();
  }
}
