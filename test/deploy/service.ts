/** The service as it is deployed: a process of `h4 serve`, asked over real HTTP. */
import type { ChildProcess } from "node:child_process";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Ended, ended, startH4 } from "../cli/h4.js";

/** A process of the service that has opened its port. */
export interface Running {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Of the port for metrics and attestations, where it has one of its own. */
  readonly managementUrl: string;
  readonly process: ChildProcess;
  /** Tells it to end, and waits until it has. */
  stop(): Promise<Ended>;
}

/** Starts `h4 serve` on ports that are free, with `env` in its environment; rejects with what it said where it ends. */
export async function startService(
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<Running> {
  const child = startH4(["serve", "--port", "0", "--log-format", "text", ...args], { env });
  const end = ended(child);
  const urls = await new Promise<string[]>((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const lines = said.match(/Waiting for connections on (\S+)\n(?:.*Metrics and attestations on (\S+)\n)?/);
      const complete = !args.includes("--management-port") || lines?.[2] !== undefined;
      if (lines !== null && complete) resolve([lines[1]!, lines[2] ?? lines[1]!]);
    };
    child.stdout!.on("data", listen);
    child.stderr!.on("data", listen);
    void end.then(({ code }) => reject(new Error(`the service ended with ${code}: ${said}`)));
  });
  const stop = () => {
    child.kill("SIGTERM");
    return end;
  };
  return { url: urls[0]!, managementUrl: urls[1]!, process: child, stop };
}

/** A server that is not the service. */
export interface Stand {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers every request with `listener`. */
export async function standIn(listener: RequestListener): Promise<Stand> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Changes the body of an answer of the service, or gives another status; `sent` is the body of the request. */
export type Lie = (body: Buffer, request: IncomingMessage, sent: Buffer) => Buffer | string | number;

/** The service behind a server that lies about the paths in `lies` and passes on everything else. */
export function liar(url: string, lies: Readonly<Record<string, Lie>>): Promise<Stand> {
  return standIn((request, response) => void passOn(url, lies, request, response));
}

async function passOn(
  url: string,
  lies: Readonly<Record<string, Lie>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const { method = "GET" } = request;
  const sent = Buffer.concat(pieces);
  const body = method === "POST" ? { body: sent } : {};
  const headers = { "content-type": request.headers["content-type"] ?? "application/octet-stream" };
  const answer = await fetch(url + request.url, { method, headers, ...body });
  const truth = Buffer.from(await answer.arrayBuffer());
  const lie = lies[request.url!.split("?")[0]!]?.(truth, request, sent) ?? truth;
  const status = typeof lie === "number" ? lie : lie === truth ? answer.status : 200;
  response.writeHead(status).end(typeof lie === "number" ? "" : lie);
}
