/** The `engine` that a caller gave. Without the engine's own interface: who only makes one-shot calls need not load it. */

import { describe } from "./bytes.js";
import type { Engine } from "./engine.js";

/** By what only an `Engine` has, and a pool has not: the class itself is one in each bundle. */
export function isEngine(value: unknown): value is Engine {
  return typeof value === "object" && value !== null && "core" in value && "shareable" in value;
}

/** The engine, awaited. A TypeError for what is none, null included: a look-up that failed must not lift a seal. */
export async function givenEngine(engine: Engine | Promise<Engine>): Promise<Engine> {
  const given: unknown = await engine;
  if (isEngine(given)) return given;
  throw new TypeError(`engine must be an Engine, got ${describe(given)}`);
}
