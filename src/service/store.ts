/**
 * `GET /containers/NAME`: stored containers, whole or by range, for pages of any origin. RFC 9110 §14, T21, T22
 *
 * There is no list of them: who may read a container is told its name, and not those of others.
 */

import type { Context, Hono, MiddlewareHandler } from "hono";
import { inRange, notModified } from "./conditions.js";
import { download } from "./download.js";
import { TYPES } from "./formats.js";
import { parameters } from "./parameters.js";
import { Problem } from "./problem.js";
import { type Range, rangesOf } from "./ranges.js";
import type { Service } from "./service.js";
import { type ContainerStore, STORED_NAME, type StoredFile } from "./storage.js";

const PATH = "/containers/:name";

/** The reader of containers in a page needs the first two; the rest is for others. */
const EXPOSED = "Content-Range, ETag, Accept-Ranges, Content-Length, Last-Modified";
const ALLOWED_HEADERS = "Authorization, Range, If-Match, If-None-Match, If-Modified-Since, If-Range";
/** For which a browser need not ask again, in seconds: a day, of which most take less. */
const PREFLIGHT_AGE = 86_400;

/** Adds the stored containers, where there is a store. */
export function addStore(app: Hono, service: Service): void {
  const { store, token } = service;
  if (store === undefined) return;
  app.use(PATH, forEveryOrigin);
  app.options(PATH, (c) =>
    c.body(null, 204, {
      allow: "GET, HEAD, OPTIONS",
      "access-control-allow-methods": "GET, HEAD",
      "access-control-allow-headers": ALLOWED_HEADERS,
      "access-control-max-age": String(PREFLIGHT_AGE),
    }),
  );
  // Kept, and asked about before each use. What a token protects is in no shared cache.
  const caching = `${token === undefined ? "public" : "private"}, no-cache, no-transform`;
  app.get(PATH, (c) => serve(c, service, store, caching));
}

/** A container is read by anybody who may have it: no cookie opens one, so that no page can borrow it. */
const forEveryOrigin: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.set("access-control-allow-origin", "*");
  c.res.headers.set("access-control-expose-headers", EXPOSED);
  c.res.headers.set("cross-origin-resource-policy", "cross-origin");
};

async function serve(c: Context, service: Service, store: ContainerStore, caching: string): Promise<Response> {
  parameters(c);
  const name = c.req.param("name")!;
  const file = STORED_NAME.test(name) ? await store.open(name) : undefined;
  if (file === undefined) throw new Problem(404, "NOT_FOUND", "There is no such container");
  let held = false;
  try {
    const { etag, lastModified } = file;
    const headers = {
      etag,
      "last-modified": lastModified.toUTCString(),
      "accept-ranges": "bytes",
      "cache-control": caching,
    };
    if (notModified(c, file)) return c.body(null, 304, headers);
    const { status, length, parts, ...content } = contentOf(c, file, TYPES[name.endsWith(".zst") ? "zst" : "h4mk"]);
    const all = { ...headers, ...content.headers, "content-length": String(length) };
    if (c.req.method === "HEAD") return c.body(null, status, all);
    held = true;
    return download(c, service, { status, headers: all, pieces: piecesOf(file, parts), close: () => file.close() });
  } finally {
    if (!held) await file.close();
  }
}

/** What is sent: ranges of the file, and texts between them. */
interface Content {
  status: 200 | 206;
  length: number;
  headers: Record<string, string>;
  parts: (Range | string)[];
}

/** HEAD says what GET would without a Range, which it has no use for. RFC 9110 §14.2 */
function contentOf(c: Context, file: StoredFile, type: string): Content {
  const { size } = file;
  const header = c.req.method === "GET" && inRange(c, file) ? c.req.header("range") : undefined;
  const ranges = header === undefined ? undefined : rangesOf(header, size);
  if (ranges === undefined) {
    return { status: 200, length: size, headers: { "content-type": type }, parts: [{ start: 0, end: size }] };
  }
  if (ranges.length > 1) return severalRanges(ranges, size, type);
  const [range] = ranges;
  if (range === undefined) {
    throw new Problem(416, "RANGE_NOT_SATISFIABLE", `The container has ${size} bytes, and none of those asked for`, {
      limit: size,
      headers: { "content-range": `bytes */${size}` },
    });
  }
  const headers = { "content-type": type, "content-range": contentRange(range, size) };
  return { status: 206, length: range.end - range.start, headers, parts: [range] };
}

/** RFC 9110 §14.6 */
function severalRanges(ranges: Range[], size: number, type: string): Content {
  const boundary = crypto.randomUUID(); // 122 random bits, which no file has by chance
  const parts = ranges.flatMap((range) => [
    `\r\n--${boundary}\r\ncontent-type: ${type}\r\ncontent-range: ${contentRange(range, size)}\r\n\r\n`,
    range,
  ]);
  parts.push(`\r\n--${boundary}--\r\n`);
  const length = parts.reduce(
    (sum: number, part) => sum + (typeof part === "string" ? part.length : part.end - part.start),
    0,
  );
  return { status: 206, length, headers: { "content-type": `multipart/byteranges; boundary=${boundary}` }, parts };
}

function contentRange({ start, end }: Range, size: number): string {
  return `bytes ${start}-${end - 1}/${size}`;
}

async function* piecesOf(file: StoredFile, parts: Content["parts"]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const part of parts) {
    if (typeof part === "string") yield new TextEncoder().encode(part);
    else if (part.start < part.end) yield* taken(file.read(part.start, part.end));
  }
}

/** Not every runtime lets a stream be iterated. */
async function* taken(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } finally {
    // After the end there is nothing left to cancel.
    await reader.cancel().catch(() => undefined);
  }
}
