/** Whose turn it is: a bounded number of requests in work, a bounded queue behind them, and a share for each client. T19 */

import type { Limits } from "./limits.js";
import { Problem } from "./problem.js";
import type { ServiceMetrics } from "./service.js";

/** A request's place among those in work. */
export interface Place {
  /** Gives it back; the second call and later ones do nothing. */
  release(): void;
}

/** A request that waits. */
interface Waiter {
  admit(): void;
}

/** Weight of the latest request in the mean time of one. */
const LATEST = 0.1;
/** Bounds of Retry-After, in seconds. */
const [RETRY_MIN, RETRY_MAX] = [1, 60];

export class Admission {
  private inWork = 0;
  /** In the order of arrival, which a Set keeps. */
  private readonly waiting = new Set<Waiter>();
  private readonly clients = new Map<string, number>();
  private meanSeconds = 0;

  constructor(
    private readonly limits: Limits,
    private readonly metrics: Pick<ServiceMetrics, "inWork" | "waiting" | "waited">,
  ) {}

  /**
   * A place for a request of `client`, who has no share of its own where it is undefined. Waits for its turn, in the
   * order of arrival, until `signal` aborts.
   *
   * @throws Problem `CLIENT_LIMIT`, `QUEUE_FULL`; the signal's reason
   */
  async enter(client: string | undefined, signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    const { concurrency, queue } = this.limits;
    const leave = this.countClient(client);
    try {
      const arrived = performance.now();
      if (this.inWork >= concurrency || this.waiting.size > 0) {
        if (this.waiting.size >= queue) throw this.full(`${queue} requests wait already`, queue);
        await this.turn(signal);
      } else {
        this.count(1);
      }
      this.metrics.waited((performance.now() - arrived) / 1000);
    } catch (error) {
      leave();
      throw error;
    }
    return this.place(leave);
  }

  private place(leave: () => void): Place {
    const began = performance.now();
    let released = false;
    return {
      release: () => {
        if (released) return;
        released = true;
        this.meanSeconds += ((performance.now() - began) / 1000 - this.meanSeconds) * LATEST;
        leave();
        this.pass();
      },
    };
  }

  /** The place of a request that ends goes to the one that waits longest. */
  private pass(): void {
    const [next] = this.waiting;
    if (next === undefined) this.count(-1);
    else next.admit();
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const { wait } = this.limits;
      const leave = () => {
        this.waiting.delete(waiter);
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        this.metrics.waiting(this.waiting.size);
      };
      const abort = () => {
        leave();
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        leave();
        reject(this.full(`No turn within ${wait} ms`, wait));
      }, wait);
      const waiter: Waiter = {
        admit: () => {
          leave();
          resolve();
        },
      };
      signal.addEventListener("abort", abort, { once: true });
      this.waiting.add(waiter);
      this.metrics.waiting(this.waiting.size);
    });
  }

  private count(change: number): void {
    this.inWork += change;
    this.metrics.inWork(this.inWork);
  }

  /** Counts a request against its client's share; the answer takes it back. */
  private countClient(client: string | undefined): () => void {
    if (client === undefined) return () => undefined;
    const { client: share } = this.limits;
    const count = this.clients.get(client) ?? 0;
    if (count >= share) {
      throw new Problem(429, "CLIENT_LIMIT", `A client may have ${share} requests at a time`, {
        limit: share,
        headers: { "retry-after": String(RETRY_MIN) },
      });
    }
    this.clients.set(client, count + 1);
    return () => {
      const left = this.clients.get(client)! - 1;
      if (left === 0) this.clients.delete(client);
      else this.clients.set(client, left);
    };
  }

  private full(message: string, limit: number): Problem {
    const seconds = Math.ceil((this.meanSeconds * (this.waiting.size + 1)) / this.limits.concurrency);
    const retryAfter = Math.min(Math.max(seconds, RETRY_MIN), RETRY_MAX);
    return new Problem(503, "QUEUE_FULL", message, { limit, headers: { "retry-after": String(retryAfter) } });
  }
}
