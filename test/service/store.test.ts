/** Stored containers over real HTTP: ranges, conditions, other origins, and clients that leave. RFC 9110 §13, §14 */

import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { H4mkReader, httpSource, writeContainer } from "../../src/container.js";
import { directoryStore } from "../../src/service/node-storage.js";
import { gather } from "../container/containers.js";
import { openBelow } from "../support/descriptors.js";
import { expectBytes } from "../support/expect-bytes.js";
import { mixed, noise } from "../support/generators.js";
import { type RunningService, startService } from "../support/service.js";

const BLOCK = 16 << 10;
const PLAIN = mixed(40 * BLOCK - 5);
let packed: Uint8Array;
let folder: string;
let service: RunningService;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "harmony4-store-"));
  packed = await gather(writeContainer(PLAIN, { blockSize: BLOCK }));
  await writeFile(join(folder, "a.h4mk"), packed);
  await writeFile(join(folder, "ten.zst"), "0123456789");
  await writeFile(join(folder, "empty.zst"), "");
  service = await startService({ store: await directoryStore(folder), limits: { idle: 500 } });
  url = `${service.url}/containers/a.h4mk`;
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

function ask(name: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> {
  return fetch(`${service.url}/containers/${name}`, { method, headers });
}

/** What curl prints. */
async function curl(...options: string[]): Promise<Buffer> {
  const run = promisify(execFile);
  const { stdout } = await run("curl", ["-fsS", "--max-time", "20", ...options], { encoding: "buffer" });
  return stdout;
}

/** Descriptors that lead to `name` in the folder. */
function opened(name: string): number {
  return openBelow(join(folder, name)).length;
}

describe("a whole container", () => {
  test("comes with its type, length and validators, by GET and by HEAD", async () => {
    for (const method of ["GET", "HEAD"]) {
      const response = await ask("a.h4mk", {}, method);
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        "content-type": "application/vnd.harmony4.h4mk",
        "content-length": `${packed.length}`,
        "accept-ranges": "bytes",
        "cache-control": "public, no-cache, no-transform",
        "x-content-type-options": "nosniff",
        etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
        "last-modified": expect.stringMatching(/GMT$/),
      });
      expectBytes(new Uint8Array(await response.arrayBuffer()), method === "GET" ? packed : new Uint8Array(0));
    }
    expect((await ask("ten.zst")).headers.get("content-type")).toBe("application/zstd");
  });

  test("may be empty", async () => {
    expect(await (await ask("empty.zst")).text()).toBe("");
    expect((await ask("empty.zst", { range: "bytes=0-" })).status).toBe(416);
  });

  test("S44: is what curl, h4's reader and its ranges make of it", async () => {
    expectBytes(await curl(url), packed);
    const reader = await H4mkReader.open(httpSource(url));
    expectBytes(await reader.read(), PLAIN);
    for (const from of [0, 7 * BLOCK - 3, PLAIN.length - 10]) {
      const far = await H4mkReader.open(httpSource(url, { crossOrigin: true }));
      expectBytes(await far.read(from, from + 10), PLAIN.subarray(from, from + 10));
    }
  });

  test("a small one is opened by its last 64 KiB, which is more than it has", async () => {
    const small = await gather(writeContainer(PLAIN.subarray(0, 100)));
    await writeFile(join(folder, "small.h4mk"), small);
    const reader = await H4mkReader.open(httpSource(`${service.url}/containers/small.h4mk`));
    expectBytes(await reader.read(), PLAIN.subarray(0, 100));
  });

  test("one that is replaced between two reads is told as such by the reader", async () => {
    await writeFile(join(folder, "changing.h4mk"), packed);
    const reader = await H4mkReader.open(httpSource(`${service.url}/containers/changing.h4mk`));
    await reader.read(0, 1);
    await writeFile(join(folder, "next"), packed);
    await rename(join(folder, "next"), join(folder, "changing.h4mk"));
    await expect(reader.read(20 * BLOCK, 20 * BLOCK + 1)).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
  });
});

