/** Reading by range over a real HTTP server: requests and bytes counted, and every wrong answer refused. */
import type { IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openHttpFile } from "../../src/container/http.js";
import { H4mkReader, httpSource, writeContainer } from "../../src/container.js";
import { expectBytes } from "../support/expect-bytes.js";
import { mixed, noise, Random } from "../support/generators.js";
import { inMemory, type Misbehaviour, type RangeServer, serveRanges } from "../support/range-server.js";
import { gather } from "./containers.js";

const BLOCK = 64 << 10;
const MIB = 1 << 20;
/** 400 blocks: two pages of the index, and more than the 64 KiB of the tail. */
const PLAIN = mixed(400 * BLOCK - 17);
const PACKED = gather(writeContainer(PLAIN, { blockSize: BLOCK, level: 1, seek: [{ pts: 5n, offset: 3 * BLOCK }] }));

let server: RangeServer;
beforeEach(async () => {
  server = await serveRanges(inMemory(await PACKED));
});
afterEach(() => server.close());

/** Bytes that all requests together were answered with. */
function sent(): number {
  return server.requests.reduce((sum, request) => sum + request.sent, 0);
}

describe("requests", () => {
  test("opening takes one of at most 64 KiB", async () => {
    const { info } = await H4mkReader.open(httpSource(server.url));
    expect(info).toMatchObject({ blocks: 400, plainSize: PLAIN.length, indexed: true, verified: false });
    expect(server.requests).toEqual([{ method: "GET", range: "bytes=-65536", ifRange: undefined, sent: 65536 }]);
  });

  test("across origins it takes two that need no preflight", async () => {
    const reader = await H4mkReader.open(httpSource(server.url, { crossOrigin: true }));
    const { length } = await PACKED;
    expect(server.requests.map(({ range }) => range)).toEqual(["bytes=0-7", `bytes=${length - 65536}-`]);
    await reader.read(0, 10);
    expect(server.requests.map(({ ifRange }) => ifRange)).toEqual([undefined, undefined, undefined]);
  });

  test("a read of 4 KiB costs at most one index page and one block more", async () => {
    for (const from of [0, 100 * BLOCK + 7, 399 * BLOCK, 200 * BLOCK]) {
      const reader = await H4mkReader.open(httpSource(server.url));
      server.requests.length = 0;
      expectBytes(await reader.read(from, from + 4096), PLAIN.subarray(from, from + 4096));
      expect(server.requests.length).toBeLessThanOrEqual(2);
      expect(sent()).toBeLessThanOrEqual(16 + 256 * 48 + BLOCK + 100);
      expect(server.requests.every(({ ifRange }) => ifRange === '"v1"')).toBe(true);
    }
  });

  test("adjacent blocks come in one, and what was read is kept", async () => {
    const reader = await H4mkReader.open(httpSource(server.url));
    await reader.read(0, 1);
    server.requests.length = 0;
    expectBytes(await reader.read(BLOCK, 9 * BLOCK), PLAIN.subarray(BLOCK, 9 * BLOCK));
    expect(server.requests.length).toBe(1);
    expectBytes(await reader.read(BLOCK + 5, 9 * BLOCK - 5), PLAIN.subarray(BLOCK + 5, 9 * BLOCK - 5));
    expect(server.requests.length).toBe(1);
  });

  test("a stream of everything asks for 8 MiB at a time", async () => {
    const reader = await H4mkReader.open(httpSource(server.url));
    server.requests.length = 0;
    expectBytes(await gather(reader.stream()), PLAIN);
    const { length } = await PACKED;
    expect(server.requests.length).toBeLessThanOrEqual(2 + Math.ceil(length / (8 * MIB - BLOCK)));
    expect(sent()).toBeLessThanOrEqual(length);
  });

  test("two hundred random reads are exact", async () => {
    const reader = await H4mkReader.open(httpSource(server.url));
    const random = new Random(44);
    server.requests.length = 0;
    for (let i = 0; i < 200; i++) {
      const from = random.below(PLAIN.length);
      const to = Math.min(PLAIN.length, from + random.between(0, 3 * BLOCK));
      expectBytes(await reader.read(from, to), PLAIN.subarray(from, to));
    }
    expect(server.requests.length).toBeLessThanOrEqual(2 * 200);
    expect(sent()).toBeLessThanOrEqual(200 * 5 * (BLOCK + 100) + 2 * (16 + 256 * 48));
  });

  test("seek finds SEEK behind the last block", async () => {
    const reader = await H4mkReader.open(httpSource(server.url));
    expect(await reader.seek(7)).toEqual({ pts: 5n, offset: BigInt(3 * BLOCK), block: 3 });
    expect(await reader.seek(4)).toBeUndefined();
  });

  test("an index larger than the first request is asked for", async () => {
    const plain = noise(1500 * 4096);
    server.served = inMemory(
      await gather(writeContainer(plain, { blockSize: 4096, meta: { text: "x".repeat(70_000) } })),
    );
    const reader = await H4mkReader.open(httpSource(server.url));
    expect(server.requests.length).toBe(2);
    expectBytes(await reader.read(6_000_000, 6_000_100), plain.subarray(6_000_000, 6_000_100));
  });

  test("strict reads all of it first", async () => {
    const reader = await H4mkReader.open(httpSource(server.url), { strict: true });
    expect(reader.info.verified).toBe(true);
    expectBytes(await reader.read(), PLAIN);
  });
});

