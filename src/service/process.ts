/** A process that is the service: its first and last lines, its signals, and what ends it. S1, S2, S16, S57 of PROMISES.md */

import { constants } from "node:os";
import { format } from "node:util";
import { H4Error } from "../api/errors.js";
import type { ProcessLog } from "./log.js";
import { type RunningService, startService } from "./node.js";
import type { StartOptions } from "./start-options.js";

export { createLog } from "./log.js";
export { checkToken } from "./options.js";

const ENDING = ["SIGTERM", "SIGINT"] as const;
/** Shells report a process that ended by signal N as 128 + N. */
const EXIT_SIGNAL_BASE = 128;
const EXIT_FAILED = 1;

/**
 * Runs a service until a signal tells it to end, and ends it gracefully; a second signal ends the process at once.
 *
 * @throws what kept it from starting, which the log has been told as one record
 */
export async function runService(options: StartOptions, log: ProcessLog): Promise<void> {
  const told = untilTold(log);
  ownProcess(log);
  log.info({}, `Started server process [${process.pid}]`);
  const service = await started({ ...options, log });
  const signal = await told;
  log.info({ signal }, "Shutting down");
  await service.stop();
  log.info({}, `Finished server process [${process.pid}]`);

  async function started(all: StartOptions): Promise<RunningService> {
    try {
      return await startService(all);
    } catch (error) {
      log.fatal(...failureRecord(error));
      throw error;
    }
  }
}

/** The first signal that tells the process to end. */
function untilTold(log: ProcessLog): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    for (const name of ENDING) {
      process.on(name, () => {
        if (asked) {
          log.warn({ signal: name }, "Ended at once");
          process.exit(EXIT_SIGNAL_BASE + constants.signals[name]);
        }
        asked = true;
        resolve(name);
      });
    }
  });
}

/** What happens to the process and is nobody else's: a rotated log, a fault that nothing caught, lines of libraries. */
function ownProcess(log: ProcessLog): void {
  if (log.file !== undefined) process.on("SIGHUP", () => log.reopen());
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "A fault that nothing caught");
    process.exit(EXIT_FAILED);
  });
  // @hono/node-server tells the console of each answer that broke off, which would be lines that are no records.
  const debug = (...words: unknown[]) => log.debug({}, format(...words));
  console.error = debug;
  console.info = debug;
}

/** A start that failed, as one record whose first line has what operators search for. S49 to S58 */
function failureRecord(error: unknown): [fields: object, message: string] {
  if (error instanceof H4Error) {
    const { code, got, limit, message } = error;
    return [{ code, got, limit }, message.startsWith("🔐") ? message : `🔐 ${message}`];
  }
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (syscall === "listen") return [{ code }, `Cannot open the port: ${message}`];
  return [{ err: error }, `The start failed: ${message}`];
}
