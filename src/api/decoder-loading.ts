/** From the artifact of the decoder to one that decodes: hash, compare, and only then compile those same bytes. */

import { inlinedDecoder } from "#decoder-bytes";
import { sha256 } from "#platform";
import { ENGINE_ID, FINGERPRINT } from "../../build/decoder-artifact.js";
import type { DecoderInfo, DecoderOptions } from "./decoder.js";
import { H4Error } from "./errors.js";

/** The module that runs, and what was proved of it. What only pins and foreign artifacts need is loaded with those. */
export async function loadDecoder(options: DecoderOptions): Promise<[WebAssembly.Module, DecoderInfo]> {
  const { seal, wasm } = options;
  const chosen =
    seal === undefined && wasm === undefined ? undefined : (await import("./decoder-pins.js")).choose(options);
  const bytes = chosen?.bytes ?? inlinedDecoder();
  let fingerprint = "";
  for (const byte of await sha256(bytes)) fingerprint += byte.toString(16).padStart(2, "0");
  const verdict = chosen?.admit(fingerprint) ?? builtIn(fingerprint);
  let module: WebAssembly.Module;
  try {
    module = await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new H4Error("UNSUPPORTED", "This runtime does not compile the decoder", { cause });
  }
  chosen?.check(module);
  return [module, { engine: "decoder", engine_id: ENGINE_ID, fingerprint, seal_scope: "bytes", ...verdict }];
}

/** The verdict on the bytes of this package, when the caller has no pins. */
function builtIn(got: string) {
  if (got === FINGERPRINT) return { verified: true, sealed: false, seal_level: "none" } as const;
  throw new H4Error("SEAL_ALTERED", "🔐 COMPRESSION CORE ALTERED", { got, limit: FINGERPRINT });
}
