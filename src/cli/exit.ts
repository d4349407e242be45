/** The exit codes of `h4`, and how every failure becomes one of them and a code with words. CLI.md. */

import { constants } from "node:os";
import { WINDOW_LOG_MAX } from "../../assembly/common/limits.js";
import { H4Error } from "../api/errors.js";

export const EXIT_OK = 0;
/** The data is damaged, or a file could not be read or written. */
export const EXIT_DATA = 1;
/** The command line itself is wrong: nothing was read or written. */
export const EXIT_USAGE = 2;
/**
 * The engine is not the one that was pinned or built, or cannot be had: it was given no data. Of a container that is
 * whole: META says another engine than was pinned.
 */
export const EXIT_SEAL = 4;
/** Shells report a process that ended by signal N as 128 + N, and so does `h4` when it ends by one. */
export const EXIT_SIGNAL_BASE = 128;
/** Nobody reads the output any more: what SIGPIPE would have ended the process with. */
export const EXIT_BROKEN_PIPE = EXIT_SIGNAL_BASE + constants.signals.SIGPIPE;

/** A command line that asks for something impossible. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "USAGE";
}

/** Why `h4` refuses a file or a terminal before it reads or writes anything. */
export type FileErrorCode =
  | "CHECK_FAILED"
  | "FILE_EXISTS"
  | "FILE_IS_CONTAINER"
  | "FILE_IS_DIRECTORY"
  | "FILE_IS_LINK"
  | "FILE_MALFORMED"
  | "FILE_NOT_REGULAR"
  | "FILE_SAME"
  | "FILE_SUFFIX"
  | "FILE_TOO_LARGE"
  | "RANGE_BEYOND_END"
  | "SEEK_NO_ENTRY"
  | "TERMINAL";

/** A file or a terminal that `h4` will not read from or write to. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly got?: number;
  readonly limit?: number;

  constructor(
    /** One of {@link FileErrorCode}, or the errno of what the system refused. */
    readonly code: FileErrorCode | `E${string}`,
    message: string,
    bounds: { readonly got?: number; readonly limit?: number } = {},
  ) {
    super(message);
    if (bounds.got !== undefined) this.got = bounds.got;
    if (bounds.limit !== undefined) this.limit = bounds.limit;
  }
}

/** What is told about a failure, and what the process ends with because of it. */
export interface Failure {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
  readonly got?: unknown;
  readonly limit?: unknown;
}

/** Words for what operating systems refuse most; anything else keeps the words of the runtime. */
const SYSTEM_MESSAGES: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission denied"],
  ["EDQUOT", "disk quota exceeded"],
  ["EFBIG", "the file would be larger than the system allows"],
  ["EIO", "the device reported an input/output error"],
  ["EISDIR", "is a directory"],
  ["ELOOP", "too many symbolic links"],
  ["EMFILE", "too many open files"],
  ["ENAMETOOLONG", "file name too long"],
  ["ENOENT", "no such file or directory"],
  ["ENOSPC", "no space left on the device"],
  ["ENOTDIR", "a part of the path is not a directory"],
  ["EPERM", "operation not permitted"],
  ["EROFS", "the file system is read-only"],
]);

/** An error of the operating system, as node:fs throws it. */
export type SystemError = NodeJS.ErrnoException & { code: `E${string}` };

/** True for the errors of node:fs, which carry the name of an errno. */
export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && "errno" in error && typeof (error as NodeJS.ErrnoException).code === "string";
}

/** True when whoever read our output has gone. */
export function isBrokenPipe(error: unknown): boolean {
  return isSystemError(error) && error.code === "EPIPE";
}

/** What the operating system refused, without the call and the path that Node's own words carry. */
export function systemMessage(error: NodeJS.ErrnoException): string {
  return SYSTEM_MESSAGES.get(error.code ?? "") ?? error.message;
}

/** Sorts anything that was thrown: usage, seal, data and I/O, or a defect of `h4` itself (`INTERNAL`). */
export function failureOf(error: unknown): Failure {
  if (error instanceof H4Error) {
    const exitCode = isSealRefusal(error.code) ? EXIT_SEAL : EXIT_DATA;
    return { exitCode, ...told(error), message: `${error.message}${remedy(error)}` };
  }
  if (error instanceof UsageError) return { exitCode: EXIT_USAGE, ...told(error) };
  if (error instanceof FileError) return { exitCode: EXIT_DATA, ...told(error) };
  if (isSystemError(error)) return { exitCode: EXIT_DATA, code: error.code, message: systemMessage(error) };
  const message = error instanceof Error ? error.message : String(error);
  return { exitCode: EXIT_DATA, code: "INTERNAL", message };
}

/** What keeps an engine from being used at all, unlike what befalls a core during a call. */
function isSealRefusal(code: string): boolean {
  return (code.startsWith("SEAL_") || code.startsWith("CORE_")) && code !== "CORE_CRASHED" && code !== "CORE_TIMEOUT";
}

/** The option that lets it pass, where there is one. */
function remedy({ code, got }: H4Error): string {
  if (code === "DICTIONARY_MISSING") return "; -D names it";
  if (code !== "WINDOW_TOO_LARGE" || typeof got !== "number" || got > 2 ** WINDOW_LOG_MAX) return "";
  return `; --long=${Math.ceil(Math.log2(got))} accepts it`;
}

function told(error: { code: string; message: string; got?: unknown; limit?: unknown }): Omit<Failure, "exitCode"> {
  return {
    code: error.code,
    message: error.message,
    ...(error.got === undefined ? {} : { got: error.got }),
    ...(error.limit === undefined ? {} : { limit: error.limit }),
  };
}
