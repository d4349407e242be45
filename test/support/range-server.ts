/** A server that answers range requests as RFC 9110 §14 has it, counts them, and can be told to misbehave. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Bytes that are served: in memory, or made when they are asked for. */
export interface Served {
  readonly size: number;
  bytes(from: number, to: number): Uint8Array | Promise<Uint8Array>;
}

export interface RangeRequest {
  method: string;
  range: string | undefined;
  ifRange: string | undefined;
  /** Bytes of the body that was sent. */
  sent: number;
}

/** What is done instead of the right thing, once the right answer is known; `true` says that it was answered. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface RangeServer {
  /** URL of the file. */
  url: string;
  requests: RangeRequest[];
  served: Served;
  etag: string | undefined;
  modified: string | undefined;
  headers: Record<string, string>;
  misbehave: Misbehaviour | undefined;
  close(): Promise<void>;
}

export function inMemory(bytes: Uint8Array): Served {
  return { size: bytes.length, bytes: (from, to) => bytes.subarray(from, to) };
}

/** Serves `served` at every path. */
export async function serveRanges(served: Served): Promise<RangeServer> {
  const http: Server = createServer((request, response) => {
    void answer(server, request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const server: RangeServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/file.h4mk`,
    requests: [],
    served,
    etag: '"v1"',
    modified: undefined,
    headers: {},
    misbehave: undefined,
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => resolve());
      }),
  };
  return server;
}

async function answer(server: RangeServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const misbehaved = server.misbehave?.(request, response) ?? false;
  const { range, "if-range": ifRange } = request.headers;
  const record: RangeRequest = { method: request.method!, range, ifRange: ifRange as string | undefined, sent: 0 };
  server.requests.push(record);
  if (misbehaved) return;
  const { served, etag, modified, headers } = server;
  for (const [name, value] of Object.entries({ etag, "last-modified": modified, ...headers })) {
    if (value !== undefined) response.setHeader(name, value);
  }
  if (request.method === "OPTIONS") {
    response.writeHead(204).end();
    return;
  }
  const current = ifRange === undefined || ifRange === etag || ifRange === modified;
  const slice = current ? sliceOf(range, served.size) : undefined;
  if (slice !== undefined && slice.from >= slice.to) {
    response.writeHead(416, { "content-range": `bytes */${served.size}` }).end();
    return;
  }
  const { from, to } = slice ?? { from: 0, to: served.size };
  if (slice !== undefined) response.setHeader("content-range", `bytes ${from}-${to - 1}/${served.size}`);
  const body = await served.bytes(from, to);
  record.sent = body.length;
  response.writeHead(slice === undefined ? 200 : 206, { "content-length": body.length }).end(body);
}

/** The slice that a Range of one part means. */
function sliceOf(range: string | undefined, size: number): { from: number; to: number } | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === undefined || last === undefined || first + last === "") return undefined;
  if (first === "") return { from: Math.max(0, size - Number(last)), to: size };
  return { from: Number(first), to: last === "" ? size : Math.min(size, Number(last) + 1) };
}
