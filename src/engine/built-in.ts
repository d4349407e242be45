/** The artifact that this package was built with, by name and digest. build/seal.json */

import { ENGINE_ID, FINGERPRINT } from "../../build/artifact.js";
import type { CoreIdentity } from "./core.js";

/** What the artifact of this package is. */
export const BUILT_IN: CoreIdentity = { engine: "reference", engineId: ENGINE_ID, fingerprint: FINGERPRINT };

/** The id of an artifact that is not the built-in one: nothing in its bytes would prove another. */
const ENGINE_ID_UNKNOWN = "unknown";

/** What an artifact with this digest is. */
export function identify(fingerprint: string): CoreIdentity {
  const engineId = fingerprint === BUILT_IN.fingerprint ? BUILT_IN.engineId : ENGINE_ID_UNKNOWN;
  return { engine: "reference", engineId, fingerprint };
}

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
