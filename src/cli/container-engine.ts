/** The engine as containers get it: under the limit of memory that the user set. T18 of THREATS.md */

import type { Engine } from "../api/engine.js";
import { compress, decompress } from "../api/one-shot.js";
import type { BlockEngine } from "../container/codec.js";

/** `engine`, refusing windows over 2^`windowLogMax` bytes; undefined leaves it at its own limit. */
export function withWindowLimit(engine: Engine, windowLogMax: number | undefined): BlockEngine {
  if (windowLogMax === undefined) return engine;
  return {
    info: () => engine.info(),
    compress: (data, options) => compress(data, options, engine),
    decompress: (data, options) => decompress(data, { ...options, windowLogMax }, engine),
    frameHeader: (bytes) => engine.frameHeader(bytes),
  };
}
