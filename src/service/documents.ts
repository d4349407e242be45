/** `GET /openapi.json` and `GET /docs`: what the service takes and answers, for programs and for people. */

import type { Context, Hono } from "hono";
import { notModified } from "./conditions.js";
import { DOCS } from "./docs-page.js";
import { respond } from "./exchange.js";
import { OPENAPI } from "./openapi-document.js";
import { parameters } from "./parameters.js";

/** A document that was made before the service was. */
export interface StoredDocument {
  /** Its Content-Type. */
  readonly type: string;
  /** A strong one, with its quotes. */
  readonly etag: string;
  /** Its Content-Security-Policy. */
  readonly policy: string;
  readonly text: string;
}

/** Adds both. */
export function addDocuments(app: Hono): void {
  app.get("/openapi.json", (c) => serve(c, OPENAPI));
  app.get("/docs", (c) => serve(c, DOCS));
}

/** Kept by clients, who ask each time whether there is another version. */
function serve(c: Context, { type, etag, policy, text }: StoredDocument): Response {
  parameters(c);
  const headers = {
    etag,
    "cache-control": "no-cache",
    "content-security-policy": policy,
    "referrer-policy": "no-referrer",
  };
  if (notModified(c, { etag })) return respond(c, null, 304, headers);
  return respond(c, text, 200, { ...headers, "content-type": type });
}
