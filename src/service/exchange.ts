/** One request from its header to the last byte of its answer: its id, and the one record that is made of it. T21, T25 */

import { type Context, Hono } from "hono";
import { matchedRoutes } from "hono/route";
import { requestHeader } from "./connection.js";
import { lingering } from "./linger.js";
import { Problem, problemOf, problemResponse } from "./problem.js";
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
  /** Why the request was refused. */
  private refusal: Problem | undefined;
  private route = "none";
  private finished = false;

  constructor(
    private readonly method: string,
    given: string | undefined,
    private readonly service: Service,
  ) {
    this.id = given !== undefined && ID.test(given) ? given : crypto.randomUUID();
  }

  /** Takes the pattern of the route from a context, never the URL: that is the client's to choose. */
  at(c: Context): this {
    this.route = matchedRoutes(c).findLast((route) => route.path !== EVERYTHING)?.path ?? "none";
    return this;
  }

  /** Says why the request is refused. */
  refuse(problem: Problem): void {
    this.refusal = problem;
  }

  /** The end of the handlers: gives `response` the headers that all have, and makes the record if that was all. */
  answered(response: Response): Response {
    if (response !== this.dressed)
      for (const [name, value] of Object.entries(commonTo(this))) response.headers.set(name, value);
    if (!this.held) this.finish(response.status, this.refusal);
    return response;
  }

  /** Makes the record, once. `problem`: why it failed, where it did. */
  finish(status: number, problem?: Problem): void {
    if (this.finished) return;
    this.finished = true;
    const { metrics, log } = this.service;
    const seconds = (performance.now() - this.began) / 1000;
    const method = METHODS.has(this.method) ? this.method : "OTHER";
    const { route } = this;
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

/** The exchange of a request that came by `withExchanges`; the first who asks says the route. */
export function exchangeOf(c: Context): Exchange {
  return (c.env as { exchange: Exchange }).exchange.at(c);
}

/** An answer made with all of its headers at once: Node's server sends those without making objects of them. */
export function respond(c: Context, body: BodyInit | null, status: number, headers: Record<string, string>): Response {
  const exchange = exchangeOf(c);
  exchange.dressed = new Response(body, { status, headers: { ...headers, ...commonTo(exchange) } });
  return exchange.dressed;
}

/** As `respond`, for JSON that no cache may keep. */
export function respondJson(c: Context, value: object): Response {
  return respondText(c, JSON.stringify(value));
}

/** As `respondJson`, for JSON that is text already. */
export function respondText(c: Context, json: string): Response {
  return respond(c, json, 200, { "content-type": "application/json", "cache-control": "no-store" });
}

/** The headers that all answers have. */
function commonTo({ id }: Exchange): Record<string, string> {
  return { "x-request-id": id, "x-content-type-options": "nosniff" };
}

/**
 * Has each request of `app` begin and end an exchange. Around the application, not a middleware in it: with one, Hono
 * answers by promises, which costs a short request a fifth of its time.
 */
export function withExchanges(app: Hono, service: Service): void {
  const { fetch } = app;
  app.fetch = (request, environment, context) => {
    const given = requestHeader(request, environment, "x-request-id");
    const exchange = new Exchange(request.method, given, service);
    const response = fetch(request, { ...(environment as object | undefined), exchange }, context);
    if (response instanceof Promise) return response.then((settled) => exchange.answered(settled));
    return exchange.answered(response);
  };
  app.onError((error, c) => {
    const problem = problemOf(error);
    exchangeOf(c).refuse(problem);
    return lingering(c, problemResponse(problem));
  });
}

/**
 * Answers what no route of `app` does: OPTIONS and methods that a resource does not have, with `Allow`, and resources
 * that there are not. By routes of their own, since one more for each resource would keep Hono from its short way. To be
 * called when all routes are there.
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
  const others = new Hono();
  const refuse = (c: Context, problem: Problem) => {
    exchangeOf(c).refuse(problem);
    return lingering(c, problemResponse(problem));
  };
  for (const [path, known] of methods) {
    const allow = [...known].sort().join(", ");
    const message = `The resource has no such method; it has: ${allow}`;
    others.all(path, (c) => {
      const { method } = c.req;
      if (method === "OPTIONS") return respond(c, null, 204, { allow });
      const details = { got: method.slice(0, 20), limit: allow, headers: { allow } };
      return refuse(c, new Problem(405, "METHOD_NOT_ALLOWED", message, details));
    });
  }
  others.notFound((c) => refuse(c, new Problem(404, "NOT_FOUND", "There is no such resource")));
  app.notFound((c) => others.fetch(c.req.raw, c.env));
}
