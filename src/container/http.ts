/** Containers over HTTP: range requests, and every answer that is not the range asked for refused. RFC 9110 §14 */

import { describe } from "../api/bytes.js";
import { checkKeys } from "../api/check.js";
import { H4Error } from "../api/errors.js";
import type { RandomAccess } from "../api/random-access.js";
import { abortable } from "../api/source.js";
import type { OpenedSource, RemoteSource } from "./access.js";
import { checkHeader, HEADER_SIZE } from "./format.js";

/** Bytes that one request asks for when many are wanted: a round trip costs more than memory for these. */
const READ_SIZE = 8 << 20;

/** How requests are made. */
export interface HttpSourceOptions {
  /** Sent with every request: an authorization for one. Cross-origin, any but the safelisted ones cost a preflight. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** "follow" takes redirects, but none from https to http; "error" refuses them all. Default "follow". */
  redirect?: "follow" | "error" | undefined;
  /** As of `fetch`. Default: that of `fetch`. */
  credentials?: "omit" | "same-origin" | "include" | undefined;
  /**
   * Whether the URL is of another origin, so that only simple ranges go without a preflight: two small requests open
   * it instead of one. Default: what the page's location says; without a page, false.
   */
  crossOrigin?: boolean | undefined;
  /** Used in place of the global `fetch`. */
  fetch?: typeof fetch | undefined;
}

const CREDENTIALS: ReadonlySet<string> = new Set(["omit", "same-origin", "include"]);
const OPTION_KEYS = new Set(["headers", "redirect", "credentials", "crossOrigin", "fetch"]);

/**
 * A container at a URL. Nothing is requested before it is opened; each opening holds on to the version that it met, by
 * ETag or Last-Modified and size, and refuses another with `SOURCE_CHANGED`.
 *
 * A server must answer range requests, and across origins let `Content-Range` and `ETag` be seen:
 * `Access-Control-Expose-Headers: Content-Range, ETag`.
 *
 * @throws TypeError for a URL that is not http or https
 * @example
 * const reader = await H4mkReader.open(httpSource("https://example.test/log.h4mk"), { root });
 */
export function httpSource(url: string | URL, options: HttpSourceOptions = {}): RemoteSource {
  const make = clientFor(url, options);
  return { open: (length, signal) => open(make(), length, signal) };
}

/** A file at a URL, whatever it holds. */
export interface HttpFile extends RandomAccess {
  /** Its first bytes, as many as were asked for where there are so many. */
  readonly head: Uint8Array;
  readonly readSize: number;
}

/**
 * A file at a URL, opened with its first `length` bytes: for who has to see what it is before it is read. As
 * `httpSource` in all else; no request costs a preflight.
 *
 * @internal
 */
export async function openHttpFile(
  url: string | URL,
  length: number,
  options: HttpSourceOptions = {},
  signal?: AbortSignal,
): Promise<HttpFile> {
  const client = clientFor(url, options)();
  const { bytes: head, size } = await client.first(`bytes=0-${length - 1}`, length, signal);
  return {
    size,
    head,
    readSize: READ_SIZE,
    read: (offset, wanted, abort) => client.range(offset, wanted, false, abort),
  };
}

/** Checks the options; what it gives makes a client for each opening. */
function clientFor(url: string | URL, options: HttpSourceOptions): () => Client {
  checkKeys(options, OPTION_KEYS);
  const { redirect = "follow", headers = {} } = options;
  if (redirect !== "follow" && redirect !== "error") {
    throw new TypeError(`redirect must be "follow" or "error", got ${describe(redirect)}`);
  }
  checkKeys(headers, undefined, "headers");
  new Headers(headers);
  if (options.fetch !== undefined && typeof options.fetch !== "function") {
    throw new TypeError(`fetch must be a function, got ${describe(options.fetch)}`);
  }
  if (options.credentials !== undefined && !CREDENTIALS.has(options.credentials)) {
    throw new TypeError(`credentials must be one of ${[...CREDENTIALS].join(", ")}`);
  }
  const { location } = globalThis as { location?: { href: string; origin: string } };
  const absolute = absoluteUrl(url, location?.href);
  if (absolute.protocol !== "http:" && absolute.protocol !== "https:") {
    throw new TypeError(`url must be http or https, got ${absolute.protocol}`);
  }
  const crossOrigin = options.crossOrigin ?? (location !== undefined && location.origin !== absolute.origin);
  return () => new Client(absolute, { ...options, redirect, crossOrigin });
}

