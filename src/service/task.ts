/** The work that a request asks for: its turn, its time, its end, whichever way it ends. T18 to T20 */

import type { Context } from "hono";
import type { Place } from "./admission.js";
import { checkBody } from "./body.js";
import { clientOf } from "./client.js";
import { type Exchange, exchangeOf } from "./exchange.js";
import { clientLeft, Problem, problemOf } from "./problem.js";
import type { Operation, Service } from "./service.js";

export class Task {
  /** Bytes of the body so far, as they came; of a form, with everything around the file. */
  read = 0;
  /** Bytes of content given to the client so far. */
  written = 0;
  private readonly controller = new AbortController();
  private readonly exchange: Exchange;
  private readonly deadline: ReturnType<typeof setTimeout>;
  private readonly left = () => this.abort(clientLeft());
  private readonly duties: (() => Promise<void>)[] = [];
  private place: Place | undefined;
  private workBegan = 0;
  private ended = false;

  constructor(
    readonly c: Context,
    readonly service: Service,
    private readonly operation: Operation,
  ) {
    const { time } = service.limits;
    this.exchange = exchangeOf(c);
    this.deadline = setTimeout(() => this.abort(tooLong(time)), time);
    const { signal } = c.req.raw;
    signal.addEventListener("abort", this.left, { once: true });
    if (signal.aborted) this.left();
  }

  /** Aborts when the client leaves, the time is over, or something of the request failed; the reason says which. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Ends everything that listens to `signal`. */
  abort(reason: Problem): void {
    if (!this.ended) this.controller.abort(reason);
  }

  /** Waits for its turn. */
  async enter(): Promise<void> {
    this.place = await this.service.admission.enter(clientOf(this.c, this.service), this.signal);
    this.workBegan = performance.now();
  }

  /** Has `duty` done at the end, whichever it is. */
  defer(duty: () => Promise<void>): void {
    this.duties.push(duty);
  }

  /** Whether the answer goes on after the handler returned; `end` is then its business. */
  get held(): boolean {
    return this.exchange.held;
  }

  /** Says that the answer goes on after the handler returned. */
  hold(): void {
    this.exchange.held = true;
  }

  /** The end, once: gives the place back and tells what was done, or why it was not. Answers with the reason. */
  end(error?: unknown): Problem | undefined {
    // What an abort makes fail has many names; its reason is the one that counts.
    const problem = error === undefined ? undefined : problemOf(this.signal.aborted ? this.signal.reason : error);
    if (this.ended) return problem;
    this.ended = true;
    clearTimeout(this.deadline);
    this.c.req.raw.signal.removeEventListener("abort", this.left);
    for (const duty of this.duties) this.perform(duty);
    this.place?.release();
    const { exchange, read, written, operation } = this;
    exchange.read = read;
    exchange.written = written;
    if (problem === undefined) {
      const seconds = (performance.now() - this.workBegan) / 1000;
      this.service.metrics.work({ operation, seconds, read, written });
    } else this.controller.abort(problem);
    if (this.held) exchange.finish(problem?.status ?? 200, problem);
    return problem;
  }

  /** What fails now changes no answer; the log has it. */
  private async perform(duty: () => Promise<void>): Promise<void> {
    try {
      await duty();
    } catch (err) {
      this.service.log.error({ id: this.exchange.id, err }, "clean-up failed");
    }
  }
}

/**
 * Runs a request's work in its turn and answers with what `run` gives. Everything about the request that can be refused
 * without its body is refused before it waits.
 *
 * @throws Problem for whatever goes wrong before there is an answer
 */
export async function work(
  c: Context,
  service: Service,
  operation: Operation,
  run: (task: Task) => Promise<Response>,
): Promise<Response> {
  checkBody(c, service.limits);
  const task = new Task(c, service, operation);
  try {
    await task.enter();
    const response = await run(task);
    if (!task.held) task.end();
    return response;
  } catch (error) {
    throw task.end(error);
  }
}

function tooLong(time: number): Problem {
  return new Problem(503, "TIMEOUT", `It took longer than the ${time} ms that a request may take`, { limit: time });
}
