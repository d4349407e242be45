/** From an artifact to an engine: copy, hash, have the digest admitted, and only then compile that same copy. */

import { sha256 } from "#platform";
import { ENGINE_ID, FINGERPRINT } from "../../build/artifact.js";
import { H4Error } from "../api/errors.js";
import type { Core, CoreIdentity } from "./core.js";
import { ReferenceCore } from "./reference.js";
import { typed } from "./refusal.js";
import { type ArtifactSource, type ReadOptions, readArtifact } from "./source.js";

/** The artifact that this package was built with. */
export const BUILT_IN: CoreIdentity = { engine: "reference", engineId: ENGINE_ID, fingerprint: FINGERPRINT };

/** The id of an artifact that is not the built-in one: nothing in its bytes would prove another. */
const ENGINE_ID_UNKNOWN = "unknown";

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
  const fingerprint = hex(await sha256(bytes));
  const engineId = fingerprint === BUILT_IN.fingerprint ? BUILT_IN.engineId : ENGINE_ID_UNKNOWN;
  const identity: CoreIdentity = { engine: "reference", engineId, fingerprint };
  options.signal?.throwIfAborted();
  admit(identity);
  try {
    return new ReferenceCore(await WebAssembly.compile(bytes), identity);
  } catch (error) {
    throw refused(typed(error));
  }
}

function refused(error: unknown): unknown {
  if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) {
    return new H4Error("UNSUPPORTED", `This runtime does not compile the engine: ${error.message}`, { cause: error });
  }
  return error;
}

function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
