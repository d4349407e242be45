/** The engine of a call that takes one. Apart from `Engine`, of which the bundles for Node would have a copy with it. */

import { createEngine, type Engine } from "./engine.js";
import { givenEngine } from "./given-engine.js";

/** The caller's, else the one that all calls without pins share. */
export async function engineFor(engine: Engine | Promise<Engine> | undefined): Promise<Engine> {
  return await (engine === undefined ? createEngine() : givenEngine(engine));
}