function absoluteUrl(url: string | URL, base: string | undefined): URL {
  try {
    if (typeof url === "string" || url instanceof URL) return new URL(url, base);
  } catch (cause) {
    throw new TypeError("url must be an absolute URL", { cause });
  }
  throw new TypeError(`url must be a string or a URL, got ${describe(url)}`);
}

/** One request where a suffix may be asked for, else two: the size, then the rest from an offset. */
async function open(client: Client, length: number, signal: AbortSignal | undefined): Promise<OpenedSource> {
  if (!client.crossOrigin) {
    const { bytes, size } = await client.first(`bytes=-${length}`, length, signal);
    return opened(client, size, bytes);
  }
  const start = await client.first(`bytes=0-${HEADER_SIZE - 1}`, HEADER_SIZE, signal);
  checkHeader(start.bytes);
  const from = Math.max(0, start.size - length);
  return opened(client, start.size, await client.range(from, start.size - from, true, signal));
}

function opened(client: Client, size: number, tail: Uint8Array): OpenedSource {
  const read = (offset: number, length: number, signal?: AbortSignal) => client.range(offset, length, false, signal);
  return { size, readSize: READ_SIZE, tail, read };
}

/** What a Content-Range says. RFC 9110 §14.4 */
interface ContentRange {
  first: number;
  last: number;
  size: number;
}

/** Requests to one URL that all meet the same version of it. */
class Client {
  private etag: string | null = null;
  private modified: string | null = null;
  private size: number | undefined;

  constructor(
    private readonly url: URL,
    private readonly options: HttpSourceOptions & { crossOrigin: boolean },
  ) {}

  get crossOrigin(): boolean {
    return this.options.crossOrigin;
  }

  /** The first request: learns size and version. `length` is the most that it may answer with. */
  async first(range: string, length: number, signal?: AbortSignal): Promise<{ bytes: Uint8Array; size: number }> {
    const response = await this.request(range, signal);
    const found = await this.contentRange(response);
    const wanted = Math.min(length, found.size);
    const start = range.startsWith("bytes=-") ? found.size - wanted : 0;
    await this.checkRange(response, found, start, wanted);
    this.size = found.size;
    this.etag = response.headers.get("etag");
    this.modified = response.headers.get("last-modified");
    return { bytes: await bodyOf(response, wanted, signal), size: found.size };
  }

  /** Exactly `length` bytes from `offset`. `toEnd` asks for them as "from here on", as the opening does. */
  async range(offset: number, length: number, toEnd: boolean, signal?: AbortSignal): Promise<Uint8Array> {
    const response = await this.request(`bytes=${offset}-${toEnd ? "" : offset + length - 1}`, signal);
    const found = await this.contentRange(response);
    await this.checkVersion(response, found.size);
    await this.checkRange(response, found, offset, length);
    return await bodyOf(response, length, signal);
  }

  private async request(range: string, signal: AbortSignal | undefined): Promise<Response> {
    const { headers, redirect, credentials } = this.options;
    const send = this.options.fetch ?? globalThis.fetch;
    const asked = new Headers(headers);
    asked.set("range", range);
    const validator = this.validator();
    // Not safelisted: across origins it would cost a preflight, and the version is compared anyway.
    if (validator !== null && !this.crossOrigin) asked.set("if-range", validator);
    const request: RequestInit = { headers: asked, redirect: redirect === "error" ? "manual" : "follow" };
    if (credentials !== undefined) request.credentials = credentials;
    if (signal !== undefined) request.signal = signal;
    let response: Response;
    try {
      response = await send(this.url, request);
    } catch (cause) {
      signal?.throwIfAborted();
      throw new H4Error("SOURCE_UNREACHABLE", `No answer from ${this.url.origin}: ${(cause as Error).message}`, {
        cause,
      });
    }
    await this.checkStatus(response, validator !== null);
    return response;
  }

  /** What If-Range takes: a strong ETag, or else a date. RFC 9110 §13.1.5 */
  private validator(): string | null {
    return this.etag?.startsWith('"') ? this.etag : this.etag === null ? this.modified : null;
  }

