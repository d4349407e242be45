/** Compressing and decompressing through the application: bytes, sizes, formats, limits. S42, S43, T18, T19 */

import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import { LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";
import { H4mkReader, verifyContainer, writeContainer } from "../../src/container.js";
import { createEngine, type Engine } from "../../src/index.js";
import { createService, type ServiceOptions } from "../../src/service.js";
import { expectBytes } from "../support/expect-bytes.js";
import { constant, json, noise, text } from "../support/generators.js";
import { LogBook, MetricsBook } from "../support/service.js";
import { findZstd } from "../support/zstd-cli.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});

const MIB = 1 << 20;

function service(options: Partial<ServiceOptions> = {}) {
  return createService({ engine, ...options });
}

/** Posts `body`; as a server does, with its length where `sized`. */
async function post(
  app: ReturnType<typeof service>,
  path: string,
  body: Uint8Array<ArrayBuffer> | FormData | ReadableStream,
  { sized = false, headers = {} }: { sized?: boolean; headers?: Record<string, string> } = {},
): Promise<Response> {
  const length: Record<string, string> = sized ? { "content-length": String((body as Uint8Array).length) } : {};
  return await app.request(path, {
    method: "POST",
    body,
    duplex: "half",
    headers: { ...length, ...headers },
  } as RequestInit);
}

async function bytesOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await response.arrayBuffer());
}

/** What a refusal says. */
async function problemOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = (await response.json()) as Record<string, unknown>;
  expect(problem).toMatchObject({ type: "about:blank", status: response.status, error: problem.detail });
  return problem;
}

function form(
  file: Uint8Array<ArrayBuffer> | undefined,
  fields: Record<string, string> = {},
  name = "data.bin",
): FormData {
  const data = new FormData();
  for (const [field, value] of Object.entries(fields)) data.append(field, value);
  if (file !== undefined) data.append("file", new File([file], name));
  return data;
}

function* chunked(data: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += length) yield data.subarray(at, at + length);
}

