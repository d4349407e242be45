/** Calls with a whole input, on the side of the pool. */

import { viewAgain } from "../api/bytes.js";
import type { AsyncOptions } from "../api/options.js";
import type { SelfTestReport } from "../engine/self-test.js";
import type { Crew, Job, Placement } from "./crew.js";
import { errorOf, type Task } from "./protocol.js";

/** What a call reports of its progress; `total` is the business of who knows it. */
type Report = (read: number, written: number) => void;

/**
 * `data` through a worker. It is copied when its turn has come, and that copy goes to the worker.
 *
 * @param part - of a larger job that was admitted already
 */
export function callWorker(
  crew: Crew,
  task: Task,
  data: Uint8Array,
  signal: AbortSignal | undefined,
  report: Report | undefined,
  part = false,
): Promise<Uint8Array<ArrayBuffer>> {
  const { length } = data;
  return run(crew, signal, part, (resolve, reject) => ({
    start(post, id) {
      const copy = new Uint8Array(viewAgain(data, "data", length));
      const steps = signal !== undefined || report !== undefined;
      post({ type: "call", id, task, data: copy, steps, progress: report !== undefined }, [copy.buffer]);
    },
    message(message) {
      if (message.type === "result") {
        report?.(length, message.data.length);
        resolve(message.data);
      } else if (message.type === "failed") reject(errorOf(message.error));
      else if (message.type === "progress") report?.(message.read, message.written);
    },
  }));
}

/** The self-test of the engine in a worker. */
export function testWorker(crew: Crew): Promise<SelfTestReport> {
  return run(crew, undefined, false, (resolve, reject) => ({
    start: (post, id) => post({ type: "test", id }),
    message(message) {
      if (message.type === "report") resolve(message.report);
      else if (message.type === "failed") reject(errorOf(message.error));
    },
  }));
}

/** What a call does of its own. What it throws ends it. */
type Steps = Pick<Job, "start" | "message">;

function run<T>(
  crew: Crew,
  signal: AsyncOptions["signal"],
  part: boolean,
  steps: (resolve: (value: T) => void, reject: (reason: unknown) => void) => Steps,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    signal?.throwIfAborted();
    let placement: Placement | undefined;
    const abort = () => fail(signal?.reason);
    const settled = () => signal?.removeEventListener("abort", abort);
    const fail = (reason: unknown) => {
      settled();
      placement?.withdraw();
      reject(reason);
    };
    const { start, message } = steps((value) => {
      settled();
      resolve(value);
    }, fail);
    const job: Job = {
      kind: "call",
      start,
      message(heard) {
        try {
          message(heard);
        } catch (error) {
          fail(error); // a callback of the caller's
        }
      },
      fail,
    };
    signal?.addEventListener("abort", abort, { once: true });
    try {
      placement = crew.admit(job, part);
    } catch (error) {
      fail(error);
    }
  });
}
