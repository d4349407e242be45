/** A stream on the side of the worker: input as it comes, output as far as the consumer's window is open. */

import { nextTurn } from "#platform";
import type { CoreSession } from "../engine/core.js";
import { type FromWorker, PIECE, type ToWorker, WINDOW } from "./protocol.js";

/** Bytes in and out after which other jobs and the messages of the owner have their turn. */
const TURN = 2 * PIECE;

export class StreamWork {
  private readonly input: Uint8Array[] = [];
  private ended = false;
  private stopped = false;
  /** Bytes that may still go out. The last piece may exceed it, by less than its own length. */
  private credit = WINDOW;
  private given = 0;
  private sinceTurn = 0;
  private wake: (() => void) | undefined;

  constructor(
    private readonly id: number,
    private readonly session: CoreSession,
    private readonly answer: (message: FromWorker, transfer?: ArrayBuffer[]) => void,
  ) {}

  take(message: ToWorker & { type: "chunk" | "end" | "more" }): void {
    if (message.type === "chunk") this.input.push(message.data);
    else if (message.type === "end") this.ended = true;
    else this.credit += message.bytes;
    this.wake?.();
  }

  stop(): void {
    this.stopped = true;
    this.wake?.();
  }

  /** Works until the input has ended and everything is out, or nobody wants it any more. */
  async run(): Promise<void> {
    const { id, session, answer } = this;
    try {
      for (;;) {
        await this.until(() => this.input.length > 0 || this.ended);
        if (this.stopped) return;
        const chunk = this.input.shift();
        if (chunk === undefined) break;
        session.write(chunk);
        this.given += chunk.length;
        await this.drain();
        if (this.stopped) return;
        answer({ type: "taken", id, bytes: chunk.length });
        await this.rest(chunk.length);
      }
      session.end();
      await this.drain();
      if (!this.stopped) answer({ type: "done", id, read: this.given });
    } finally {
      session.close();
    }
  }

  private async drain(): Promise<void> {
    for (;;) {
      // Before the engine is asked: what it gives must have somewhere to go.
      await this.until(() => this.credit > 0);
      if (this.stopped) return;
      const data = this.session.read();
      if (data === undefined) return;
      this.credit -= data.length;
      const { length } = data;
      this.answer({ type: "piece", id: this.id, data, read: this.given - this.session.pending }, [data.buffer]);
      await this.rest(length);
    }
  }

  private async rest(bytes: number): Promise<void> {
    this.sinceTurn += bytes;
    if (this.sinceTurn < TURN) return;
    this.sinceTurn = 0;
    await nextTurn();
  }

  /** Waits for messages until `enough`, or until the job is stopped. */
  private async until(enough: () => boolean): Promise<void> {
    while (!this.stopped && !enough()) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = undefined;
    }
  }
}