/** One answer for everything. */
function always(status: number, headers: Record<string, string> = {}, body = ""): Misbehaviour {
  return (_, response) => {
    response.writeHead(status, headers).end(body);
    return true;
  };
}

const WRONG: [string, string, Misbehaviour][] = [
  ["200 instead of 206", "SOURCE_RANGE_IGNORED", always(200, {}, "all of it")],
  ["404", "SOURCE_NOT_FOUND", always(404)],
  ["410", "SOURCE_NOT_FOUND", always(410)],
  ["403", "SOURCE_STATUS", always(403)],
  ["500", "SOURCE_STATUS", always(500)],
  ["503", "SOURCE_STATUS", always(503)],
  ["a connection that ends", "SOURCE_UNREACHABLE", hangUp],
  ["no Content-Range", "SOURCE_RANGE", always(206, {}, "x".repeat(100))],
  ["a Content-Range without a size", "SOURCE_RANGE", always(206, { "content-range": "bytes 0-99/*" }, "x".repeat(100))],
  [
    "a size that numbers cannot hold",
    "SOURCE_RANGE",
    always(206, { "content-range": "bytes 0-99/9999999999999999" }, "x".repeat(100)),
  ],
  ["several ranges", "SOURCE_RANGE", always(206, { "content-type": "multipart/byteranges; boundary=x" }, "--x--")],
];

function hangUp(request: IncomingMessage): boolean {
  request.socket.destroy();
  return true;
}

describe("a file of any kind", () => {
  const OTHER = noise(5000);
  beforeEach(() => {
    server.served = inMemory(OTHER);
  });

  test("is opened with its first bytes, and read by ranges that need no preflight", async () => {
    const file = await openHttpFile(server.url, 18, { crossOrigin: true });
    expect(file.size).toBe(5000);
    expectBytes(file.head, OTHER.subarray(0, 18));
    expectBytes(await file.read(4000, 1000), OTHER.subarray(4000));
    expect(server.requests.map(({ range, ifRange }) => [range, ifRange])).toEqual([
      ["bytes=0-17", undefined],
      ["bytes=4000-4999", undefined],
    ]);
  });

  test("may be shorter than the first bytes; another version of it is refused", async () => {
    server.served = inMemory(OTHER.subarray(0, 5));
    const file = await openHttpFile(server.url, 18);
    expectBytes(file.head, OTHER.subarray(0, 5));
    server.etag = '"v2"';
    await expect(file.read(0, 5)).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
  });
});

