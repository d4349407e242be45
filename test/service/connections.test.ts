/** What a connection may cost: slow, oversized and malformed requests, on bare sockets. T19, T21 of THREATS.md */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type RunningService, startService } from "harmony4/service"; // as it is built: its workers are files
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const events: { level: string; fields: Record<string, unknown>; message: string }[] = [];
const tell = (level: string) => (fields: object, message: string) => {
  events.push({ level, fields: fields as Record<string, unknown>, message });
};
const log = { info: tell("info"), warn: tell("warn"), error: tell("error") };

const HEADERS = 400;
const REQUEST = 1500;

let service: RunningService;
beforeAll(async () => {
  service = await startService({
    environment: {},
    port: 0,
    workers: 1,
    log,
    limits: { body: 1 << 20, idle: 400 },
    http: { headers: HEADERS, request: REQUEST, checking: 50, keepAlive: 300 },
  });
});
afterAll(async () => await service.stop());

function open(to: RunningService = service): Socket {
  const { port, hostname } = new URL(to.url);
  const socket = connect(Number(port), hostname.replace(/[[\]]/g, ""));
  socket.on("error", () => undefined);
  return socket;
}

/** Everything that comes until the service closes the connection. */
async function answerOf(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
  });
  await once(socket, "close");
  return text;
}

/** Sends `text` and waits for the end of the connection. */
async function ask(text: string, to?: RunningService): Promise<string> {
  const socket = open(to);
  socket.write(text);
  return await answerOf(socket);
}

/** Status and body of a refusal, which is a problem on a connection that is closed. */
function refusal(answer: string): Record<string, unknown> {
  const [head, body] = answer.split("\r\n\r\n") as [string, string];
  expect(head).toMatch(/^Content-Type: application\/problem\+json$/im);
  expect(head).toMatch(/^Connection: close$/im);
  const problem = JSON.parse(body) as Record<string, unknown>;
  expect(head.startsWith(`HTTP/1.1 ${problem.status} ${problem.title}\r\n`)).toBe(true);
  expect(problem.error).toBe(problem.detail);
  return problem;
}

/** Writes `text`, one character at a time, until the connection ends. */
function drip(socket: Socket, text: string, milliseconds: number): void {
  let at = 0;
  const timer = setInterval(() => socket.write(text[at++ % text.length]!), milliseconds);
  socket.once("close", () => clearInterval(timer));
}

describe.concurrent("T19: slow requests", () => {
  test("a connection on which nothing comes is ended", async () => {
    const began = performance.now();
    expect(refusal(await answerOf(open()))).toMatchObject({ status: 408, code: "TIMEOUT" });
    expect(performance.now() - began).toBeGreaterThan(HEADERS - 50);
  });

  test("a header that drips is ended, however steadily", async () => {
    const socket = open();
    socket.write("GET /compress/info HTTP/1.1\r\nHost: localhost\r\n");
    drip(socket, "X-Slow: 1\r\n", 20);
    expect(refusal(await answerOf(socket))).toMatchObject({ status: 408, code: "TIMEOUT" });
  });

  test("a body that stands still is ended; one that drips is, when all the time is over", async () => {
    const head = "POST /compress HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n";
    const still = await ask(`${head}Content-Length: 100000\r\n\r\nthe beginning`);
    expect(still).toMatch(/^HTTP\/1\.1 408 /);
    const socket = open();
    socket.write(`${head}Content-Length: 100000\r\n\r\n`);
    drip(socket, "drop by drop ", 50);
    const began = performance.now();
    await answerOf(socket);
    expect(performance.now() - began).toBeLessThan(REQUEST + 5000);
  });

  test("a body of a GET is not waited for", async () => {
    const socket = open();
    socket.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
    drip(socket, "x", 20);
    const began = performance.now();
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n(.*\r\n)?Connection: close\r\n/s);
    expect(performance.now() - began).toBeLessThan(HEADERS);
  });

  test("a connection is kept for the next request, and not for long", async () => {
    const socket = open();
    const answer = answerOf(socket);
    for (let i = 0; i < 3; i++) {
      socket.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await once(socket, "data");
    }
    expect((await answer).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
  });
});

