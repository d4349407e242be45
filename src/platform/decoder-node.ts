/** The decoder that this package was built with, in Node. */

import { ARTIFACT_BASE64 } from "../../build/decoder-artifact.js";
import { bytesOf } from "./node.js";

/** Its bytes, of the caller's own. */
export function inlinedDecoder(): Uint8Array<ArrayBuffer> {
  return bytesOf(ARTIFACT_BASE64);
}
