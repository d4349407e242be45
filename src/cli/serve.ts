/** `h4 serve`: the HTTP service, until a signal ends it. CLI.md; S1, S2, S15 of PROMISES.md */

import type { Command } from "commander";
import { H4Error } from "../api/errors.js";
import { readTokenFile } from "../platform/node-keys.js";
import { EXIT_OK, failureOf, UsageError } from "./exit.js";
import * as shared from "./options.js";
import { readSettings, SETTINGS, type ServeSettings, type Texts, variableOf } from "./serve-settings.js";

const WHAT = "the HTTP service, until a signal ends it";
const NOTES = `${WHAT}. Each option has a variable that counts where the option is not given: \
${variableOf("--port")} for --port, ${variableOf("--log-file")} for --log-file.`;

const EXAMPLE = `h4 serve --port 8000
HARMONY4_ENGINE_FP=$(h4 fingerprint --json | jq -r .sha256) h4 serve --host 0.0.0.0`;

/** Adds `h4 serve` to the parser. */
export function addServe(program: Command, finish: shared.Finish): void {
  const command = shared.addCommand(program, "serve", NOTES, EXAMPLE).summary(WHAT);
  for (const { flags, what } of Object.values(SETTINGS)) command.option(flags, what);
  command.action(async (options: Texts) => finish(await serve(options)));
}

async function serve(given: Texts): Promise<number> {
  const environment = { ...process.env };
  const settings = readSettings(given, environment);
  const options = startOptions(settings);
  const { createLog, runService, checkToken } = await import("../service/process.js"); // nothing that others load
  const { logFile, logFormat, logLevel, tokenFile } = settings;
  const token = tokenFile === undefined ? undefined : await readToken(tokenFile, checkToken);
  const log = createLog({ file: logFile, format: logFormat, level: logLevel });
  try {
    await runService({ environment, token, ...options }, log);
    return EXIT_OK;
  } catch (error) {
    if (log.file !== undefined || logLevel === "silent") throw error;
    return failureOf(error).exitCode; // what is wrong is on stderr already, as a record
  }
}

function startOptions(settings: ServeSettings) {
  const { host, port, managementHost, managementPort, store, workers, metricsTextfile, drainTimeout } = settings;
  if (managementHost !== undefined && managementPort === undefined) {
    throw new UsageError("--management-host is nothing without --management-port");
  }
  return {
    host,
    port,
    management: managementPort === undefined ? undefined : { host: managementHost, port: managementPort },
    store,
    workers,
    limits: { queue: settings.queue, client: settings.clientLimit, body: settings.maxBody, output: settings.maxOutput },
    metricsTextfile,
    drainTimeout: drainTimeout === undefined ? undefined : drainTimeout * 1000,
  };
}

async function readToken(file: string, check: (token: string) => unknown): Promise<string> {
  try {
    const token = await readTokenFile(file);
    check(token);
    return token;
  } catch (error) {
    if (!(error instanceof H4Error || error instanceof RangeError)) throw error;
    throw new UsageError(`--token-file (${variableOf("--token-file")}): ${error.message}`);
  }
}
