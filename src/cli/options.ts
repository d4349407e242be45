/** Options that several commands share, each described once, and what every command's help has in common. CLI.md. */

import { type Command, Option } from "commander";
import { LEVEL_DEFAULT, LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";
import { parseDecoderWindowLog, parseLevel, parseMemoryLimit } from "./arguments.js";

/** Gets the exit code of the command that ran. */
export type Finish = (exitCode: number) => void;

/** What help shows for options that the parser knows by one form only: letters.ts translates the others. */
const WRITTEN: ReadonlyMap<string, string> = new Map([
  ["--level <n>", "-1 … -19, --level=<n>"],
  ["--long <n>", "--long[=<n>]"],
]);

/** The flags of an option as a user may write them. */
export function writtenFlags(option: Option): string {
  return WRITTEN.get(option.flags) ?? option.flags;
}

/** An option that may be given several times. */
export const all = (value: string, before: readonly string[] = []): string[] => [...before, value];

const count = (_value: unknown, before: number | undefined) => (before ?? 0) + 1;

export const levelOption = () =>
  new Option(
    "--level <n>",
    `from ${LEVEL_MIN}, fastest, to ${LEVEL_MAX}, smallest (default: ${LEVEL_DEFAULT})`,
  ).argParser(parseLevel);
export const outputOption = () => new Option("-o, --output <file>", "write to <file>; - is stdout");
export const stdoutOption = () => new Option("-c, --stdout", "write to stdout");
export const forceOption = (what = "replace files that exist; read and write devices and terminals") =>
  new Option("-f, --force", what);
export const keepOption = () => new Option("-k, --keep", "keep the input; it is kept anyway unless --rm is given");
export const removeOption = () => new Option("--rm", "remove the input once its output is complete and on the disk");
export const dictionaryOption = () =>
  new Option("-D, --dictionary <file>", "use a dictionary, raw or as zstd trains it");
export const quietOption = () =>
  new Option("-q, --quiet", "no notes, no progress bar; given twice: no errors").argParser(count);
export const verboseOption = (what = "also report what went to stdout") => new Option("-v, --verbose", what);
export const jsonOption = () => new Option("--json", "one JSON object a line on stdout, errors too");

export const memoryOption = () =>
  new Option(
    "-M, --memory <limit>",
    "refuse windows over <limit>: bytes, or with KiB, MiB, GiB; counts down to a power of two (default: 128MiB)",
  ).argParser(parseMemoryLimit);

export const longMaxOption = () =>
  new Option(
    "--long <n>",
    "accept windows of up to 2^n bytes, n from 10 to 30, 27 if left out; where -M is given, that counts",
  ).argParser(parseDecoderWindowLog);

/** Adds a command whose help ends with an example. */
export function addCommand(program: Command, name: string, what: string, example: string): Command {
  return program
    .command(name)
    .description(what)
    .addHelpText("after", `\nExample:\n  ${example.replaceAll("\n", "\n  ")}`);
}
