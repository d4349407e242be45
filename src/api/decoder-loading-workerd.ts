/** From a compiled module to a decoder, for runtimes that compile nothing: as load-module.ts does for the engine. T7, S70 */

import { ENGINE_ID, FINGERPRINT } from "../../build/decoder-artifact.js";
import { isModule } from "../engine/artifact-source.js";
import type { CoreIdentity } from "../engine/core.js";
import { checkExports, DECODER_FUNCTIONS } from "../engine/exports.js";
import { admitModule } from "../engine/module.js";
import { notCompiled, typed } from "../engine/refusal.js";
import { builtDecoder } from "../platform/decoder-workerd.js";
import { verify } from "../seal/pins.js";
import { describe, viewOf } from "./bytes.js";
import { checkKeys } from "./check.js";
import type { DecoderInfo, DecoderOptions } from "./decoder.js";
import { checkPins, KEYS } from "./options.js";

const BUILT_IN: CoreIdentity = { engine: "reference", engineId: ENGINE_ID, fingerprint: FINGERPRINT };

/** The module that runs, and what was proved of the file that it was built from. */
export async function loadDecoder({ seal, wasm }: DecoderOptions): Promise<[WebAssembly.Module, DecoderInfo]> {
  const pins = checkPins(seal);
  const own = { name: "decoder.wasm", builtIn: BUILT_IN, built: builtDecoder() };
  const { module, identity } = await admitModule(own, sourceOf(wasm));
  const { verified, sealed, level } = verify(identity, pins, BUILT_IN);
  try {
    checkExports(new WebAssembly.Instance(module).exports, DECODER_FUNCTIONS);
  } catch (error) {
    throw notCompiled(typed(error));
  }
  const { engineId, fingerprint, build } = identity;
  const { proved, notProved } = build!;
  const evidence = { proved: [...proved], not_proved: [...notProved] };
  const verdict = { verified, sealed, seal_level: level, seal_scope: "build" as const };
  return [module, { engine: "decoder", engine_id: engineId, fingerprint, ...verdict, ...evidence }];
}

/** The `wasm` option as the loader takes it. */
function sourceOf(wasm: DecoderOptions["wasm"]) {
  if (wasm === undefined) return undefined;
  if (typeof wasm !== "object" || wasm === null || !("module" in wasm)) return viewOf(wasm, "wasm");
  checkKeys(wasm, KEYS.module, "wasm");
  if (isModule(wasm.module)) return { module: wasm.module, bytes: viewOf(wasm.bytes, "wasm.bytes") };
  throw new TypeError(`wasm.module must be a WebAssembly.Module, got ${describe(wasm.module)}`);
}
