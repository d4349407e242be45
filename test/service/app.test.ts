/** The application of the service, asked without a network: what it says of itself, to whom, and what it refuses. */

import { readFileSync } from "node:fs";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { verifyAttestation } from "../../src/api/attestation.js";
import { createEngine, type Engine } from "../../src/index.js";
import { generateKey, type PrivateKey } from "../../src/seal/keys.js";
import { onThisThread } from "../../src/service/engine.js";
import { sameText } from "../../src/service/token.js";
import { createService, LIMITS, type ServiceOptions } from "../../src/service.js";
import { LogBook, MetricsBook } from "../support/service.js";

let engine: Engine;
let key: PrivateKey;
beforeAll(async () => {
  engine = await createEngine();
  key = await generateKey();
});

function service(options: Partial<ServiceOptions> = {}) {
  return createService({ engine, ...options });
}

/** What Node's server gives an application of a connection from `remoteAddress`. */
function connectionFrom(remoteAddress: string) {
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: remoteAddress });
  const incoming = new IncomingMessage(socket);
  return { incoming, outgoing: new ServerResponse(incoming) };
}

describe("the options of a service", () => {
  test.each<[string, object, string]>([
    ["none", {}, "engine"],
    ["an option that is not known", { tokne: "x".repeat(20) }, "tokne"],
    ["an engine that is none", { engine: { info() {} } }, "engine"],
    ["a short token", { token: "secret" }, "token"],
    ["a token with a space", { token: "a token of two words" }, "token"],
    ["a token that is none", { token: 1234567890123456 }, "token"],
    ["a limit that is not known", { limits: { bodies: 1 } }, "bodies"],
    ["a limit that is none", { limits: { body: 0 } }, "limits.body"],
    ["a limit that is text", { limits: { body: "1 MB" } }, "limits.body"],
    ["a time that no timer takes", { limits: { time: 2 ** 31 } }, "limits.time"],
    ["a window that no decoder has", { limits: { windowLog: 31 } }, "limits.windowLog"],
    ["a surface that is none", { surface: "private" }, "surface"],
    ["metrics that lack a method", { metrics: { request() {} } }, "metrics"],
    ["a log that is none", { log: console.log }, "log"],
    ["a spool that is none", { spool: {} }, "spool"],
    ["a store that is none", { store: {} }, "store"],
    ["assets that are none", { assets: {} }, "assets"],
    ["assets without names", { assets: { open() {} } }, "assets.names"],
    ["a key that is none", { attestKey: "-----BEGIN PRIVATE KEY-----" }, "attestKey"],
  ])("with %s are refused", (_, options, words) => {
    const given = "engine" in options || words === "engine" ? options : { engine, ...options };
    expect(() => createService(given as ServiceOptions)).toThrow(words);
  });

  test("that are undefined are as left out", async () => {
    const options: ServiceOptions = { engine, token: undefined, limits: undefined, log: undefined, surface: undefined };
    expect((await createService(options).request("/compress/info")).status).toBe(200);
    expect(createService({ engine, limits: { body: undefined as unknown as number } })).toBeDefined();
    expect(LIMITS.body).toBe(1 << 30);
  });
});

test("docs/service.md has the limits as they are", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/service.md"), "utf8");
  const said = [...page.matchAll(/^\| `(\w+)` \| (\d+)/gm)].map(([, name, value]) => [name, Number(value)]);
  expect(Object.fromEntries(said)).toEqual(LIMITS);
});

describe("GET /compress/info", () => {
  test("S3: says what the engine says of itself, sealed false as a boolean", async () => {
    const response = await service().request("/compress/info");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const info = (await response.json()) as Record<string, unknown>;
    expect(info).toEqual({ ...engine.info(), version: "1.0.0" });
    expect(info).toMatchObject({ engine: "reference", deterministic: true, identity_safe: true, sealed: false });
  });

  test("S40: says sealed true for a pinned engine alone", async () => {
    const { fingerprint } = engine.info();
    const sealed = await createEngine({ seal: { fingerprint } });
    const response = await createService({ engine: sealed }).request("/compress/info");
    expect(await response.json()).toMatchObject({ sealed: true, seal_level: "fingerprint", fingerprint });
  });
});

