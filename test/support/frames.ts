/** Frames that the engine under test writes itself, small enough to be damaged in every way. */

import { json, mixed, noise, runs, text } from "./generators.js";
import { RawEngine } from "./raw-engine.js";

export interface NamedFrame {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly plain: Uint8Array;
  readonly dictionary?: Uint8Array;
}

/** Frames of some kinds of data, of one or two kilobytes, at `level`. */
export function generatedFrames(level: number): NamedFrame[] {
  const engine = new RawEngine();
  const contents = { text: text(2000), json: json(2500), runs: runs(3000), noise: noise(600), mixed: mixed(6000) };
  return Object.entries(contents).map(([kind, plain]) => ({
    name: `${kind} at level ${level}`,
    bytes: engine.compress(plain, { level }),
    plain,
  }));
}
