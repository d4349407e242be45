/** The messages between a pool and its workers. Both sides are of one build: nothing here is kept for another one. */

import { H4Error, type H4ErrorCode } from "../api/errors.js";
import type { CompressParameters, CoreIdentity, DecompressParameters } from "../engine/core.js";
import type { SelfTestReport } from "../engine/self-test.js";
import type { SentTask } from "./dictionaries.js";

/** A direction, with what the engine needs to know for it. */
export type Task =
  | { call: "compress"; parameters: CompressParameters }
  | { call: "decompress"; parameters: DecompressParameters };

/** What a pool says. `id` is the job's. */
export type ToWorker =
  /** First and once: the module that was verified. No other is ever run. */
  | { type: "start"; module: WebAssembly.Module; identity: CoreIdentity }
  /** A whole input; in steps where it may be stopped, or where its progress is asked for. */
  | { type: "call"; id: number; task: SentTask; data: Uint8Array; steps: boolean; progress: boolean }
  | { type: "open"; id: number; task: SentTask }
  | { type: "chunk"; id: number; data: Uint8Array }
  | { type: "end"; id: number }
  /** That much output was taken by the consumer: as much more may come. */
  | { type: "more"; id: number; bytes: number }
  /** Nobody waits for the job any more. */
  | { type: "stop"; id: number }
  | { type: "test"; id: number };

/** What a worker says. */
export type FromWorker =
  | { type: "ready" }
  /** The module does not run here. */
  | { type: "refused"; error: ErrorRecord }
  | { type: "result"; id: number; data: Uint8Array<ArrayBuffer> }
  | { type: "report"; id: number; report: SelfTestReport }
  | { type: "progress"; id: number; read: number; written: number }
  /** That much input was taken by the engine: as much more may come. */
  | { type: "taken"; id: number; bytes: number }
  /** Output of a stream, and how much of the input was read for it. */
  | { type: "piece"; id: number; data: Uint8Array<ArrayBuffer>; read: number }
  | { type: "done"; id: number; read: number }
  | { type: "failed"; id: number; error: ErrorRecord };

/** Bytes of a piece of input that is sent at a time: a step takes the engine some 30 ms at level 9, 90 at 19. */
export const PIECE = 256 << 10;
/** Bytes that may be under way in each direction of a stream: two pieces of input while a third is worked on, and so out. */
export const WINDOW = 3 * PIECE;

/** An error as a message carries it: a class of our own would arrive as a plain Error. */
export interface ErrorRecord {
  name: string;
  message: string;
  code?: H4ErrorCode;
  got?: number | string | undefined;
  limit?: number | string | undefined;
  offset?: number | undefined;
  cause?: unknown;
}

/** `error` for a message. */
export function recordOf(error: unknown): ErrorRecord {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message } = error;
  const cause = error.cause instanceof Error ? error.cause : undefined;
  if (!(error instanceof H4Error)) return { name, message, cause };
  const { code, got, limit, offset } = error;
  return { name, message, code, got, limit, offset, cause };
}

/** The error of a message, of the class that it had on the other side. */
export function errorOf({ name, message, code, got, limit, offset, cause }: ErrorRecord): Error {
  if (code !== undefined) return new H4Error(code, message, { got, limit, offset, cause } as object);
  const options = cause === undefined ? undefined : { cause };
  if (name === "RangeError") return new RangeError(message, options);
  if (name === "TypeError") return new TypeError(message, options);
  return new Error(message, options);
}
