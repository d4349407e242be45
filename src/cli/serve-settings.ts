/** The settings of `h4 serve`: each an option, and a variable that counts where the option is not given. CLI.md */

import { parseDrain, parseLimit, parsePort, parseQueue, parseWord, parseWorkers } from "./arguments.js";
import { UsageError } from "./exit.js";

/** One setting. */
interface Setting<Value> {
  /** As the parser takes it: `--port <n>`. */
  readonly flags: string;
  readonly what: string;
  /** @throws UsageError */
  parse(text: string): Value;
}

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
const FORMATS = ["auto", "json", "text"] as const;

/** Every setting by the name that the parser gives its option, in the order of the help. */
export const SETTINGS = {
  host: setting("--host <address>", "listen on <address> (default: 127.0.0.1)", parseText),
  port: setting("--port <n>", "listen on port <n>; 0 is any that is free (default: 8000)", parsePort),
  managementPort: setting("--management-port <n>", "metrics and attestations are on this port instead", parsePort),
  managementHost: setting("--management-host <address>", "address of that port (default: as --host)", parseText),
  logFile: setting("--log-file <file>", "append the log to <file> (default: stderr); SIGHUP opens it anew", parseText),
  logFormat: setting("--log-format <form>", "json, text, or auto: text on a terminal (default: auto)", (text) =>
    parseWord(text, FORMATS),
  ),
  logLevel: setting("--log-level <level>", `${LEVELS.join(", ")} (default: info)`, (text) => parseWord(text, LEVELS)),
  store: setting("--store <directory>", "serve the containers in <directory> at /containers/NAME", parseText),
  tokenFile: setting("--token-file <file>", "requests need the bearer token in <file>", parseText),
  workers: setting("--workers <n>", "threads that work (default: one a processor)", parseWorkers),
  queue: setting("--queue <n>", "requests that may wait for their turn (default: 64)", parseQueue),
  clientLimit: setting(
    "--client-limit <n>",
    "of those and of the ones in work, for one address; more behind a proxy (default: 32)",
    parseQueue,
  ),
  maxBody: setting("--max-body <size>", "longest body of a request (default: 1GiB)", parseLimit),
  maxOutput: setting("--max-output <size>", "most that a request may decompress to (default: 1GiB)", parseLimit),
  metricsTextfile: setting("--metrics-textfile <file>", "say there how the start ended, for node-exporter", parseText),
  drainTimeout: setting("--drain-timeout <s>", "seconds that requests have after SIGTERM (default: 30)", parseDrain),
} as const;

type Settings = typeof SETTINGS;

/** What was set, parsed. */
export type ServeSettings = { [Name in keyof Settings]?: ReturnType<Settings[Name]["parse"]> | undefined };

/** Texts by name: what the parser gives, and an environment. */
export type Texts = Readonly<Record<string, string | undefined>>;

/**
 * The settings of a command line and an environment. The command line counts; a variable that is empty or blank is not
 * set.
 *
 * @throws UsageError naming the option or the variable
 */
export function readSettings(given: Texts, environment: Texts): ServeSettings {
  const found: Record<string, unknown> = {};
  for (const [name, { flags, parse }] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const option = optionOf(flags);
    const variable = variableOf(option);
    const text = given[name] ?? (environment[variable]?.trim() || undefined);
    if (text === undefined) continue;
    try {
      found[name] = parse(text);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(`${given[name] === undefined ? variable : option}: ${error.message}`);
    }
  }
  return found as ServeSettings;
}

function setting<Value>(flags: string, what: string, parse: (text: string) => Value): Setting<Value> {
  return { flags, what, parse };
}

/** `--port` of `--port <n>`. */
export function optionOf(flags: string): string {
  return flags.slice(0, flags.indexOf(" "));
}

/** `HARMONY4_LOG_FILE` of `--log-file`. */
export function variableOf(option: string): string {
  return `HARMONY4_${option.slice(2).replaceAll("-", "_").toUpperCase()}`;
}

function parseText(text: string): string {
  if (text !== "") return text;
  throw new UsageError("this must not be empty");
}
