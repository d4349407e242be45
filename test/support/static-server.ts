/** The files of the repository over HTTP on the loopback interface, for the suites that drive a browser. */
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".svg": "image/svg+xml",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** A running server. */
export interface StaticServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  origin: string;
  close(): Promise<void>;
}

/**
 * Serves `pages` (by path, as HTML) and, for every other path, the files below `root`; `index.html` for a folder.
 *
 * @param headers - sent with every answer, for example a Content-Security-Policy
 */
export async function serve(
  root: string,
  pages: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<StaticServer> {
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const answer = (status: number, type: string, body: string | Uint8Array) => {
      response.writeHead(status, { ...headers, "content-type": type, "cache-control": "no-store" }).end(body);
    };
    const file = path.endsWith("/") ? `${path}index.html` : path;
    const page = pages[path];
    if (page !== undefined) {
      answer(200, TYPES[".html"]!, page);
      return;
    }
    readFile(join(root, normalize(`/${file}`))).then(
      (body) => answer(200, TYPES[extname(file)] ?? "application/octet-stream", body),
      () => answer(404, "text/plain", "no such file"),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
