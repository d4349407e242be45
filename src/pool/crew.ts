/** The workers of a pool and who waits for them: jobs are placed in order, the dead are replaced. */

import { startWorker } from "#workers";
import { H4Error } from "../api/errors.js";
import type { CoreIdentity } from "../engine/core.js";
import type { WorkerEnd, WorkerHandle } from "../platform/worker-handle.js";
import { DictionarySender } from "./dictionaries.js";
import { errorOf, type FromWorker, type Task, type ToWorker } from "./protocol.js";

/** Streams that a worker has open at a time: each holds an instance of the engine, and waits for its source mostly. */
export const STREAMS_MAX = 8;

/** Milliseconds that a worker may take to start. It takes 30; this is for scripts that never answer. */
const START_MAX = 30_000;

/** What a job is told, by name of the message. */
export type JobMessage = Exclude<FromWorker, { type: "ready" | "refused" }>;

/** A job as the crew sees it: a call has a worker to itself, streams share one with others. */
export interface Job {
  readonly kind: "call" | "stream";
  /** Its worker has been chosen: what to tell it. */
  start(post: Post, id: number): void;
  message(message: JobMessage): void;
  /** The worker is gone, or the pool was closed. */
  fail(error: unknown): void;
}

/** What a job tells its worker: dictionaries as they are. */
type FromJob<M> = M extends { type: "start" }
  ? never
  : M extends { task: unknown }
    ? Omit<M, "task"> & { task: Task }
    : M;

/** Tells the worker of a job something about it. */
export type Post = (message: FromJob<ToWorker>, transfer?: ArrayBuffer[]) => void;

export interface CrewOptions {
  workers: number;
  queue: number;
  url: string | URL | undefined;
  module: WebAssembly.Module;
  identity: CoreIdentity;
}

export class Crew {
  private readonly members: Member[] = [];
  private readonly waiting: Placement[] = [];
  private ids = 0;
  private closed = false;

  constructor(private readonly options: CrewOptions) {}

