/** One request from its header to the last byte of its answer: its id, and the one record that is made of it. T21, T25 */

import type { Context, Hono, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { Problem, problemOf } from "./problem.js";
import type { Rejection, Service } from "./service.js";

/** A request id that is taken over from the client, in the characters that a log may have. T25 */
const ID = /^[A-Za-z0-9._+-]{1,128}$/;

/** Methods that are told apart; a client may invent others without end. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** What clients ask every few seconds: of these only failures are logged. */
const PROBES = new Set(["/healthz", "/readyz", "/metrics"]);

/** What middlewares are registered for; a request that matches nothing else has no route. */
const EVERYTHING = "/*";

const REJECTIONS: Readonly<Record<string, Rejection>> = {
  BODY_TOO_LARGE: "body_too_large",
  INPUT_LIMIT: "body_too_large",
  OUTPUT_LIMIT: "output_limit",
  RATIO_LIMIT: "ratio_limit",
  WINDOW_TOO_LARGE: "window_limit",
  QUEUE_FULL: "queue_full",
  CLIENT_LIMIT: "client_limit",
  TIMEOUT: "timeout",
  UNAUTHORIZED: "unauthorized",
  BODY_MALFORMED: "malformed",
  DATA_CORRUPT: "malformed",
  DATA_TRUNCATED: "malformed",
  CHECKSUM_MISMATCH: "malformed",
};

export class Exchange {
  readonly id: string;
  readonly began = performance.now();
  /** Set by what tells the end itself, because the answer is not complete when it is given. */
  held = false;
  /** The answer that has the headers which all have. */
  dressed: Response | undefined;
  /** Bytes of the body and of the answer's content, where something counted them. */
  read: number | undefined;
  written: number | undefined;
  private finished = false;

  constructor(
    private readonly c: Context,
    private readonly service: Service,
  ) {
    const given = c.req.header("x-request-id");
    this.id = given !== undefined && ID.test(given) ? given : crypto.randomUUID();
  }

  /** Makes the record, once. `problem`: why it failed, where it did. */
  finish(status: number, problem?: Problem): void {
    if (this.finished) return;
    this.finished = true;
    const { metrics, log } = this.service;
    const seconds = (performance.now() - this.began) / 1000;
    const method = METHODS.has(this.c.req.method) ? this.c.req.method : "OTHER";
    const route = routeOf(this.c);
    metrics.request({ method, route, status, seconds });
    if (problem !== undefined) {
      const rejection = REJECTIONS[problem.code] ?? (problem.code.startsWith("CONTAINER_") ? "malformed" : undefined);
      if (rejection !== undefined) metrics.rejected(rejection);
    }
    if (PROBES.has(route) && problem === undefined) return;
    const { id, read, written } = this;
    const fields = { id, method, route, status, ms: Math.round(seconds * 1e6) / 1e3, read, written };
    if (problem === undefined) log.info(fields, "request");
    else if (status >= 500 && problem.code === "INTERNAL") {
      log.error({ ...fields, code: problem.code, err: problem.cause }, "request failed");
    } else log.warn({ ...fields, code: problem.code, detail: problem.message }, "request refused");
  }
}

const EXCHANGES = new WeakMap<Context, Exchange>();

/** That of a request which passed `exchanges`. */
export function exchangeOf(c: Context): Exchange {
  return EXCHANGES.get(c)!;
}

/** An answer made with all of its headers at once: Node's server sends those without making objects of them. */
export function respond(c: Context, body: BodyInit | null, status: number, headers: Record<string, string>): Response {
  const exchange = exchangeOf(c);
  exchange.dressed = new Response(body, { status, headers: { ...headers, ...commonTo(exchange) } });
  return exchange.dressed;
}

/** As `respond`, for JSON that no cache may keep. */
export function respondJson(c: Context, value: object): Response {
  return respond(c, JSON.stringify(value), 200, { "content-type": "application/json", "cache-control": "no-store" });
}

/** The headers that all answers have. */
function commonTo({ id }: Exchange): Record<string, string> {
  return { "x-request-id": id, "x-content-type-options": "nosniff" };
}

/** The middleware that begins and ends exchanges, and gives every answer the headers that all have. */
export function exchanges(service: Service): MiddlewareHandler {
  return async (c, next) => {
    const exchange = new Exchange(c, service);
    EXCHANGES.set(c, exchange);
    await next();
    const { res } = c;
    if (res !== exchange.dressed)
      for (const [name, value] of Object.entries(commonTo(exchange))) res.headers.set(name, value);
    const { status } = res;
    if (!exchange.held) exchange.finish(status, c.error === undefined ? undefined : problemOf(c.error));
  };
}

/** The pattern of the route, never the URL: that is the client's to choose. */
function routeOf(c: Context): string {
  const path = matchedRoutes(c).findLast((route) => route.path !== EVERYTHING)?.path;
  return path ?? "none";
}

/**
 * Answers what no route does: OPTIONS and methods that a resource does not have, with `Allow`. To be called when all
 * routes are there.
 */
export function addMethods(app: Hono): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (path === EVERYTHING || method === "ALL") continue;
    const known = methods.get(path) ?? new Set(["OPTIONS"]);
    known.add(method);
    if (method === "GET") known.add("HEAD");
    methods.set(path, known);
  }
  for (const [path, known] of methods) {
    const allow = [...known].sort().join(", ");
    app.all(path, (c) => {
      if (c.req.method === "OPTIONS") return c.body(null, 204, { allow });
      const { method } = c.req;
      const message = `The resource has no such method; it has: ${allow}`;
      throw new Problem(405, "METHOD_NOT_ALLOWED", message, {
        got: method.slice(0, 20),
        limit: allow,
        headers: { allow },
      });
    });
  }
}
