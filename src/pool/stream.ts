/** Streams on the side of the pool: a source is fed to a worker, and what comes back is handed out as it is asked for. */

import type { ByteSource } from "../api/bytes.js";
import type { AsyncOptions, Progress } from "../api/options.js";
import { chunksOf, sizeOf } from "../api/source.js";
import type { Crew, Job, JobMessage, Placement, Post } from "./crew.js";
import { errorOf, PIECE, type Task, WINDOW } from "./protocol.js";

/** All of `source` through one worker. The source is read no further ahead than `WINDOW` and one chunk of its own. */
export function streamThrough(
  crew: Crew,
  task: Task,
  source: ByteSource,
  { signal, onProgress }: AsyncOptions,
  total: number | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  // What ends the wait for the source: the caller's signal, and the end of the job, however it comes.
  const ending = new AbortController();
  const chunks = chunksOf(source, ending.signal);
  return handOut(new StreamJob(crew, task, chunks, ending), signal, onProgress, total ?? sizeOf(source));
}

async function* handOut(
  job: StreamJob,
  signal: AbortSignal | undefined,
  onProgress: AsyncOptions["onProgress"],
  total: number | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const abort = () => job.abort(signal?.reason);
  const report = () => {
    if (onProgress === undefined) return;
    const progress: Progress = { read: job.read, written: job.written };
    if (total !== undefined) progress.total = total;
    onProgress(progress);
  };
  try {
    signal?.throwIfAborted();
    signal?.addEventListener("abort", abort, { once: true });
    job.begin();
    for (let piece = await job.next(); piece !== undefined; piece = await job.next()) {
      report();
      yield piece;
    }
    report();
  } finally {
    signal?.removeEventListener("abort", abort);
    job.end();
  }
}

class StreamJob implements Job {
  readonly kind = "stream";
  /** Bytes of the input that what was handed out was made of, and bytes that were handed out. */
  read = 0;
  written = 0;
  private placement: Placement | undefined;
  private post: Post | undefined;
  private id = 0;
  private readonly pieces: { data: Uint8Array<ArrayBuffer>; read: number }[] = [];
  /** Bytes that the worker was sent and its engine has not taken. */
  private sent = 0;
  private state: "open" | "done" | "failed" = "open";
  private error: unknown;
  private readAtEnd = 0;
  private wakeConsumer: (() => void) | undefined;
  private wakeFeeder: (() => void) | undefined;

  constructor(
    private readonly crew: Crew,
    private readonly task: Task,
    private readonly chunks: AsyncGenerator<Uint8Array, void, undefined>,
    private readonly ending: AbortController,
  ) {}

  begin(): void {
    this.placement = this.crew.admit(this);
  }

  /** @internal */
  start(post: Post, id: number): void {
    this.post = post;
    this.id = id;
    post({ type: "open", id, task: this.task });
    void this.feed();
  }

  message(message: JobMessage): void {
    if (message.type === "piece") this.pieces.push(message);
    else if (message.type === "taken") this.sent -= message.bytes;
    else if (message.type === "failed") this.fail(errorOf(message.error));
    else if (message.type === "done") {
      this.readAtEnd = message.read;
      this.state = "done";
    }
    this.wake();
  }

  fail(error: unknown): void {
    if (this.state !== "open") return;
    this.state = "failed";
    this.error = error;
    this.end();
    this.wake();
  }

  /** Fails at once: what came out before is not handed out any more. */
  abort(reason: unknown): void {
    this.pieces.length = 0;
    this.fail(reason);
  }

  /** Lets the worker and the source go, whether or not they have finished. */
  end(): void {
    this.placement?.withdraw();
    this.ending.abort();
    if (this.state === "open") this.state = "done";
    this.wake();
  }

  /** The next piece, undefined at the end. A failure comes after the output before it, as from an engine here. */
  async next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (;;) {
      const piece = this.pieces.shift();
      if (piece !== undefined) return this.handOver(piece);
      if (this.state === "failed") throw this.error;
      if (this.state === "done") {
        this.read = this.readAtEnd;
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.wakeConsumer = resolve;
      });
    }
  }

  private handOver({ data, read }: { data: Uint8Array<ArrayBuffer>; read: number }): Uint8Array<ArrayBuffer> {
    this.read = read;
    this.written += data.length;
    if (this.state === "open") this.post?.({ type: "more", id: this.id, bytes: data.length });
    return data;
  }

  private async feed(): Promise<void> {
    try {
      for await (const chunk of this.chunks) {
        const { length } = chunk;
        for (let at = 0; at < length; at += PIECE) {
          await this.room();
          if (this.state !== "open") return;
          if (chunk.length !== length) throw new TypeError("chunk was detached or resized while it was read");
          const data = new Uint8Array(chunk.subarray(at, at + PIECE));
          this.sent += data.length;
          this.post?.({ type: "chunk", id: this.id, data }, [data.buffer]);
        }
        // What a source reuses for its next chunk was copied by then.
        await this.room();
      }
      if (this.state === "open") this.post?.({ type: "end", id: this.id });
    } catch (error) {
      this.fail(error);
    }
  }

  private async room(): Promise<void> {
    while (this.state === "open" && this.sent > WINDOW - PIECE) {
      await new Promise<void>((resolve) => {
        this.wakeFeeder = resolve;
      });
    }
  }

  private wake(): void {
    this.wakeConsumer?.();
    this.wakeFeeder?.();
  }
}