  private async checkStatus(response: Response, conditional: boolean): Promise<void> {
    const { status } = response;
    const refuse = (code: H4Error["code"], message: string, limit?: number | string) =>
      refused(response, new H4Error(code, message, { got: status, limit }));
    const redirected = response.type === "opaqueredirect" || (status >= 300 && status < 400);
    if (redirected) throw await refuse("SOURCE_REDIRECTED", "The server redirects, which was not to be followed");
    if (this.url.protocol === "https:" && response.url.startsWith("http:")) {
      throw await refuse("SOURCE_REDIRECTED", "The server redirects from https to http, which is not followed");
    }
    if (status === 206) {
      const encoding = response.headers.get("content-encoding");
      if (encoding === null || encoding === "identity") return;
      const error = new H4Error(
        "SOURCE_ENCODED",
        `The answer is compressed (${encoding}): its ranges are not the file's`,
        {
          got: encoding,
        },
      );
      throw await refused(response, error);
    }
    if (status === 404 || status === 410)
      throw await refuse("SOURCE_NOT_FOUND", `There is nothing at the URL: ${status}`);
    if (status === 416) {
      if (this.size !== undefined) throw await refuse("SOURCE_CHANGED", "The file is shorter than when it was opened");
      throw await refuse(
        "SOURCE_RANGE",
        "The server has no such range: the file is empty, or shorter than a container",
      );
    }
    if (status !== 200) throw await refuse("SOURCE_STATUS", `The server answered with status ${status}`, 206);
    const other = conditional || (this.size !== undefined && this.isOther(response));
    if (other)
      throw await refuse("SOURCE_CHANGED", "The file is not the one that was opened: the server sent all of it");
    throw await refuse(
      "SOURCE_RANGE_IGNORED",
      "The server sent the whole file: it does not answer range requests",
      206,
    );
  }

  /** Whether a header that tells versions apart has another value than at the opening. */
  private isOther({ headers }: Response): boolean {
    const [etag, modified] = [headers.get("etag"), headers.get("last-modified")];
    const differs = (now: string | null, then: string | null) => now !== null && then !== null && now !== then;
    return differs(etag, this.etag) || (etag === null && differs(modified, this.modified));
  }

  private async checkVersion(response: Response, size: number): Promise<void> {
    if (size === this.size && !this.isOther(response)) return;
    const message = "The file is not the one that was opened: its size, ETag or date is another";
    throw await refused(response, new H4Error("SOURCE_CHANGED", message, { got: size, limit: this.size }));
  }

  private async contentRange(response: Response): Promise<ContentRange> {
    const value = response.headers.get("content-range");
    const [, first, last, size] = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/i.exec(value ?? "") ?? [];
    const range = { first: Number(first), last: Number(last), size: Number(size) };
    if (Number.isSafeInteger(range.size)) return range;
    const hint = this.crossOrigin ? "; across origins it must be named in Access-Control-Expose-Headers" : "";
    const message = `The answer has no Content-Range that says where it is from${hint}`;
    throw await refused(response, new H4Error("SOURCE_RANGE", message, { got: value ?? "none" }));
  }

  private async checkRange(response: Response, found: ContentRange, offset: number, length: number): Promise<void> {
    const last = offset + length - 1;
    if (found.first === offset && found.last === last && last < found.size) return;
    const [got, limit] = [`${found.first}-${found.last}/${found.size}`, `${offset}-${last}`];
    const message = `The server answered with another range than was asked for: ${got}, not ${limit}`;
    throw await refused(response, new H4Error("SOURCE_RANGE", message, { got, limit }));
  }
}

/** Lets the connection go, then hands on the error. */
async function refused(response: Response, error: H4Error): Promise<H4Error> {
  await response.body?.cancel().catch(() => undefined);
  return error;
}

/** The body, which must have exactly `length` bytes: no more are taken. */
async function bodyOf(response: Response, length: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const reader = response.body?.getReader();
  let filled = 0;
  try {
    while (reader !== undefined) {
      const { done, value } = await abortable(reader.read(), signal);
      if (done) break;
      if (filled + value.length > length) throw otherLength(filled + value.length, length);
      bytes.set(value, filled);
      filled += value.length;
    }
  } catch (cause) {
    reader?.cancel(cause).catch(() => undefined);
    signal?.throwIfAborted();
    if (cause instanceof H4Error) throw cause;
    throw otherLength(filled, length, cause);
  }
  if (filled < length) throw otherLength(filled, length);
  return bytes;
}

function otherLength(got: number, limit: number, cause?: unknown): H4Error {
  const message = `The server sent ${got} bytes where the range has ${limit}`;
  return new H4Error("SOURCE_LENGTH", message, { got, limit, cause });
}
