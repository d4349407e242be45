/** What only a caller who pins, or hands in an artifact, needs of a decoder: loaded with the first such call. */

import { ENGINE_ID, FINGERPRINT } from "../../build/decoder-artifact.js";
import { copy } from "../engine/artifact-source.js";
import { checkExports, DECODER_FUNCTIONS } from "../engine/exports.js";
import { verify } from "../seal/pins.js";
import { type Bytes, viewOf } from "./bytes.js";
import type { DecoderOptions } from "./decoder.js";
import { checkPins } from "./options.js";

/** The id of an artifact that is not the built-in one, as in engine/built-in.ts. */
const ENGINE_ID_UNKNOWN = "unknown";

/** What the caller chose: the bytes, if not those of this package, and how they are judged. */
export function choose({ seal, wasm }: DecoderOptions) {
  const pins = checkPins(seal);
  return {
    bytes: wasm === undefined ? undefined : copy(viewOf(wasm as Bytes, "wasm")),
    /** The verdict on the digest of the bytes that will run; throws to refuse them. */
    admit(fingerprint: string) {
      const engineId = fingerprint === FINGERPRINT ? ENGINE_ID : ENGINE_ID_UNKNOWN;
      const known = { engineId: ENGINE_ID, fingerprint: FINGERPRINT };
      const { verified, sealed, level } = verify({ engineId, fingerprint }, pins, known);
      return { engine_id: engineId, verified, sealed, seal_level: level };
    },
    /** Refuses a module that this host cannot drive. */
    check(module: WebAssembly.Module): void {
      checkExports(new WebAssembly.Instance(module).exports, DECODER_FUNCTIONS);
    },
  };
}
