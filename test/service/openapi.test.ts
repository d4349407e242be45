/** What the service says of itself as OpenAPI, against the routes that it has and the answers that it gives. S42, S44, S47 */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { beforeAll, describe, expect, test } from "vitest";
import { generatedModules } from "../../build/openapi/modules.mjs";
import { ROUTES } from "../../build/openapi/routes.mjs";
import { Problem as ProblemSchema } from "../../build/openapi/schemas.mjs";
import { writeContainer } from "../../src/container.js";
import { createEngine, type Engine } from "../../src/index.js";
import { generateKey, type PrivateKey } from "../../src/seal.js";
import { createService } from "../../src/service/app.js";
import type { Assets } from "../../src/service/assets.js";
import { DOCS } from "../../src/service/docs-page.js";
import { onThisThread, type ServiceEngine } from "../../src/service/engine.js";
import { OPENAPI } from "../../src/service/openapi-document.js";
import { Problem } from "../../src/service/problem.js";
import type { ContainerStore, Spool } from "../../src/service/storage.js";
import type { ServiceOptions } from "../../src/service.js";
import { gather } from "../container/containers.js";
import { text } from "../support/generators.js";
import { MetricsBook } from "../support/service.js";

/** What these tests need of a route and of a schema; the types of their libraries say far more. */
interface Schema {
  parse(value: unknown): unknown;
}
interface DocumentedResponse {
  headers?: { shape: Record<string, { safeParse(value: unknown): { success: boolean } }> };
  content?: Record<string, { schema: Schema }>;
}
interface Route {
  method: string;
  path: string;
  responses: Record<string, DocumentedResponse>;
}
const routes = ROUTES as unknown as Route[];

/** All code in a folder of the package. */
function bundlesIn(folder: string): string {
  const path = join(import.meta.dirname, "../../dist", folder);
  const files = readdirSync(path).filter((name) => name.endsWith(".js"));
  return files.map((name) => readFileSync(join(path, name), "utf8")).join("\n");
}

const SOURCES = join(import.meta.dirname, "../../src/service");
const TOKEN = "0123456789abcdef";
const NAME = "a.h4mk";
const STORED = new TextEncoder().encode("0123456789");
const ETAG = '"00112233445566778899aabbccddeeff"';

let engine: Engine;
let key: PrivateKey;
let packed: Uint8Array<ArrayBuffer>;
let container: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  engine = await createEngine();
  key = await generateKey();
  packed = engine.compress(text(1000));
  const seek = [{ pts: 7, offset: 0 }];
  container = (await gather(writeContainer(text(1000), { seek, signer: key }))) as Uint8Array<ArrayBuffer>;
});

const store: ContainerStore = {
  open: (name) =>
    Promise.resolve(
      name !== NAME
        ? undefined
        : {
            size: STORED.length,
            etag: ETAG,
            lastModified: new Date(1e12),
            read: (start, end) => new Blob([STORED.slice(start, end)]).stream(),
            close: () => Promise.resolve(),
          },
    ),
};

/** The page, in one file. */
const assets: Assets = {
  names: ["index.html"],
  open: () => Promise.resolve({ bytes: STORED, type: "text/html; charset=utf-8", etag: ETAG }),
};

function service(options: Partial<ServiceOptions> = {}) {
  return createService({ engine, store, assets, metrics: new MetricsBook(), ...options });
}

