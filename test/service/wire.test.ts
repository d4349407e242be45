/** The service over real connections: trailers, breaking off, clients that leave, do not read, or ask for too much. T18 to T20 */

import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, type IncomingMessage, request } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/index.js";
import type { ServiceOptions } from "../../src/service.js";
import { expectBytes } from "../support/expect-bytes.js";
import { constant, json, noise, text } from "../support/generators.js";
import { gatedEngine, type RunningService, startService } from "../support/service.js";

const MIB = 1 << 20;

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});

const running: RunningService[] = [];
async function start(options: Partial<ServiceOptions> = {}): Promise<RunningService> {
  const service = await startService(options);
  running.push(service);
  return service;
}
afterEach(async () => {
  for (const service of running.splice(0)) await service.close();
});

test("a server leaves the library as it is: it replaces the global Response, and fetch still gives the other", async () => {
  const { url } = await start();
  const bytes = await readFile(new URL("../../build/engine.wasm", import.meta.url));
  const wasm = await fetch(`data:application/wasm;base64,${bytes.toString("base64")}`);
  expect(wasm instanceof Response).toBe(false);
  expect((await createEngine({ wasm })).info()).toEqual(engine.info());
  expect((await createEngine({ wasm: new Response(bytes) })).info()).toEqual(engine.info());
  expect(url).toContain("127.0.0.1");
});

interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  trailers: IncomingMessage["trailers"];
  body: Uint8Array;
  complete: boolean;
}

/** Posts `body`: as a whole with its length, or chunked piece by piece. */
async function post(
  { port }: RunningService,
  path: string,
  body: Uint8Array | Iterable<Uint8Array>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const length: Record<string, string> = body instanceof Uint8Array ? { "content-length": String(body.length) } : {};
  const sent = request({
    port,
    host: "127.0.0.1",
    path,
    method: "POST",
    headers: { ...length, ...headers },
    agent: false,
  });
  // A client that was told why stops sending.
  let told = false;
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.on("error", reject);
    sent.on("response", (response) => {
      told = true;
      resolve(response);
    });
  });
  if (body instanceof Uint8Array) sent.end(body);
  else {
    for (const piece of body) {
      if (told) break;
      if (!sent.write(piece)) await Promise.race([new Promise((go) => sent.once("drain", go)), answered]);
    }
    if (!told) sent.end();
  }
  const answer = await answerOf(await answered);
  sent.destroy();
  return answer;
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of response) pieces.push(piece as Buffer);
  } catch {
    // Broken off: `complete` says so.
  }
  const { statusCode, headers, trailers, complete } = response;
  return { status: statusCode!, headers, trailers, complete, body: Buffer.concat(pieces) };
}

function* chunked(data: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += length) yield data.subarray(at, at + length);
}

/** A connection of its own, for what no client library would send. */
async function open({
  port,
}: RunningService): Promise<Socket & { received(): string; until(words: string): Promise<string> }> {
  const socket = connect({ port, host: "127.0.0.1" });
  await once(socket, "connect");
  let received = "";
  socket.on("error", () => undefined);
  const waiters: (() => void)[] = [];
  socket.on("data", (piece) => {
    received += piece.toString("latin1");
    for (const wake of waiters.splice(0)) wake();
  });
  socket.on("close", () => {
    for (const wake of waiters.splice(0)) wake();
  });
  return Object.assign(socket, {
    received: () => received,
    async until(words: string) {
      while (!received.includes(words) && !socket.closed) await new Promise<void>((wake) => waiters.push(wake));
      return received;
    },
  });
}

const head = (path: string, ...lines: string[]) => [`POST ${path} HTTP/1.1`, "Host: h4", ...lines, "", ""].join("\r\n");

/** The record that the end of a request leaves. */
const ended = (service: RunningService) => service.log.next(({ message }) => message.startsWith("request"));

