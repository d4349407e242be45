/** What a connection may cost before the application sees a request. T19 of THREATS.md */

import { checkFigures, type Given } from "./limits.js";

/** Times in milliseconds, sizes in bytes. */
export interface HttpLimits {
  /** For the header of a request, from the opening of the connection or its first byte; longer is 408. */
  headers: number;
  /**
   * For all of a request, its body too. The application ends a body that stands still much earlier; this ends one that
   * nobody reads. No shorter than the application's own limit for a request, so that no upload ends because of it.
   */
  request: number;
  /** For which a connection stays open for the next request. Proxies should close theirs earlier. */
  keepAlive: number;
  /** Between two looks at the two limits above. */
  checking: number;
  /** Bytes of a header; more is 431. */
  headerBytes: number;
  /** Fields of a header; what goes beyond is not seen. */
  headerCount: number;
  /** Open connections; more are closed at once. Half of the 1,024 files that many systems let a process open. */
  connections: number;
}

const HTTP_LIMITS: Readonly<Omit<HttpLimits, "request">> = {
  headers: 10_000,
  keepAlive: 5_000,
  checking: 1_000,
  headerBytes: 16_384,
  headerCount: 100,
  connections: 512,
};

/** `given` over the defaults, for an application that gives a request `time`. */
export function checkHttpLimits(given: Given<HttpLimits> = {}, time: number): HttpLimits {
  return checkFigures(given, { ...HTTP_LIMITS, request: time + (given.headers ?? HTTP_LIMITS.headers) }, "http");
}
