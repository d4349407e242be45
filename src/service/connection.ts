/** What `@hono/node-server` gives an application of the connection, as far as it is used here. Elsewhere there is none. */

import type { Context } from "hono";

export interface NodeIncoming {
  readonly httpVersion: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket?: { readonly remoteAddress?: string };
  /** All of the body, where something read it before. */
  readonly rawBody?: unknown;
  /** Whether all of the request has come. */
  readonly complete: boolean;
  iterator(options: { destroyOnReturn: boolean }): AsyncIterableIterator<Uint8Array>;
  on(event: string, listener: (chunk: Uint8Array) => void): void;
  off(event: string, listener: (chunk: Uint8Array) => void): void;
  pause(): void;
  resume(): void;
}

export interface NodeOutgoing {
  /** Whether 100 Continue was sent already, as a server does that has no listener of its own for it. */
  readonly _sent100?: boolean;
  writeContinue(): void;
  addTrailers(trailers: Record<string, string>): void;
  destroy(): void;
}

/** The request and the answer as Node has them. */
export interface NodeConnection {
  readonly incoming: NodeIncoming;
  readonly outgoing: NodeOutgoing;
}

/** That of `c`, where it runs in Node's server. */
export function nodeConnection(c: Context): NodeConnection | undefined {
  return nodeConnectionIn(c.env);
}

function nodeConnectionIn(environment: unknown): NodeConnection | undefined {
  const found = (environment ?? {}) as Partial<NodeConnection>;
  const usable = typeof found.incoming?.iterator === "function" && typeof found.outgoing?.addTrailers === "function";
  return usable ? (found as NodeConnection) : undefined;
}

/** Whether the client waits to be told to send its body, and was not. RFC 9110 §10.1.1 */
export function waitsToContinue({ incoming, outgoing }: NodeConnection): boolean {
  return String(incoming.headers.expect).toLowerCase() === "100-continue" && outgoing._sent100 === false;
}

/**
 * A header of a request, by its name in lower case. Node has read them already, where making `Headers` of them all costs
 * 8 µs.
 */
export function requestHeader(request: Request, environment: unknown, name: string): string | undefined {
  const connection = nodeConnectionIn(environment);
  if (connection === undefined) return request.headers.get(name) ?? undefined;
  const value = connection.incoming.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