describe("what is long", () => {
  test("has in trailers what was not known before, and it is right", async () => {
    const service = await start();
    const plain = noise(3 * MIB);
    const { createHash } = await import("node:crypto");
    const etag = (bytes: Uint8Array) => `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`;

    const compressed = await post(service, "/compress", plain);
    expectBytes(compressed.body, engine.compress(plain));
    expect(compressed.headers).toMatchObject({
      "x-decompressed-size": String(plain.length),
      "transfer-encoding": "chunked",
    });
    expect(compressed.headers.trailer).toBe("x-compressed-size, etag");
    const packed = compressed.body;
    expect(compressed.trailers).toEqual({ "x-compressed-size": String(packed.length), etag: etag(packed) });

    const unknown = await post(service, "/compress", chunked(plain, 100_000));
    expect(unknown.headers.trailer).toBe("x-compressed-size, x-decompressed-size, etag");
    expect(unknown.trailers).toEqual({
      "x-compressed-size": String(unknown.body.length),
      "x-decompressed-size": String(plain.length),
      etag: etag(unknown.body),
    });

    const back = await post(service, "/compress/decompress", packed);
    expectBytes(back.body, plain);
    expect(back.headers).toMatchObject({
      "x-compressed-size": String(packed.length),
      trailer: "x-decompressed-size, etag",
    });
    expect(back.trailers).toEqual({ "x-decompressed-size": String(plain.length), etag: etag(plain) });
    expect(service.metrics.requests.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(service.metrics.works.map(({ read, written }) => [read, written])).toEqual([
      [plain.length, packed.length],
      [plain.length, unknown.body.length],
      [packed.length, plain.length],
    ]);
  });

  test("is given to a client of HTTP/1.0 without chunks and trailers", async () => {
    const service = await start();
    const plain = noise(2 * MIB);
    const socket = await open(service);
    socket.write(`POST /compress HTTP/1.0\r\nContent-Length: ${plain.length}\r\nHost: h4\r\n\r\n`);
    socket.write(plain);
    await once(socket, "close");
    const answer = socket.received();
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).not.toMatch(/^(trailer|transfer-encoding):/im);
    const body = Buffer.from(answer.slice(answer.indexOf("\r\n\r\n") + 4), "latin1");
    expectBytes(body, engine.compress(plain));
  });

  test("and is a container has its length", async () => {
    const service = await start();
    const container = await post(service, "/compress?format=h4mk", noise(3 * MIB));
    expect(container.complete).toBe(true);
    const back = await post(service, "/compress/decompress", container.body);
    expect(back.headers["content-length"]).toBe(String(3 * MIB));
    expect(back.headers.trailer).toBeUndefined();
    expectBytes(back.body, noise(3 * MIB));
  });
});