describe.concurrent("T21: requests that are none", () => {
  const host = "Host: localhost\r\n";
  test.each<[string, number, string]>([
    ["no HTTP at all", 400, "SSH-2.0-OpenSSH_9.2\r\n\r\n"],
    ["TLS on a port without", 400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["a method that does not exist", 400, `FETCH / HTTP/1.1\r\n${host}\r\n`],
    ["no Host", 400, "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ["a Host that is none", 400, "GET /healthz HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n"],
    [
      "a length and a coding: smuggling",
      400,
      `POST / HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ],
    ["two lengths", 400, `POST / HTTP/1.1\r\n${host}Content-Length: 3\r\nContent-Length: 4\r\n\r\n`],
    ["a line feed alone", 400, `GET / HTTP/1.1\n${host}X: a\nY: b\n\n`],
    ["a header of 20 KB", 431, `GET / HTTP/1.1\r\n${host}X: ${"x".repeat(20_000)}\r\n\r\n`],
    ["a target of 20 KB", 431, `GET /${"x".repeat(20_000)} HTTP/1.1\r\n${host}\r\n`],
  ])("%s: %i", async (_, status, text) => {
    const problem = refusal(await ask(text));
    expect(problem.status).toBe(status);
    expect(problem.code).toBe("REQUEST_INVALID");
    expect(JSON.stringify(problem)).not.toMatch(/node:|\.js|HPE_/);
  });

  test("damage inside a body that comes in chunks", async () => {
    const head = `POST /compress HTTP/1.1\r\n${host}Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const answer = await ask(`${head}5\r\nhello\r\nnot a length\r\n`);
    expect(answer).toMatch(/^(HTTP\/1\.1 400 |$)/);
  });

  test("HTTP/1.0 needs no Host, and is answered and let go", async () => {
    expect(await ask("GET /healthz HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 OK\r\n(.*\r\n)?Connection: close\r\n/s);
  });

  test("are told in the log, one record each, without what they said", async () => {
    await ask("SECRET\r\n\r\n");
    const told = events.filter(({ message }) => message === "A request was refused before it was read");
    expect(told.length).toBeGreaterThan(0);
    expect(told.at(-1)).toMatchObject({ level: "info", fields: { status: 400, client: "127.0.0.1" } });
    expect(JSON.stringify(events)).not.toContain("SECRET");
  });
});

describe.concurrent("Expect: 100-continue", () => {
  const head = (length: number) =>
    `POST /compress HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: ${length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;

  test("a body that is taken is asked for", async () => {
    const socket = open();
    const answer = answerOf(socket);
    socket.write(head(5));
    await once(socket, "data");
    socket.write("hello");
    expect(await answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  });

  test("one that is too long is refused before it is sent", async () => {
    expect(await ask(head((1 << 20) + 1))).toMatch(/^HTTP\/1\.1 413 /);
  });
});

test("connections over the limit are closed at once, and the others are served on", async () => {
  const small = await startService({ environment: {}, port: 0, workers: 1, log, http: { connections: 2 } });
  const kept = [open(small), open(small)];
  await Promise.all(kept.map((socket) => once(socket, "connect")));
  expect(await answerOf(open(small))).toBe("");
  kept[0]!.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  expect(String((await once(kept[0]!, "data"))[0])).toMatch(/^HTTP\/1\.1 200 OK/);
  for (const socket of kept) socket.destroy();
  await small.stop();
});

test("S2: IPv6 is said in brackets, and answers", async () => {
  const six = await startService({ environment: {}, host: "::1", port: 0, workers: 1, log });
  expect(six.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  expect((await fetch(`${six.url}/healthz`)).status).toBe(200);
  await six.stop();
});

test("a public port that is taken closes the management's again", async () => {
  const management = { port: 0 };
  const port = Number(new URL(service.url).port);
  const before = events.length;
  await expect(startService({ environment: {}, port, management, workers: 1, log })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
  expect(events.slice(before)).toEqual([]);
});

test("a caller's mistakes are TypeErrors and RangeErrors, before anything is started", async () => {
  const wrong: [object, typeof TypeError | typeof RangeError][] = [
    [{ ports: 1 }, TypeError],
    [{ port: "8000" }, TypeError],
    [{ port: 65_536 }, RangeError],
    [{ host: "" }, TypeError],
    [{ workers: 0 }, RangeError],
    [{ token: "short" }, RangeError],
    [{ management: { prot: 1 } }, TypeError],
    [{ limits: { bodies: 1 } }, TypeError],
    [{ http: { headers: 0.5 } }, RangeError],
    [{ drainTimeout: -1 }, RangeError],
  ];
  for (const [options, kind] of wrong) {
    await expect(startService({ log, ...options }), JSON.stringify(options)).rejects.toThrow(kind);
  }
});

test("stop may be asked for twice", async () => {
  const other = await startService({ environment: {}, port: 0, workers: 1, log });
  await Promise.all([other.stop(), other.stop()]);
  await expect(fetch(other.url)).rejects.toThrow();
});
