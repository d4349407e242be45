/** From a compiled module to an engine, for runtimes that compile nothing: the module comes from the bundle. T7, S70 */

import { builtEngine } from "../platform/engine-workerd.js";
import { type ArtifactSource, isModuleSource, type ReadOptions } from "./artifact-source.js";
import { BUILT_IN } from "./built-in.js";
import type { Core, CoreIdentity } from "./core.js";
import { admitModule } from "./module.js";
import { ReferenceCore } from "./reference.js";
import { notCompiled, typed } from "./refusal.js";

/**
 * Loads the module of `source`. `admit` sees the digest of the file that it was built from, or that none is known, and
 * throws to refuse it: until it has returned, nothing of the module has run.
 */
export async function loadCore(
  source: ArtifactSource,
  options: ReadOptions,
  admit: (found: CoreIdentity) => void,
): Promise<Core> {
  const own = { name: "engine.wasm", builtIn: BUILT_IN, built: builtEngine() };
  const { module, identity } = await admitModule(own, source);
  const read = source !== undefined && isModuleSource(source) ? source.bytes.length : 0;
  options.onProgress?.({ read, written: 0 });
  options.signal?.throwIfAborted();
  admit(identity);
  try {
    return new ReferenceCore(module, identity);
  } catch (error) {
    throw notCompiled(typed(error));
  }
}
