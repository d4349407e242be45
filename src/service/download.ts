/** An answer that is read from a file while the client takes it. It costs no turn; a client that stops taking loses it. */

import type { Context } from "hono";
import { nodeConnection } from "./connection.js";
import { type Exchange, exchangeOf } from "./exchange.js";
import { clientLeft, Problem, problemOf } from "./problem.js";
import type { Service } from "./service.js";

export interface Download {
  status: 200 | 206;
  /** With the Content-Length, by which a client sees whether it has all. */
  headers: Record<string, string>;
  pieces: AsyncGenerator<Uint8Array, void, undefined>;
  /** Called once at the end, whichever it is. */
  close(): Promise<void>;
}

/** The answer that sends `download`. */
export function download(c: Context, service: Service, { status, headers, ...rest }: Download): Response {
  const sending = new Sending(c, service, { status, headers, ...rest });
  return new Response(sending.stream, { status, headers });
}

class Sending {
  readonly stream: ReadableStream<Uint8Array>;
  private readonly exchange: Exchange;
  private controller!: ReadableStreamDefaultController<Uint8Array>;
  private idle: ReturnType<typeof setTimeout> | undefined;
  private over = false;

  constructor(
    private readonly c: Context,
    private readonly service: Service,
    private readonly download: Download,
  ) {
    this.exchange = exchangeOf(c);
    this.exchange.held = true;
    this.exchange.written = 0;
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.controller = controller;
        },
        pull: () => this.pull(),
        cancel: (cause) => this.end(clientLeft(cause)),
      },
      { highWaterMark: 0 },
    );
    this.wait();
  }

  private async pull(): Promise<void> {
    clearTimeout(this.idle);
    try {
      const { done, value } = await this.download.pieces.next();
      if (this.over) return;
      if (done) {
        this.controller.close();
        this.end();
        return;
      }
      this.exchange.written! += value.length;
      this.controller.enqueue(value);
      this.wait();
    } catch (error) {
      this.fail(problemOf(error));
    }
  }

  private wait(): void {
    const { idle } = this.service.limits;
    const message = `The answer was not read for ${idle} ms`;
    this.idle = setTimeout(() => this.fail(new Problem(408, "TIMEOUT", message, { limit: idle })), idle);
  }

  /** In Node the connection itself is broken: an error of the stream would be written down as its last bytes. */
  private fail(problem: Problem): void {
    if (this.over) return;
    this.end(problem);
    const connection = nodeConnection(this.c);
    if (connection !== undefined) connection.outgoing.destroy();
    else this.controller.error(new Error("The answer broke off"));
  }

  private end(problem?: Problem): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.idle);
    this.exchange.finish(problem?.status ?? this.download.status, problem);
    void this.close();
  }

  private async close(): Promise<void> {
    try {
      await this.download.pieces.return();
      await this.download.close();
    } catch (err) {
      this.service.log.error({ id: this.exchange.id, err }, "clean-up failed");
    }
  }
}
