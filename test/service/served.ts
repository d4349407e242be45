/** `h4 serve` as a real process: started, asked with real HTTP, told to end. */
import type { ChildProcess } from "node:child_process";
import { type Ended, ended, startH4 } from "../cli/h4.js";

/** A record of the log. */
export interface LogRecord {
  level: string;
  msg: string;
  [field: string]: unknown;
}

/** A process that serves. */
export interface Served {
  readonly child: ChildProcess;
  /** Where it said that it listens. */
  readonly url: string;
  readonly managementUrl: string | undefined;
  /** All that is on stderr so far. */
  log(): string;
  /** Its lines as records. */
  records(): LogRecord[];
  readonly end: Promise<Ended>;
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

const running = new Set<ChildProcess>();

/** To be called after a suite: nothing is left running. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

function spawnServe(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = startH4(["serve", ...args], { env: { HARMONY4_PORT: "0", ...env } });
  running.add(child);
  const end = ended(child).finally(() => running.delete(child));
  let log = "";
  child.stderr!.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  return { child, end, log: () => log };
}

/** Runs `h4 serve` to its end, which it comes to by itself. */
export async function serveFails(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { child, end } = spawnServe(args, env);
  const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
  try {
    return await end;
  } finally {
    clearTimeout(timer);
  }
}

/** Starts `h4 serve` on a free port and waits until it says where it listens. */
export async function serve(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  log?: () => string,
): Promise<Served> {
  const spawned = spawnServe(args, env);
  const { child, end } = spawned;
  const said = log ?? spawned.log;
  let over = false;
  void end.then(() => {
    over = true;
  });
  const waiting = /Waiting for connections on (http:[^\s"]+)/;
  while (!waiting.test(said())) {
    if (over) throw new Error(`h4 serve ended: ${spawned.log()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  // The line of the management follows at once.
  const managed = args.includes("--management-port") || env.HARMONY4_MANAGEMENT_PORT !== undefined;
  const management = /Metrics and attestations on (http:[^\s"]+)/;
  while (managed && !management.test(said())) await new Promise((resolve) => setTimeout(resolve, 10));
  return {
    child,
    url: waiting.exec(said())![1]!,
    managementUrl: management.exec(said())?.[1],
    log: said,
    records: () => recordsOf(said()),
    end,
    stop: (signal = "SIGTERM") => {
      child.kill(signal);
      return end;
    },
  };
}

/** The records of a log in JSON, one a line. */
export function recordsOf(log: string): LogRecord[] {
  return log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as LogRecord);
}

/** The answer to a GET, as JSON. */
export async function getJson(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url);
  return (await response.json()) as Record<string, unknown>;
}
