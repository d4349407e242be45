/** A page with nothing but the viewer, under the policy that the page of the service needs for it. */
import { resolve } from "node:path";
import { type StaticServer, serve } from "../support/static-server.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** No inline script and no inline style; requests to any server, since a person may type any address. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self' https: http:",
  "img-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>harmony4: open a file</title>
    <link rel="icon" href="/web/icon.svg">
    <link rel="stylesheet" href="/dist/web/style.css">
    <link rel="stylesheet" href="/dist/web/view.css">
    <script type="module" src="/test/browser/view-boot.mjs"></script>
  </head>
  <body>
    <main><h1>Open</h1><section id="view" aria-label="Open a file"></section></main>
  </body>
</html>
`;

/** Serves the page at `/`. */
export function serveView(policy = POLICY): Promise<StaticServer> {
  return serve(ROOT, { "/": HTML }, { "content-security-policy": policy });
}
