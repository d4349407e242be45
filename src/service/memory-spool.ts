/** The spool of runtimes without files: all of a body in memory, as far as the limits let it come. */

import { Collector } from "../engine/collector.js";
import type { Spooled } from "./storage.js";

/** Keeps `body` in memory. */
export async function memorySpool(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Spooled> {
  const collector = new Collector(0);
  for await (const piece of body) {
    signal.throwIfAborted();
    collector.append(piece, 0, piece.length);
  }
  const source = collector.finish();
  return { source, size: source.length, discard: () => Promise.resolve() };
}