describe("the documents", () => {
  test("are what `npm run openapi` writes from routes, schemas and docs/errors.md", () => {
    for (const [name, module] of Object.entries(generatedModules())) {
      expect(readFileSync(join(SOURCES, name), "utf8") === module, `${name}: run npm run openapi`).toBe(true);
    }
  });

  test("are data in the bundles, which have none of the library that made them", () => {
    for (const folder of [".", "web", "workerd"]) {
      const code = bundlesIn(folder);
      expect(code.includes(OPENAPI.etag), folder).toBe(true);
      expect(/ZodError|zod-openapi/.test(code), folder).toBe(false);
    }
  });

  test("are valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(JSON.parse(OPENAPI.text));
    expect(errors).toBeUndefined();
    expect([valid, validator.version]).toEqual([true, "3.1"]);
  });

  test("have every route of the application, and no other", () => {
    const known = service()
      .routes.filter(({ path, method }) => method !== "ALL" && path !== "/*")
      .map(({ path, method }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
    const gets = new Set(known.filter((name) => name.startsWith("GET ")));
    const documented = Object.entries(JSON.parse(OPENAPI.text).paths as Record<string, object>)
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
      .filter((name) => !gets.has(name.replace(/^HEAD /, "GET ")) || name.startsWith("GET "));
    expect(documented.sort()).toEqual([...new Set(known)].sort());
  });

  test("T21: the page has no script, nothing from elsewhere, and a policy that allows its own style alone", async () => {
    const response = await service().request("/docs");
    const html = await response.text();
    const [, style] = /<style>(.*?)<\/style>/s.exec(html)!;
    const hash = createHash("sha256").update(style!).digest("base64");
    const policy = response.headers.get("content-security-policy");
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(html).not.toMatch(/<script|\son\w+=|\sstyle=|https?:|<img|<link|@import|url\(/);
    for (const { path } of routes) expect(html).toContain(path);
  });

  test("every link of the page leads to something", () => {
    const ids = new Set([...DOCS.text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id));
    const links = [...DOCS.text.matchAll(/href="([^"]*)"/g)].map(([, link]) => link!);
    expect(links.length).toBeGreaterThan(routes.length);
    for (const link of links) expect(link === "openapi.json" || ids.has(link.slice(1)), link).toBe(true);
  });

  test.each([
    ["/docs", DOCS],
    ["/openapi.json", OPENAPI],
  ])("%s is served as it is, with the tag of its bytes", async (path, { text: expected, etag, type }) => {
    const response = await service().request(path);
    expect(await response.text()).toBe(expected);
    expect(etag).toBe(`"${createHash("sha256").update(expected).digest("hex").slice(0, 32)}"`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      etag,
      "content-type": type,
      "cache-control": "no-cache",
    });
    const again = await service().request(path, { headers: { "if-none-match": etag } });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
  });
});

/** A body that never comes. */
function never(): ReadableStream<Uint8Array> {
  return new ReadableStream({}, { highWaterMark: 0 });
}

/** What Node's server gives an application of one client, whose body never comes. */
function fromOneClient() {
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: "192.0.2.1" });
  const incoming = new IncomingMessage(socket);
  return { incoming, outgoing: new ServerResponse(incoming) };
}