/** A stream of `chunks`, each when it is asked for. */
function streamOf(chunks: Iterator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      pull(controller) {
        const { done, value } = chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}

describe("S42: what goes through both gives the input back", () => {
  const LENGTHS = [0, 1, 2, 255, 256, 65_535, 131_072, MIB - 1, MIB, MIB + 1, 3 * MIB + 7];

  test.each(LENGTHS)("%i bytes, raw, with their length and without, and as a form", async (length) => {
    const app = service();
    const plain = json(length);
    const reference = engine.compress(plain);
    for (const sized of [true, false]) {
      const packed = await post(app, "/compress", plain, { sized });
      expect(packed.status).toBe(200);
      expect(packed.headers.get("content-type")).toBe("application/zstd");
      const packedBytes = await bytesOf(packed);
      // Without the length the frame cannot say it, beyond what is gathered.
      if (sized || length <= MIB) expectBytes(packedBytes, reference);
      const back = await post(app, "/compress/decompress", packedBytes, { sized });
      expectBytes(await bytesOf(back), plain);
    }
    const packed = await post(app, "/compress", form(plain));
    const back = await post(app, "/compress/decompress", form(await bytesOf(packed)));
    expectBytes(await bytesOf(back), plain);
  });

  test("in chunks of any length", async () => {
    const app = service();
    const plain = text(40_000);
    for (const length of [1, 7, 1000, 39_999]) {
      const packed = await post(app, "/compress", streamOf(chunked(plain, length)));
      expectBytes(await bytesOf(packed), engine.compress(plain));
    }
  });

  test("at every level, with a checksum and without, in the bytes of the one-shot call", async () => {
    const app = service();
    const plain = json(200_000);
    for (let level = LEVEL_MIN; level <= LEVEL_MAX; level++) {
      for (const checksum of [true, false]) {
        const packed = await post(app, `/compress?level=${level}&checksum=${checksum}`, plain);
        expectBytes(await bytesOf(packed), engine.compress(plain, { level, checksum }));
      }
    }
  });

  test("a form may choose what the query does", async () => {
    const packed = await post(service(), "/compress", form(json(50_000), { level: "9", checksum: "false" }));
    expectBytes(await bytesOf(packed), engine.compress(json(50_000), { level: 9, checksum: false }));
  });

  test("zstd reads what is compressed, and what zstd writes is decompressed", async () => {
    const app = service();
    for (const plain of [new Uint8Array(0), text(5000), json(3 * MIB)]) {
      const packed = await bytesOf(await post(app, "/compress", plain));
      const options = { input: packed, maxBuffer: 64 * MIB };
      expectBytes(new Uint8Array(execFileSync(findZstd(), ["-q", "-d", "-c"], options)), plain);
      const theirs = execFileSync(findZstd(), ["-q", "-19", "-c"], { input: plain, maxBuffer: 64 * MIB });
      expectBytes(await bytesOf(await post(app, "/compress/decompress", new Uint8Array(theirs))), plain);
    }
  });

  test("several frames, with skippable ones between, are one content", async () => {
    const skippable = Uint8Array.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const frames = [engine.compress(text(100)), skippable, engine.compress(json(2 * MIB)), skippable];
    const back = await post(service(), "/compress/decompress", new Uint8Array(Buffer.concat(frames)));
    expect(back.headers.get("x-decompressed-size")).toBe(String(100 + 2 * MIB));
    expectBytes(await bytesOf(back), new Uint8Array(Buffer.concat([text(100), json(2 * MIB)])));
  });
});

describe("the sizes", () => {
  test("of a short answer are in its header, with a validator of its bytes", async () => {
    const app = service();
    const plain = json(10_000);
    const packed = engine.compress(plain);
    const sizes = { "x-compressed-size": String(packed.length), "x-decompressed-size": "10000" };
    const compressed = await post(app, "/compress", plain);
    const { createHash } = await import("node:crypto");
    const etag = (bytes: Uint8Array) => `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`;
    expect(Object.fromEntries(compressed.headers)).toMatchObject({
      ...sizes,
      "content-length": String(packed.length),
      etag: etag(packed),
      "cache-control": "no-store, no-transform",
      "x-content-type-options": "nosniff",
    });
    const back = await post(app, "/compress/decompress", packed);
    expect(Object.fromEntries(back.headers)).toMatchObject({
      ...sizes,
      "content-length": "10000",
      "content-type": "application/octet-stream",
      etag: etag(plain),
    });
  });

  test("of a long answer are in its header as far as they are certain", async () => {
    const app = service();
    const plain = noise(2 * MIB);
    const packed = engine.compress(plain);
    const compressed = await post(app, "/compress", plain, { sized: true });
    expect(compressed.headers.get("x-decompressed-size")).toBe(String(plain.length));
    expect(compressed.headers.has("x-compressed-size")).toBe(false);
    expectBytes(await bytesOf(compressed), packed);
    const long = await post(app, "/compress/decompress", packed, { sized: true });
    expect(long.headers.get("x-compressed-size")).toBe(String(packed.length));
    // A second frame might follow.
    expect(long.headers.has("x-decompressed-size")).toBe(false);
    expectBytes(await bytesOf(long), plain);
    const short = await post(app, "/compress/decompress", engine.compress(json(2 * MIB)));
    expect(short.headers.get("x-decompressed-size")).toBe(String(2 * MIB));
    expectBytes(await bytesOf(short), json(2 * MIB));
  });

  test("of a file in a form are those of the file", async () => {
    const plain = json(10_000);
    const { headers } = await post(service(), "/compress", form(plain, { level: "1" }));
    expect(headers.get("x-decompressed-size")).toBe("10000");
  });
});

describe("containers", () => {
  async function packed(plain: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const pieces: Uint8Array[] = [];
    for await (const piece of writeContainer(plain, { engine })) pieces.push(piece);
    return new Uint8Array(Buffer.concat(pieces));
  }

  test.each([0, 1, 1000, 3 * MIB + 5])(
    "S43: of %i bytes are those of writeContainer, with the seal in META",
    async (length) => {
      const plain = json(length);
      const answer = await post(service(), "/compress?format=h4mk", plain);
      expect(answer.headers.get("content-type")).toBe("application/vnd.harmony4.h4mk");
      const container = await bytesOf(answer);
      expectBytes(container, await packed(plain));
      const reader = await H4mkReader.open(container, { strict: true });
      const { engine_id, fingerprint } = engine.info();
      expect(reader.info.compression).toMatchObject({ engine_id, fingerprint, sealed: false, deterministic: true });
      expect(answer.headers.get("x-decompressed-size")).toBe(String(length));
    },
  );

  test.each([0, 1000, 3 * MIB + 5])("of %i bytes are recognised, or asked for by name", async (length) => {
    const app = service();
    const plain = json(length);
    const container = await packed(plain);
    for (const path of ["/compress/decompress", "/compress/decompress?format=h4mk"]) {
      for (const body of [container, form(container)]) {
        const back = await post(app, path, body);
        expect(back.headers.get("content-length")).toBe(String(length));
        expectBytes(await bytesOf(back), plain);
      }
    }
    const given = await post(app, "/compress/decompress", streamOf(chunked(container, 1000)));
    expectBytes(await bytesOf(given), plain);
  });

  test("say both sizes of a long content in the header, also where they came as a form", async () => {
    const plain = json(3 * MIB);
    const container = await packed(plain);
    for (const body of [container, form(container), streamOf(chunked(container, 1000))]) {
      const answer = await post(service(), "/compress/decompress", body);
      expect(answer.headers.get("x-compressed-size")).toBe(String(container.length));
      expect(answer.headers.get("x-decompressed-size")).toBe(String(plain.length));
      expectBytes(await bytesOf(answer), plain);
    }
  });

  test("are not taken for the other format when one is named", async () => {
    const app = service();
    const container = await packed(text(100));
    const asFrame = await post(app, "/compress/decompress?format=zst", container);
    expect([asFrame.status, (await problemOf(asFrame)).code]).toEqual([422, "DATA_CORRUPT"]);
    const asContainer = await post(app, "/compress/decompress?format=h4mk", engine.compress(text(100)));
    expect([asContainer.status, (await problemOf(asContainer)).code]).toEqual([422, "CONTAINER_MAGIC"]);
  });

  test("T16: of which a byte was changed give nothing out, wherever it is", async () => {
    const app = service();
    const container = await packed(json(3 * MIB));
    for (let i = 0; i < 40; i++) {
      const damaged = container.slice();
      damaged[Math.floor((container.length * i) / 40)]! ^= 1;
      const { ok } = await verifyContainer(damaged);
      expect(ok).toBe(false);
      const answer = await post(app, "/compress/decompress?format=h4mk", damaged);
      expect(answer.status).toBe(422);
      expect((await problemOf(answer)).code).toMatch(/^CONTAINER_/);
    }
    const cut = await post(app, "/compress/decompress", container.slice(0, -1));
    expect((await problemOf(cut)).code).toMatch(/^CONTAINER_/);
  });

  test("are discarded from where they were put down, once, whatever happens", async () => {
    const plain = json(3 * MIB);
    const container = await packed(plain);
    let [kept, discarded] = [0, 0];
    const app = service({
      async spool(body) {
        const pieces: Uint8Array[] = [];
        for await (const piece of body) pieces.push(piece);
        kept++;
        const source = new Uint8Array(Buffer.concat(pieces));
        return { source, size: source.length, discard: async () => void discarded++ };
      },
    });
    expectBytes(await bytesOf(await post(app, "/compress/decompress", container)), plain);
    expect([kept, discarded]).toEqual([1, 1]);
    expect((await post(app, "/compress/decompress", container.fill(7, 100, 200))).status).toBe(422);
    expect([kept, discarded]).toEqual([2, 2]);
    const left = await post(app, "/compress/decompress", await packed(plain));
    await left.body!.cancel();
    expect([kept, discarded]).toEqual([3, 3]);
  });
});

describe("T18: what is too much", () => {
  const refusals: [
    string,
    Partial<ServiceOptions["limits"]>,
    () => Promise<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>,
    number,
    string,
  ][] = [
    ["a content over the limit that says so", { output: 1000 }, () => engine.compress(text(1001)), 413, "OUTPUT_LIMIT"],
    ["a content over the limit that does not", { output: 1000 }, () => unsized(text(1001)), 413, "OUTPUT_LIMIT"],
    ["one that is as long as a process could hold", {}, () => declaring(2 ** 40), 413, "OUTPUT_LIMIT"],
    ["a bomb that says so", { ratio: 100 }, () => engine.compress(constant(8 * MIB)), 422, "RATIO_LIMIT"],
    ["a bomb that does not", { ratio: 100 }, () => unsized(constant(8 * MIB)), 422, "RATIO_LIMIT"],
    [
      "frames that are a bomb together",
      { ratio: 100 },
      () => many(engine.compress(constant(MIB)), 200),
      422,
      "RATIO_LIMIT",
    ],
    ["a window that is too large", { windowLog: 20 }, () => wide(), 422, "WINDOW_TOO_LARGE"],
  ];

  function unsized(plain: Uint8Array): Uint8Array<ArrayBuffer> {
    const session = engine.compressor();
    return new Uint8Array(Buffer.concat([...session.push(plain), ...session.end()]));
  }
  /** A header that declares `size` and nothing behind it: RFC 8878 §3.1.1.1 */
  function declaring(size: number): Uint8Array<ArrayBuffer> {
    const frame = new Uint8Array(16);
    frame.set([0x28, 0xb5, 0x2f, 0xfd, 0xc0, 0x58]);
    new DataView(frame.buffer).setBigUint64(6, BigInt(size), true);
    return frame;
  }
  function many(frame: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(Buffer.concat(Array.from({ length: count }, () => frame)));
  }
  function wide(): Uint8Array<ArrayBuffer> {
    const session = engine.compressor({ windowLog: 22 });
    return new Uint8Array(Buffer.concat([...session.push(noise(100)), ...session.end()]));
  }

  test.each(refusals)("%s is refused", async (_, limits, make, status, code) => {
    const metrics = new MetricsBook();
    const answer = await post(service({ limits, metrics }), "/compress/decompress", await make());
    const problem = await problemOf(answer);
    expect([answer.status, problem.code]).toEqual([status, code]);
    expect(problem.limit).toBeTypeOf("number");
    expect(metrics.rejections).toHaveLength(1);
    expect(metrics.works).toEqual([]);
  });

  test("a bomb breaks off where its limit is, and is not decoded beyond", async () => {
    const metrics = new MetricsBook();
    const bomb = unsized(constant(512 * MIB));
    const log = new LogBook();
    const answer = await post(
      service({ limits: { output: 4 * MIB, ratio: 1e9 }, metrics, log }),
      "/compress/decompress",
      bomb,
    );
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow();
    expect(metrics.rejections).toEqual(["output_limit"]);
    expect(log.records.at(-1)!.fields).toMatchObject({ status: 413, code: "OUTPUT_LIMIT" });
    expect(log.records.at(-1)!.fields.written).toBeLessThanOrEqual(4 * MIB);
  });

  test("a container over a limit is refused by what its index says", async () => {
    const app = service({ limits: { output: MIB } });
    const container = await bytesOf(await post(service(), "/compress?format=h4mk", json(MIB + 1)));
    expect((await problemOf(await post(app, "/compress/decompress", container))).code).toBe("OUTPUT_LIMIT");
    const bomb = await bytesOf(await post(service(), "/compress?format=h4mk", constant(16 * MIB)));
    const ratio = await post(service({ limits: { ratio: 100 } }), "/compress/decompress", bomb);
    expect((await problemOf(ratio)).code).toBe("RATIO_LIMIT");
    const window = await post(service({ limits: { windowLog: 17 } }), "/compress/decompress", container);
    expect((await problemOf(window)).code).toBe("WINDOW_TOO_LARGE");
  });
});

describe("T20: a mebibyte of frames of a byte each", () => {
  /** A window of 2 MiB, no content size, one raw block of one byte. RFC 8878 §3.1.1 */
  const FRAME = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x09, 0, 0, 0x41];
  /** One segment that says it has one byte. */
  const SIZED = [0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x01, 0x09, 0, 0, 0x41];

  test.each([
    ["without their sizes", FRAME],
    ["with their sizes", SIZED],
  ])("%s, leaves others their turn while it is decoded", async (_, frame) => {
    let [turns, over] = [0, false];
    const count = () => {
      turns++;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    const body = new Uint8Array(Array.from({ length: 104_000 }, () => frame).flat());
    const begun = turns;
    const answer = await post(service(), "/compress/decompress", body);
    const during = turns - begun;
    over = true;
    expectBytes(await bytesOf(answer), constant(104_000, 0x41));
    // The work takes hundreds of milliseconds; counted by bytes it had one turn at most.
    expect(during).toBeGreaterThan(5);
  });
});

describe("T19: bodies", () => {
  test("over the limit are refused by their length before they are read, and while they are read", async () => {
    const app = service({ limits: { body: 1000 } });
    let read = 0;
    const endless = () =>
      new ReadableStream(
        { pull: (controller) => controller.enqueue(new Uint8Array(100).fill(read++)) },
        { highWaterMark: 0 },
      );
    const announced = await post(app, "/compress", endless(), { headers: { "content-length": "1001" } });
    expect([announced.status, await problemOf(announced)]).toMatchObject([
      413,
      { code: "BODY_TOO_LARGE", got: 1001, limit: 1000 },
    ]);
    expect(read).toBe(0);
    const found = await post(app, "/compress", endless());
    expect([found.status, (await problemOf(found)).code]).toEqual([413, "BODY_TOO_LARGE"]);
    expect(read).toBe(11);
    expect((await post(app, "/compress", new Uint8Array(1000))).status).toBe(200);
  });

  test("that are shorter or longer than their Content-Length are refused", async () => {
    for (const length of ["99", "101"]) {
      const answer = await post(service(), "/compress", new Uint8Array(100), { headers: { "content-length": length } });
      expect([answer.status, (await problemOf(answer)).code]).toEqual([400, "BODY_INCOMPLETE"]);
    }
  });

  test("with a Content-Encoding or of another multipart type are refused", async () => {
    const app = service();
    for (const headers of [
      { "content-encoding": "gzip" },
      { "content-encoding": "identity, zstd" },
      { "content-type": "multipart/mixed; boundary=x" },
      { "content-type": "multipart/form-data" },
    ]) {
      const answer = await post(app, "/compress", new Uint8Array(10), { headers: headers as Record<string, string> });
      expect([answer.status, (await problemOf(answer)).code]).toEqual([415, "MEDIA_TYPE"]);
    }
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "nonsense"]) {
      const answer = await post(app, "/compress", text(10), {
        headers: { "content-type": type, "content-encoding": "Identity" },
      });
      expectBytes(await bytesOf(answer), engine.compress(text(10)));
    }
  });

  test("that are damaged are refused with where", async () => {
    const packed = engine.compress(json(500_000));
    const truncated = await post(service(), "/compress/decompress", packed.slice(0, -5));
    expect([truncated.status, (await problemOf(truncated)).code]).toEqual([422, "DATA_TRUNCATED"]);
    const damaged = packed.slice();
    damaged[damaged.length - 1]! ^= 1;
    const checksum = await post(service(), "/compress/decompress", damaged);
    expect(await problemOf(checksum)).toMatchObject({
      status: 422,
      code: "CHECKSUM_MISMATCH",
      offset: expect.any(Number),
    });
    const empty = await post(service(), "/compress/decompress", new Uint8Array(0));
    expect([empty.status, (await problemOf(empty)).code]).toEqual([422, "DATA_TRUNCATED"]);
  });
});

