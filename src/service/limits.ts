/** What one request may cost, and all of them together. T18, T19 of THREATS.md */

import { WINDOW_LOG_MAX, WINDOW_LOG_MIN } from "../../assembly/common/limits.js";
import { describe } from "../api/bytes.js";
import { checkKeys } from "../api/check.js";

/** Every limit of the service. Sizes in bytes, times in milliseconds. */
export interface Limits {
  /** Bytes of a request body; more is 413. */
  body: number;
  /** Bytes that a request may decompress to; more is 413. */
  output: number;
  /** Output over input of a decompression, counted once the output is over 1 MiB; more is 422. */
  ratio: number;
  /** Base 2 logarithm of the largest window that is decoded; more is 422. A native core has its own. RFC 9659 */
  windowLog: number;
  /** For all of a request, from its header to the last byte of the answer. */
  time: number;
  /** For which a body may stand still, and an answer be left unread. */
  idle: number;
  /** Requests in work at a time. */
  concurrency: number;
  /** Requests that wait for their turn; more is 503. */
  queue: number;
  /** For which a request waits for its turn; longer is 503. */
  wait: number;
  /** Requests of one client, in work and waiting; more is 429. */
  client: number;
  /** Parts of a multipart body. */
  parts: number;
  /** Attestations a minute for one client: each takes a self-test of 30 ms; more is 429. */
  attestations: number;
}

export const LIMITS: Readonly<Limits> = {
  body: 1 << 30,
  output: 1 << 30,
  ratio: 10_000,
  windowLog: 23,
  time: 300_000,
  idle: 30_000,
  concurrency: 8,
  queue: 64,
  wait: 30_000,
  client: 32,
  parts: 16,
  attestations: 60,
};

/** Some of the figures; what is undefined is not given. */
export type Given<Figures> = { [Name in keyof Figures]?: Figures[Name] | undefined };

/** Longest time that a timer takes; a longer one would be over at once. HTML, "timers" */
export const TIME_MAX = 2 ** 31 - 1;
const TIMES: readonly (keyof Limits)[] = ["time", "idle", "wait"];

/** `given` over the defaults. */
export function checkLimits(given: Given<Limits> = {}): Limits {
  const limits = checkFigures(given, LIMITS, "limits");
  for (const name of TIMES)
    if (limits[name] > TIME_MAX) throw new RangeError(`limits.${name} must be up to ${TIME_MAX}, got ${limits[name]}`);
  const { windowLog } = limits;
  if (windowLog < WINDOW_LOG_MIN || windowLog > WINDOW_LOG_MAX)
    throw new RangeError(`limits.windowLog must be from ${WINDOW_LOG_MIN} to ${WINDOW_LOG_MAX}, got ${windowLog}`);
  return limits;
}

/** `given` over `defaults`, all of them whole numbers from 1; `name` is the option that holds them. */
export function checkFigures<Figures extends { [Name in keyof Figures]: number }>(
  given: Given<Figures>,
  defaults: Readonly<Figures>,
  name: string,
): Figures {
  checkKeys(given, new Set(Object.keys(defaults)), name);
  const figures: Figures = { ...defaults };
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (typeof value !== "number") throw new TypeError(`${name}.${key} must be a number, got ${describe(value)}`);
    if (!(Number.isSafeInteger(value) && value >= 1))
      throw new RangeError(`${name}.${key} must be a whole number from 1, got ${value}`);
    figures[key as keyof Figures] = value as Figures[keyof Figures];
  }
  return figures;
}