function formOf(fields: Record<string, string | Blob>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

/** An engine of which every call fails, as by a defect. */
function broken(): ServiceEngine {
  const fail = () => Promise.reject(new Error("a defect"));
  return { ...onThisThread(engine), compress: fail, decompress: fail, selfTest: fail };
}

const failingSpool =
  (error: Error): Spool =>
  () =>
    Promise.reject(error);

interface Ask {
  options?: Partial<ServiceOptions>;
  query?: string;
  headers?: Record<string, string>;
  body?: BodyInit;
  environment?: object;
  before?: Before;
}

/** What the service is asked before; gives what ends it. */
type Before = (app: ReturnType<typeof service>) => Promise<() => Promise<void>>;

/** Another request, in work until the client leaves. */
function busy(environment?: object): Before {
  return async (app) => {
    const client = new AbortController();
    const body = environment === undefined ? never() : undefined;
    const init = { method: "POST", body, duplex: "half", signal: client.signal } as RequestInit;
    const answer = Promise.resolve(app.request("/compress", init, environment));
    await new Promise((resolve) => setTimeout(resolve, 10));
    return async () => {
      client.abort();
      await answer;
    };
  };
}

/** A request that is over before the next. */
function once(path: string): Before {
  return async (app) => {
    await app.request(path);
    return () => Promise.resolve();
  };
}

const QUEUED: Ask = { options: { limits: { concurrency: 1, wait: 20 } }, before: busy() };

/** What provokes the statuses that every route with a body has; `body` is one that it takes. */
function work(body: BodyInit): Record<string, Ask[]> {
  return {
    "200": [{ body }, { body: formOf({ file: new Blob([body as Uint8Array<ArrayBuffer>]) }) }],
    "400": [
      { body, query: "?unknown=1" },
      { body, query: "?unknown=1&unknown=1" },
      { body, headers: { "content-length": "1" } },
      { body: formOf({ other: "1" }) },
      { body: "--x", headers: { "content-type": "multipart/form-data; boundary=x" } },
    ],
    "401": [
      { body, options: { token: TOKEN } },
      { body, options: { token: TOKEN }, headers: { authorization: "Bearer x" } },
    ],
    "408": [{ body: never(), options: { limits: { idle: 20 } } }],
    "413": [{ body, options: { limits: { body: 10 } } }],
    "415": [
      { body, headers: { "content-encoding": "gzip" } },
      { body, headers: { "content-type": "multipart/mixed" } },
    ],
    "429": [
      {
        environment: fromOneClient(),
        options: { limits: { client: 1 } },
        before: busy(fromOneClient()),
      },
    ],
    "503": [
      { body, ...QUEUED },
      { body: never(), options: { limits: { time: 20 } } },
    ],
  };
}

const refusedPages = {
  "400": [{ query: "?x=1" }],
  "401": [{ options: { token: TOKEN } }],
  "412": [{ headers: { "if-match": '"x"' } }],
};

/** What provokes each status, by route. Made when engine and containers are there. */
function questions(): Record<string, Record<string, Ask[]>> {
  const defect = new Error("a defect");
  const full = { options: { spool: failingSpool(new Problem(507, "STORAGE_FULL", "There is no room")) } };
  const judged: Record<string, Ask[]> = {
    ...work(container),
    "500": [{ body: container, options: { spool: failingSpool(defect) } }],
    "507": [{ body: container, ...full }],
  };
  const stored: Record<string, Ask[]> = {
    "200": [{}],
    "304": [{ headers: { "if-none-match": ETAG } }, { headers: { "if-modified-since": new Date().toUTCString() } }],
    "400": [{ query: "?x=1" }],
    "401": [{ options: { token: TOKEN } }],
    "404": [{ options: { store: { open: () => Promise.resolve(undefined) } } }],
    "412": [{ headers: { "if-match": '"x"' } }, { headers: { "if-unmodified-since": new Date(0).toUTCString() } }],
    "500": [{ options: { store: { open: () => Promise.reject(defect) } } }],
  };
  const damaged = container.slice();
  damaged[damaged.length - 1]! ^= 1;
  const plain = text(100);
  return {
    "get /compress/info": { "200": [{}], "400": [{ query: "?x=1" }], "401": [{ options: { token: TOKEN } }] },
    "get /compress/attest": {
      "200": [{}, { options: { attestKey: key }, query: `?nonce=${"00".repeat(8)}` }],
      "400": [{ query: "?nonce=1" }],
      "401": [{ options: { token: TOKEN } }],
      "429": [{ options: { limits: { attestations: 1 } }, before: once("/compress/attest") }],
      "500": [{ options: { engine: broken() } }],
      "503": [QUEUED],
    },
    "post /compress": {
      ...work(plain),
      "200": [
        ...work(plain)["200"]!,
        { body: plain, query: "?level=9&checksum=false" },
        { body: plain, query: "?format=h4mk" },
        { body: formOf({ level: "1", format: "h4mk", file: new Blob([plain]) }) },
      ],
      "500": [{ body: plain, options: { engine: broken() } }],
    },
    "post /compress/decompress": {
      ...work(packed),
      "200": [...work(packed)["200"]!, { body: container }, { body: container, query: "?format=h4mk" }],
      "413": [...work(packed)["413"]!, { body: packed, options: { limits: { output: 10 } } }],
      "422": [{ body: plain }, { body: packed.slice(0, -1) }, { body: damaged }],
      "500": [{ body: packed, options: { engine: broken() } }],
      "507": [{ body: container, ...full }],
    },
    "post /container/inspect": { ...judged, "200": [...judged["200"]!, { body: plain }, { body: damaged }] },
    "post /container/verify": {
      ...judged,
      "200": [
        ...judged["200"]!,
        { body: plain },
        { body: damaged },
        { body: container, query: `?root=${"0".repeat(64)}&sealed=true&engine_id=other` },
      ],
      "400": [...judged["400"]!, { body: container, query: "?root=1" }, { body: container, query: "?key=1" }],
    },
    "get /containers/{name}": {
      ...stored,
      "206": [{ headers: { range: "bytes=1-2" } }, { headers: { range: "bytes=1-2,4-5" } }],
      "416": [{ headers: { range: "bytes=10-" } }],
    },
    "head /containers/{name}": stored,
    "options /containers/{name}": { "204": [{}] },
    "get /healthz": { "200": [{}], "400": [{ query: "?x=1" }] },
    "get /readyz": { "200": [{}], "400": [{ query: "?x=1" }], "503": [{ options: { ready: () => false } }] },
    "get /metrics": { "200": [{}], "400": [{ query: "?x=1" }], "401": [{ options: { token: TOKEN } }] },
    "get /": {
      "200": [{}, { options: { assets: undefined } }],
      "304": [{ headers: { "if-none-match": "*" } }],
      "500": [{ options: { assets: { names: [], open: () => Promise.reject(defect) } } }],
      ...refusedPages,
    },
    "get /docs": { "200": [{}], "304": [{ headers: { "if-none-match": "*" } }], ...refusedPages },
    "get /openapi.json": { "200": [{}], "304": [{ headers: { "if-none-match": "*" } }], ...refusedPages },
  };
}

async function ask({ method, path }: Route, { options, query = "", headers = {}, body, environment, before }: Ask) {
  const app = service(options);
  const end = await before?.(app);
  const init = { method: method.toUpperCase(), headers, body, duplex: "half" } as RequestInit;
  const response = await app.request(`${path.replace("{name}", NAME)}${query}`, init, environment);
  await end?.();
  return response;
}

/** Whether `response` is as `route` says that it would be. */
async function judge({ method, responses }: Route, response: Response): Promise<void> {
  const documented = responses[response.status];
  expect(documented, `${response.status} is not documented`).toBeDefined();
  for (const [name, schema] of Object.entries(documented!.headers?.shape ?? {})) {
    const value = response.headers.get(name) ?? undefined;
    expect(schema.safeParse(value).success, `the header ${name}: ${value}`).toBe(true);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { content } = documented!;
  if (content === undefined) return expect(bytes).toHaveLength(0);
  const type = response.headers.get("content-type")!.split(";")[0]!;
  expect(Object.keys(content), method).toContain(type);
  if (type.endsWith("json")) content[type]!.schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

describe("every answer is a documented one, and every documented one is given", () => {
  const all = routes.flatMap((route) =>
    Object.keys(route.responses).map((status) => ({ route, status, name: `${route.method} ${route.path}` })),
  );

  test.each(all)("$name $status", async ({ route, status, name }) => {
    const asks = questions()[name]?.[status];
    expect(asks, `nothing here provokes ${name} ${status}`).toBeDefined();
    for (const one of asks!) {
      const response = await ask(route, one);
      expect(String(response.status)).toBe(status);
      await judge(route, response);
    }
  });

  test("what is asked is documented", () => {
    const asked = Object.entries(questions()).flatMap(([name, statuses]) =>
      Object.keys(statuses).map((status) => `${name} ${status}`),
    );
    expect(asked.sort()).toEqual(all.map(({ name, status }) => `${name} ${status}`).sort());
  });

  test("other methods and other paths are refused by a problem of the same schema", async () => {
    for (const path of new Set(routes.map((route) => route.path))) {
      const refused = await service().request(path.replace("{name}", NAME), { method: "DELETE" });
      expect(refused.status).toBe(405);
      ProblemSchema.parse(await refused.json());
      const options = await service().request(path.replace("{name}", NAME), { method: "OPTIONS" });
      expect([options.status, options.headers.get("allow")]).toEqual([204, refused.headers.get("allow")]);
    }
    const nowhere = await service().request("/nowhere");
    expect(nowhere.status).toBe(404);
    ProblemSchema.parse(await nowhere.json());
  });
});
