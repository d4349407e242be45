/** From an artifact to an engine: copy, hash, have the digest admitted, and only then compile that same copy. */

import { sha256 } from "#platform";
import { H4Error } from "../api/errors.js";
import type { ArtifactSource, ReadOptions } from "./artifact-source.js";
import { hex, identify } from "./built-in.js";
import type { Core, CoreIdentity } from "./core.js";
import { ReferenceCore } from "./reference.js";
import { notCompiled, typed } from "./refusal.js";
import { readArtifact } from "./source.js";

/**
 * Loads the artifact at `source`. `admit` sees the digest of the very bytes that will run and throws to refuse them:
 * until it has returned, nothing of them was compiled.
 */
export async function loadCore(
  source: ArtifactSource,
  options: ReadOptions,
  admit: (found: CoreIdentity) => void,
): Promise<Core> {
  if (typeof WebAssembly !== "object") throw new H4Error("UNSUPPORTED", "This runtime has no WebAssembly");
  const bytes = await readArtifact(source, options);
  const identity = identify(hex(await sha256(bytes)));
  options.signal?.throwIfAborted();
  admit(identity);
  try {
    return new ReferenceCore(await WebAssembly.compile(bytes), identity);
  } catch (error) {
    throw notCompiled(typed(error));
  }
}
