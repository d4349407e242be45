/** A session with its state and its figures: what the push API, Web Streams and Node streams have in common. */

import { nextTurn } from "#platform";
import type { CoreSession } from "../engine/core.js";
import { H4Error } from "./errors.js";
import type { AsyncOptions, Progress } from "./options.js";
import { abortable } from "./source.js";

/** Bytes in and out after which timers and other streams get their turn: some 5 ms at level 3. */
const TURN = 1 << 20;
/** Milliseconds after which they get it with fewer: at high levels, and in frames of a byte each, of which 1 MiB has 100,000. */
const TURN_TIME = 10;

export class Flow {
  private closed = false;
  private cause: unknown;
  private ending = false;
  private given = 0;
  private written = 0;
  private nextTurnAt = TURN;
  private turnBegan = performance.now();

  constructor(
    private readonly session: CoreSession,
    readonly options: AsyncOptions,
    /** Bytes that will come, where that is known. */
    public total: number | undefined,
  ) {}

  /** Takes the next input; all of `read` must come before the next call. */
  write(chunk: Uint8Array): void {
    this.check();
    this.session.write(chunk);
    this.given += chunk.length;
  }

  flush(): void {
    this.check();
    this.session.flush();
  }

  end(): void {
    this.check();
    this.ending = true;
    this.session.end();
  }

  /** Lets an engine that works off this thread do so; `read` then only hands out. */
  async settle(): Promise<void> {
    if (this.closed || this.session.settle === undefined) return;
    try {
      await abortable(this.session.settle(), this.options.signal);
    } catch (error) {
      this.close(error);
      throw error;
    }
  }

  /** The next piece of output; undefined when there is none without more input. After `end`, that is the end. */
  read(): Uint8Array<ArrayBuffer> | undefined {
    if (this.closed) throw this.refusal();
    try {
      this.options.signal?.throwIfAborted();
      const piece = this.session.read();
      if (piece !== undefined) this.written += piece.length;
      if (piece !== undefined || this.given > 0) this.report();
      if (piece === undefined && this.ending) this.close();
      return piece;
    } catch (error) {
      this.close(error);
      throw error;
    }
  }

  /** Everything that can be read now. */
  drain(): Uint8Array<ArrayBuffer>[] {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (let piece = this.read(); piece !== undefined; piece = this.read()) pieces.push(piece);
    return pieces;
  }

  /** Gives back what the session holds; `cause` is why, if something went wrong. Idempotent. */
  close(cause?: unknown): void {
    if (this.closed) return;
    this.closed = true;
    this.cause = cause;
    this.session.close();
  }

  /** Lets others have their turn when enough was done since the last one. */
  async rest(): Promise<void> {
    const enough = this.given - this.session.pending + this.written >= this.nextTurnAt;
    if (!enough && performance.now() - this.turnBegan < TURN_TIME) return;
    await nextTurn();
    this.turnBegan = performance.now();
    this.nextTurnAt = this.given - this.session.pending + this.written + TURN;
  }

  private report(): void {
    const { onProgress } = this.options;
    if (onProgress === undefined) return;
    const progress: Progress = { read: this.given - this.session.pending, written: this.written };
    if (this.total !== undefined) progress.total = this.total;
    onProgress(progress);
  }

  private check(): void {
    if (this.closed || this.ending) throw this.refusal();
    const { signal } = this.options;
    if (signal?.aborted) {
      this.close(signal.reason);
      throw signal.reason;
    }
  }

  private refusal(): H4Error {
    const why = this.cause === undefined ? "has ended" : "failed";
    return new H4Error("SESSION_CLOSED", `This session ${why}: open another one`, { cause: this.cause });
  }
}
