/** The log of the service: one record an event, as JSON or as text. By pino. S16 to S18, S57, S63 of PROMISES.md; T25 of THREATS.md */

import { closeSync, openSync } from "node:fs";
import { type DestinationStream, destination, type LevelWithSilent, type Logger, pino, stdSerializers } from "pino";
import { prettyFactory } from "pino-pretty";
import { checkKeys } from "../api/check.js";
import type { ServiceLog } from "./service.js";

/** What is told at least; each level tells those after it too. */
export const LOG_LEVELS = [
  "trace",
  "debug",
  "info",
  "warn",
  "error",
  "fatal",
  "silent",
] as const satisfies LevelWithSilent[];
/** "auto" is text on a terminal and JSON otherwise. */
export const LOG_FORMATS = ["auto", "json", "text"] as const;

export interface LogOptions {
  /** Default "info". */
  level?: (typeof LOG_LEVELS)[number] | undefined;
  /** Default "auto". */
  format?: (typeof LOG_FORMATS)[number] | undefined;
  /** A file that is appended to, and made where there is none. Default: stderr. */
  file?: string | undefined;
}

/** The log of a process: a `ServiceLog`, and what only its process does with it. */
export interface ProcessLog extends ServiceLog {
  debug(fields: object, message: string): void;
  fatal(fields: object, message: string): void;
  /** Where it is written; undefined for stderr. */
  readonly file: string | undefined;
  /** Opens the file anew, which logrotate moved away. Nothing for stderr. */
  reopen(): void;
}

const OPTION_KEYS = new Set(["level", "format", "file"]);
const STDERR = 2;
/** Readable by its user and group: what clients do is not everybody's business. */
const FILE_MODE = 0o640;

/** The levels in the words of the guide, which are those of uvicorn. S16 */
const LABELS: Readonly<Record<string, string>> = { warn: "WARNING", fatal: "CRITICAL" };
/** Columns before the message: `INFO:     `. */
const LABEL_WIDTH = 10;

/**
 * Opens the log. What could not be written later (a full disk) is lost, and the service goes on.
 *
 * @throws the error of node:fs where the file cannot be opened
 */
export function createLog(options: LogOptions = {}): ProcessLog {
  checkKeys(options, OPTION_KEYS);
  const { level = "info", format = "auto", file } = options;
  // Written as soon as the record before it is, by another thread: at once costs requests a tenth of their time.
  if (file !== undefined) closeSync(openSync(file, "a", FILE_MODE)); // what is wrong with it is told now
  const out = destination({ dest: file ?? STDERR, append: true, mode: FILE_MODE, sync: false });
  out.on("error", () => undefined); // nobody is left to be told
  // When a process ends, its last records are what is wanted.
  process.on("exit", () => flush(out));
  const text = format === "text" || (format === "auto" && file === undefined && process.stderr.isTTY === true);
  const logger: Logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: isoTime(),
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: stdSerializers.errWithCause },
    },
    written(out, text ? textOf() : escaped),
  );
  const tell = (name: "debug" | "info" | "warn" | "error" | "fatal") => (fields: object, message: string) =>
    logger[name](fields, message);
  return {
    file,
    debug: tell("debug"),
    info: tell("info"),
    warn: tell("warn"),
    error: tell("error"),
    fatal: tell("fatal"),
    reopen: () => {
      if (file !== undefined) out.reopen();
    },
  };
}

/** Writes what is not written yet. A file that is not open yet has nothing that was waited for. */
function flush(out: { flushSync(): void }): void {
  try {
    out.flushSync();
  } catch {
    // Nobody is left to be told.
  }
}

/** The time as RFC 3339 has it. Under load a millisecond has several records, and making its text costs 2 µs. */
function isoTime(): () => string {
  let last = 0;
  let text = "";
  return () => {
    const now = Date.now();
    if (now !== last) {
      last = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}

function written(out: DestinationStream, form: (record: string) => string): DestinationStream {
  return { write: (record) => out.write(form(record)) };
}

/** JSON leaves these as they are, and terminals obey some of them. */
const UNESCAPED = /[\u007f-\u009f\u2028\u2029]/g;

function escaped(record: string): string {
  return record.replace(UNESCAPED, unicodeEscape);
}

/** As `escaped`, for text: line feeds and blanks are its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNPRINTABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;

/** A record as the guide shows it: `INFO:     Started server process [12345]`, its fields behind it. */
function textOf(): (record: string) => string {
  const pretty = prettyFactory({
    colorize: false,
    singleLine: true,
    ignore: "pid,time",
    customPrettifiers: { level: (name) => labelOf(String(name)) },
    messageFormat: (log, key) => `${" ".repeat(LABEL_WIDTH - 2 - labelOf(String(log.level)).length)}${log[key]}`,
  });
  // A line that goes on is indented: nothing in a record can look like another record.
  return (record) =>
    `${pretty(record)
      .trimEnd()
      .replace(/\r?\n(?! {2})/g, "\n  ")
      .replace(UNPRINTABLE, unicodeEscape)}\n`;
}

function labelOf(level: string): string {
  return LABELS[level] ?? level.toUpperCase();
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
