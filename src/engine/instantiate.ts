/** From a verified module to an instance of the engine. */

import { instantiateSync } from "@assemblyscript/loader";
import { checkExports, ENGINE_FUNCTIONS, Instance } from "./exports.js";

/** An instance of its own. */
export function instantiate(module: WebAssembly.Module): Instance {
  // A fresh imports object, since the loader adds to the one it is given; and the exports of the instance, since the
  // loader's wrap every function (13 ns a call).
  const { instance } = ownRealm(module) ? instantiateSync(module, {}) : { instance: new WebAssembly.Instance(module) };
  return new Instance(checkExports(instance.exports, ENGINE_FUNCTIONS));
}

/** The loader takes the module of another realm, as a sandbox is handed one, for bytes. */
function ownRealm(module: WebAssembly.Module): boolean {
  return module instanceof WebAssembly.Module;
}
