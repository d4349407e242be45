/** Answers that hold data: whole with their length, or as they are made. What broke off never looks complete. RFC 9110 §6 */

import { createSha256 } from "#platform";
import { H4Error } from "../api/errors.js";
import type { Sha256 } from "../platform/sha256.js";
import { toHex } from "../seal/text.js";
import { gather, WHOLE_MAX } from "./body.js";
import { type NodeOutgoing, nodeConnection } from "./connection.js";
import { respond } from "./exchange.js";
import { attachment } from "./file-name.js";
import { clientLeft, Problem } from "./problem.js";
import type { Task } from "./task.js";

/** The headers that say how long the data is, on both sides of the engine. */
const [COMPRESSED, DECOMPRESSED] = ["x-compressed-size", "x-decompressed-size"] as const;

/** Digits of SHA-256 in an ETag: 128 bits. */
const ETAG_DIGITS = 32;

/** What is known of an answer before it is made. */
export interface Facts {
  /** Which of the two the answer is; the other is what the request brought. */
  direction: "compress" | "decompress";
  type: string;
  /** The name to save it under. */
  fileName: string | undefined;
  /** Bytes that the request brings, where that is certain. */
  input: number | undefined;
  /** Bytes of the answer, where that is certain. */
  output: number | undefined;
  /** Whether `output` becomes Content-Length, so that no trailers can follow. */
  sized?: boolean;
  /** Bytes that the request has brought: those of the file, where it was a form. Asked at the end. */
  inputSoFar(): number;
}

/** The answer whose content is `output`: whole where it is short, else as it is made. */
export async function answer(
  task: Task,
  output: AsyncGenerator<Uint8Array, void, undefined>,
  facts: Facts,
): Promise<Response> {
  const { whole, rest } = await gather(output, WHOLE_MAX);
  return whole === undefined ? streamed(task, rest, facts) : await wholeAnswer(task, whole, facts);
}

/** An answer that is all there. */
export async function wholeAnswer(task: Task, bytes: Uint8Array<ArrayBuffer>, facts: Facts): Promise<Response> {
  const hash = await createSha256();
  hash.update(bytes);
  task.written = bytes.length;
  const headers = headersOf({ ...facts, input: facts.inputSoFar(), output: bytes.length });
  headers["content-length"] = String(bytes.length);
  headers.etag = etagOf(hash);
  return respond(task.c, bytes, 200, headers);
}

function headersOf({ direction, type, fileName, input, output }: Facts): Record<string, string> {
  const headers: Record<string, string> = { "content-type": type, "cache-control": "no-store, no-transform" };
  const [inputHeader, outputHeader] =
    direction === "compress" ? [DECOMPRESSED, COMPRESSED] : ([COMPRESSED, DECOMPRESSED] as const);
  if (input !== undefined) headers[inputHeader] = String(input);
  if (output !== undefined) headers[outputHeader] = String(output);
  if (fileName !== undefined) headers["content-disposition"] = attachment(fileName);
  return headers;
}

/** A strong validator: the same bytes have the same one. RFC 9110 §8.8.3 */
function etagOf(hash: Sha256): string {
  return `"${toHex(hash.digest()).slice(0, ETAG_DIGITS)}"`;
}

/** An answer that goes on while the client reads it, with what is only known at its end in trailers where they can be. */
async function streamed(
  task: Task,
  output: AsyncGenerator<Uint8Array, void, undefined>,
  facts: Facts,
): Promise<Response> {
  const connection = nodeConnection(task.c);
  const headers = headersOf(facts);
  if (facts.sized && facts.output !== undefined) headers["content-length"] = String(facts.output);
  // A client of HTTP/1.0 knows neither chunks nor what may follow them. RFC 9112 §7.1.2
  const chunks = connection !== undefined && connection.incoming.httpVersion !== "1.0";
  const trailing = chunks && !("content-length" in headers);
  const hash = trailing ? await createSha256() : undefined;
  if (trailing) {
    const late = [COMPRESSED, DECOMPRESSED].filter((name) => !(name in headers));
    headers.trailer = [...late, "etag"].join(", ");
  }
  const end = (): void => {
    if (hash === undefined) return;
    const all = headersOf({ ...facts, input: facts.inputSoFar(), output: task.written });
    const trailers: Record<string, string> = { etag: etagOf(hash) };
    for (const name of [COMPRESSED, DECOMPRESSED]) if (!(name in headers)) trailers[name] = all[name]!;
    connection!.outgoing.addTrailers(trailers);
  };
  task.hold();
  return respond(task.c, new Outflow(task, output, hash, end, connection?.outgoing).stream, 200, headers);
}

/** Hands out pieces as the client takes them, and ends the work when it does not. */
class Outflow {
  readonly stream: ReadableStream<Uint8Array>;
  private controller!: ReadableStreamDefaultController<Uint8Array>;
  private idle: ReturnType<typeof setTimeout> | undefined;
  private over = false;

  constructor(
    private readonly task: Task,
    private readonly output: AsyncGenerator<Uint8Array, void, undefined>,
    private readonly hash: Sha256 | undefined,
    private readonly finish: () => void,
    private readonly outgoing: NodeOutgoing | undefined,
  ) {
    // No piece is made before it is asked for.
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.controller = controller;
        },
        pull: () => this.pull(),
        cancel: (cause) => this.stop(clientLeft(cause)),
      },
      { highWaterMark: 0 },
    );
    task.signal.addEventListener("abort", () => this.fail(task.signal.reason), { once: true });
    if (task.signal.aborted) this.fail(task.signal.reason);
    else this.wait();
  }

  private async pull(): Promise<void> {
    clearTimeout(this.idle);
    try {
      const { done, value } = await this.output.next();
      if (this.over) return;
      if (done) return this.complete();
      this.task.written += value.length;
      this.hash?.update(value);
      this.controller.enqueue(value);
      this.wait();
    } catch (error) {
      this.fail(error);
    }
  }

  /** A client that does not take what it asked for holds a place that others wait for. */
  private wait(): void {
    const { idle } = this.task.service.limits;
    this.idle = setTimeout(() => this.fail(unread(idle)), idle);
  }

  private complete(): void {
    this.over = true;
    this.finish();
    this.controller.close();
    this.task.end();
  }

  /** The connection is closed before the end of the answer, which no client takes for one. */
  private fail(error: unknown): void {
    if (this.over) return;
    this.stop(error);
    // In Node the answer itself is broken: an error of the stream would be written down as its last bytes.
    if (this.outgoing !== undefined) this.outgoing.destroy();
    else this.controller.error(new H4Error("SESSION_CLOSED", "The answer broke off"));
  }

  private stop(error: unknown): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.idle);
    this.task.end(error);
    // Not awaited: it may be at work.
    this.output.return().catch(() => undefined);
  }
}

function unread(idle: number): Problem {
  return new Problem(408, "TIMEOUT", `The answer was not read for ${idle} ms`, { limit: idle });
}
