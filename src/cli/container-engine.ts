/** The engine as containers get it: under the limit of memory that the user set. T18 of THREATS.md */

import type { Engine } from "../api/engine.js";
import type { BlockEngine } from "../container/codec.js";

/** `engine`, refusing windows over 2^`windowLogMax` bytes; undefined leaves it at its own limit. */
export function withWindowLimit(engine: Engine, windowLogMax: number | undefined): BlockEngine {
  if (windowLogMax === undefined) return engine;
  return {
    info: () => engine.info(),
    compress: (data, options) => engine.compress(data, options),
    decompress: (data, options) => engine.decompress(data, { ...options, windowLogMax }),
    frameHeader: (bytes) => engine.frameHeader(bytes),
  };
}
