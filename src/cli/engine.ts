/** The engine that commands run, pinned by HARMONY4_ENGINE_ID and HARMONY4_ENGINE_FP. S12 to S14 and S69 of PROMISES.md. */

import { createEngine, type Engine } from "../api/engine.js";
import { H4Error } from "../api/errors.js";
import type { SealPins } from "../api/options.js";

/** Names of the variables that choose and pin the engine. */
export const CORE_PATH = "HARMONY4_CORE_PATH";
export const ENGINE_ID = "HARMONY4_ENGINE_ID";
export const ENGINE_FP = "HARMONY4_ENGINE_FP";

/** A variable that is set: one that is empty or blank counts as unset. */
function setting(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  return environment[name]?.trim() || undefined;
}

/**
 * The verified engine that this process was told to use.
 *
 * @throws {H4Error} `SEAL_*` when it is not the one that the environment pins; `SEAL_CONFIG` when the environment names a
 * native core, which this build cannot bind: running another engine in its place would break the pin.
 */
export async function openEngine(environment: NodeJS.ProcessEnv = process.env): Promise<Engine> {
  if (setting(environment, CORE_PATH) !== undefined) {
    throw new H4Error("SEAL_CONFIG", `🔐 SEAL CONFIGURATION: ${CORE_PATH} is set, but this build binds no native core`);
  }
  const engineId = setting(environment, ENGINE_ID);
  const fingerprint = setting(environment, ENGINE_FP);
  const seal: SealPins = {
    ...(engineId === undefined ? {} : { engineId }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
  try {
    return await createEngine({ seal });
  } catch (error) {
    if (!(error instanceof H4Error) || error.code !== "SEAL_CONFIG") throw error;
    const message = error.message.replace("seal.engineId", ENGINE_ID).replace("seal.fingerprint", ENGINE_FP);
    throw new H4Error("SEAL_CONFIG", message, { cause: error });
  }
}
