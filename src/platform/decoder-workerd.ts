/** The decoder that the bundle of an edge worker was made with. */

import * as artifact from "../../build/decoder.wasm";
import { type BuiltModule, moduleOf } from "./workerd.js";

/** The module that stands for decoder.wasm. */
export function builtDecoder(): BuiltModule {
  return moduleOf(artifact);
}
