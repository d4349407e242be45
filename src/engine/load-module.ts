/**
 * From a compiled module to an engine, for runtimes that compile nothing: the module comes from the bundle, and no bytes
 * can be had of it. What stands for them is the file that it was built from: its digest is known where the build compared
 * it, or where a copy of the file is at hand. T7, S70
 */

import { sha256 } from "#platform";
import { H4Error } from "../api/errors.js";
import { builtModule } from "../platform/workerd.js";
import { type ArtifactSource, copy, isModule, isModuleSource, type ReadOptions } from "./artifact-source.js";
import { BUILT_IN, hex, identify } from "./built-in.js";
import type { Core, CoreIdentity } from "./core.js";
import { BOTH_HASHED, BUILD_HASHED, COPY_HASHED, NOTHING_HASHED } from "./evidence.js";
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
  const built = builtModule();
  if (source !== undefined && !isModuleSource(source)) {
    const reason = "compiles no WebAssembly at run time: hand in { module, bytes }, or nothing";
    throw new H4Error("UNSUPPORTED", `This runtime ${reason}`);
  }
  const module = source?.module ?? built.module;
  if (!isModule(module)) {
    const reason = "no WebAssembly.Module was bundled for engine.wasm: its bundler must import .wasm files as modules";
    throw new H4Error("UNSUPPORTED", `This runtime has no engine: ${reason}`);
  }
  const identity = await identityOf(module === built.module ? built.digest : undefined, source?.bytes);
  options.onProgress?.({ read: source?.bytes.length ?? 0, written: 0 });
  options.signal?.throwIfAborted();
  admit(identity);
  try {
    return new ReferenceCore(module, identity);
  } catch (error) {
    throw notCompiled(typed(error));
  }
}

/** What the module is, by what there is: a copy of its file, the word of the build, both, or neither. */
async function identityOf(builtDigest: string | undefined, bytes: Uint8Array | undefined): Promise<CoreIdentity> {
  if (bytes === undefined) {
    if (builtDigest === undefined) return { ...BUILT_IN, build: NOTHING_HASHED };
    return { ...identify(builtDigest), build: BUILD_HASHED };
  }
  const got = hex(await sha256(copy(bytes)));
  if (builtDigest === undefined) return { ...identify(got), build: COPY_HASHED };
  if (builtDigest === got) return { ...identify(got), build: BOTH_HASHED };
  const message = "🔐 COMPRESSION CORE ALTERED: the copy is not of the file that the bundle was made with";
  throw new H4Error("SEAL_ALTERED", message, { got, limit: builtDigest });
}
