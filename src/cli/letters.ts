/**
 * The letters of zstd(1) in front of the argument parser: levels as digits, joined letters, a command by letter. CLI.md.
 *
 * What leaves here has one form only (`--level=9`, `-k`, `--output=OUT`, `--long=27`), so that the parser of each
 * command has one way to read each option.
 */

import { UsageError } from "./exit.js";

/** Letters whose value is what follows them, joined or as the next argument, and the words they stand for. */
const LETTERS_WITH_VALUE: ReadonlyMap<string, string> = new Map([
  ["o", "--output"],
  ["D", "--dictionary"],
  ["T", "--threads"],
  ["M", "--memory"],
  ["B", "--block-size"],
]);

/** Letters and words of zstd(1) that choose what is done, and the command that does it here. */
const COMMAND_OF_LETTER: ReadonlyMap<string, string> = new Map([
  ["-z", "compress"],
  ["--compress", "compress"],
  ["-d", "decompress"],
  ["--decompress", "decompress"],
  ["--uncompress", "decompress"],
  ["-t", "test"],
  ["--test", "test"],
  ["-l", "list"],
  ["--list", "list"],
  ["--train", "train"],
  ["-V", "version"],
  ["--version", "version"],
]);

/** The letters that ask for help instead. */
const HELP: ReadonlySet<string> = new Set(["-h", "-H", "--help"]);

/** What `--long` without a number means. zstd(1), --long */
const LONG_DEFAULT = 27;

/** `--train-fastcover` trains, with or without a value; with one it is an option too. */
const TRAINS = /^--train-fastcover(=|$)/;

const commandOf = (option: string) => (TRAINS.test(option) ? "train" : COMMAND_OF_LETTER.get(option));

/** What only compression reads. Other letters pass over it, as in zstd(1): tar appends -d to the very same program. */
const COMPRESSION_ONLY = /^--(?:level=|threads=|no-check$)/;

/**
 * Rewrites joined letters to single options: `-9kf` → `--level=9 -k -f`, `-T0` → `--threads=0`, `--long` → `--long=27`.
 *
 * Everything from `--` on is left alone. Throws {@link UsageError} for a letter without the value it needs.
 */
export function separateLetters(argv: readonly string[]): string[] {
  const separated: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at]!;
    if (argument === "--") return [...separated, ...argv.slice(at)];
    if (argument === "--long") separated.push(`--long=${LONG_DEFAULT}`);
    else if (!/^-[^-]/.test(argument)) separated.push(argument);
    else at += separateOne(argument.slice(1), argv[at + 1], separated);
  }
  return separated;
}

/** Takes one argument of joined letters apart; returns 1 when the last of them took the next argument as its value. */
function separateOne(letters: string, next: string | undefined, separated: string[]): 0 | 1 {
  while (letters !== "") {
    const digits = /^\d+/.exec(letters)?.[0];
    if (digits !== undefined) {
      separated.push(`--level=${digits}`);
      letters = letters.slice(digits.length);
      continue;
    }
    const letter = letters[0]!;
    letters = letters.slice(1);
    const word = LETTERS_WITH_VALUE.get(letter);
    if (word === undefined) {
      separated.push(`-${letter}`);
      continue;
    }
    const value = letters === "" ? next : letters;
    if (value === undefined) throw new UsageError(`-${letter} needs a value`);
    separated.push(`${word}=${value}`);
    return letters === "" ? 1 : 0;
  }
  return 0;
}

/**
 * Reads a command line that names no command the way zstd(1) does: compress, unless -d, -t, -l or -V says otherwise.
 *
 * Of several, the last counts. Returns the command followed by its options, in the form of {@link separateLetters}.
 */
export function commandByLetters(argv: readonly string[]): string[] {
  const separated = separateLetters(argv);
  const end = separated.indexOf("--");
  const options = end < 0 ? separated : separated.slice(0, end);
  if (options.some((option) => HELP.has(option))) return ["--help"];
  const command = options.map(commandOf).findLast((found) => found !== undefined);
  const kept = options.filter((option) => !COMMAND_OF_LETTER.has(option) && option !== "--train-fastcover");
  const rest = end < 0 ? [] : separated.slice(end);
  if (command === undefined || command === "compress" || command === "train") {
    return [command ?? "compress", ...kept, ...rest];
  }
  return [command, ...kept.filter((option) => !COMPRESSION_ONLY.test(option)), ...rest];
}