describe("answers that are refused", () => {
  test.each(WRONG)("%s at the opening: %s", async (_, code, misbehave) => {
    server.misbehave = misbehave;
    await expect(H4mkReader.open(httpSource(server.url))).rejects.toMatchObject({ name: "H4Error", code });
  });

  test.each(WRONG)("%s later: %s", async (name, code, misbehave) => {
    const reader = await H4mkReader.open(httpSource(server.url));
    server.misbehave = misbehave;
    const later = name.startsWith("200") ? "SOURCE_CHANGED" : code;
    await expect(reader.read(0, 10)).rejects.toMatchObject({ name: "H4Error", code: later });
    server.misbehave = undefined;
    expectBytes(await reader.read(0, 10), PLAIN.subarray(0, 10));
  });

  test("an empty file, and one shorter than it was", async () => {
    const reader = await H4mkReader.open(httpSource(server.url));
    server.served = inMemory(new Uint8Array(0));
    await expect(reader.read(0, 10)).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
    await expect(H4mkReader.open(httpSource(server.url))).rejects.toMatchObject({ code: "SOURCE_RANGE" });
  });

  test.each(["gzip", "br", "zstd"])("a proxy that compresses with %s", async (encoding) => {
    server.misbehave = (_, response) => {
      response.writeHead(206, { "content-encoding": encoding, "content-range": "bytes 0-9/10" }).end("");
      return true;
    };
    await expect(H4mkReader.open(httpSource(server.url))).rejects.toMatchObject({
      code: "SOURCE_ENCODED",
      got: encoding,
    });
  });

  test("another range than was asked for", async () => {
    const reader = await H4mkReader.open(httpSource(server.url));
    server.misbehave = (request) => {
      request.headers.range = "bytes=0-99";
      return false;
    };
    await expect(reader.read(0, 10)).rejects.toMatchObject({
      code: "SOURCE_RANGE",
      got: expect.stringContaining("0-99/"),
    });
  });

  test("fewer and more bytes than the range has", async () => {
    const reader = await H4mkReader.open(httpSource(server.url));
    for (const by of [-1, 1, 1000]) {
      server.misbehave = (request, response) => {
        const [, first, last] = /(\d+)-(\d+)/.exec(request.headers.range!)!;
        const range = `bytes ${first}-${last}/${server.served.size}`;
        response.writeHead(206, { "content-range": range }).end(new Uint8Array(Number(last) - Number(first) + 1 + by));
        return true;
      };
      await expect(reader.read(0, 10), `${by}`).rejects.toMatchObject({ code: "SOURCE_LENGTH" });
    }
  });

  test("a body that stops in the middle", async () => {
    const reader = await H4mkReader.open(httpSource(server.url));
    server.misbehave = (request, response) => {
      const [, first, last] = /(\d+)-(\d+)/.exec(request.headers.range!)!;
      response.writeHead(206, {
        "content-range": `bytes ${first}-${last}/${server.served.size}`,
        "content-length": Number(last) - Number(first) + 1,
      });
      response.write(new Uint8Array(5), () => response.destroy());
      return true;
    };
    await expect(reader.read(0, 10)).rejects.toMatchObject({ code: "SOURCE_LENGTH" });
  });

  test.each<[string, () => Partial<RangeServer>]>([
    ["its ETag", () => ({ etag: '"v2"' })],
    ["its size", () => ({ served: inMemory(new Uint8Array(PLAIN.length)) })],
    ["its weak ETag", () => ({ etag: 'W/"v2"' })],
  ])("a file that changed %s", async (what, change) => {
    if (what.includes("weak")) server.etag = 'W/"v1"';
    for (const crossOrigin of [false, true]) {
      const before = { etag: server.etag, served: server.served };
      const reader = await H4mkReader.open(httpSource(server.url, { crossOrigin }));
      Object.assign(server, change());
      await expect(reader.read(0, 10), `${crossOrigin}`).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
      Object.assign(server, before);
    }
  });

  test("a file that changed its date, where there is no ETag", async () => {
    Object.assign(server, { etag: undefined, modified: "Mon, 01 Jan 2024 00:00:00 GMT" });
    const reader = await H4mkReader.open(httpSource(server.url));
    await reader.read(0, 10);
    expect(server.requests.at(-1)!.ifRange).toBe(server.modified);
    server.modified = "Tue, 02 Jan 2024 00:00:00 GMT";
    await expect(reader.read(5 * BLOCK, 5 * BLOCK + 1)).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
  });

  test("a file that changed unseen: no byte of it leaves", async () => {
    const reader = await H4mkReader.open(httpSource(server.url));
    const other = (await PACKED).slice();
    other[30]! ^= 1;
    server.served = inMemory(other);
    await expect(reader.read(0, 10)).rejects.toMatchObject({ code: "CONTAINER_LEAF" });
  });

  test("redirects: followed, unless they are not to be", async () => {
    const target = server.url.replace("file", "other");
    server.misbehave = (request, response) => {
      if (request.url!.includes("other")) return false;
      response.writeHead(302, { location: target }).end();
      return true;
    };
    expectBytes(await (await H4mkReader.open(httpSource(server.url))).read(0, 10), PLAIN.subarray(0, 10));
    const strict = httpSource(server.url, { redirect: "error" });
    await expect(H4mkReader.open(strict)).rejects.toMatchObject({ code: "SOURCE_REDIRECTED", got: 302 });
  });
});