describe("ranges", () => {
  test.each([
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-99", "0123456789", "bytes 0-9/10"],
    ["bytes=5-999999999999999999999999", "56789", "bytes 5-9/10"],
    ["BYTES= 1-1 ", "1", "bytes 1-1/10"],
    ["bytes=,1-1,", "1", "bytes 1-1/10"],
    ["bytes=8-9,20-30", "89", "bytes 8-9/10"],
  ])("%s is %s", async (range, body, contentRange) => {
    const response = await ask("ten.zst", { range });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(contentRange);
    expect(response.headers.get("content-length")).toBe(`${body.length}`);
    expect(await response.text()).toBe(body);
    expect(`${await curl("-H", `Range: ${range}`, `${service.url}/containers/ten.zst`)}`).toBe(body);
  });

  test.each(["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=10-,11-12"])("%s is beyond the end: 416", async (range) => {
    const response = await ask("ten.zst", { range });
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe("bytes */10");
    expect(await response.json()).toMatchObject({ status: 416, code: "RANGE_NOT_SATISFIABLE", limit: 10 });
  });

  test.each([
    ["of another unit", "lines=1-2"],
    ["backwards", "bytes=4-2"],
    ["malformed", "bytes=1x-2"],
    ["signed", "bytes=--3"],
    ["empty", "bytes=-"],
    ["without a set", "bytes="],
    ["more than is there", "bytes=0-8,1-9"],
    ["too many", `bytes=${Array.from({ length: 17 }, () => "1-1").join(",")}`],
  ])("one that is %s is ignored: all of it", async (_, range) => {
    const response = await ask("ten.zst", { range });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("0123456789");
  });

  test("several come as parts, in the order that was asked for", async () => {
    const response = await ask("ten.zst", { range: "bytes=8-9, 0-1,-1" });
    expect(response.status).toBe(206);
    const [, boundary] = /^multipart\/byteranges; boundary=([0-9a-f-]{36})$/.exec(
      response.headers.get("content-type")!,
    )!;
    const part = (range: string, body: string) =>
      `\r\n--${boundary}\r\ncontent-type: application/zstd\r\ncontent-range: bytes ${range}/10\r\n\r\n${body}`;
    const body = await response.text();
    expect(body).toBe(`${part("8-9", "89")}${part("0-1", "01")}${part("9-9", "9")}\r\n--${boundary}--\r\n`);
    expect(response.headers.get("content-length")).toBe(`${body.length}`);
  });

  test("HEAD says what all of it would be", async () => {
    const response = await ask("ten.zst", { range: "bytes=1-2" }, "HEAD");
    expect([response.status, response.headers.get("content-length")]).toEqual([200, "10"]);
  });

  test("T24: beyond 4 GiB", async () => {
    const at = 5 * 2 ** 30;
    const handle = await open(join(folder, "large.h4mk"), "w");
    await handle.write("the end", at);
    await handle.close();
    const large = `${service.url}/containers/large.h4mk`;
    expect(`${await curl("-r", `${at}-`, large)}`).toBe("the end");
    expect(`${await curl("-r", "-3", large)}`).toBe("end");
    expect((await ask("large.h4mk", {}, "HEAD")).headers.get("content-length")).toBe(`${at + 7}`);
    await rm(join(folder, "large.h4mk"));
  });
});

describe("conditions", () => {
  let etag: string;
  let date: string;
  beforeAll(async () => {
    const { headers } = await ask("ten.zst", {}, "HEAD");
    [etag, date] = [headers.get("etag")!, headers.get("last-modified")!];
    // From here on a date of whole seconds tells versions apart.
    await new Promise((resolve) => setTimeout(resolve, 1100));
  });
  const BEFORE = "Mon, 01 Jan 2001 00:00:00 GMT";
  const AFTER = "Fri, 01 Jan 2100 00:00:00 GMT";

  /** `E` and `D` stand for the ETag and the date that the file has. */
  test.each<[Record<string, string>, number]>([
    [{ "if-none-match": "E" }, 304],
    [{ "if-none-match": "W/E" }, 304],
    [{ "if-none-match": '"other", E' }, 304],
    [{ "if-none-match": "*" }, 304],
    [{ "if-none-match": '"other"' }, 200],
    [{ "if-none-match": '"other"', "if-modified-since": AFTER }, 200],
    [{ "if-modified-since": "D" }, 304],
    [{ "if-modified-since": AFTER }, 304],
    [{ "if-modified-since": BEFORE }, 200],
    [{ "if-modified-since": "yesterday" }, 200],
    [{ "if-match": "E" }, 200],
    [{ "if-match": "*" }, 200],
    [{ "if-match": "W/E" }, 412],
    [{ "if-match": '"other"' }, 412],
    [{ "if-unmodified-since": "D" }, 200],
    [{ "if-unmodified-since": BEFORE }, 412],
    [{ "if-match": "E", "if-unmodified-since": BEFORE }, 200],
    [{ range: "bytes=1-2", "if-range": "E" }, 206],
    [{ range: "bytes=1-2", "if-range": "W/E" }, 200],
    [{ range: "bytes=1-2", "if-range": '"other"' }, 200],
    [{ range: "bytes=1-2", "if-range": "D" }, 206],
    [{ range: "bytes=1-2", "if-range": AFTER }, 200],
    [{ range: "bytes=99-", "if-range": '"other"' }, 200],
    [{ range: "bytes=99-", "if-none-match": "E" }, 304],
  ])("%j: %d", async (given, status) => {
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value === "D" ? date : value.replace(/\bE$/, etag)]),
    );
    const methods = "range" in given ? ["GET"] : ["GET", "HEAD"];
    for (const method of methods) {
      const response = await ask("ten.zst", headers, method);
      expect(response.status).toBe(status);
      expect(response.headers.get("etag")).toBe(etag);
      const body = await response.text();
      if (status === 304) expect(body).toBe("");
      if (status === 412 && method === "GET") expect(JSON.parse(body)).toMatchObject({ code: "PRECONDITION_FAILED" });
    }
  });

  test("a date that is younger than a second tells no versions apart", async () => {
    await writeFile(join(folder, "young.zst"), "0123456789");
    const { headers } = await ask("young.zst", {}, "HEAD");
    const response = await ask("young.zst", { range: "bytes=1-2", "if-range": headers.get("last-modified")! });
    expect(response.status).toBe(200);
  });
});

