/** A file or a URL as the viewer reads it: by range, each read counted, what is at hand not read again. RFC 9110 §14 */

import { openHttpFile } from "../../src/container/http.js";
import type { OpenedSource, RemoteSource } from "../../src/container.js";
import { H4Error, type RandomAccess } from "../../src/index.js";
import { Traffic } from "./traffic.js";

/** Enough for every header of a file: that of a Zstandard frame has up to 18 bytes. RFC 8878 §3.1.1.1 */
const HEAD_SIZE = 18;

/** Bytes of a file on this machine that one read asks for when all are wanted. */
const FILE_READ_SIZE = 1 << 20;

/** What the first bytes say. */
export type Kind = "h4mk" | "zstd";

/** An opened file. Everything that reads it goes through `access` or `container`. */
export class Source {
  readonly traffic = new Traffic();
  /** Where the answer came from, if the server sent the browser elsewhere. */
  redirectedTo: string | undefined;
  /** Bytes at hand: the first ones, the last ones, and what `hold` fetched. */
  private held: { from: number; bytes: Uint8Array }[] = [];

  constructor(
    readonly name: string,
    /** Whether reading it is a request to a server. */
    readonly remote: boolean,
    readonly size: number,
    readonly head: Uint8Array,
    private readonly file: Omit<OpenedSource, "tail">,
  ) {
    this.held.push({ from: 0, bytes: head });
  }

  /** A container is known by its magic; all else is taken for Zstandard data, whose own reader says what is wrong. */
  get kind(): Kind {
    return String.fromCharCode(...this.head.subarray(0, 4)) === "H4MK" ? "h4mk" : "zstd";
  }

  /** Bytes that one read asks for when all are wanted. */
  get readSize(): number {
    return this.file.readSize;
  }

  /** What the readers of the library take. */
  get access(): RandomAccess {
    return { size: this.size, read: (offset, length, signal) => this.read(offset, length, signal) };
  }

  get container(): RemoteSource {
    return { open: (length, signal) => this.open(length, signal) };
  }

  private async open(length: number, signal?: AbortSignal): Promise<OpenedSource> {
    const from = Math.max(0, this.size - length);
    const tail = await this.read(from, this.size - from, signal);
    if (!this.has(from, tail.length)) this.held.push({ from, bytes: tail });
    return { ...this.access, readSize: this.readSize, tail };
  }

  /** All bytes from `from` up to `to`, in order. */
  async *pieces(from: number, to: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = from; at < to; at += this.readSize) {
      yield await this.read(at, Math.min(this.readSize, to - at), signal);
    }
  }

  /** Fetches bytes that are about to be read in small parts; they are kept until `release`. */
  async hold(offset: number, length: number, signal: AbortSignal): Promise<void> {
    if (!this.has(offset, length)) this.held.push({ from: offset, bytes: await this.read(offset, length, signal) });
  }

  /** Lets what `hold` fetched go, but for the first and the last bytes. */
  release(): void {
    this.held = this.held.filter(({ from, bytes }) => from === 0 || from + bytes.length === this.size);
  }

  /** Whether a read of these bytes costs nothing. */
  has(offset: number, length: number): boolean {
    return this.holding(offset, length) !== undefined;
  }

  private holding(offset: number, length: number) {
    return this.held.find(({ from, bytes }) => from <= offset && offset + length <= from + bytes.length);
  }

  private async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const at = this.holding(offset, length);
    if (at !== undefined) return at.bytes.subarray(offset - at.from, offset - at.from + length);
    const bytes = await this.file.read(offset, length, signal);
    this.traffic.read(offset, offset + bytes.length);
    return bytes;
  }
}

/** Opens a file of this machine: nothing but its first bytes is read. */
export async function openFile(file: File): Promise<Source> {
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    source?.traffic.request();
    try {
      const bytes = new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
      source?.traffic.received(bytes.length);
      return bytes;
    } catch (cause) {
      const message = "The file can no longer be read: it was changed or removed since it was chosen";
      throw new H4Error("SOURCE_CHANGED", message, { offset, cause });
    }
  };
  let source: Source | undefined;
  const head = await read(0, Math.min(HEAD_SIZE, file.size));
  source = new Source(file.name, false, file.size, head, { size: file.size, readSize: FILE_READ_SIZE, read });
  source.traffic.request();
  source.traffic.received(head.length);
  source.traffic.read(0, head.length);
  return source;
}

/** Opens a URL with one request for its first bytes. Nothing comes from a cache, so that what is counted was sent. */
export async function openUrl(url: URL, signal: AbortSignal): Promise<Source> {
  const policy = watchPolicy();
  let traffic: Traffic | undefined;
  let redirectedTo: string | undefined;
  let before = { requests: 0, bytes: 0 };
  const counting: typeof fetch = async (input, init) => {
    if (traffic === undefined) before.requests++;
    else traffic.request();
    const response = await fetch(input, { ...init, cache: "no-store" });
    if (response.redirected) redirectedTo = response.url;
    return counted(response, (bytes) => {
      if (traffic === undefined) before.bytes += bytes;
      else traffic.received(bytes);
    });
  };
  try {
    const file = await openHttpFile(url, HEAD_SIZE, { fetch: counting }, signal);
    const source = new Source(nameOf(url), true, file.size, file.head, file);
    source.redirectedTo = redirectedTo;
    traffic = source.traffic;
    Object.assign(traffic, before);
    before = { requests: 0, bytes: 0 };
    traffic.read(0, file.head.length);
    return source;
  } catch (error) {
    throw (await policy.forbade()) ? forbidden(url, error) : error;
  } finally {
    policy.stop();
  }
}

/** The last part of the path, or else the host. */
function nameOf(url: URL): string {
  const last = url.pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last) || url.host;
  } catch {
    return last;
  }
}

/** `response` with a body that tells how much of it came; in all else itself. */
function counted(response: Response, received: (bytes: number) => void): Response {
  const body = response.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        received(chunk.length);
        controller.enqueue(chunk);
      },
    }),
  );
  return new Proxy(response, {
    get(target, key) {
      if (key === "body") return body ?? null;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Whether the policy of the page forbade a connection meanwhile: `fetch` itself says nothing but that it failed. */
function watchPolicy() {
  let violated = false;
  const note = ({ effectiveDirective }: SecurityPolicyViolationEvent) => {
    violated ||= effectiveDirective === "connect-src";
  };
  document.addEventListener("securitypolicyviolation", note);
  return {
    async forbade(): Promise<boolean> {
      // The event is told in a task of its own.
      await new Promise((resolve) => setTimeout(resolve));
      return violated;
    },
    stop: () => document.removeEventListener("securitypolicyviolation", note),
  };
}

function forbidden({ origin }: URL, cause: unknown): H4Error {
  const message = `The policy of this page (Content-Security-Policy, connect-src) forbids requests to ${origin}`;
  return new H4Error("SOURCE_UNREACHABLE", message, { cause });
}