describe("aborts", () => {
  test("end a request that hangs, at the opening and later", async () => {
    server.misbehave = () => true;
    const reason = new Error("enough");
    const opening = new AbortController();
    const failed = expect(H4mkReader.open(httpSource(server.url), { signal: opening.signal })).rejects.toBe(reason);
    setTimeout(() => opening.abort(reason), 50);
    await failed;
    server.misbehave = undefined;
    const reader = await H4mkReader.open(httpSource(server.url));
    server.misbehave = () => true;
    const reading = new AbortController();
    const refused = expect(reader.read(0, 10, { signal: reading.signal })).rejects.toBe(reason);
    setTimeout(() => reading.abort(reason), 50);
    await refused;
    await expect(H4mkReader.open(httpSource(server.url), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("end a body that does not go on", async () => {
    const reader = await H4mkReader.open(httpSource(server.url));
    server.misbehave = (request, response) => {
      const [, first, last] = /(\d+)-(\d+)/.exec(request.headers.range!)!;
      response.writeHead(206, { "content-range": `bytes ${first}-${last}/${server.served.size}` });
      response.write(new Uint8Array(5));
      return true;
    };
    const controller = new AbortController();
    const reading = reader.read(0, 10, { signal: controller.signal });
    const failed = expect(reading).rejects.toMatchObject({ name: "AbortError" });
    setTimeout(() => controller.abort(), 50);
    await failed;
  });

  test("a loop that is left early ends the request that is on its way", async () => {
    const reader = await H4mkReader.open(httpSource(server.url));
    let requests = 0;
    const closed = new Promise<void>((resolve) => {
      server.misbehave = (_, response) => {
        // The first blocks; the next ones hang until they are given up.
        if (++requests <= 1) return false;
        response.on("close", resolve);
        return true;
      };
    });
    for await (const piece of reader.stream()) {
      expectBytes(piece, PLAIN.subarray(0, BLOCK));
      break;
    }
    await closed;
  });
});

test("what can be no URL is the caller's mistake", () => {
  expect(() => httpSource("file:///etc/passwd")).toThrow(TypeError);
  expect(() => httpSource("no url")).toThrow(TypeError);
  expect(() => httpSource(server.url, { redirect: "manual" as never })).toThrow(TypeError);
  expect(() => httpSource(server.url, { cache: true } as never)).toThrow(TypeError);
});
