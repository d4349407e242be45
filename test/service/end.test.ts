/** How `h4 serve` ends: signals during uploads, downloads and idleness, a second signal, and what is left of it. S1, S2 */
import { once } from "node:events";
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { logLines } from "../cli/log-lines.js";
import { killAll, type Served, serve } from "./served.js";
import { zstd } from "./zstd.js";

afterAll(killAll);

const HEADERS = { "content-type": "application/octet-stream" };

/** A POST whose body is sent piece by piece. */
function upload(service: Served, path: string): { sent: ClientRequest; answer: Promise<IncomingMessage> } {
  const sent = request(`${service.url}${path}`, { method: "POST", headers: HEADERS });
  const answer = once(sent, "response").then(([response]) => response as IncomingMessage);
  answer.catch(() => undefined);
  return { sent, answer };
}

async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A GET on a connection of its own: its status, and whether the connection stays. */
async function get(url: string): Promise<[status: number, connection: string | undefined]> {
  const agent = new Agent({ keepAlive: true });
  const [response] = (await once(request(url, { agent }).end(), "response")) as [IncomingMessage];
  await bytesOf(response);
  agent.destroy();
  return [response.statusCode!, response.headers.connection];
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until the service says so in its log. */
async function said(service: Served, words: string): Promise<void> {
  while (!service.log().includes(words)) await pause(5);
}

describe.concurrent("SIGTERM", () => {
  test("S1: during an upload: not ready at once, others are answered and let go, the upload is, and exit 0", async () => {
    const service = await serve(["--management-port", "0"]);
    const { sent, answer } = upload(service, "/compress");
    sent.write(Buffer.alloc(200_000, "first "));
    await pause(200);
    const idle = new Agent({ keepAlive: true });
    const [first] = await once(request(`${service.url}/healthz`, { agent: idle }).end(), "response");
    await bytesOf(first);
    expect(await get(`${service.url}/readyz`)).toEqual([200, "keep-alive"]);
    const end = service.stop();
    await said(service, "Shutting down");
    expect(await get(`${service.url}/readyz`)).toEqual([503, "close"]);
    expect(await get(`${service.managementUrl}/readyz`)).toEqual([503, "keep-alive"]);
    expect((await get(`${service.managementUrl}/metrics`))[0]).toBe(200);
    sent.end(Buffer.alloc(200_000, "second "));
    const response = await answer;
    expect(response.headers.connection).toBe("close");
    const plain = await zstd(["-dc"], await bytesOf(response));
    expect(plain).toEqual(Buffer.concat([Buffer.alloc(200_000, "first "), Buffer.alloc(200_000, "second ")]));
    expect(await end).toMatchObject({ code: 0, signal: null });
    idle.destroy();
    expect(service.records().at(-1)!.msg).toMatch(/^Finished server process/);
  });

  test("during a download: all of it arrives, however slowly it is read, and exit 0", async () => {
    const service = await serve();
    const plain = Buffer.concat([...logLines(48 << 20)]);
    const { sent, answer } = upload(service, "/compress/decompress");
    sent.end(await zstd(["-c"], plain));
    const response = await answer;
    response.once("readable", () => undefined); // the connection fills, and the service waits
    await pause(200);
    const end = service.stop();
    await said(service, "Shutting down");
    await pause(100);
    expect(service.child.exitCode).toBeNull();
    expect((await bytesOf(response)).equals(plain)).toBe(true);
    expect(await end).toMatchObject({ code: 0 });
  });

  test("what does not come to its end in time is broken off, said, and exit 0", async () => {
    const service = await serve(["--drain-timeout", "1"]);
    const { sent, answer } = upload(service, "/compress");
    const broken = once(sent, "error");
    sent.write("and no more");
    await pause(200);
    const began = performance.now();
    expect(await service.stop()).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - began).toBeGreaterThan(900);
    await expect(answer).rejects.toThrow();
    await broken;
    expect(service.records()).toContainEqual(expect.objectContaining({ level: "warn", requests: 1 }));
    expect(service.log()).not.toContain("fatal");
  });

  test("connections that ask nothing hold nothing up", async () => {
    const service = await serve();
    const { port } = new URL(service.url);
    const silent = connect(Number(port), "127.0.0.1");
    const half = connect(Number(port), "127.0.0.1");
    half.write("GET /compress/info HT");
    await pause(200);
    const began = performance.now();
    const closed = Promise.all([silent, half].map((socket) => once(socket.resume(), "close")));
    for (const socket of [silent, half]) socket.on("error", () => undefined);
    expect(await service.stop()).toMatchObject({ code: 0 });
    expect(performance.now() - began).toBeLessThan(5000);
    await closed;
  });
});

describe.concurrent("other ends", () => {
  test("S2: SIGINT is a graceful end too", async () => {
    const service = await serve();
    expect(await service.stop("SIGINT")).toMatchObject({ code: 0, signal: null });
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("a second signal ends it at once: %s is %i", async (signal, code) => {
    const service = await serve();
    const { sent, answer } = upload(service, "/compress");
    answer.catch(() => undefined);
    sent.on("error", () => undefined);
    sent.write("and no more");
    await pause(200);
    service.child.kill("SIGTERM");
    await said(service, "Shutting down");
    expect(await service.stop(signal)).toMatchObject({ code });
  });

  test("told to end while it starts, it does not serve first", async () => {
    const { code, stderr } = await endWhileStarting();
    expect(code).toBe(0);
    expect(stderr).toContain("Finished server process");
  });
});

async function endWhileStarting() {
  const { startH4, ended } = await import("../cli/h4.js");
  const child = startH4(["serve", "--port", "0"]);
  const end = ended(child);
  child.stderr!.once("data", () => child.kill("SIGTERM"));
  return await end;
}
