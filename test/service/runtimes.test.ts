/** One table of requests, asked of the same application in Node, Deno, Bun and workerd: the answers are the same. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { type Plugin, rollup } from "rollup";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../dist/index.js";
import { harmony4Engine } from "../../dist/rollup.js";
import { noise, text } from "../support/generators.js";
import { findBun, findDeno } from "../support/runtimes.js";
import { ask, askWorker, type WorkerAnswer, type WorkerRequest } from "../support/workerd.js";
import { decompressWithCli } from "../support/zstd-cli-calls.js";

const SCRIPT = join(import.meta.dirname, "ask-service.mjs");
const PLAIN = text(300_000);
const LONG = noise(1_500_000);
const SHORT = PLAIN.subarray(0, 20_000);
const STREAMED = "a body whose answer is streamed";
const BOUNDARY = "----boundary-of-the-table";
const FORM = { "content-type": `multipart/form-data; boundary=${BOUNDARY}` };

function form(...parts: [header: string, content: Uint8Array | string][]): Buffer {
  const pieces = parts.flatMap(([header, content]) => [
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; ${header}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

/** Every request by its name. */
async function table(): Promise<Record<string, WorkerRequest>> {
  const h4 = await createEngine();
  const packed = h4.compress(PLAIN);
  const damaged = h4.compress(SHORT);
  damaged[damaged.length - 1]! ^= 1;
  const post = (path: string, body: Uint8Array, headers: Record<string, string> = {}) => ({
    path,
    method: "POST",
    headers: { "x-request-id": "table", ...headers },
    body,
  });
  return {
    info: { path: "/compress/info", headers: { "x-request-id": "table" } },
    health: { path: "/healthz", headers: { "x-request-id": "table" } },
    readiness: { path: "/readyz", headers: { "x-request-id": "table" } },
    "a body": post("/compress?level=5", PLAIN),
    "an empty body": post("/compress", new Uint8Array()),
    [STREAMED]: post("/compress?level=1", LONG),
    "a form": post("/compress", form(['name="level"', "9"], ['name="file"; filename="report.txt"', PLAIN]), FORM),
    "a container": post("/compress?format=h4mk", PLAIN),
    "a frame": post("/compress/decompress", packed),
    "a long frame": post("/compress/decompress", h4.compress(LONG)),
    "a frame in a form": post("/compress/decompress", form(['name="file"; filename="a.zst"', packed]), FORM),
    "a level that is none": post("/compress?level=20", SHORT),
    "a parameter that is none": post("/compress?lvl=2", SHORT),
    "a form without a file": post("/compress", form(['name="level"', "9"]), FORM),
    "a body over the limit": post("/compress", new Uint8Array(2_000_001)),
    "an output over the limit": post("/compress/decompress", h4.compress(new Uint8Array(2_000_001))),
    "data that is damaged": post("/compress/decompress", damaged),
    "data that is cut short": post("/compress/decompress", packed.subarray(0, 1000)),
    "no Zstandard": post("/compress/decompress", SHORT),
    "nothing there": { path: "/nothing", headers: { "x-request-id": "table" } },
    "another method": { path: "/compress", method: "GET", headers: { "x-request-id": "table" } },
  };
}

/** What a server adds on its own account, or chooses: how a body is framed, when, by which connection. */
const OF_SERVERS = [
  "connection",
  "content-length",
  "date",
  "keep-alive",
  "mf-content-encoding",
  "transfer-encoding",
  "vary",
];

/** An answer without what differs from server to server. */
function comparable({ status, headers, body }: WorkerAnswer): unknown {
  const kept = Object.entries(headers).filter(([name]) => !OF_SERVERS.includes(name));
  const isText = /json|text/.test(headers["content-type"] ?? "");
  return {
    status,
    headers: Object.fromEntries(kept),
    body: isText ? body.toString() : createHash("sha256").update(body).digest("hex"),
  };
}

let requests: Record<string, WorkerRequest>;
let inNode: Record<string, WorkerAnswer>;
const folder = mkdtempSync(join(tmpdir(), "h4-service-worker-"));

function answersOf(command: (asked: readonly WorkerRequest[]) => WorkerAnswer[]): Record<string, WorkerAnswer> {
  const answers = command(Object.values(requests));
  return Object.fromEntries(Object.keys(requests).map((name, i) => [name, answers[i]!]));
}

beforeAll(async () => {
  requests = await table();
  inNode = answersOf((asked) => ask([process.execPath, SCRIPT], asked));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("Node answers what each request asks for", async () => {
  const status = Object.fromEntries(Object.entries(inNode).map(([name, answer]) => [name, answer.status]));
  expect(status).toEqual({
    info: 200,
    health: 200,
    readiness: 200,
    "a body": 200,
    "an empty body": 200,
    [STREAMED]: 200,
    "a form": 200,
    "a container": 200,
    "a frame": 200,
    "a long frame": 200,
    "a frame in a form": 200,
    "a level that is none": 400,
    "a parameter that is none": 400,
    "a form without a file": 400,
    "a body over the limit": 413,
    "an output over the limit": 413,
    "data that is damaged": 422,
    "data that is cut short": 422,
    "no Zstandard": 422,
    "nothing there": 404,
    "another method": 405,
  });
  for (const [name, plain] of [
    ["a body", PLAIN],
    ["a form", PLAIN],
    [STREAMED, LONG],
  ] as const) {
    expect(Buffer.compare(await decompressWithCli(inNode[name]!.body), plain), name).toBe(0);
  }
  expect(Buffer.compare(inNode["a long frame"]!.body, LONG)).toBe(0);
});

/** The worker's bundle, by the plugin of this package. */
async function bundled(): Promise<string> {
  const built = await rollup({
    input: join(import.meta.dirname, "worker.mjs"),
    plugins: [harmony4Engine() as Plugin, nodeResolve({ exportConditions: ["workerd"] })],
  });
  await built.write({ dir: folder, format: "es" });
  await built.close();
  return folder;
}

describe.each([
  ["Deno", (asked: readonly WorkerRequest[]) => ask([findDeno(), "run", "--allow-all", "--no-lock", SCRIPT], asked)],
  ["Bun", (asked: readonly WorkerRequest[]) => ask([findBun(), "--no-install", SCRIPT], asked)],
] as const)("%s", (_, command) => {
  test("gives the answers of Node", () => {
    const answers = answersOf(command);
    for (const [name, answer] of Object.entries(answers)) {
      expect(comparable(answer), name).toEqual(comparable(inNode[name]!));
    }
  });
});

describe("workerd", () => {
  test("gives the answers of Node, and says that it knows its engine from the build", async () => {
    await bundled();
    const { info, ...others } = answersOf((asked) => askWorker(folder, "worker.js", asked));
    for (const [name, answer] of Object.entries(others)) {
      expect(comparable(answer), name).toEqual(comparable(inNode[name]!));
    }
    const known = JSON.parse(inNode.info!.body.toString()) as object;
    expect(JSON.parse(info!.body.toString())).toEqual({
      ...known,
      seal_scope: "build",
      proved: [expect.stringContaining("when the bundle was made")],
      not_proved: [expect.stringContaining("compiled from that file")],
    });
  });
});
