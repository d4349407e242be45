/** Workers of browsers, and of every runtime without a file of its own: module workers. */

import type { WorkerEvents, WorkerHandle } from "./worker-handle.js";

/** Logical processors of this machine, as far as the browser tells. */
export function parallelism(): number {
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** Starts the worker whose script is at `url`. Default: the one of this package, beside its bundle. */
export function startWorker(url: string | URL | undefined, events: WorkerEvents): WorkerHandle {
  // Bundlers know this form, letter by letter, and bring the script along.
  const worker =
    url === undefined
      ? new Worker(new URL("./pool-worker.js", import.meta.url), { type: "module" })
      : new Worker(url, { type: "module" });
  let over = false;
  const ended = (message: string, cause?: unknown) => {
    if (over) return;
    over = true;
    worker.terminate(); // an error that nobody caught leaves it running, in a state that nobody knows
    events.ended({ message, ...(cause === undefined ? {} : { cause }) });
  };
  worker.onmessage = ({ data }) => {
    if (!over) events.message(data);
  };
  // A script that cannot be loaded is told without a message.
  worker.onerror = (event) => {
    event.preventDefault?.();
    ended(event.message || "its script could not be loaded", event.error ?? undefined);
  };
  worker.onmessageerror = () => ended("a message could not be read");
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    keepAlive: () => undefined,
    end() {
      over = true;
      worker.terminate();
      return Promise.resolve();
    },
  };
}

/** In a worker: has `receive` called with what the owner posts; answers with how to post to it. */
export function serveOwner(receive: (message: unknown) => void): WorkerHandle["post"] {
  // The types of a page, where `self` is a window; a worker posts to its owner with the same two arguments.
  const scope = globalThis as unknown as Pick<Worker, "onmessage" | "postMessage">;
  scope.onmessage = ({ data }: MessageEvent) => receive(data);
  return (message, transfer) => scope.postMessage(message, transfer);
}
