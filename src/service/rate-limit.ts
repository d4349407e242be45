/** How often a client may ask for something that costs: so many a minute, as a bucket that fills again. T19 */

import { Problem } from "./problem.js";

const MINUTE = 60_000;
/** Clients that are remembered; the one that asked longest ago is forgotten first. */
const CLIENTS_MAX = 10_000;

export class RateLimit {
  /** When the bucket of a client will be full again, in milliseconds, in the order of the last question. */
  private readonly fullAt = new Map<string, number>();

  constructor(private readonly perMinute: number) {}

  /** Counts a question of `client`. @throws Problem `CLIENT_LIMIT` with Retry-After */
  take(client: string): void {
    const now = performance.now();
    const each = MINUTE / this.perMinute;
    const fullAt = Math.max(this.fullAt.get(client) ?? 0, now) + each;
    const over = fullAt - now - MINUTE;
    // A rounding error is no question.
    if (over > each / 1000) {
      throw new Problem(429, "CLIENT_LIMIT", `A client may ask ${this.perMinute} times a minute`, {
        limit: this.perMinute,
        headers: { "retry-after": String(Math.ceil(over / 1000)) },
      });
    }
    this.fullAt.delete(client);
    this.fullAt.set(client, fullAt);
    const [oldest] = this.fullAt.keys();
    if (this.fullAt.size > CLIENTS_MAX) this.fullAt.delete(oldest!);
  }
}
