/** Whose turn it is: order, bounds, shares, and that no place is ever lost or given twice. T19 */

import { describe, expect, test } from "vitest";
import { Admission, type Place } from "../../src/service/admission.js";
import { checkLimits, type Limits } from "../../src/service/limits.js";
import { Problem } from "../../src/service/problem.js";
import { RateLimit } from "../../src/service/rate-limit.js";
import { Random } from "../support/generators.js";
import { MetricsBook } from "../support/service.js";

function admission(limits: Partial<Limits>) {
  const metrics = new MetricsBook();
  return { line: new Admission(checkLimits(limits), metrics), metrics };
}

/** The signal of a client that stays. */
const never = () => new AbortController().signal;

async function refusal(promise: Promise<Place>): Promise<Problem> {
  const error = await promise.then(
    () => "it was let in",
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
}

describe("the queue", () => {
  test("is served in the order of arrival", async () => {
    const { line, metrics } = admission({ concurrency: 1 });
    const first = await line.enter(undefined, never());
    const order: number[] = [];
    const waiting = Array.from({ length: 20 }, async (_, i) => {
      const place = await line.enter(undefined, never());
      order.push(i);
      place.release();
    });
    expect(metrics.waitingFigures.at(-1)).toBe(20);
    first.release();
    await Promise.all(waiting);
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect([metrics.inWorkFigures.at(-1), metrics.waitingFigures.at(-1)]).toEqual([0, 0]);
  });

  test("is left by who gives up, and nobody behind loses a turn", async () => {
    const { line, metrics } = admission({ concurrency: 1 });
    const first = await line.enter(undefined, never());
    const gone = new AbortController();
    const second = line.enter(undefined, gone.signal);
    const third = line.enter(undefined, never());
    const reason = new Error("gone");
    gone.abort(reason);
    await expect(second).rejects.toBe(reason);
    expect(metrics.waitingFigures.at(-1)).toBe(1);
    first.release();
    (await third).release();
    await expect(line.enter(undefined, gone.signal)).rejects.toBe(reason);
    expect(metrics.inWorkFigures.at(-1)).toBe(0);
  });

  test("takes no more than it may, and tells for how long to stay away", async () => {
    const { line } = admission({ concurrency: 1, queue: 2 });
    const place = await line.enter(undefined, never());
    const waiting = [line.enter(undefined, never()), line.enter(undefined, never())];
    const problem = await refusal(line.enter(undefined, never()));
    expect([problem.status, problem.code, problem.limit]).toEqual([503, "QUEUE_FULL", 2]);
    expect(Number(problem.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    place.release();
    for (const next of waiting) (await next).release();
  });
});

describe("a place", () => {
  test("is given back once, however often that is said", async () => {
    const { line, metrics } = admission({ concurrency: 2 });
    const [a, b] = [await line.enter("x", never()), await line.enter("x", never())];
    for (let i = 0; i < 3; i++) a.release();
    expect(metrics.inWorkFigures.at(-1)).toBe(1);
    const c = await line.enter("x", never());
    const waiting = line.enter("x", never());
    expect(metrics.waitingFigures.at(-1)).toBe(1);
    for (const place of [b, c]) place.release();
    (await waiting).release();
    expect(metrics.inWorkFigures.at(-1)).toBe(0);
  });

  test("is never lost: after any mixture of coming, giving up and leaving all are free", async () => {
    const random = new Random(3);
    const { line, metrics } = admission({ concurrency: 3, queue: 10, client: 4 });
    const held: Place[] = [];
    const waiting: Promise<void>[] = [];
    const aborts: AbortController[] = [];
    for (let i = 0; i < 2000; i++) {
      const what = random.below(3);
      if (what === 0) held.splice(random.below(held.length), 1)[0]?.release();
      else if (what === 1) aborts.splice(random.below(aborts.length), 1)[0]?.abort(new Error("gone"));
      else {
        const abort = new AbortController();
        aborts.push(abort);
        const entering = line.enter(`client ${random.below(5)}`, abort.signal);
        waiting.push(
          entering.then(
            (place) => void held.push(place),
            () => undefined,
          ),
        );
      }
      await Promise.resolve();
      expect(metrics.inWorkFigures.at(-1) ?? 0).toBeLessThanOrEqual(3);
      expect(metrics.waitingFigures.at(-1) ?? 0).toBeLessThanOrEqual(10);
    }
    for (const abort of aborts) abort.abort(new Error("gone"));
    await Promise.all(waiting);
    for (const place of held) place.release();
    expect(metrics.inWorkFigures.at(-1)).toBe(0);
    // Each client has all of its share again.
    for (let client = 0; client < 5; client++) {
      const places = [0, 1, 2].map(() => line.enter(`client ${client}`, never()));
      for (const place of await Promise.all(places)) place.release();
    }
  });
});

describe("the share of a client", () => {
  test("counts what waits as well, and leaves others theirs", async () => {
    const { line } = admission({ concurrency: 1, client: 2 });
    const place = await line.enter("a", never());
    const waiting = line.enter("a", never());
    const problem = await refusal(line.enter("a", never()));
    expect([problem.status, problem.code, problem.headers["retry-after"]]).toEqual([429, "CLIENT_LIMIT", "1"]);
    const other = line.enter("b", never());
    place.release();
    const again = line.enter("a", never());
    for (const next of [waiting, other, again]) (await next).release();
  });
});

describe("a rate", () => {
  test("lets a minute's worth at once, then one after the other", () => {
    const rate = new RateLimit(60);
    for (let i = 0; i < 60; i++) rate.take("a");
    expect(() => rate.take("a")).toThrow(Problem);
    rate.take("b");
  });
});