describe("T21: what is not there", () => {
  beforeAll(() => symlink("/etc/passwd", join(folder, "link.h4mk")));

  test.each(["absent.h4mk", "link.h4mk", ".h4mk", "", "a.h4mk/", "%2e%2e%2fa.h4mk", "..%5ca.h4mk", "a.h4mk%00", "%ff"])(
    "%j is 404, and says nothing of paths",
    async (name) => {
      const response = await fetch(`${service.url}/containers/${name}`);
      expect(response.status).toBe(404);
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({ code: "NOT_FOUND" });
      expect(text).not.toContain(folder);
    },
  );

  test("a query is refused, other methods too", async () => {
    expect((await fetch(`${url}?x=1`)).status).toBe(400);
    const response = await fetch(url, { method: "PUT", body: "x" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });

  test("a service without a store has no such path, and one for management neither", async () => {
    const bare = await startService();
    const management = await startService({ store: await directoryStore(folder), surface: "management" });
    for (const one of [bare, management]) {
      const response = await fetch(`${one.url}/containers/a.h4mk`);
      expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([404, null]);
      await one.close();
    }
  });
});

describe("T22: pages of other origins", () => {
  test("read containers, and see what they need to see; also of refusals", async () => {
    for (const [name, range] of [
      ["a.h4mk", "bytes=0-7"],
      ["absent.h4mk", "bytes=0-7"],
      ["ten.zst", "bytes=99-"],
    ]) {
      const { headers } = await ask(name!, { origin: "https://example.test", range: range! });
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-expose-headers")).toMatch(/Content-Range, ETag/);
      expect(headers.get("access-control-allow-credentials")).toBeNull();
      expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    }
  });

  test("may ask beforehand", async () => {
    const response = await ask(
      "a.h4mk",
      {
        origin: "https://example.test",
        "access-control-request-method": "GET",
        "access-control-request-headers": "range,if-range",
      },
      "OPTIONS",
    );
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD",
      "access-control-allow-headers": expect.stringContaining("If-Range"),
    });
  });

  test("get nothing else of the service", async () => {
    for (const path of ["/compress/info", "/healthz", "/compress/attest"]) {
      const { headers } = await fetch(`${service.url}${path}`, { headers: { origin: "https://example.test" } });
      expect(headers.get("access-control-allow-origin"), path).toBeNull();
    }
  });

  test("a token protects containers too, and keeps them out of shared caches", async () => {
    const token = "0123456789abcdef";
    const closed = await startService({ store: await directoryStore(folder), token });
    const there = `${closed.url}/containers/ten.zst`;
    expect((await fetch(there)).status).toBe(401);
    const response = await fetch(there, { headers: { authorization: `Bearer ${token}` } });
    expect(await response.text()).toBe("0123456789");
    expect(response.headers.get("cache-control")).toBe("private, no-cache, no-transform");
    await closed.close();
  });
});

describe("a client that", () => {
  const SIZE = 64 << 20;
  beforeAll(() => writeFile(join(folder, "long.h4mk"), noise(SIZE)));

  /** A connection that asked for the long file and takes nothing of it. */
  async function asking(): Promise<ReturnType<typeof connect>> {
    const socket = connect(service.port, "127.0.0.1").on("error", () => undefined);
    socket.pause();
    await once(socket, "connect");
    socket.write("GET /containers/long.h4mk HTTP/1.1\r\nHost: a\r\n\r\n");
    await expect.poll(() => opened("long.h4mk"), { timeout: 5000 }).toBe(1);
    return socket;
  }

  test("leaves has its file closed", async () => {
    const socket = await asking();
    socket.destroy();
    await expect.poll(() => opened("long.h4mk"), { timeout: 5000 }).toBe(0);
  });

  test("T19: reads nothing is held back, and loses its answer after the idle time", async () => {
    service.log.records.length = 0;
    const socket = await asking();
    const record = await service.log.next(({ fields }) => fields.route === "/containers/:name");
    expect(record.fields).toMatchObject({ status: 408, code: "TIMEOUT" });
    // What the two sockets hold, and no more, was read of the file.
    expect(record.fields.written).toBeLessThan(SIZE / 2);
    await expect.poll(() => opened("long.h4mk")).toBe(0);
    socket.destroy();
  });

  test("reads a file that is cut meanwhile sees that it has not all", async () => {
    await writeFile(join(folder, "cut.h4mk"), noise(SIZE));
    const response = await fetch(`${service.url}/containers/cut.h4mk`);
    await truncate(join(folder, "cut.h4mk"), 1 << 20);
    await expect(response.arrayBuffer()).rejects.toThrow();
    await expect.poll(() => opened("cut.h4mk")).toBe(0);
  });

  test("has every descriptor given back: after all of this none is open", async () => {
    await expect.poll(() => opened(""), { timeout: 5000 }).toBe(0);
  });
});