describe("curl", () => {
  const curl = promisify(execFile);

  test("sends files, as they are and as a form, and gets them back", async () => {
    const service = await start();
    const folder = await mkdtemp(join(tmpdir(), "h4-curl-"));
    try {
      const plain = json(2 * MIB + 1);
      const [file, packed, back] = ["plain.json", "packed", "back"].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      await writeFile(file, plain);
      const ask = (...args: string[]) => curl("curl", ["-sS", "--fail", "--max-time", "30", ...args]);
      for (const body of [
        ["--data-binary", `@${file}`],
        ["-F", "level=3", "-F", `file=@${file}`],
        ["-T", file, "-X", "POST"],
        ["-H", "Transfer-Encoding: chunked", "--data-binary", `@${file}`],
      ]) {
        await ask(...body, "-o", packed, `${service.url}/compress`);
        expectBytes(engine.decompress(await readFile(packed)), plain);
        await ask("--data-binary", `@${packed}`, "-o", back, `${service.url}/compress/decompress`);
        expectBytes(await readFile(back), plain);
      }
      const named = await curl("curl", [
        "-sS",
        "-OJ",
        "-F",
        `file=@${file}`,
        `${service.url}/compress`,
        "--output-dir",
        folder,
      ]);
      expect(named.stderr).toBe("");
      expectBytes(engine.decompress(await readFile(join(folder, "plain.json.zst"))), plain);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("what breaks off after its first byte", () => {
  test("is not complete for its client, and says nothing of the reason", async () => {
    const service = await start({ limits: { output: 4 * MIB } });
    const session = engine.compressor();
    const frame = Buffer.concat([...session.push(noise(8 * MIB)), ...session.end()]);
    const answer = await post(service, "/compress/decompress", frame);
    expect([answer.status, answer.complete]).toEqual([200, false]);
    expect(answer.body.length).toBeLessThanOrEqual(4 * MIB);
    expectBytes(answer.body, noise(8 * MIB).subarray(0, answer.body.length));
    expect(answer.trailers).toEqual({});
    expect((await ended(service)).fields).toMatchObject({ status: 413, code: "OUTPUT_LIMIT" });
    expect(service.metrics.inWorkFigures.at(-1)).toBe(0);
  });

  test("is refused as a whole when it breaks before", async () => {
    const service = await start();
    const packed = engine.compress(json(8 * MIB));
    packed.fill(0xff, 2000, 2400);
    const answer = await post(service, "/compress/decompress", packed);
    expect([answer.status, answer.complete]).toEqual([422, true]);
    expect(JSON.parse(Buffer.from(answer.body).toString())).toMatchObject({ status: 422 });
  });
});

describe("a body that is too long", () => {
  test("is refused before it was sent by a client that asks first", async () => {
    const service = await start({ limits: { body: 1000 } });
    const socket = await open(service);
    socket.write(head("/compress", "Content-Length: 1001", "Expect: 100-continue"));
    const answer = await socket.until("BODY_TOO_LARGE");
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();

    const other = await open(service);
    other.write(head("/compress", "Content-Length: 4", "Expect: 100-continue"));
    expect(await other.until("\r\n\r\n")).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    other.write("abcd");
    expect(await other.until("200 OK")).toContain("x-decompressed-size: 4");
    other.destroy();
  });

  test("is refused while it is sent, and the refusal arrives also where all is sent before it is read", async () => {
    const service = await start({ limits: { body: MIB } });
    const socket = connect({ port: service.port, host: "127.0.0.1" });
    socket.pause();
    socket.write(head("/compress", `Content-Length: ${16 * MIB}`, "Connection: close"));
    // A server that closes its end with some of this unread resets the connection, and the answer is lost.
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.write(new Uint8Array(16 * MIB), (error) => (error ? reject(error) : resolve()));
    });
    let answer = "";
    for await (const piece of socket) answer += (piece as Buffer).toString("latin1");
    expect(answer).toMatch(/^HTTP\/1\.1 413 .*BODY_TOO_LARGE/s);
  });

  test("is refused while it is sent, and its client stops", async () => {
    const service = await start({ limits: { body: 2 * MIB } });
    function* endless(): Generator<Uint8Array> {
      for (let i = 0; i < 64; i++) yield new Uint8Array(MIB);
    }
    const answer = await post(service, "/compress", endless());
    expect(answer.status).toBe(413);
    expect(JSON.parse(Buffer.from(answer.body).toString())).toMatchObject({ code: "BODY_TOO_LARGE", limit: 2 * MIB });
  });
});

describe("a client that leaves", () => {
  test("while it sends, gives its place back", async () => {
    const service = await start();
    const socket = await open(service);
    socket.write(head("/compress", "Content-Length: 1000000"));
    socket.write("abc");
    while (service.metrics.inWorkFigures.at(-1) !== 1) await new Promise((wake) => setImmediate(wake));
    socket.destroy();
    const { fields } = await ended(service);
    expect(fields).toMatchObject({ status: 499, code: "BODY_INCOMPLETE" });
    expect(service.metrics.inWorkFigures).toEqual([1, 0]);
  });

  test("T20: while it waits, leaves the queue; while it is worked for, ends the work", async () => {
    const gated = await gatedEngine();
    const service = await start({ engine: gated, limits: { concurrency: 1 } });
    const [first, second] = [await open(service), await open(service)];
    first.write(`${head("/compress", "Content-Length: 3")}abc`);
    await gated.started(1);
    second.write(`${head("/compress", "Content-Length: 3")}abc`);
    while (service.metrics.waitingFigures.at(-1) !== 1) await new Promise((wake) => setImmediate(wake));
    second.destroy();
    await ended(service);
    expect(service.metrics.waitingFigures).toEqual([1, 0]);
    first.destroy();
    while (service.log.records.length < 2) await new Promise((wake) => setImmediate(wake));
    expect(service.metrics.inWorkFigures).toEqual([1, 0]);
    expect(service.log.records.map(({ fields }) => fields.status)).toEqual([499, 499]);
    gated.open();
    expect((await post(service, "/compress", text(10))).status).toBe(200);
  });

  test("while it reads, ends the work", async () => {
    const service = await start({ limits: { output: 1024 * MIB, ratio: 1e9 } });
    const session = engine.compressor();
    const bomb = Buffer.concat([...session.push(constant(512 * MIB)), ...session.end()]);
    const socket = await open(service);
    socket.write(head("/compress/decompress", `Content-Length: ${bomb.length}`));
    socket.write(bomb);
    await socket.until("200 OK");
    socket.destroy();
    const { fields } = await ended(service);
    expect(fields).toMatchObject({ status: 499 });
    expect(fields.written).toBeLessThan(512 * MIB);
    expect(service.metrics.inWorkFigures).toEqual([1, 0]);
  });
});

describe("a client that does not read", () => {
  test("has its answer made no further than the connection takes it, and is left in the end", async () => {
    const service = await start({ limits: { output: 1024 * MIB, ratio: 1e9, idle: 300 } });
    const session = engine.compressor();
    const bomb = Buffer.concat([...session.push(constant(512 * MIB)), ...session.end()]);
    const socket = connect({ port: service.port, host: "127.0.0.1" });
    socket.on("error", () => undefined);
    socket.pause();
    socket.write(head("/compress/decompress", `Content-Length: ${bomb.length}`));
    socket.write(bomb);
    const { fields } = await ended(service);
    expect(fields).toMatchObject({ status: 408, code: "TIMEOUT" });
    // What the two ends of a connection hold: some megabytes, of 512.
    expect(fields.written).toBeLessThan(32 * MIB);
    socket.destroy();
  });
});

describe("a client that sends and does not read", () => {
  test("is read no further than its answer is taken", async () => {
    const service = await start({ limits: { idle: 300 } });
    const socket = connect({ port: service.port, host: "127.0.0.1" });
    socket.on("error", () => undefined);
    socket.pause();
    // Further from itself than any window of this level reaches.
    const piece = noise(4 * MIB);
    socket.write(head("/compress", `Content-Length: ${256 * MIB}`));
    let sent = 0;
    const more = () => {
      while (sent < 64 && !socket.destroyed) {
        sent++;
        if (!socket.write(piece)) return void socket.once("drain", more);
      }
    };
    more();
    const { fields } = await ended(service);
    expect(fields).toMatchObject({ status: 408, code: "TIMEOUT" });
    // What the two ends of a connection hold, and what the answer begins with: some megabytes, of 256.
    expect(fields.read).toBeLessThan(32 * MIB);
    expect(service.metrics.inWorkFigures).toEqual([1, 0]);
    socket.destroy();
  });
});

describe("what takes too long", () => {
  test("a body that stands still is refused", async () => {
    const service = await start({ limits: { idle: 50 } });
    const socket = await open(service);
    socket.write(head("/compress", "Content-Length: 10"));
    socket.write("abc");
    const answer = await socket.until("BODY_INCOMPLETE");
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    socket.destroy();
  });

  test("T19: a body that trickles is refused when the time of a request is over", async () => {
    const service = await start({ limits: { idle: 10_000, time: 200 } });
    const socket = await open(service);
    socket.write(head("/compress", "Content-Length: 1000000"));
    const trickle = setInterval(() => socket.write("a"), 10);
    const answer = await socket.until("TIMEOUT");
    clearInterval(trickle);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(service.metrics.rejections).toEqual(["timeout"]);
    socket.destroy();
  });

  test("work is ended when the time of a request is over", async () => {
    const gated = await gatedEngine();
    const service = await start({ engine: gated, limits: { time: 100 } });
    const answer = await post(service, "/compress", text(10));
    expect(answer.status).toBe(503);
    expect(service.metrics.inWorkFigures).toEqual([1, 0]);
  });
});

describe("too many at a time", () => {
  test("wait in order; more than may wait are refused; what costs nothing is answered all the same", async () => {
    const gated = await gatedEngine();
    const service = await start({ engine: gated, limits: { concurrency: 2, queue: 3 } });
    const order: number[] = [];
    const asked = Array.from({ length: 5 }, async (_, i) => {
      // Each is there before the next one asks.
      while (order.length < i || service.metrics.inWorkFigures.length + service.metrics.waitingFigures.length < i) {
        await new Promise((wake) => setImmediate(wake));
      }
      order.push(i);
      return (await post(service, "/compress", text(10 + i))).status;
    });
    while (service.metrics.waitingFigures.at(-1) !== 3) await new Promise((wake) => setImmediate(wake));
    const refused = await post(service, "/compress", text(10));
    expect(refused.status).toBe(503);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(Buffer.from(refused.body).toString())).toMatchObject({ code: "QUEUE_FULL", limit: 3 });
    for (const path of ["/healthz", "/readyz", "/metrics", "/compress/info"]) {
      expect((await fetch(`${service.url}${path}`)).status).toBe(200);
    }
    gated.open();
    expect(await Promise.all(asked)).toEqual([200, 200, 200, 200, 200]);
    expect(Math.max(...service.metrics.inWorkFigures)).toBe(2);
    expect(service.metrics.inWorkFigures.at(-1)).toBe(0);
    expect(service.metrics.rejections).toEqual(["queue_full"]);
    expect(service.metrics.waits).toHaveLength(5);
  });

  test("wait no longer than they may", async () => {
    const gated = await gatedEngine();
    const service = await start({ engine: gated, limits: { concurrency: 1, wait: 50 } });
    const first = post(service, "/compress", text(10));
    await gated.started(1);
    const refused = await post(service, "/compress", text(10));
    expect([refused.status, refused.headers["retry-after"]]).toEqual([503, expect.any(String)]);
    gated.open();
    expect((await first).status).toBe(200);
  });

  test("of one client are refused beyond its share", async () => {
    const gated = await gatedEngine();
    const service = await start({ engine: gated, limits: { concurrency: 4, client: 2 } });
    const asked = [post(service, "/compress", text(10)), post(service, "/compress", text(11))];
    await gated.started(2);
    const refused = await post(service, "/compress", text(12));
    expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "1"]);
    expect(JSON.parse(Buffer.from(refused.body).toString())).toMatchObject({ code: "CLIENT_LIMIT", limit: 2 });
    gated.open();
    for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200);
    expect((await post(service, "/compress", text(12))).status).toBe(200);
  });
});

