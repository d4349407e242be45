/** What `h4` says: results on stdout, everything else on stderr; with --json one object a line on stdout. CLI.md. */

import { json } from "../container/json.js";
import { EXIT_OK, EXIT_SEAL, failureOf } from "./exit.js";
import { printable } from "./figures.js";

/** How much is said, and in what form. */
export interface ReportOptions {
  /** One JSON object a line on stdout, errors among them. */
  readonly json?: boolean | undefined;
  /** 1 leaves out notes and the progress bar, 2 errors too. */
  readonly quiet?: number | undefined;
  readonly verbose?: boolean | undefined;
}

/** Speaks for one command, and remembers what the process has to end with. */
export class Report {
  #exitCode: number = EXIT_OK;

  constructor(private readonly options: ReportOptions) {}

  get json(): boolean {
    return this.options.json === true;
  }

  get verbose(): boolean {
    return this.options.verbose === true;
  }

  get quiet(): boolean {
    return (this.options.quiet ?? 0) > 0;
  }

  /** Whether a progress bar may be drawn: stderr is a terminal and nobody asked for silence. */
  get animated(): boolean {
    return process.stderr.isTTY === true && !this.quiet;
  }

  /** The highest exit code of all failures so far. */
  get exitCode(): number {
    return this.#exitCode;
  }

  /** The process is to end with `exitCode`, or a higher one: what went wrong was told as a result. */
  fail(exitCode: number): void {
    this.#exitCode = Math.max(this.#exitCode, exitCode);
  }

  /** A result: `object` with --json, else `text`. */
  result(object: object, text: string): void {
    process.stdout.write(`${this.json ? json(object) : text}\n`);
  }

  /** What was done, for a reader: `text` on stderr, or `object` on stdout with --json. */
  done(object: object, text: string): void {
    if (this.json) process.stdout.write(`${json(object)}\n`);
    else this.note(text);
  }

  /** A remark on stderr. */
  note(text: string): void {
    if (!this.quiet) process.stderr.write(`${text}\n`);
  }

  /** A failure, of a file where one is named: one line on stderr, or an object with --json. */
  failure(error: unknown, file?: string): void {
    const { exitCode, ...told } = failureOf(error);
    this.fail(exitCode);
    const subject = file === undefined ? {} : { file };
    if (this.json) process.stdout.write(`${json({ ...subject, error: told })}\n`);
    else if (exitCode === EXIT_SEAL) process.stderr.write(`${sealLines(told)}\n`);
    else if ((this.options.quiet ?? 0) < 2) process.stderr.write(`${failureLine(told, file)}\n`);
  }
}

/** `h4: FILE: message (CODE)`, on one line whatever is in the names. */
function failureLine({ code, message }: { code: string; message: string }, file: string | undefined): string {
  return printable(`h4: ${file === undefined ? "" : `${file}: `}${message} (${code})`);
}

/** Refusals of a native core that was loaded already: its constructors have run. */
const AFTER_LOADING: ReadonlySet<string> = new Set(["SEAL_MISMATCH", "CORE_SELF_TEST"]);

/** The lines of a refused seal as operators search for them, the first with 🔐, and one more. S51, S52, S57 of PROMISES.md. */
function sealLines({ code, message }: { code: string; message: string }): string {
  const before = AFTER_LOADING.has(code) ? "it was given any data of yours" : "anything of it ran";
  return `${message.startsWith("🔐") ? "" : "🔐 "}${message}\nh4: refused before ${before} (${code})`;
}
