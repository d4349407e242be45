/** Targets: memory of the caller's own that a call writes its output into. */

import { H4Error } from "../api/errors.js";
import { outputLimit } from "./refusal.js";

/** The output takes `needed` bytes or more, undefined where that is not known, and the target has `got`. */
export function targetTooSmall(got: number, needed: number | undefined): H4Error {
  const takes = needed === undefined ? "more" : `${needed} bytes`;
  const message = `The output does not fit the target: it takes ${takes}, the target has ${got}`;
  return new H4Error("TARGET_TOO_SMALL", message, { got, limit: needed });
}

/** What a refusal for more output than the `room` of a target means, where the caller's own limit is above that. */
export function overRoom(error: unknown, room: number, maxOutput: number): unknown {
  if (!(error instanceof H4Error) || error.code !== "OUTPUT_LIMIT") return error;
  const needed = error.got === undefined ? undefined : Number(error.got);
  if (needed === undefined || needed <= maxOutput) return targetTooSmall(room, needed);
  return outputLimit(needed, maxOutput, error.offset);
}

/** Whether writing to one may change the other. Two views of shared memory may have buffers that are not the same. */
export function sharesMemory(a: Uint8Array, b: Uint8Array): boolean {
  if (a.buffer !== b.buffer) return isShared(a) && isShared(b);
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}

/** Whether another thread could change these bytes. */
export function isShared(bytes: Uint8Array): boolean {
  return !(bytes.buffer instanceof ArrayBuffer);
}