describe("T20: work on the thread that answers", () => {
  test("leaves health and information their turn", async () => {
    const service = await start();
    let done = false;
    const long = post(service, "/compress?level=9", json(24 * MIB)).then((answer) => {
      done = true;
      return answer;
    });
    while (service.metrics.inWorkFigures.at(-1) !== 1) await new Promise((wake) => setImmediate(wake));
    for (const path of ["/healthz", "/readyz", "/compress/info"]) {
      expect((await fetch(`${service.url}${path}`)).status).toBe(200);
      expect(done, path).toBe(false);
    }
    expect((await long).status).toBe(200);
  });
});

describe("many clients at a time", () => {
  test("each get their own answer, on connections that are used again", async () => {
    const service = await start({ limits: { client: 1000, queue: 1000 } });
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const answers = Array.from({ length: 200 }, async (_, i) => {
      const plain = i % 10 === 0 ? noise(MIB + i * 1000, i) : json(1000 + i * 37, i);
      const sent = request({ port: service.port, host: "127.0.0.1", path: "/compress", method: "POST", agent });
      sent.end(plain);
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      const answer = await answerOf(response);
      expect([answer.status, answer.complete]).toEqual([200, true]);
      expectBytes(engine.decompress(answer.body), plain);
    });
    await Promise.all(answers);
    agent.destroy();
    expect(service.metrics.requests).toHaveLength(200);
    expect(Math.max(...service.metrics.inWorkFigures)).toBeLessThanOrEqual(8);
    expect(service.metrics.inWorkFigures.at(-1)).toBe(0);
  });
});

