/** Signals while a file is unfinished: the work stops, what was begun is removed, and then the process ends by the signal. */

import { constants } from "node:os";
import { EXIT_SIGNAL_BASE } from "./exit.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGPIPE"] as const;

/** The work was stopped by a signal. */
export class Interruption extends Error {
  override readonly name = "Interruption";
  readonly exitCode: number;

  constructor(signal: (typeof SIGNALS)[number]) {
    super(`stopped by ${signal}`);
    this.exitCode = EXIT_SIGNAL_BASE + constants.signals[signal];
  }
}

/**
 * Runs `work` with a signal that aborts it when the process is told to end; a second time ends the process at once.
 *
 * Work that leaves nothing behind needs none of this: without it the process ends as the system's default has it, even
 * while it waits for a reader of its output.
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const listeners = SIGNALS.map((name) => ({ name, stop: () => controller.abort(new Interruption(name)) }));
  for (const { name, stop } of listeners) process.once(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const { name, stop } of listeners) process.removeListener(name, stop);
  }
}