  /** Starts all workers, or ends those that it could start and says why. */
  async start(): Promise<void> {
    const starting: Promise<void>[] = [];
    for (let i = 0; i < this.options.workers; i++) {
      const member = new Member(this.options, () => this.settle(member));
      this.members.push(member);
      starting.push(member.start());
    }
    try {
      await Promise.all(starting);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  get state(): { workers: number; busy: number; waiting: number } {
    const busy = this.members.filter(({ jobs }) => jobs.size > 0).length;
    return { workers: this.members.length, busy, waiting: this.waiting.length };
  }

  /**
   * Gives `job` to a worker, now or when one is free. Answers with how to withdraw it.
   *
   * @param part - of a larger job that was admitted already: the bound of the queue is not for it
   * @throws H4Error `POOL_QUEUE_FULL`, `POOL_CLOSED`
   */
  admit(job: Job, part = false): Placement {
    if (this.closed) throw closedError();
    const placement = new Placement(job, ++this.ids, () => this.withdraw(placement));
    this.waiting.push(placement);
    this.place();
    const { queue } = this.options;
    if (!part && placement.member === undefined && this.waiting.length > queue) {
      this.waiting.splice(this.waiting.indexOf(placement), 1);
      const message = `All workers are busy and ${queue} jobs wait, which is as many as may`;
      throw new H4Error("POOL_QUEUE_FULL", message, { got: queue + 1, limit: queue });
    }
    return placement;
  }

  /** Ends all workers at once. What was in work or waiting fails with `POOL_CLOSED`. */
  async close(): Promise<void> {
    this.closed = true;
    const ending = this.members.map((member) => member.end(closedError()));
    for (const { job } of this.waiting.splice(0)) job.fail(closedError());
    await Promise.all(ending);
  }

  /** Gives jobs to workers for as long as there are both. Calls and streams do not wait for each other. */
  private place(): void {
    const full = { call: false, stream: false };
    for (let i = 0; i < this.waiting.length && !(full.call && full.stream); ) {
      const placement = this.waiting[i]!;
      const { kind } = placement.job;
      const member = full[kind] ? undefined : this.leastBusy(kind);
      if (member === undefined) {
        full[kind] = true;
        i++;
      } else {
        this.waiting.splice(i, 1);
        member.take(placement);
      }
    }
  }

  private leastBusy(kind: Job["kind"]): Member | undefined {
    const limit = kind === "call" ? 1 : STREAMS_MAX;
    let best: Member | undefined;
    for (const member of this.members) {
      if (member.state !== "ready" || member.count(kind) >= limit) continue;
      if (best === undefined || member.jobs.size < best.jobs.size) best = member;
    }
    if (best === undefined) this.revive();
    return best;
  }

  /** Workers that could not be replaced when they died are tried again when there is work. */
  private revive(): void {
    for (const member of this.members) if (member.state === "down") this.restart(member);
  }

  /** A worker has room again, or is gone. */
  private settle(member: Member): void {
    if (this.closed) return;
    if (member.state === "gone") this.restart(member);
    this.place();
  }

  private restart(member: Member): void {
    member.start().catch((error: unknown) => {
      if (this.members.some(({ state }) => state !== "down")) return;
      // Nobody is left to do it.
      for (const { job } of this.waiting.splice(0)) job.fail(error);
    });
  }

  private withdraw(placement: Placement): void {
    const at = this.waiting.indexOf(placement);
    if (at >= 0) this.waiting.splice(at, 1);
    else placement.member?.drop(placement);
  }
}

/** A job with its number, and its worker once it has one. */
export class Placement {
  member: Member | undefined;

  constructor(
    readonly job: Job,
    readonly id: number,
    /** Takes the job back, wherever it is; what is in work of it is stopped. */
    readonly withdraw: () => void,
  ) {}
}

/** "gone" died at work, "down" could not be started. */
type MemberState = "starting" | "ready" | "gone" | "down";

/** One worker after the other, in the same place. */
class Member {
  state: MemberState = "down";
  readonly jobs = new Map<number, Placement>();
  private handle: WorkerHandle | undefined;
  private dictionaries = new DictionarySender();
  private ended = false;
  private started: { resolve(): void; reject(error: unknown): void } | undefined;

  constructor(
    private readonly options: CrewOptions,
    private readonly changed: () => void,
  ) {}

  /** @throws H4Error `POOL_WORKER_START` */
  async start(): Promise<void> {
    this.state = "starting";
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.started = { resolve, reject };
        timer = setTimeout(() => reject(startError({ message: `no answer in ${START_MAX} ms` })), START_MAX);
        this.launch();
      });
    } catch (error) {
      this.state = "down";
      void this.handle?.end();
      this.handle = undefined;
      throw error instanceof H4Error ? error : startError({ message: String(error), cause: error });
    } finally {
      clearTimeout(timer);
      this.started = undefined;
    }
    if (this.ended) return;
    this.state = "ready";
    this.handle?.keepAlive(this.jobs.size > 0);
    this.changed();
  }

  private launch(): void {
    const { url, module, identity } = this.options;
    const handle = startWorker(url, {
      message: (message) => {
        if (this.handle === handle) this.hear(message as FromWorker);
      },
      ended: (reason) => {
        if (this.handle === handle) this.lost(reason);
      },
    });
    this.handle = handle;
    this.dictionaries = new DictionarySender();
    const start: ToWorker = { type: "start", module, identity };
    handle.post(start, []);
  }

  count(kind: Job["kind"]): number {
    let count = 0;
    for (const { job } of this.jobs.values()) if (job.kind === kind) count++;
    return count;
  }

  take(placement: Placement): void {
    const { handle, dictionaries } = this;
    placement.member = this;
    this.jobs.set(placement.id, placement);
    if (this.jobs.size === 1) handle?.keepAlive(true);
    try {
      placement.job.start((message, transfer = []) => {
        handle?.post(
          "task" in message ? { ...message, task: dictionaries.pack(message.task, transfer) } : message,
          transfer,
        );
      }, placement.id);
    } catch (error) {
      this.release(placement.id);
      placement.job.fail(error);
    }
  }

  /** The job is no longer wanted. */
  drop({ id }: Placement): void {
    if (!this.jobs.has(id)) return;
    this.handle?.post({ type: "stop", id } satisfies ToWorker, []);
    this.release(id);
    this.changed();
  }

  async end(reason: H4Error): Promise<void> {
    this.ended = true;
    this.state = "down";
    const { handle } = this;
    this.handle = undefined;
    this.started?.reject(reason);
    this.failAll(reason);
    await handle?.end();
  }

  private hear(message: FromWorker): void {
    if (message.type === "ready") {
      this.started?.resolve();
    } else if (message.type === "refused") {
      this.started?.reject(errorOf(message.error));
    } else {
      const placement = this.jobs.get(message.id);
      if (placement === undefined) return; // withdrawn meanwhile
      const last = LAST.has(message.type);
      if (last) this.release(message.id);
      placement.job.message(message);
      if (last) this.changed();
    }
  }

  private release(id: number): void {
    if (this.jobs.delete(id) && this.jobs.size === 0) this.handle?.keepAlive(false);
  }

  private lost(reason: WorkerEnd): void {
    this.handle = undefined;
    if (this.started !== undefined) {
      this.started.reject(startError(reason));
      return;
    }
    this.state = "gone";
    const { message, ...details } = reason;
    this.failAll(new H4Error("POOL_WORKER_CRASHED", `A worker ended during the job: ${message}`, details));
    this.changed();
  }

  private failAll(error: H4Error): void {
    const lost = [...this.jobs.values()];
    this.jobs.clear();
    for (const { job } of lost) job.fail(error);
  }
}

/** The messages after which a job is over. */
const LAST: ReadonlySet<FromWorker["type"]> = new Set(["result", "report", "done", "failed"]);

function startError({ message, ...details }: WorkerEnd): H4Error {
  return new H4Error("POOL_WORKER_START", `A worker could not be started: ${message}`, details);
}

function closedError(): H4Error {
  return new H4Error("POOL_CLOSED", "This pool was closed: create another one");
}