describe("what no client library sends", () => {
  test.each([
    ["an absolute form", "GET http://other.test/compress/info HTTP/1.1\r\nHost: h4\r\n\r\n", 200],
    ["a host with odd letters", "GET /compress/info HTTP/1.1\r\nHost: a b\r\n\r\n", 400],
    ["no host", "GET /compress/info HTTP/1.1\r\n\r\n", 400],
    ["an asterisk", "OPTIONS * HTTP/1.1\r\nHost: h4\r\n\r\n", 400],
    ["a path of percent signs", "GET /%ff%00%zz HTTP/1.1\r\nHost: h4\r\n\r\n", 404],
    ["a fragment", "GET /compress/info#x HTTP/1.1\r\nHost: h4\r\n\r\n", 200],
    ["a very long query", `GET /compress/info?${"a".repeat(8000)} HTTP/1.1\r\nHost: h4\r\n\r\n`, 400],
    ["two lengths", "POST /compress HTTP/1.1\r\nHost: h4\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na", 400],
    [
      "a length and chunks",
      "POST /compress HTTP/1.1\r\nHost: h4\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
    ],
    ["chunks that are none", "POST /compress HTTP/1.1\r\nHost: h4\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400],
  ])("%s is answered, and the service goes on", async (_, bytes, status) => {
    const service = await start();
    const socket = await open(service);
    socket.write(bytes, "latin1");
    const answer = await socket.until("\r\n\r\n");
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).not.toMatch(/at .*\(|node:|\/src\//);
    socket.destroy();
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
  });
});
