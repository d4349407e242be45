/** The decoder that this package was built with, where there is no Node. */

import { ARTIFACT } from "../../build/decoder-artifact.js";
import { inlinedBytes } from "./inlined.js";

/** Its bytes, of the caller's own. */
export function inlinedDecoder(): Uint8Array<ArrayBuffer> {
  return inlinedBytes(ARTIFACT);
}
