/** The engine that the bundle of an edge worker was made with. */

import * as artifact from "../../build/engine.wasm";
import { type BuiltModule, moduleOf } from "./workerd.js";

/** The module that stands for engine.wasm. */
export function builtEngine(): BuiltModule {
  return moduleOf(artifact);
}
