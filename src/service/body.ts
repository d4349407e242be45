/** The body of a request as it comes: as long as it says, no longer than is taken, and never standing still. T19 */

import type { Context } from "hono";
import { abortable } from "../api/source.js";
import { Collector } from "../engine/collector.js";
import { type NodeIncoming, nodeConnection, waitsToContinue } from "./connection.js";
import type { Limits } from "./limits.js";
import { invalid } from "./parameters.js";
import { clientLeft, Problem } from "./problem.js";
import type { Task } from "./task.js";

/** Bytes of a body, and of an answer, that are kept together rather than passed on piece by piece. */
export const WHOLE_MAX = 1 << 20;

interface Reading {
  next(): Promise<IteratorResult<Uint8Array, unknown>>;
  stop(): unknown;
}

/**
 * What the header says about the body: its length, where that is known.
 *
 * @throws Problem `BODY_TOO_LARGE`, `MEDIA_TYPE`, `REQUEST_INVALID`
 */
export function checkBody(c: Context, { body }: Limits): number | undefined {
  const encoding = c.req.header("content-encoding");
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity") {
    throw new Problem(415, "MEDIA_TYPE", "A body is taken without Content-Encoding, as it is", {
      got: encoding.slice(0, 100),
      limit: "identity",
      headers: { "accept-encoding": "identity" },
    });
  }
  const text = c.req.header("content-length");
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw invalid("Content-Length must be a number of bytes", text, "digits");
  const length = Number(text);
  if (length > body) throw tooLarge(length, body);
  return length;
}

function tooLarge(got: number, limit: number): Problem {
  return new Problem(413, "BODY_TOO_LARGE", `A body may have ${limit} bytes`, { got, limit });
}

/** The pieces of the body. */
export async function* readBody(task: Task): AsyncGenerator<Uint8Array, void, undefined> {
  const { c, service, signal } = task;
  const { body, idle } = service.limits;
  const length = checkBody(c, service.limits);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moved = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => task.abort(stoodStill(idle)), idle);
  };
  const reading = open(c, length, moved);
  let complete = false;
  try {
    while (reading !== undefined) {
      moved();
      const { done, value } = await abortable(reading.next(), signal);
      clearTimeout(timer);
      if (done) break;
      task.read += value.length;
      if (task.read > body) throw tooLarge(task.read, body);
      if (length !== undefined && task.read > length) throw otherLength(task.read, length);
      yield value;
    }
    complete = true;
    if (length !== undefined && task.read < length) throw otherLength(task.read, length);
  } finally {
    clearTimeout(timer);
    // Not awaited: a client that hangs must not keep the answer.
    if (!complete) Promise.resolve(reading?.stop()).catch(() => undefined);
  }
}

/** In Node the request itself is read: its stream for the web takes a second queue, and twice the time. */
function open(c: Context, length: number | undefined, moved: () => void): Reading | undefined {
  const connection = nodeConnection(c);
  if (connection !== undefined && connection.incoming.rawBody === undefined) {
    if (waitsToContinue(connection)) connection.outgoing.writeContinue();
    if (length !== undefined && length <= WHOLE_MAX) return wholeOf(connection.incoming, length, moved);
    const iterator = connection.incoming.iterator({ destroyOnReturn: false });
    return { next: () => fromClient(iterator.next()), stop: () => iterator.return?.() };
  }
  const reader = c.req.raw.body?.getReader();
  return (
    reader && {
      next: () => fromClient(reader.read() as Promise<IteratorResult<Uint8Array>>),
      stop: () => reader.cancel(),
    }
  );
}

/** A short body is one piece: to wait for each of its chunks takes more time than to compress them. */
function wholeOf(incoming: NodeIncoming, length: number, moved: () => void): Reading {
  const bytes = new Uint8Array(length);
  let filled = 0;
  let given = false;
  let stop = (): void => undefined;
  const take = (chunk: Uint8Array): void => {
    moved();
    bytes.set(chunk, filled);
    filled += chunk.length;
  };
  const all = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const fail = (cause: unknown): void => reject(clientLeft(cause));
      const end = (): void => {
        // At once: that the request closes behind its end is no failure.
        stop();
        resolve();
      };
      stop = () => {
        incoming.off("data", take);
        incoming.off("end", end);
        for (const event of ["error", "close"]) incoming.off(event, fail);
        incoming.pause();
      };
      incoming.on("end", end);
      for (const event of ["error", "close"]) incoming.on(event, fail);
      incoming.on("data", take);
    });
  return {
    async next() {
      if (given || length === 0) return { done: true, value: undefined };
      given = true;
      await all();
      return { done: false, value: bytes.subarray(0, filled) };
    },
    stop: () => stop(),
  };
}

/** A body that breaks off is the doing of its client. */
async function fromClient<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    throw clientLeft(cause);
  }
}

function otherLength(got: number, limit: number): Problem {
  const message = `Content-Length says ${limit} bytes, and ${got < limit ? `only ${got}` : "more"} came`;
  return new Problem(400, "BODY_INCOMPLETE", message, { got, limit });
}

function stoodStill(idle: number): Problem {
  return new Problem(408, "BODY_INCOMPLETE", `The body stood still for ${idle} ms`, { limit: idle });
}

/** All of a short source, or what came of a longer one together with the rest. */
export type Gathered =
  | { whole: Uint8Array<ArrayBuffer>; rest?: undefined }
  | { whole?: undefined; rest: AsyncGenerator<Uint8Array, void, undefined> };

/** Reads `pieces` up to its end, or until there are more than `limit` bytes. */
export async function gather(pieces: AsyncGenerator<Uint8Array, void, undefined>, limit: number): Promise<Gathered> {
  const first: Uint8Array[] = [];
  let length = 0;
  while (length <= limit) {
    const { done, value } = await pieces.next();
    if (done) return { whole: joined(first, length) };
    first.push(value);
    length += value.length;
  }
  return { rest: resumed(first, pieces) };
}

function joined(pieces: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const [only] = pieces;
  if (pieces.length === 1 && only!.buffer.byteLength === length) return only as Uint8Array<ArrayBuffer>;
  const collector = new Collector(length);
  for (const piece of pieces) collector.append(piece, 0, piece.length);
  return collector.finish();
}

/** `first`, then what is left of `pieces`. Leaving it early closes `pieces`. */
export async function* resumed(
  first: Uint8Array[],
  pieces: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (let piece = first.shift(); piece !== undefined; piece = first.shift()) yield piece;
    yield* pieces;
  } finally {
    await pieces.return();
  }
}