describe("GET /compress/attest", () => {
  test("S20, S21, S41: gives the guide's fields, with a hash that can be made again", async () => {
    const response = await service().request("/compress/attest");
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const text = await response.text();
    const { engine_id, fingerprint } = engine.info();
    expect(JSON.parse(text)).toMatchObject({ engine_id, fingerprint, sealed: false, signed: false });
    expect(JSON.parse(text)).toMatchObject({
      timestamp_unix: expect.any(Number),
      attestation_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await verifyAttestation(text)).signed).toBe(false);
  });

  test("T13: is signed, for the nonce of the client", async () => {
    const nonce = "00112233445566778899aabbccddeeff";
    const response = await service({ attestKey: key }).request(`/compress/attest?nonce=${nonce.toUpperCase()}`);
    const verdict = await verifyAttestation(await response.text(), { publicKeys: [key.publicKey], nonce });
    expect(verdict.signed).toBe(true);
  });

  test.each(["", "12", "0011223344556", "zz".repeat(8), "00".repeat(65), "00 1122334455667788"])(
    "T13: refuses the nonce %j, and says what is allowed",
    async (nonce) => {
      const response = await service().request(`/compress/attest?nonce=${encodeURIComponent(nonce)}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        code: "REQUEST_INVALID",
        got: nonce,
        limit: expect.stringContaining("hexadecimal"),
      });
    },
  );

  test("T19: is given so often a minute to each client, and not to others less", async () => {
    const app = service({ limits: { attestations: 3 } });
    const from = (remoteAddress: string) => app.request("/compress/attest", undefined, connectionFrom(remoteAddress));
    for (let i = 0; i < 3; i++) expect((await from("192.0.2.1")).status).toBe(200);
    const refused = await from("192.0.2.1");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(20);
    expect(await refused.json()).toMatchObject({ code: "CLIENT_LIMIT", limit: 3 });
    expect((await from("192.0.2.2")).status).toBe(200);
    // One network of a provider's customer is one client, however many addresses it has.
    for (let i = 0; i < 3; i++) expect((await from(`2001:db8:0:1::${i}`)).status).toBe(200);
    expect((await from("2001:db8:0:1:ffff::")).status).toBe(429);
    expect((await from("2001:db8:0:2::1")).status).toBe(200);
  });
});

describe("health", () => {
  test("T6: /readyz is the state of the seal, /healthz that of the process", async () => {
    let ready = false;
    const app = service({ ready: () => ready });
    const starting = await app.request("/readyz");
    expect([starting.status, starting.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await starting.json()).toMatchObject({ code: "NOT_READY", status: 503, ready: false });
    expect(await (await app.request("/healthz")).json()).toEqual({ alive: true });
    ready = true;
    const { engine_id, fingerprint } = engine.info();
    const answer = await app.request("/readyz");
    expect([answer.status, await answer.json()]).toEqual([200, { ready: true, sealed: false, engine_id, fingerprint }]);
  });
});

describe("GET /metrics", () => {
  test("S60: is what the metrics say, in text format 0.0.4", async () => {
    const metrics = new MetricsBook();
    const response = await service({ metrics }).request("/metrics");
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    // The request itself is counted when it is over.
    expect(await response.text()).toBe("# TYPE requests counter\nrequests 0\n");
  });

  test("is not there without metrics", async () => {
    expect((await service().request("/metrics")).status).toBe(404);
  });
});

describe("T22: the surfaces", () => {
  test.each([
    ["all", ["/compress/info", "/compress/attest", "/metrics", "/healthz", "/readyz"], []],
    ["public", ["/compress/info", "/healthz", "/readyz"], ["/compress/attest", "/metrics"]],
    ["management", ["/compress/attest", "/metrics", "/healthz", "/readyz"], ["/compress/info", "/compress"]],
  ] as const)("%s", async (surface, there, absent) => {
    const app = service({ surface, metrics: new MetricsBook() });
    for (const path of there) expect((await app.request(path)).status, path).toBe(200);
    for (const path of absent) expect((await app.request(path)).status, path).toBe(404);
  });
});

describe("T22: the token", () => {
  const token = "t0ken-of-24-characters==";

  test("is needed for everything but health", async () => {
    const metrics = new MetricsBook();
    const app = service({ token, metrics });
    for (const path of ["/compress/info", "/compress/attest", "/metrics", "/compress", "/nowhere"]) {
      const response = await app.request(path);
      expect(response.status, path).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe('Bearer realm="harmony4"');
      expect(await response.json()).toMatchObject({ code: "UNAUTHORIZED" });
    }
    expect(metrics.rejections).toEqual(new Array(5).fill("unauthorized"));
    for (const path of ["/healthz", "/readyz"]) expect((await app.request(path)).status).toBe(200);
    for (const authorization of [`Bearer ${token}`, `bearer   ${token}`]) {
      expect((await app.request("/compress/info", { headers: { authorization } })).status).toBe(200);
    }
  });

  test.each([
    "Bearer",
    "Bearer ",
    "Basic dXNlcjpwYXNz",
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    `Bearer x ${token}`,
  ])("is not %j", async (authorization) => {
    const log = new LogBook();
    const response = await service({ token, log }).request("/compress/info", { headers: { authorization } });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(JSON.stringify(log.records)).not.toContain(token);
  });

  test("is compared as a whole", () => {
    expect(sameText("abc", "abc")).toBe(true);
    for (const other of ["", "a", "ab", "abd", "abcd", "abcabc", "xbc", "\u0161bc"])
      expect(sameText("abc", other)).toBe(false);
  });
});

describe("resources and methods", () => {
  test.each([
    ["PUT", "/compress", "OPTIONS, POST"],
    ["GET", "/compress", "OPTIONS, POST"],
    ["HEAD", "/compress/decompress", "OPTIONS, POST"],
    ["POST", "/compress/info", "GET, HEAD, OPTIONS"],
    ["BREW", "/healthz", "GET, HEAD, OPTIONS"],
  ])("%s %s is 405 and says what there is", async (method, path, allow) => {
    const response = await service().request(path, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
    if (method !== "HEAD") {
      expect(await response.json()).toMatchObject({ code: "METHOD_NOT_ALLOWED", got: method, limit: allow });
    }
  });

  test("OPTIONS says what there is, and gives no other origin leave", async () => {
    const response = await service().request("/compress", { method: "OPTIONS", headers: { origin: "https://a.test" } });
    expect([response.status, response.headers.get("allow")]).toEqual([204, "OPTIONS, POST"]);
    const answer = await service().request("/compress/info", { headers: { origin: "https://a.test" } });
    for (const { headers } of [response, answer]) {
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  test("HEAD has the header of GET", async () => {
    const head = await service().request("/compress/info", { method: "HEAD" });
    expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([200, "application/json", ""]);
  });

  test.each(["/compress/", "/compress/info/", "//compress/info", "/COMPRESS/INFO", "/compress/..%2finfo", "/%"])(
    "%s is no resource",
    async (path) => {
      const response = await service().request(`http://localhost${path}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: "NOT_FOUND" });
    },
  );

  test("parameters that a resource does not have are refused", async () => {
    for (const path of ["/compress/info?x=1", "/healthz?x", "/readyz?x=", "/compress/attest?nonce=00&nonce=00"]) {
      const response = await service().request(path);
      expect(response.status, path).toBe(400);
      expect(await response.json()).toMatchObject({ code: "REQUEST_INVALID" });
    }
  });
});

describe("records", () => {
  test("T25: are one a request, with its route and not its URL", async () => {
    const [log, metrics] = [new LogBook(), new MetricsBook()];
    const app = service({ log, metrics });
    await app.request("/compress/info");
    await app.request("/secret/path\u0000\n?x=y");
    await app.request("/compress", { method: "POST", body: new Uint8Array(1000) });
    await app.request("/compress?level=77", { method: "POST", body: new Uint8Array(1000) });
    await app.request("/compress/info", { method: "X-METHOD" });
    expect(metrics.requests.map(({ method, route, status }) => [method, route, status])).toEqual([
      ["GET", "/compress/info", 200],
      ["GET", "none", 404],
      ["POST", "/compress", 200],
      ["POST", "/compress", 400],
      ["OTHER", "/compress/info", 405],
    ]);
    for (const { seconds } of metrics.requests) expect(seconds).toBeGreaterThan(0);
    const written = engine.compress(new Uint8Array(1000)).length;
    expect(metrics.works).toEqual([{ operation: "compress", read: 1000, written, seconds: expect.any(Number) }]);
    expect(metrics.waits).toHaveLength(1);
    expect(log.records.map(({ level, message }) => [level, message])).toEqual([
      ["info", "request"],
      ["warn", "request refused"],
      ["info", "request"],
      ["warn", "request refused"],
      ["warn", "request refused"],
    ]);
    expect(log.records[2]!.fields).toMatchObject({ read: 1000, written, route: "/compress", status: 200 });
    expect(JSON.stringify(log.records)).not.toContain("secret");
  });

  test("of probes are made when they fail alone", async () => {
    const log = new LogBook();
    let ready = true;
    const app = service({ log, ready: () => ready });
    for (const path of ["/healthz", "/readyz"]) await app.request(path);
    expect(log.records).toEqual([]);
    ready = false;
    await app.request("/readyz");
    expect(log.records).toHaveLength(1);
  });

  test("have the id of the client where it is one, and another where it is not", async () => {
    const log = new LogBook();
    const app = service({ log });
    const ask = async (id: string) =>
      (await app.request("/compress/info", { headers: { "x-request-id": id } })).headers.get("x-request-id")!;
    expect(await ask("abc-123.d_e+f")).toBe("abc-123.d_e+f");
    for (const id of ["", "a b", "x".repeat(129), 'a"b', "é"]) {
      expect(await ask(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    }
    expect(new Set(log.records.map(({ fields }) => fields.id)).size).toBe(6);
  });
});

describe("T21: a fault of the service", () => {
  test("is INTERNAL for the client, and all of it in the log", async () => {
    const log = new LogBook();
    const fault = new Error("ENOENT: /srv/secret/h4core.so");
    const broken = { ...onThisThread(engine), compress: () => Promise.reject(fault) };
    const app = createService({ engine: broken, log });
    const response = await app.request("/compress", { method: "POST", body: new Uint8Array(10) });
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(body).not.toMatch(/ENOENT|secret|h4core|at /);
    expect(JSON.parse(body)).toMatchObject({ code: "INTERNAL", status: 500, title: "Internal Server Error" });
    const [record] = log.records;
    expect([record!.level, record!.fields.err, record!.fields.id]).toEqual([
      "error",
      fault,
      response.headers.get("x-request-id"),
    ]);
  });
});
