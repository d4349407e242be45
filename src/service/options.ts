/** What a service is made with: its options, their checks, and what stands in for those that were left out. */

import { WINDOW_LOG_DEFAULT_MAX } from "../../assembly/common/limits.js";
import { describe } from "../api/bytes.js";
import { checkKeys } from "../api/check.js";
import type { Engine } from "../api/engine.js";
import type { Signer } from "../seal/keys.js";
import { Admission } from "./admission.js";
import type { Assets } from "./assets.js";
import { onThisThread, type ServiceEngine } from "./engine.js";
import { checkLimits, type Given, type Limits } from "./limits.js";
import { memorySpool } from "./memory-spool.js";
import type { Service, ServiceLog, ServiceMetrics, Surface } from "./service.js";
import type { ContainerStore, Spool } from "./storage.js";

/** How a service is made. */
export interface ServiceOptions {
  /** Does the work. A pool works on other threads; an `Engine` in steps between which other requests have their turn. */
  engine: Engine | ServiceEngine;
  /** What a request may cost. Default: as `LIMITS` says. */
  limits?: Given<Limits> | undefined;
  /** The bearer token that requests need, 16 to 1024 printable ASCII characters without spaces. Default: none. */
  token?: string | undefined;
  /** Signs attestations. Default: they say `signed: false`. */
  attestKey?: Signer | undefined;
  /** Counts events. Default: nothing is counted, and there is no `/metrics`. */
  metrics?: ServiceMetrics | undefined;
  /** Is told of requests and failures. Default: nobody is. */
  log?: ServiceLog | undefined;
  /** Containers that are served. Default: none. */
  store?: ContainerStore | undefined;
  /** The files of the page at `/`. Default: it is a few lines of text. */
  assets?: Assets | undefined;
  /** Where a body is put that must be read more than once. Default: memory. */
  spool?: Spool | undefined;
  /** Whether the service takes work, for `/readyz`. Default: always. */
  ready?: (() => boolean) | undefined;
  /** Which resources the application has. Default "all". */
  surface?: Surface | undefined;
}

const KEYS = new Set([
  "engine",
  "limits",
  "token",
  "attestKey",
  "metrics",
  "log",
  "store",
  "assets",
  "spool",
  "ready",
  "surface",
]);

const SURFACES: readonly string[] = ["all", "public", "management"] satisfies Surface[];

/** The characters of a bearer token, RFC 6750 §2.1. Shorter ones could be guessed; longer ones are no tokens. */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;
const [TOKEN_LENGTH_MIN, TOKEN_LENGTH_MAX] = [16, 1024];

const NO_METRICS: ServiceMetrics = {
  request() {},
  work() {},
  waited() {},
  inWork() {},
  waiting() {},
  rejected() {},
  text: () => Promise.resolve(""),
};

const NO_LOG: ServiceLog = { info() {}, warn() {}, error() {} };

/** `options`, checked, with everything in its place. */
export function checkOptions(options: ServiceOptions): Service {
  checkKeys(options, KEYS);
  const { attestKey, metrics, log, store, assets, spool, ready, surface = "all" } = options;
  const engine = checkEngine(options.engine);
  const limits = limitsFor(engine, options.limits);
  if (!SURFACES.includes(surface))
    throw new RangeError(`surface must be one of ${SURFACES.join(", ")}, got ${surface}`);
  const counted = object(metrics, "metrics", "request", "work", "waited", "inWork", "waiting", "rejected", "text");
  return {
    engine,
    limits,
    surface,
    metrics: counted ?? NO_METRICS,
    counted: counted !== undefined,
    log: object(log, "log", "info", "warn", "error") ?? NO_LOG,
    token: checkToken(options.token),
    attestKey: object(attestKey, "attestKey", "sign"),
    store: object(store, "store", "open"),
    assets: checkAssets(assets),
    spool: callable(spool, "spool") ?? memorySpool(),
    ready: callable(ready, "ready") ?? (() => true),
    admission: new Admission(limits, counted ?? NO_METRICS),
  };
}

/**
 * A native core decodes into its output, which has a limit: a window costs no memory beside it, and none can be asked of
 * it but that of the library.
 */
function limitsFor(engine: ServiceEngine, given: ServiceOptions["limits"] = {}): Limits {
  if (engine.info().engine === "reference") return checkLimits(given);
  const { windowLog = WINDOW_LOG_DEFAULT_MAX } = given;
  if (windowLog === WINDOW_LOG_DEFAULT_MAX) return checkLimits({ ...given, windowLog });
  throw new RangeError(`limits.windowLog is the own affair of a native core: leave it out, got ${windowLog}`);
}

/** Only an `Engine` has one-shot calls that block, beside others. */
function checkEngine(engine: Engine | ServiceEngine): ServiceEngine {
  object(engine, "engine", "info", "frameHeader", "compress", "decompress", "compressor", "decompressor", "selfTest");
  if (engine === undefined) throw new TypeError("engine must be an engine or a pool, got undefined");
  return "core" in engine ? onThisThread(engine) : engine;
}

/** A bearer token, of the length and the characters that one has. */
export function checkToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  if (typeof token !== "string") throw new TypeError(`token must be a string, got ${describe(token)}`);
  if (token.length < TOKEN_LENGTH_MIN || token.length > TOKEN_LENGTH_MAX) {
    throw new RangeError(`token must have ${TOKEN_LENGTH_MIN} to ${TOKEN_LENGTH_MAX} characters, got ${token.length}`);
  }
  if (!TOKEN.test(token)) throw new RangeError("token may have letters, digits, - . _ ~ + / and = at its end");
  return token;
}

function checkAssets(assets: Assets | undefined): Assets | undefined {
  if (object(assets, "assets", "open") === undefined || Array.isArray(assets?.names)) return assets;
  throw new TypeError(`assets.names must be an array, got ${describe(assets?.names)}`);
}

/** `value`, which must have `methods` where it is there at all. */
function object<T extends object>(value: T | undefined, name: string, ...methods: (keyof T)[]): T | undefined {
  if (value === undefined) return undefined;
  for (const method of methods) {
    if (typeof value?.[method] === "function") continue;
    throw new TypeError(`${name} must be an object with ${methods.join(", ")}, got ${describe(value)}`);
  }
  return value;
}

function callable<T>(value: T | undefined, name: string): T | undefined {
  if (value !== undefined && typeof value !== "function") {
    throw new TypeError(`${name} must be a function, got ${describe(value)}`);
  }
  return value;
}
