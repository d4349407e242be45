/** `createNativeEngine`: a native core behind the same `Engine`, verified before one instruction of it runs. ABI.md */

import type { Core } from "../engine/core.js";
import { loadNativeCore } from "../engine/native-load.js";
import { type Pins, type Verdict, verifyBytes, verifyId } from "../seal/pins.js";
import { describe } from "./bytes.js";
import { checkKeys } from "./check.js";
import { Engine } from "./engine.js";
import { H4Error } from "./errors.js";
import { checkAsync, checkPins, type SealPins } from "./options.js";
import { abortable } from "./source.js";

/** Milliseconds that an isolated core may take for a call that did not say otherwise: two minutes. */
export const TIMEOUT_DEFAULT = 120_000;
/** What setTimeout takes. */
const TIMEOUT_MAX = 2 ** 31 - 1;

/** How a native core is loaded. */
export interface NativeEngineOptions {
  /** The shared object: an absolute path. Links are followed; nobody but root and this user may be able to replace it. */
  path: string;
  /** The caller's pins. Default: none, so that `info().verified` and `info().sealed` are false. */
  seal?: SealPins | undefined;
  /**
   * Runs the core in a process of its own, which is ended when a call takes longer than `timeout` milliseconds
   * (default two minutes) and started anew for the next. Calls wait for each other. Default false.
   */
  isolated?: boolean | { timeout?: number | undefined } | undefined;
  /** Gets the line of a sealed start and what an operator should know, a line each. Default: stderr. */
  log?: ((line: string) => void) | undefined;
  /** Ends the wait: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

const KEYS = new Set(["path", "seal", "isolated", "log", "signal"]);
const ISOLATED_KEYS = new Set(["timeout"]);

/**
 * Reads the core at `path` once, compares the SHA-256 of those bytes with the pin, and only then loads them, from a
 * copy that nobody else can change. Needs the package koffi in Node, nothing more in Deno and Bun.
 *
 * A call of a core in this process cannot be stopped: an abort ends the wait for it. `isolated` is for cores that are
 * not trusted to return.
 *
 * @throws H4Error `SEAL_CONFIG`, `SEAL_ALTERED`, `SEAL_MISMATCH`, `CORE_*`: no engine is put in its place
 * @example
 * const h4 = await createNativeEngine({ path: "/opt/h4core/v1.2.3/h4core.so", seal: { fingerprint: "9f86d081…" } });
 */
export async function createNativeEngine(options: NativeEngineOptions): Promise<Engine> {
  checkKeys(options, KEYS);
  checkAsync({ signal: options.signal });
  const { path, signal, log = toStderr } = options;
  if (typeof path !== "string") throw new TypeError(`path must be a string, got ${describe(path)}`);
  if (typeof log !== "function") throw new TypeError(`log must be a function, got ${describe(log)}`);
  signal?.throwIfAborted();
  const native: NativeCoreOptions = {
    path: parseCorePath(path, "path"),
    pins: checkPins(options.seal),
    timeout: checkIsolated(options.isolated),
    log,
  };
  return await abortable(openNativeEngine(native), signal);
}

/** `NativeEngineOptions`, every choice made. */
export interface NativeCoreOptions {
  path: string;
  pins: Pins;
  /** Milliseconds; undefined for a core in this process. */
  timeout: number | undefined;
  log: (line: string) => void;
}

/** @internal What `createNativeEngine` does when its options were checked. */
export async function openNativeEngine({ path, pins, timeout, log }: NativeCoreOptions): Promise<Engine> {
  let verdict: Verdict | undefined;
  const core: Core = await loadNativeCore(
    path,
    { isolated: timeout, warn: (text) => log(`⚠️ ${text}`) },
    {
      bytes: (fingerprint) => verifyBytes(fingerprint, pins),
      identity: ({ engineId }) => {
        verdict = verifyId(engineId, pins);
      },
    },
  );
  return announced(new Engine(core, verdict!), log);
}

/** Says once that this start is sealed, in the words that operators search for. S18, S64 of PROMISES.md */
export function announced(engine: Engine, log: (line: string) => void): Engine {
  const { sealed, engine_id, fingerprint } = engine.info();
  if (sealed) log(`🔐 Compression core sealed: ${engine_id} (fp: ${fingerprint.slice(0, 12)}…)`);
  return engine;
}

/** The path of a core, or `SEAL_CONFIG`; `name` is the option or variable that held it. S12, T9, T25 */
export function parseCorePath(path: string, name: string): string {
  const form = "an absolute path without control characters";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a path with a line feed in it would forge lines of a log
  if (path.startsWith("/") && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(path)) return path;
  throw new H4Error("SEAL_CONFIG", `🔐 SEAL CONFIGURATION: ${name} must be ${form}`, { limit: form });
}

function checkIsolated(isolated: NativeEngineOptions["isolated"]): number | undefined {
  if (isolated === undefined || isolated === false) return undefined;
  if (isolated === true) return TIMEOUT_DEFAULT;
  checkKeys(isolated, ISOLATED_KEYS, "isolated");
  const { timeout = TIMEOUT_DEFAULT } = isolated;
  if (typeof timeout !== "number") throw new TypeError(`isolated.timeout must be a number, got ${describe(timeout)}`);
  if (timeout >= 1 && timeout <= TIMEOUT_MAX) return timeout;
  throw new RangeError(`isolated.timeout must be from 1 to ${TIMEOUT_MAX} milliseconds, got ${timeout}`);
}

/** One line on stderr. */
export function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
