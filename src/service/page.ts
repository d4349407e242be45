/** The page at `/`, and the files that it is made of. S68 */

import type { Context, Hono } from "hono";
import { VERSION } from "../api/version.js";
import type { Assets } from "./assets.js";
import { notModified } from "./conditions.js";
import { respond } from "./exchange.js";
import { parameters } from "./parameters.js";
import { Problem } from "./problem.js";
import type { Service } from "./service.js";

/** What the page needs and no more: its own scripts and styles, the engine compiled, results that it made itself. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** `no-cache`: kept, but asked about each time, so that a page never runs scripts of another version. */
const HEADERS = {
  "cache-control": "no-cache",
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
};

const INDEX = "index.html";

/**
 * Adds `/` and its files, each as a route of its own: a pattern for them all would have to be tried for every resource
 * at the root, by a router of Hono that is slower than the one for names.
 */
export function addPage(app: Hono, service: Service): void {
  const { assets } = service;
  if (assets === undefined) {
    app.get("/", (c) => {
      parameters(c);
      return respond(c, bareHtml(service), 200, { ...HEADERS, "content-type": "text/html; charset=utf-8" });
    });
    return;
  }
  app.get("/", (c) => answer(c, assets, INDEX));
  for (const name of assets.names) if (name !== INDEX) app.get(`/${name}`, (c) => answer(c, assets, name));
}

async function answer(c: Context, assets: Assets, name: string): Promise<Response> {
  parameters(c);
  const asset = await assets.open(name);
  if (asset === undefined) throw new Problem(404, "NOT_FOUND", "There is no such resource");
  const { bytes, type, etag } = asset;
  const headers = { ...HEADERS, etag };
  if (notModified(c, { etag })) return respond(c, null, 304, headers);
  return respond(c, bytes, 200, { ...headers, "content-type": type, "content-length": String(bytes.length) });
}

/** What a service without the files says: what runs, and where to read on. */
function bareHtml({ engine }: Service): string {
  const { engine_id, fingerprint, sealed } = engine.info();
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>harmony4 ${VERSION}</title>
<h1>harmony4 ${VERSION}</h1>
<p>Engine ${escaped(engine_id)}, SHA-256 ${escaped(fingerprint)}, ${sealed ? "sealed" : "not sealed"}.</p>
<p><a href="docs">The interface of this service</a> <a href="openapi.json">openapi.json</a> <a href="compress/info">The seal as JSON</a></p>
</html>
`;
}

/** A native core says what its id is. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
