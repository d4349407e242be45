/** Where the output of an input goes: the name of it, and the combinations of options that have no answer. CLI.md. */

import { isUrl } from "./container-file.js";
import { FileError, UsageError } from "./exit.js";
import { STANDARD_STREAM } from "./input.js";

/** The suffix of compressed files, and the one of compressed tar archives. zstd(1) */
const SUFFIX = ".zst";
const TAR_SUFFIX = ".tzst";
/** That of containers. */
const CONTAINER_SUFFIX = ".h4mk";

/** The options that decide where output goes and what happens to the source. */
export interface TargetOptions {
  readonly output?: string | undefined;
  readonly stdout?: boolean | undefined;
  readonly keep?: boolean | undefined;
  readonly rm?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** The inputs of a command: stdin where none is named. */
export function inputsOf(files: readonly string[]): readonly string[] {
  return files.length === 0 ? [STANDARD_STREAM] : files;
}

/** Refuses combinations that cannot be meant. Throws {@link UsageError}. */
export function checkTargets(files: readonly string[], options: TargetOptions): void {
  const { output, stdout, keep, rm, json } = options;
  const toStdout = stdout === true || output === STANDARD_STREAM;
  if (output !== undefined && stdout) throw new UsageError("-o and -c contradict each other");
  if (output === "") throw new UsageError("-o needs the name of a file");
  if (output !== undefined && files.length > 1) {
    throw new UsageError(`-o names one output, but there are ${files.length} inputs; -c writes them all to stdout`);
  }
  if (rm && keep) throw new UsageError("--rm and -k contradict each other");
  if (rm && toStdout) throw new UsageError("--rm needs an output file: what went to stdout may be gone");
  if (rm && files.includes(STANDARD_STREAM)) throw new UsageError("--rm cannot remove stdin");
  const anyToStdout = toStdout || (output === undefined && files.includes(STANDARD_STREAM));
  if (json && anyToStdout) throw new UsageError("--json and the output both want stdout: use -o FILE");
}

/** The output of one input: what -o and -c say, else stdout for stdin, else the name that `derive` makes. */
export function targetOf(file: string, options: TargetOptions, derive: (file: string) => string): string {
  if (options.stdout) return STANDARD_STREAM;
  if (options.output !== undefined) return options.output;
  return file === STANDARD_STREAM ? STANDARD_STREAM : derive(file);
}

/** FILE → FILE.zst */
export function compressedName(file: string): string {
  return `${file}${SUFFIX}`;
}

/** FILE.zst → FILE, FILE.tzst → FILE.tar */
export function plainName(file: string): string {
  const base = file.slice(file.lastIndexOf("/") + 1);
  if (base.endsWith(SUFFIX) && base !== SUFFIX) return file.slice(0, -SUFFIX.length);
  if (base.endsWith(TAR_SUFFIX) && base !== TAR_SUFFIX) return `${file.slice(0, -TAR_SUFFIX.length)}.tar`;
  const hint = base.endsWith(CONTAINER_SUFFIX) ? "; h4 unpack takes containers apart" : "";
  throw new FileError("FILE_SUFFIX", `does not end in ${SUFFIX} or ${TAR_SUFFIX}: name the output with -o${hint}`);
}

/** FILE → FILE.h4mk */
export function containerName(file: string): string {
  return `${file}${CONTAINER_SUFFIX}`;
}

/** FILE.h4mk → FILE with `suffix`; of a URL, the last part of its path, for the current folder. */
export function unpackedName(file: string, suffix = ""): string {
  const path = isUrl(file) ? lastPart(file) : file;
  const base = path.slice(path.lastIndexOf("/") + 1);
  if (base.endsWith(CONTAINER_SUFFIX) && base !== CONTAINER_SUFFIX) {
    return `${path.slice(0, -CONTAINER_SUFFIX.length)}${suffix}`;
  }
  throw new FileError("FILE_SUFFIX", `does not end in ${CONTAINER_SUFFIX}: name the output with -o`);
}

/** The name at the end of a URL. What a server chose must not lead out of the folder: one with a slash in it is none. */
function lastPart(url: string): string {
  const last = new URL(url).pathname.split("/").at(-1)!;
  let name: string;
  try {
    name = decodeURIComponent(last);
  } catch {
    return "";
  }
  return /[/\\\0]/.test(name) ? "" : name;
}
