/** `startService`: the service in Node, from its environment to an open port. Nothing is bound before the engine is settled. T6 */

import { fileURLToPath } from "node:url";
import { attestationKeyFromEnvironment } from "../api/attestation-key.js";
import type { Engine, EngineInfo } from "../api/engine.js";
import { engineFromEnvironment } from "../api/environment.js";
import { H4Error } from "../api/errors.js";
import { VERSION } from "../api/version.js";
import { createPool } from "../pool/pool.js";
import { createService } from "./app.js";
import { onThisThread, type ServiceEngine } from "./engine.js";
import { directoryAssets } from "./node-assets.js";
import { directoryStore, fileSpool } from "./node-storage.js";
import type { ServiceOptions } from "./options.js";
import { createMetrics, type SealCheck } from "./prometheus.js";
import { HttpServer } from "./server.js";
import type { Surface } from "./service.js";
import { checkStart, type StartOptions, type StartSettings } from "./start-options.js";
import { type StartOutcome, writeTextfile } from "./textfile.js";

/** The page, beside the bundle. */
const PAGE = fileURLToPath(new URL("./web/", import.meta.url));

/** Jobs of one request at a time: a container's blocks, made ahead. */
const JOBS_MAX = 64;
/** That of a pool. */
const QUEUE_MAX = 1_000_000;

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
  const outcome: StartOutcome = { seal: "none" };
  let running: Running;
  try {
    const engine = await settle(settings, (seal) => {
      outcome.seal = seal;
    });
    running = await Running.open(engine, settings);
  } catch (error) {
    const { code = "INTERNAL" } = error as NodeJS.ErrnoException;
    await leaveWord(settings, { ...outcome, code });
    throw error;
  }
  await leaveWord(settings, outcome);
  const { url, managementUrl } = running;
  settings.log.info({}, `Waiting for connections on ${url}`);
  if (managementUrl !== undefined) settings.log.info({}, `Metrics and attestations on ${managementUrl}`);
  return running;
}

/** The engine that the environment names, with its lines in the log. */
async function settle({ environment, log }: StartSettings, sealed: (check: SealCheck) => void): Promise<Engine> {
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

class Running implements RunningService {
  readonly engine: EngineInfo;
  url = "";
  managementUrl: string | undefined;
  private readonly server: HttpServer;
  private readonly management: HttpServer | undefined;
  private ready = false;
  private stopped: Promise<void> | undefined;

  private constructor(
    private readonly workers: Workers,
    private readonly settings: StartSettings,
    parts: Pick<ServiceOptions, "attestKey" | "store" | "assets">,
  ) {
    const { engine } = workers;
    this.engine = engine.info();
    const { given, limits, http, token, log } = settings;
    const metrics = createMetrics(this.engine, VERSION);
    const ready = () => this.ready;
    const spool = fileSpool();
    const serverOf = (surface: Surface) => {
      const { fetch } = createService({ ...parts, engine, limits: given, token, spool, metrics, log, ready, surface });
      return new HttpServer({ fetch, limits: http, body: limits.body, log, metrics });
    };
    this.management = settings.management && serverOf("management");
    this.server = serverOf(this.management === undefined ? "all" : "public");
  }

  /** Everything else that can fail comes before the first port, and the public port is the last. */
  static async open(engine: Engine, settings: StartSettings): Promise<Running> {
    const attestKey = await attestationKeyFromEnvironment(settings.environment);
    const store = settings.store === undefined ? undefined : await directoryStore(settings.store);
    const assets = await directoryAssets(PAGE);
    if (assets === undefined)
      settings.log.warn({}, "The files of the page are not beside the service: / has links alone");
    const running = new Running(await startWorkers(engine, settings), settings, { attestKey, store, assets });
    try {
      await running.listen();
    } catch (error) {
      await running.close();
      throw error;
    }
    return running;
  }

  stop(): Promise<void> {
    this.stopped ??= this.drain();
    return this.stopped;
  }

  private async listen(): Promise<void> {
    const { host, port, management } = this.settings;
    if (management !== undefined) this.managementUrl = await this.management!.listen(management.host, management.port);
    this.url = await this.server.listen(host, port);
    this.ready = true;
  }

  private async drain(): Promise<void> {
    const { drainTimeout, log } = this.settings;
    this.ready = false;
    const left = await this.server.drain(AbortSignal.timeout(drainTimeout));
    if (left > 0) log.warn({ requests: left }, "Requests were broken off: they did not come to their end in time");
    await this.close();
  }

  private async close(): Promise<void> {
    await this.workers.close();
    await this.management?.close();
  }
}

/** What does the work of requests, off the thread that answers them. T20 */
interface Workers {
  engine: ServiceEngine;
  close(): Promise<void>;
}

/** A native core works on threads of its own. */
async function startWorkers(engine: Engine, { workers, limits }: StartSettings): Promise<Workers> {
  if (engine.info().engine === "core") return { engine: onThisThread(engine), close: () => Promise.resolve() };
  // Requests wait before they are let in, and each of them asks for few things at a time: none is refused here.
  const pool = await createPool({ engine, workers, queue: Math.min(JOBS_MAX * limits.concurrency, QUEUE_MAX) });
  return { engine: pool, close: () => pool.close() };
}

/** Leaves word of how the start ended. That it could not be left is no reason to end, or to hide why the start failed. */
async function leaveWord({ metricsTextfile, log }: StartSettings, outcome: StartOutcome): Promise<void> {
  if (metricsTextfile === undefined) return;
  try {
    await writeTextfile(metricsTextfile, outcome);
  } catch (error) {
    log.warn({ err: error }, `⚠️ ${metricsTextfile} could not be written: it may tell of an earlier start`);
  }
}
