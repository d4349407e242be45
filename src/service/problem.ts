/** Errors as the service tells them: RFC 9457 problem details beside the `error` of the deployment guide. T21 */

import { H4Error, type H4ErrorCode } from "../api/errors.js";

/** What a request was refused for, where no `H4ErrorCode` says it. Stable, as those are. */
export type ServiceErrorCode =
  /** No such resource. */
  | "NOT_FOUND"
  /** The resource does not have this method. */
  | "METHOD_NOT_ALLOWED"
  /** A parameter, header or field is malformed or not known: `got` and `limit`. */
  | "REQUEST_INVALID"
  /** The body is not what its Content-Type says. */
  | "BODY_MALFORMED"
  /** The body is longer than is taken: `limit` in bytes. */
  | "BODY_TOO_LARGE"
  /** The body ended before its Content-Length, or stood still for too long. */
  | "BODY_INCOMPLETE"
  /** The Content-Type or the Content-Encoding of the body is none that is taken. */
  | "MEDIA_TYPE"
  /** The output is too large for its input: `got` and `limit` are ratios. */
  | "RATIO_LIMIT"
  /** No valid bearer token. */
  | "UNAUTHORIZED"
  /** This client has too much in work, or asks too often. */
  | "CLIENT_LIMIT"
  /** Too many requests wait already. */
  | "QUEUE_FULL"
  /** It took longer than any request may. */
  | "TIMEOUT"
  /** The service is starting, or ends. */
  | "NOT_READY"
  /** None of the ranges that were asked for is in the resource: `limit` is its size. */
  | "RANGE_NOT_SATISFIABLE"
  /** The resource is not the one that the request was made for. */
  | "PRECONDITION_FAILED"
  /** There is no room to put the body down. */
  | "STORAGE_FULL"
  /** A fault of the service; the log has the rest. */
  | "INTERNAL";

export type ProblemCode = ServiceErrorCode | H4ErrorCode;

/** Figures and headers that go with a problem. */
export interface ProblemDetails {
  got?: number | string | undefined;
  limit?: number | string | undefined;
  offset?: number | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Further members of the answer. RFC 9457 §3.2 */
  fields?: Readonly<Record<string, boolean>> | undefined;
  cause?: unknown;
}

/** A refusal with its status. Its message goes to the client: no path, no stack, nothing that the client did not send. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, boolean>>;
  readonly got: number | string | undefined;
  readonly limit: number | string | undefined;
  readonly offset: number | undefined;

  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    message: string,
    { got, limit, offset, headers = {}, fields = {}, cause }: ProblemDetails = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.headers = headers;
    this.fields = fields;
    this.got = got;
    this.limit = limit;
    this.offset = offset;
  }

  /** The phrase of the status. RFC 9457 §4.2.1 */
  get title(): string {
    return TITLES[this.status] ?? "Error";
  }
}

/** The status of what an engine or a container says about a client's data; anything else is a fault of the service. */
const STATUS: Partial<Record<H4ErrorCode, number>> = {
  DATA_CORRUPT: 422,
  DATA_TRUNCATED: 422,
  CHECKSUM_MISMATCH: 422,
  DICTIONARY_MISSING: 422,
  WINDOW_TOO_LARGE: 422,
  CONTENT_SIZE_MISMATCH: 400,
  OUTPUT_LIMIT: 413,
  INPUT_LIMIT: 413,
  UNSUPPORTED: 422,
  CORE_TIMEOUT: 503,
  CORE_CRASHED: 503,
  POOL_QUEUE_FULL: 503,
  POOL_WORKER_CRASHED: 503,
  POOL_CLOSED: 503,
  OUT_OF_MEMORY: 503,
};

/** Any failure as a problem. What is not for the client becomes INTERNAL, with the failure as its cause. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof H4Error) {
    const status = STATUS[error.code] ?? (error.code.startsWith("CONTAINER_") ? 422 : undefined);
    if (status !== undefined) {
      const { got, limit, offset } = error;
      return new Problem(status, error.code, error.message, { got, limit, offset, cause: error });
    }
  }
  return new Problem(500, "INTERNAL", "Something went wrong here; the log of the service says what", { cause: error });
}

/** Status of a request whose client left, for log and metrics: nobody is there to be answered. */
const CLIENT_LEFT = 499;

/** The client is gone. */
export function clientLeft(cause?: unknown): Problem {
  return new Problem(CLIENT_LEFT, "BODY_INCOMPLETE", "The client left before it had its answer", { cause });
}

/** The answer that tells it. */
export function problemResponse(problem: Problem): Response {
  const { status, headers } = problem;
  return new Response(problemText(problem), {
    status,
    headers: { ...headers, "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}

/** Its body. */
export function problemText({ status, code, message, got, limit, offset, fields, title }: Problem): string {
  return JSON.stringify({
    type: "about:blank",
    title,
    status,
    detail: message,
    code,
    error: message,
    ...fields,
    ...(got === undefined ? {} : { got }),
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
  });
}

/** The phrases of RFC 9110 §15, RFC 6585 and RFC 4918, which a problem of type about:blank has for a title. RFC 9457 §4.2.1 */
const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
  507: "Insufficient Storage",
};
