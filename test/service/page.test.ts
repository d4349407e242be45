/** The page at `/`: its headers, its versions, and that no path of a client leads anywhere but to its files. S68, T19 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VERSION } from "../../src/api/version.js";
import { createEngine, type Engine } from "../../src/index.js";
import type { Assets } from "../../src/service/assets.js";
import { directoryAssets } from "../../src/service/node-assets.js";
import { createService, type ServiceApplication } from "../../src/service.js";

const WEB = resolve(import.meta.dirname, "../../dist/web");
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; " +
  "img-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

let engine: Engine;
let app: ServiceApplication;
let assets: Assets;
let folder: string;
beforeAll(async () => {
  engine = await createEngine();
  assets = (await directoryAssets(WEB))!;
  app = createService({ engine, assets });
  folder = await mkdtemp(join(tmpdir(), "h4-page-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the page", () => {
  test.each([
    ["/", "text/html; charset=utf-8"],
    ["/page.js", "text/javascript; charset=utf-8"],
    ["/index.js", "text/javascript; charset=utf-8"],
    ["/icon.svg", "image/svg+xml"],
    ["/style.css", "text/css; charset=utf-8"],
  ])("%s: a strict policy, a type, a version that is asked about each time", async (path, type) => {
    const response = await app.request(path);
    expect(response.status).toBe(200);
    const content = new Uint8Array(await response.arrayBuffer());
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": type,
      "content-length": String(content.length),
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-cache",
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    const head = await app.request(path, { method: "HEAD" });
    expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, response.headers.get("etag"), ""]);
  });

  test("who has this version is told so, who has another gets it", async () => {
    const etag = (await app.request("/")).headers.get("etag")!;
    const same = await app.request("/", { headers: { "if-none-match": etag } });
    expect([same.status, same.headers.get("etag"), await same.text()]).toEqual([304, etag, ""]);
    expect(same.headers.get("content-security-policy")).toBe(POLICY);
    // It has no date that anybody knows: a date is no condition.
    const headers = { "if-modified-since": "Fri, 31 Dec 2100 00:00:00 GMT" };
    expect((await app.request("/", { headers })).status).toBe(200);
    expect((await app.request("/", { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    expect((await app.request("/", { headers: { "if-match": '"other"' } })).status).toBe(412);
  });

  test("other bytes have another ETag", async () => {
    for (const name of ["index.html", "page.js"]) await writeFile(join(folder, name), name);
    await writeFile(join(folder, "style.css"), "a");
    const before = await (await directoryAssets(folder))!.open("style.css");
    await writeFile(join(folder, "style.css"), "b");
    expect((await (await directoryAssets(folder))!.open("style.css"))!.etag).not.toBe(before!.etag);
  });

  test("T19: a name that is none of its files is no resource, wherever it leads", async () => {
    for (const path of [
      "/absent.js",
      "/..%2fcli.js",
      "/%2e%2e/cli.js",
      "/index.html",
      "/constructor.js",
      "/web/page.js",
    ])
      expect((await app.request(path)).status, path).toBe(404);
    // Nor does it have methods.
    expect((await app.request("/absent.js", { method: "POST" })).status).toBe(404);
    expect((await app.request("/page.js", { method: "POST" })).status).toBe(405);
    for (const name of ["../cli.js", "/etc/passwd", "__proto__"]) expect(await assets.open(name)).toBeUndefined();
  });

  test("has GET and HEAD alone, and belongs to the public surface", async () => {
    const response = await app.request("/", { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect((await createService({ engine, assets, surface: "management" }).request("/")).status).toBe(404);
  });

  test("has no script or style between its lines, and names nobody else", async () => {
    const html = await (await app.request("/")).text();
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|https?:|<script(?![^>]*\ssrc=)/);
  });
});

test("S68: without its files it says the version, the engine and where to read on", async () => {
  const response = await createService({ engine }).request("/");
  const html = await response.text();
  expect(response.headers.get("content-security-policy")).toBe(POLICY);
  for (const words of [`harmony4 ${VERSION}`, engine.info().engine_id, engine.info().fingerprint, "openapi.json"])
    expect(html).toContain(words);
  expect((await createService({ engine }).request("/page.js")).status).toBe(404);
});

test("a folder without a page is none", async () => {
  expect(await directoryAssets(join(folder, "absent"))).toBeUndefined();
});
