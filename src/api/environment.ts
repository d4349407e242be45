/** The engine that an operator chose and pinned in the environment. S12 to S15, S69 of PROMISES.md; T5, T27 of THREATS.md */

import { type Pins, parseEngineId, parseFingerprint } from "../seal/pins.js";
import { describe } from "./bytes.js";
import { checkKeys } from "./check.js";
import { createEngine, type Engine } from "./engine.js";
import { H4Error } from "./errors.js";
import { announced, openNativeEngine, parseCorePath, TIMEOUT_DEFAULT, toStderr } from "./native.js";
import { checkAsync } from "./options.js";
import { abortable } from "./source.js";

/** Names of the variables that choose and pin the engine. */
export const CORE_PATH = "HARMONY4_CORE_PATH";
export const ENGINE_ID = "HARMONY4_ENGINE_ID";
export const ENGINE_FP = "HARMONY4_ENGINE_FP";
/** "1" runs a native core in a process of its own. */
export const CORE_ISOLATED = "HARMONY4_CORE_ISOLATED";

export interface EnvironmentOptions {
  /** Where the variables are. Default `process.env`. */
  environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Gets the line of a sealed start and what an operator should know, a line each. Default: stderr. */
  log?: ((line: string) => void) | undefined;
  /** Ends the wait: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

const KEYS = new Set(["environment", "log", "signal"]);

/** What the environment said when it was read. */
export interface Chosen {
  path: string | undefined;
  pins: Pins;
  isolated: boolean;
}

/**
 * The verified engine that the environment names: `HARMONY4_CORE_PATH` a native core, `HARMONY4_ENGINE_ID` and
 * `HARMONY4_ENGINE_FP` its pins, or, without a path, those of the built-in engine. Nothing set: the built-in engine,
 * `sealed: false`. Empty and blank count as unset. The variables are read once, before anything else is done.
 *
 * A path that is set is that core or a failure, never another engine.
 *
 * @throws H4Error `SEAL_CONFIG` naming the variable, `SEAL_ALTERED`, `SEAL_MISMATCH`, `CORE_*`
 * @example
 * const h4 = await engineFromEnvironment();
 */
export async function engineFromEnvironment(options: EnvironmentOptions = {}): Promise<Engine> {
  checkKeys(options, KEYS);
  checkAsync({ signal: options.signal });
  const { environment = process.env, log = toStderr, signal } = options;
  if (typeof log !== "function") throw new TypeError(`log must be a function, got ${describe(log)}`);
  const { path, pins, isolated } = readEnvironment(environment);
  signal?.throwIfAborted();
  if (path === undefined) {
    if (isolated) log(`⚠️ ${CORE_ISOLATED} is set without ${CORE_PATH}: there is no native core to run apart`);
    const pinned = Object.keys(pins).length > 0;
    return announced(await createEngine({ seal: pinned ? pins : undefined, signal }), log);
  }
  const timeout = isolated ? TIMEOUT_DEFAULT : undefined;
  return await abortable(openNativeEngine({ path, pins, timeout, log }), signal);
}

/**
 * The core and the pins that the variables name, in canonical form.
 *
 * @throws H4Error `SEAL_CONFIG` naming the variable
 */
export function readEnvironment(environment: NonNullable<EnvironmentOptions["environment"]>): Chosen {
  const path = setting(environment, CORE_PATH);
  const engineId = setting(environment, ENGINE_ID);
  const fingerprint = setting(environment, ENGINE_FP);
  return {
    path: path === undefined ? undefined : parseCorePath(path, CORE_PATH),
    pins: {
      ...(engineId === undefined ? {} : { engineId: parseEngineId(engineId, ENGINE_ID) }),
      ...(fingerprint === undefined ? {} : { fingerprint: parseFingerprint(fingerprint, ENGINE_FP) }),
    },
    isolated: flag(environment, CORE_ISOLATED),
  };
}

/** A variable that is set, without the blanks around it: a file or a ConfigMap leaves a newline behind. S25 */
function setting(environment: NonNullable<EnvironmentOptions["environment"]>, name: string): string | undefined {
  return environment[name]?.trim() || undefined;
}

function flag(environment: NonNullable<EnvironmentOptions["environment"]>, name: string): boolean {
  const value = setting(environment, name) ?? "0";
  if (value === "0" || value === "1") return value === "1";
  throw new H4Error("SEAL_CONFIG", `🔐 SEAL CONFIGURATION: ${name} must be 0 or 1`, { limit: "0 or 1" });
}
