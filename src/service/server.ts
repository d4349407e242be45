/** node:http around the application: what a connection may cost, refusals that no application sees, and a graceful end. T19 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, isIPv6, type Socket } from "node:net";
import { setTimeout as after } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import type { HttpLimits } from "./http-limits.js";
import { Problem, problemOf, problemResponse, problemText } from "./problem.js";
import type { ServiceLog, ServiceMetrics } from "./service.js";

/** The application, as Hono has it. */
type Fetch = (request: Request, env: object) => Response | Promise<Response>;

export interface HttpServerOptions {
  fetch: Fetch;
  limits: HttpLimits;
  /** Bytes of a body; one that announces more is not told to go on. */
  body: number;
  log: ServiceLog;
  metrics: Pick<ServiceMetrics, "rejected">;
}

/** For which sockets may go on sending what was answered already, in milliseconds. */
const FLUSH = 1000;

/** One server on one port. */
export class HttpServer {
  private readonly server: Server;
  /** Requests that were not answered to the end. */
  private readonly open = new Set<ServerResponse>();
  private draining = false;

  constructor(private readonly options: HttpServerOptions) {
    const { limits, fetch } = options;
    this.server = createServer({
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      keepAliveTimeout: limits.keepAlive,
      maxHeaderSize: limits.headerBytes,
      connectionsCheckingInterval: limits.checking,
      requireHostHeader: false, // `listener` refuses in a form that clients can read
      noDelay: true,
    });
    this.server.maxConnections = limits.connections;
    this.server.maxHeadersCount = limits.headerCount;
    const answer = getRequestListener(fetch, {
      hostname: "localhost", // where HTTP/1.0 names none
      errorHandler: (error) => this.refusal(error),
    });
    const listener = (request: IncomingMessage, response: ServerResponse) => {
      this.follow(request, response);
      if (request.headers.host === undefined && request.httpVersion !== "1.0") this.refuseHostless(response);
      else void answer(request, response);
    };
    this.server.on("request", listener);
    this.server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
      if (!(Number(request.headers["content-length"]) > options.body)) response.writeContinue();
      listener(request, response);
    });
    this.server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => this.refuse(error, socket));
  }

  /** Takes connections from now on; answers with the address as a URL. Rejects with what the system says. */
  listen(host: string, port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen({ host, port }, () => {
        this.server.removeListener("error", reject);
        this.server.on("error", (error) => this.options.log.error({ err: error }, "The server reported an error"));
        const { port: bound } = this.server.address() as AddressInfo;
        resolve(urlOf(host, bound));
      });
    });
  }

  /**
   * Lets the requests that are in progress come to their end; until they have, others are answered too, each on a
   * connection that is closed behind it. When `deadline` aborts, what is left is broken off. Answers with how many that
   * were.
   */
  async drain(deadline: AbortSignal): Promise<number> {
    this.draining = true;
    for (const response of this.open) response.shouldKeepAlive = false;
    this.server.closeIdleConnections();
    await this.finished([...this.open], deadline);
    const closed = this.stopListening();
    await this.finished(this.open, deadline);
    const left = this.open.size;
    for (const response of this.open) response.destroy();
    await Promise.race([closed, after(left > 0 ? 0 : FLUSH, undefined, { ref: false })]);
    this.server.closeAllConnections();
    await closed;
    return left;
  }

  /** Ends at once. */
  async close(): Promise<void> {
    const closed = this.stopListening();
    this.server.closeAllConnections();
    await closed;
  }

  private stopListening(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }

  /** Waits until none of `responses` is open, or `deadline` aborts. */
  private async finished(responses: Iterable<ServerResponse>, deadline: AbortSignal): Promise<void> {
    const closing = [...responses].map(
      (response) => new Promise<void>((resolve) => response.once("close", () => resolve())),
    );
    if (closing.length === 0 || deadline.aborted) return;
    const late = new Promise<void>((resolve) => deadline.addEventListener("abort", () => resolve(), { once: true }));
    await Promise.race([Promise.all(closing), late]);
  }

  private follow(request: IncomingMessage, response: ServerResponse): void {
    this.open.add(response);
    response.once("close", () => this.open.delete(response));
    // Nobody reads the body of a GET: who sends one slowly would keep the connection for as long.
    const unread = request.method === "GET" || request.method === "HEAD";
    const { "content-length": length = "0", "transfer-encoding": coding } = request.headers;
    if (this.draining || (unread && (length !== "0" || coding !== undefined))) response.shouldKeepAlive = false;
  }

  /** What the application did not come to see, or did not answer. */
  private refusal(error: unknown): Response {
    if (error instanceof Error && error.name === "RequestError") return problemResponse(this.malformed());
    const problem = problemOf(error);
    if (problem.code === "INTERNAL") this.options.log.error({ err: error }, "A request failed");
    return problemResponse(problem);
  }

  /** RFC 9112 §3.2 has it refused. */
  private refuseHostless(response: ServerResponse): void {
    const body = problemText(this.malformed());
    const headers = { "content-type": "application/problem+json", "content-length": Buffer.byteLength(body) };
    response.writeHead(400, { ...headers, "cache-control": "no-store", connection: "close" }).end(body);
  }

  private malformed(): Problem {
    this.options.metrics.rejected("malformed");
    return new Problem(400, "REQUEST_INVALID", "The target or the Host of the request is missing or malformed");
  }

  /** A request that is none, or does not come to its end: told where nothing was answered yet. */
  private refuse(error: NodeJS.ErrnoException, socket: Socket & { _httpMessage?: ServerResponse | null }): void {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    const problem = clientProblem(error.code);
    this.options.metrics.rejected(problem.status === 408 ? "timeout" : "malformed");
    const { status, code } = problem;
    this.options.log.info({ status, code, client: socket.remoteAddress }, "A request was refused before it was read");
    if (socket._httpMessage?.headersSent) socket.destroy();
    else socket.end(rawResponse(problem), () => socket.destroy());
  }
}

/** Errors of the parser and of the clock of node:http. */
function clientProblem(code: string | undefined): Problem {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new Problem(408, "TIMEOUT", "The request did not come to its end in time");
    case "HPE_HEADER_OVERFLOW":
      return new Problem(431, "REQUEST_INVALID", "The header of the request is too large");
    default:
      return new Problem(400, "REQUEST_INVALID", "This is not a request of HTTP/1.1");
  }
}

function rawResponse(problem: Problem): string {
  const body = problemText(problem);
  return [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
    "",
    body,
  ].join("\r\n");
}

/** RFC 3986 §3.2.2 has IPv6 in brackets. */
function urlOf(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
