/** How a service is started in Node: its options, their checks, and what stands in for those that were left out. */

import { availableParallelism } from "node:os";
import { describe } from "../api/bytes.js";
import { checkKeys, integer } from "../api/check.js";
import { checkHttpLimits, type HttpLimits } from "./http-limits.js";
import { checkLimits, type Given, LIMITS, type Limits, TIME_MAX } from "./limits.js";
import { createLog } from "./log.js";
import { checkToken } from "./options.js";
import type { ServiceLog } from "./service.js";

/** How a service is started. */
export interface StartOptions {
  /** Where the variables are that choose and pin the engine and name the key of attestations. Default `process.env`. */
  environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Address or name to listen on. Default "127.0.0.1". */
  host?: string | undefined;
  /** Port; 0 is any that is free. Default 8000. */
  port?: number | undefined;
  /** Where `/metrics` and `/compress/attest` are instead, with a health of their own. Default: on the one port. */
  management?: { host?: string | undefined; port: number } | undefined;
  /** The bearer token that requests need, 16 to 1024 characters. Default: none. */
  token?: string | undefined;
  /** A directory whose containers are served at `/containers/NAME`. Default: none. */
  store?: string | undefined;
  /** Threads that work, beside the one that answers, 1 to 64. Default: as many as there are processors. */
  workers?: number | undefined;
  /** What a request may cost. Default: as `LIMITS` says, and two requests in work for each worker. */
  limits?: Given<Limits> | undefined;
  /** What a connection may cost. */
  http?: Given<HttpLimits> | undefined;
  /** Where events are told. Default: stderr, as JSON or, on a terminal, as text. */
  log?: ServiceLog | undefined;
  /** A file that says how the start ended, for the textfile collector of node-exporter. */
  metricsTextfile?: string | undefined;
  /** Milliseconds that `stop` gives requests to come to their end. Default 30,000. */
  drainTimeout?: number | undefined;
}

const KEYS = new Set([
  "environment",
  "host",
  "port",
  "management",
  "token",
  "store",
  "workers",
  "limits",
  "http",
  "log",
  "metricsTextfile",
  "drainTimeout",
]);
const MANAGEMENT_KEYS = new Set(["host", "port"]);

const HOST_DEFAULT = "127.0.0.1";
const PORT_DEFAULT = 8000;
const PORT_MAX = 65_535;
/** That of a pool. */
const WORKERS_MAX = 64;
const DRAIN_DEFAULT = 30_000;

/** `StartOptions`, every choice made and the variables read: nothing of the environment is looked at later. T27 */
export interface StartSettings {
  environment: Readonly<Record<string, string | undefined>>;
  host: string;
  port: number;
  management: { host: string; port: number } | undefined;
  token: string | undefined;
  store: string | undefined;
  workers: number;
  /** As the application takes them: what is not given depends on the engine. */
  given: Given<Limits>;
  limits: Limits;
  http: HttpLimits;
  log: ServiceLog;
  metricsTextfile: string | undefined;
  drainTimeout: number;
}

/** `options`, checked, with everything in its place. */
export function checkStart(options: StartOptions): StartSettings {
  checkKeys(options, KEYS);
  const { environment = process.env, management } = options;
  const host = text(options.host, "host") ?? HOST_DEFAULT;
  const workers = integer(options.workers ?? Math.min(availableParallelism(), WORKERS_MAX), "workers", 1, WORKERS_MAX);
  // A request holds its place while its client sends: there are more places than workers.
  const given = { concurrency: Math.max(LIMITS.concurrency, 2 * workers), ...options.limits };
  const limits = checkLimits(given);
  if (management !== undefined) checkKeys(management, MANAGEMENT_KEYS, "management");
  return {
    environment: { ...environment },
    host,
    port: integer(options.port ?? PORT_DEFAULT, "port", 0, PORT_MAX),
    management: management && {
      host: text(management.host, "management.host") ?? host,
      port: integer(management.port, "management.port", 0, PORT_MAX),
    },
    token: checkToken(options.token),
    store: text(options.store, "store"),
    workers,
    given,
    limits,
    http: checkHttpLimits(options.http, limits.time),
    log: options.log ?? createLog(),
    metricsTextfile: text(options.metricsTextfile, "metricsTextfile"),
    drainTimeout: integer(options.drainTimeout ?? DRAIN_DEFAULT, "drainTimeout", 0, TIME_MAX),
  };
}

function text(value: string | undefined, name: string): string | undefined {
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  throw new TypeError(`${name} must be a string with something in it, got ${describe(value)}`);
}
