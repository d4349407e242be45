/** Every engine there is, for suites that hold for all of them. A new engine is one more line here. */

import { ReferenceCore } from "../../src/engine/reference.js";
import { measuringCoverage } from "../coverage/hits.js";
import { CoreEngine } from "./core-engine.js";
import { decoderCore } from "./decoder-engine.js";
import type { Engine } from "./engine.js";
import { engineModule, RawEngine } from "./raw-engine.js";

export interface EngineEntry {
  readonly id: string;
  /** A new engine that shares nothing with any other. */
  create(): Engine;
}

const REFERENCE: EngineEntry = { id: "reference", create: () => new RawEngine() };

const hosted = () => new ReferenceCore(engineModule(), { engine: "reference", engineId: "test", fingerprint: "" });

const HOSTED: EngineEntry = { id: "reference, hosted", create: () => new CoreEngine(hosted()) };

const DECODER: EngineEntry = { id: "decoder alone", create: () => new CoreEngine(decoderCore(hosted())) };

/** The engines. An instrumented artifact counts its lines through an import that the host would not give it. */
export const ENGINES: readonly EngineEntry[] = measuringCoverage() ? [REFERENCE] : [REFERENCE, HOSTED];

/** Whatever decodes, for suites that only look at that. */
export const DECODERS: readonly EngineEntry[] = measuringCoverage() ? ENGINES : [...ENGINES, DECODER];
