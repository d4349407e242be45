/** `startService`: the service in Node, from its environment to an open port. Nothing is bound before the engine is settled. T6 */

import { availableParallelism } from "node:os";
import { attestationKeyFromEnvironment } from "../api/attestation-key.js";
import { describe } from "../api/bytes.js";
import { checkKeys, integer } from "../api/check.js";
import type { Engine, EngineInfo } from "../api/engine.js";
import { engineFromEnvironment } from "../api/environment.js";
import { H4Error } from "../api/errors.js";
import { VERSION } from "../api/version.js";
import { createService } from "./app.js";
import { onThisThread, type ServiceEngine } from "./engine.js";
import { checkHttpLimits, type HttpLimits } from "./http-limits.js";
import { checkLimits, type Given, LIMITS, type Limits } from "./limits.js";
import { createLog } from "./log.js";
import { checkToken } from "./options.js";
import { createMetrics, type SealCheck } from "./prometheus.js";
import { HttpServer } from "./server.js";
import type { ServiceLog, Surface } from "./service.js";
import { writeTextfile } from "./textfile.js";

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
  /** The bearer token that requests need. Default: none. */
  token?: string | undefined;
  /** A directory whose containers are served at `/containers/NAME`. Default: none. */
  store?: string | undefined;
  /** Threads that work, beside the one that answers. Default: as many as the machine has processors. */
  workers?: number | undefined;
  /** What a request may cost. Default: as `LIMITS` says. */
  limits?: Given<Limits> | undefined;
  /** What a connection may cost. */
  http?: Given<HttpLimits> | undefined;
  /** Where events are told. Default: stderr, JSON or, on a terminal, text. */
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
export const WORKERS_MAX = 256;
const DRAIN_DEFAULT = 30_000;
/** What setTimeout takes. */
const DRAIN_MAX = 2 ** 31 - 1;

/** A service that answers. */
export interface RunningService {
  /** Where it answers, with the port that it really has: `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Where its management is, if that has a port of its own. */
  readonly managementUrl: string | undefined;
  /** What runs, and what was proved about it. */
  readonly engine: EngineInfo;
  /**
   * Ends it: `/readyz` says 503 from now on, requests in progress come to their end, those that do not in time are
   * broken off, the ports are closed. A second call waits for the first.
   */
  stop(): Promise<void>;
}

/**
 * Starts a service: the engine that the environment names is verified, its workers are started, and then the port is
 * opened. It installs no handlers of signals: whoever calls it owns the process.
 *
 * @throws TypeError or RangeError for options that are not as `StartOptions` says; H4Error `SEAL_*`, `CORE_*`, `KEY_*`;
 * the error of node:net where the port cannot be had. Nothing is open then
 * @example
 * const service = await startService({ port: 0 });
 * console.log(await (await fetch(`${service.url}/compress/info`)).json());
 * await service.stop();
 */
export async function startService(options: StartOptions = {}): Promise<RunningService> {
  const settings = checkStart(options);
  const outcome: { seal: SealCheck } = { seal: "none" };
  try {
    const running = await start(settings, (seal) => {
      outcome.seal = seal;
    });
    await tellOutcome(settings, outcome);
    return running;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    await tellOutcome(settings, { ...outcome, code: typeof code === "string" ? code : "INTERNAL" });
    throw error;
  }
}

/** `StartOptions`, every choice made and the variables read: nothing of the environment is looked at later. T27 */
interface Settings {
  environment: Readonly<Record<string, string | undefined>>;
  host: string;
  port: number;
  management: { host: string; port: number } | undefined;
  token: string | undefined;
  store: string | undefined;
  workers: number;
  given: Given<Limits>;
  limits: Limits;
  http: HttpLimits;
  log: ServiceLog;
  metricsTextfile: string | undefined;
  drainTimeout: number;
}

function checkStart(options: StartOptions): Settings {
  checkKeys(options, KEYS);
  const { environment = process.env, management, workers = availableParallelism() } = options;
  const host = text(options.host, "host") ?? HOST_DEFAULT;
  // A request holds its place while its client sends: there are more places than workers.
  const concurrency = Math.max(LIMITS.concurrency, 2 * workers);
  const given = { concurrency, ...options.limits };
  const limits = checkLimits(given);
  if (management !== undefined) checkKeys(management, MANAGEMENT_KEYS);
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
    workers: integer(workers, "workers", 1, WORKERS_MAX),
    given,
    limits,
    http: checkHttpLimits(options.http, limits.time),
    log: options.log ?? createLog(),
    metricsTextfile: text(options.metricsTextfile, "metricsTextfile"),
    drainTimeout: integer(options.drainTimeout ?? DRAIN_DEFAULT, "drainTimeout", 0, DRAIN_MAX),
  };
}

function text(value: string | undefined, name: string): string | undefined {
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  throw new TypeError(`${name} must be a string with something in it, got ${describe(value)}`);
}

async function start(settings: Settings, sealed: (check: SealCheck) => void): Promise<RunningService> {
  const { environment, log } = settings;
  const engine = await settle(settings, sealed);
  const attestKey = await attestationKeyFromEnvironment(environment);
  const work = workers(engine);
  const info = engine.info();
  let ready = false;
  const metrics = createMetrics(info, VERSION);
  const serverOf = (surface: Surface) => {
    const { token, given, limits, http } = settings;
    const app = createService({
      engine: work,
      limits: given,
      token,
      attestKey,
      metrics,
      log,
      ready: () => ready,
      surface,
    });
    return new HttpServer({ fetch: app.fetch, limits: http, body: limits.body, log, metrics });
  };
  const management = settings.management && serverOf("management");
  const server = serverOf(management === undefined ? "all" : "public");
  const managementUrl = await management?.listen(settings.management!.host, settings.management!.port);
  const url = await server.listen(settings.host, settings.port).catch(async (error) => {
    await management?.close();
    throw error;
  });
  ready = true;
  log.info({}, `Waiting for connections on ${url}`);
  if (managementUrl !== undefined) log.info({}, `Metrics and attestations on ${managementUrl}`);
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    ready = false;
    const left = await server.drain(AbortSignal.timeout(settings.drainTimeout));
    if (left > 0) log.warn({ requests: left }, "Requests were broken off: they did not come to their end in time");
    await management?.close();
  };
  return {
    url,
    managementUrl,
    engine: info,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** The engine that the environment names, with its lines in the log. */
async function settle({ environment, log }: Settings, sealed: (check: SealCheck) => void): Promise<Engine> {
  try {
    const engine = await engineFromEnvironment({
      environment,
      log: (line) => (line.startsWith("⚠️") ? log.warn({}, line) : log.info({}, line)),
    });
    sealed(engine.info().seal_level === "none" ? "none" : "passed");
    return engine;
  } catch (error) {
    if (error instanceof H4Error) sealed("failed");
    throw error;
  }
}

/** The engine off the thread that answers. */
function workers(engine: Engine): ServiceEngine {
  return onThisThread(engine);
}

/** Leaves word of how the start ended. That it could not be left is no reason to end, or to hide why the start failed. */
async function tellOutcome(
  { metricsTextfile, log }: Settings,
  outcome: { seal: SealCheck; code?: string },
): Promise<void> {
  if (metricsTextfile === undefined) return;
  try {
    await writeTextfile(metricsTextfile, outcome);
  } catch (error) {
    log.warn({ err: error }, `⚠️ ${metricsTextfile} could not be written: it may tell of an earlier start`);
  }
}
