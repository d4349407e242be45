/** The spool of runtimes without files: all of a body in memory. T19 */

import { Collector } from "../engine/collector.js";
import { Problem } from "./problem.js";
import type { Spool } from "./storage.js";

/**
 * Keeps each body in memory.
 *
 * @param limit bytes of one body; more is 413. Default: as many as the service takes at all, which an isolate of 128 MiB
 * may not have
 */
export function memorySpool(limit: number = Number.POSITIVE_INFINITY): Spool {
  checkSpoolLimit(limit);
  return async (body, signal) => {
    const collector = new Collector(0);
    let size = 0;
    for await (const piece of body) {
      signal.throwIfAborted();
      size += piece.length;
      if (size > limit) throw spoolExceeded(size, limit);
      collector.append(piece, 0, piece.length);
    }
    return { source: collector.finish(), size, discard: () => Promise.resolve() };
  };
}

/** @throws TypeError or RangeError for what is no number of bytes */
export function checkSpoolLimit(limit: number): void {
  if (typeof limit !== "number") throw new TypeError(`limit must be a number, got ${typeof limit}`);
  if (!(limit >= 1)) throw new RangeError(`limit must be at least 1 byte, got ${limit}`);
}

/** A body that the spool has no room for by its own rule. */
export function spoolExceeded(got: number, limit: number): Problem {
  const message = `A body that must be put down before it is read may have ${limit} bytes`;
  return new Problem(413, "BODY_TOO_LARGE", message, { got, limit });
}
