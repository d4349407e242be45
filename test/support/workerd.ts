/** Bundles of edge workers, run in workerd and asked. */
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { findNode24, requireEdgeRuntimes } from "./runtimes.js";

const ROOT = resolve(import.meta.dirname, "../..");

export interface WorkerRequest {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

export interface WorkerAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer<ArrayBuffer>;
}

/** Answers of all requests together, in base64. */
const OUTPUT_MAX = 64 << 20;

/** How the worker in `folder`, whose script is `entry`, answers one request after the other. */
export function askWorker(folder: string, entry: string, requests: readonly WorkerRequest[]): WorkerAnswer[] {
  requireEdgeRuntimes();
  return ask([findNode24(), join(import.meta.dirname, "../runtimes/ask-worker.mjs"), folder, entry], requests);
}

/** What `command` answers, which reads requests and prints answers as test/runtimes/ask-worker.mjs does. */
export function ask([binary, ...args]: readonly string[], requests: readonly WorkerRequest[]): WorkerAnswer[] {
  const encoded = requests.map(({ body, ...rest }) => ({
    ...rest,
    ...(body === undefined ? {} : { body: Buffer.from(body).toString("base64") }),
  }));
  const output = execFileSync(binary!, args, {
    input: JSON.stringify(encoded),
    encoding: "utf8",
    maxBuffer: OUTPUT_MAX,
    cwd: ROOT,
  });
  const answers = JSON.parse(output) as { status: number; headers: Record<string, string>; body: string }[];
  return answers.map((answer) => ({ ...answer, body: Buffer.from(answer.body, "base64") }));
}
