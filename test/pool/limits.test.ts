/** A pool under load, abort, death and close: every job answers, with a typed error where it has no result. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createEngine } from "../../src/index.js";
import { createPool } from "../../src/pool.js";
import { expectBytes } from "../support/expect-bytes.js";
import { failure } from "../support/failure.js";
import { json, noise, text } from "../support/generators.js";
import { gathered, MORTAL, pool, thrown } from "./pools.js";

const WORD = (word: string) => new TextEncoder().encode(word);
const NOTHING_LEFT = { workers: 2, busy: 0, waiting: 0 };

test("more jobs than may wait are refused at once, the others are done", async () => {
  const workers = await pool({ queue: 3 });
  const data = noise(500_000);
  const jobs = Array.from({ length: 8 }, () => workers.compress(data, { level: 9 }));
  expect(workers.state).toEqual({ workers: 2, busy: 2, waiting: 3 });
  const outcomes = await Promise.allSettled(jobs);
  expect(outcomes.map(({ status }) => status)).toEqual([...Array(5).fill("fulfilled"), ...Array(3).fill("rejected")]);
  expect(await failure(jobs[7]!)).toMatchObject({ code: "POOL_QUEUE_FULL", limit: 3 });
  expect(workers.state).toEqual(NOTHING_LEFT);
});

test("an abort gives the worker to the next job within some tens of milliseconds, be it a call or a stream", async () => {
  const workers = await pool({ workers: 1 });
  const large = new Uint8Array(7 << 20);
  for (let at = 0; at < large.length; at += 1 << 20) large.set(text(1 << 20, at), at);
  const started = performance.now();
  await workers.compress(large, { level: 9 });
  const alone = performance.now() - started;
  const jobs = [
    (signal: AbortSignal) => workers.compress(large, { level: 9, signal }),
    (signal: AbortSignal) => gathered(workers.compressor({ level: 9, signal }).over(large)),
  ];
  for (const job of jobs) {
    const controller = new AbortController();
    const running = job(controller.signal);
    const waiting = workers.compress(text(100));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const reason = new Error("changed my mind");
    controller.abort(reason);
    const aborted = performance.now();
    await expect(running).rejects.toBe(reason);
    await waiting;
    await workers.compress(text(100));
    // All of it takes a second or more: what was left of it was not done.
    expect(performance.now() - aborted).toBeLessThan(alone / 2);
  }
  await expect(workers.compress(large, { signal: AbortSignal.abort("at once") })).rejects.toBe("at once");
  expect(workers.state).toEqual({ workers: 1, busy: 0, waiting: 0 });
});

test("an abort takes a job out of the queue", async () => {
  const workers = await pool({ workers: 1 });
  const first = workers.compress(noise(2_000_000), { level: 9 });
  const controller = new AbortController();
  const second = workers.compress(text(100), { signal: controller.signal });
  expect(workers.state.waiting).toBe(1);
  controller.abort();
  await expect(second).rejects.toThrow("aborted");
  expect(workers.state.waiting).toBe(0);
  await first;
});

test.each([
  ["exits", "EXIT NOW", { got: 7 }],
  ["throws what nobody catches", "THROW IT", { cause: { message: "an error that nobody catches" } }],
])("a worker that %s is replaced: its job fails, the others are done", async (_, word, details) => {
  const workers = await pool({ worker: { url: MORTAL } });
  const data = json(300_000);
  const expected = (await createEngine()).compress(data);
  for (let round = 0; round < 3; round++) {
    const dying = failure(workers.compress(WORD(word)));
    const others = await Promise.all(Array.from({ length: 4 }, () => workers.compress(data)));
    for (const other of others) expectBytes(other, expected);
    expect(await dying).toMatchObject({ code: "POOL_WORKER_CRASHED", ...details });
  }
  expectBytes(await workers.compress(data), expected);
  expect(workers.state).toEqual(NOTHING_LEFT);
});

test("a stream whose worker dies fails, after what came out before", async () => {
  const workers = await pool({ worker: { url: MORTAL } });
  const stream = workers.compressor().over(
    (function* () {
      yield text(100);
      yield WORD("EXIT NOW");
    })(),
  );
  expect(await failure(gathered(stream))).toMatchObject({ code: "POOL_WORKER_CRASHED", got: 7 });
  expect(workers.state).toEqual(NOTHING_LEFT);
});

test("workers that cannot be started are a typed error, never a wait", async () => {
  for (const url of ["/no/such/file.js", new URL("data:text/javascript,throw new Error('no')")]) {
    expect(await failure(createPool({ workers: 2, worker: { url } }))).toMatchObject({ code: "POOL_WORKER_START" });
  }
});

test("errors of a worker are those of the engine", async () => {
  const h4 = await createEngine();
  const workers = await pool();
  const packed = h4.compress(text(100_000));
  const calls = [
    [packed.subarray(0, 500), {}],
    [packed, { maxOutput: 1000 }],
    [new Uint8Array(50), {}],
    [h4.compress(new Uint8Array(3_000_000), { level: 1 }), { windowLogMax: 12 }],
  ] as const;
  for (const [input, options] of calls) {
    const expected = thrown(() => h4.decompress(input, options));
    const one = await failure(workers.decompress(input, options));
    expect(one).toEqual(expected);
    expect({ ...one }).toEqual({ ...(expected as object) });
    expect((await failure(gathered(workers.decompressor(options).over(input)))).code).toBe(one.code);
  }
});

test("mistakes are refused as the engine refuses them, before anything is sent", async () => {
  const workers = await pool();
  await expect(workers.compress("text" as never)).rejects.toThrow(TypeError);
  await expect(workers.compress(new Uint8Array(1), { level: 20 })).rejects.toThrow(RangeError);
  await expect(workers.compress(new Uint8Array(1), { speed: 1 } as never)).rejects.toThrow('unknown option "speed"');
  await expect(workers.decompress(new Uint8Array(1), { maxOutput: -1 })).rejects.toThrow(RangeError);
  expect(() => workers.compressor({ frames: true, contentSize: 1 })).toThrow(TypeError);
  expect(() => workers.compressor().over(5 as never)).toThrow(TypeError);
  await expect(createPool({ workers: 0 })).rejects.toThrow(RangeError);
  await expect(createPool({ workers: 65 })).rejects.toThrow(RangeError);
  await expect(createPool({ threads: 2 } as never)).rejects.toThrow(TypeError);
  await expect(createPool({ engine: createEngine(), seal: {} })).rejects.toThrow(TypeError);
  expect(await failure(createPool({ seal: { fingerprint: "0".repeat(64) } }))).toMatchObject({ code: "SEAL_ALTERED" });
});

test("the reason of a source that fails is the stream's, and leaving the loop closes the source", async () => {
  const workers = await pool();
  const reason = new Error("the source broke");
  const broken = (function* () {
    yield text(1000);
    throw reason;
  })();
  await expect(gathered(workers.compressor().over(broken))).rejects.toBe(reason);
  let closed = false;
  const endless = (function* () {
    try {
      for (;;) yield noise(100_000);
    } finally {
      closed = true;
    }
  })();
  for await (const piece of workers.compressor({ level: 1 }).over(endless)) if (piece.length > 0) break;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(closed).toBe(true);
  expect(workers.state).toEqual(NOTHING_LEFT);
});

test("a slow consumer holds the source back", async () => {
  const workers = await pool();
  let read = 0;
  const source = (function* () {
    for (let i = 0; i < 1000; i++) {
      read += 100_000;
      yield noise(100_000, i);
    }
  })();
  const stream = workers.compressor({ level: 1 }).over(source);
  await stream.next();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(read).toBeLessThan(8 << 20);
  await stream.return();
});

test("a stream that waits for its source does not hold up the calls of others", async () => {
  const workers = await pool({ workers: 1 });
  const controller = new AbortController();
  const hanging = new ReadableStream<Uint8Array>({});
  const streams = [1, 2, 3].map(() => gathered(workers.compressor({ signal: controller.signal }).over(hanging2())));
  function hanging2() {
    return hanging.locked ? new ReadableStream<Uint8Array>({}) : hanging;
  }
  expect(await workers.compress(text(1000))).toEqual((await createEngine()).compress(text(1000)));
  controller.abort();
  for (const stream of streams) await expect(stream).rejects.toThrow("aborted");
  expect(workers.state.busy).toBe(0);
});

test("close ends what is in work and what waits with POOL_CLOSED, and is said twice without harm", async () => {
  const workers = await pool();
  const stream = gathered(workers.compressor().over(new ReadableStream({})));
  const jobs = Array.from({ length: 5 }, () => workers.compress(noise(1_000_000), { level: 9 }));
  const outcomes = Promise.allSettled([...jobs, stream]);
  await Promise.all([workers.close(), workers.close()]);
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: "POOL_CLOSED" } });
  expect(await failure(workers.compress(text(1)))).toMatchObject({ code: "POOL_CLOSED" });
});

test("a process ends by itself when its pool is idle, and not before its jobs are done", () => {
  const code = `
    import { createPool } from ${JSON.stringify(new URL("../../dist/pool.js", import.meta.url).href)};
    const pool = await createPool({ workers: 2 });
    pool.compress(new Uint8Array(3_000_000), { level: 9 }).then(({ length }) => console.log("done", length > 0));
  `;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8",
    timeout: 20_000,
  });
  expect(output).toBe("done true\n");
});

test("a bomb of 1 GiB and a slow consumer leave the memory bounded", () => {
  const child = join(import.meta.dirname, "memory-child.mjs");
  const output = execFileSync(process.execPath, [child], { encoding: "utf8", timeout: 50_000 });
  const { total, growth } = JSON.parse(output) as { total: number; growth: number };
  expect(total).toBe(1 << 30);
  expect(growth).toBeLessThanOrEqual(128);
});