describe("forms", () => {
  test.each<[string, FormData, string]>([
    ["no file", form(undefined, { level: "3" }), "BODY_MALFORMED"],
    ["a field that is not known", form(text(10), { levle: "3" }), "REQUEST_INVALID"],
    ["a value that is none", form(text(10), { level: "ten" }), "REQUEST_INVALID"],
    ["a value that is too long", form(text(10), { level: "3".repeat(2000) }), "REQUEST_INVALID"],
  ])("with %s are refused", async (_, body, code) => {
    const answer = await post(service(), "/compress", body);
    expect([answer.status, (await problemOf(answer)).code]).toEqual([400, code]);
  });

  test("with two files, two values, a field behind the file, or a value in the query as well, are refused", async () => {
    const twice = form(text(10));
    twice.append("file", new File([text(10)], "second"));
    const levels = new FormData();
    for (const level of ["1", "2"]) levels.append("level", level);
    const behind = form(text(10));
    behind.append("level", "3");
    for (const [path, body] of [
      ["/compress", twice],
      ["/compress", levels],
      ["/compress", behind],
      ["/compress?level=3", form(text(10), { level: "3" })],
    ] as const) {
      const answer = await post(service(), path, body);
      expect([answer.status, (await problemOf(answer)).code]).toEqual([400, "REQUEST_INVALID"]);
    }
  });

  test("with more parts than are taken are refused", async () => {
    const answer = await post(
      service({ limits: { parts: 2 } }),
      "/compress",
      form(text(10), { level: "3", checksum: "true" }),
    );
    expect(await problemOf(answer)).toMatchObject({ status: 413, code: "BODY_TOO_LARGE", got: 3, limit: 2 });
  });

  test("that break off are refused, also behind the file", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const body = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\ncontent\r\n--x--\r\n';
    expect((await post(service(), "/compress", new TextEncoder().encode(body), { headers })).status).toBe(200);
    for (const length of [10, 60, body.length - 12, body.length - 4]) {
      const cut = new TextEncoder().encode(body.slice(0, length));
      const answer = await post(service(), "/compress", cut, { headers });
      expect([answer.status, (await problemOf(answer)).code]).toEqual([400, "BODY_MALFORMED"]);
    }
  });

  test.each([
    ["report.txt", 'attachment; filename="report.txt.zst"'],
    ["../../etc/passwd", 'attachment; filename="passwd.zst"'],
    ["C:\\Users\\x\\a b.txt", 'attachment; filename="a b.txt.zst"'],
    ['q"uote\r\nSet-Cookie: a=b', 'attachment; filename="q_uote__Set-Cookie_ a=b.zst"'],
    ["日本.txt", "attachment; filename=\"__.txt.zst\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.txt.zst"],
    ["100%'.txt", "attachment; filename=\"100_'.txt.zst\"; filename*=UTF-8''100%25%27.txt.zst"],
    ["..", null],
    [".hidden. ", 'attachment; filename="hidden.zst"'],
    ["\u202Etxt.exe", 'attachment; filename="_txt.exe.zst"'],
  ])("suggest a name made of %j", async (name, expected) => {
    const answer = await post(service(), "/compress", form(text(10), {}, name));
    expect(answer.headers.get("content-disposition")).toBe(expected);
  });

  test("suggest the name without its extension for what is decompressed", async () => {
    for (const [name, expected] of [
      ["a.txt.zst", "a.txt"],
      ["a.H4MK", "a"],
      [".zst", "zst"],
      ["plain", "plain"],
    ]) {
      const answer = await post(service(), "/compress/decompress", form(engine.compress(text(10)), {}, name));
      expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="${expected}"`);
    }
  });
});

describe("parameters", () => {
  test.each([
    "level=0",
    "level=20",
    "level=22",
    "level=",
    "level=3.0",
    "level=+3",
    "level=0x3",
    "level=03",
    "level=%33%20",
    "level=1&level=2",
    "checksum=1",
    "checksum=TRUE",
    "format=gz",
    "format=zst&format=zst",
    "Level=3",
    "__proto__=1",
    "%ff=1",
    "=",
  ])("?%s is refused before the body is read", async (query) => {
    let read = 0;
    const body = new ReadableStream({ pull: () => void read++ }, { highWaterMark: 0 });
    const answer = await post(service(), `/compress?${query}`, body);
    const problem = await problemOf(answer);
    expect([answer.status, problem.code, typeof problem.got, problem.limit]).toEqual([
      400,
      "REQUEST_INVALID",
      "string",
      expect.anything(),
    ]);
    expect(read).toBe(0);
  });
});
