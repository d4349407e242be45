/** Workers of Node, and of Deno and Bun, which have the same module: node:worker_threads. */

import type { Worker } from "node:worker_threads";
import type { WorkerEvents, WorkerHandle } from "./worker-handle.js";

/** The script, beside the bundle that this file is in. */
const SCRIPT = "./pool-worker.js";

/** Threads that can run at once on this machine, as far as this process may use them. */
export function parallelism(): number {
  return process.getBuiltinModule("node:os").availableParallelism();
}

/** Starts the worker whose script is at `url`: a URL, or a path. Default: the one of this package. */
export function startWorker(url: string | URL | undefined, events: WorkerEvents): WorkerHandle {
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  // Neither the flags of the process nor its environment: what a worker does depends on its messages alone.
  const worker = new Worker(scriptOf(url), { execArgv: [], env: {}, name: "harmony4-pool" });
  let over = false;
  const ended = (message: string, got?: number, cause?: unknown) => {
    if (over) return;
    over = true;
    events.ended({ message, ...(got === undefined ? {} : { got }), ...(cause === undefined ? {} : { cause }) });
  };
  worker.on("message", (message) => {
    if (!over) events.message(message);
  });
  worker.on("error", (error) => ended(error instanceof Error ? error.message : String(error), undefined, error));
  worker.on("messageerror", (error) => ended(`a message could not be read: ${error.message}`, undefined, error));
  worker.on("exit", (code) => ended(`it ended with exit code ${code}`, code));
  return handleOf(worker, () => {
    over = true;
  });
}

function handleOf(worker: Worker, silence: () => void): WorkerHandle {
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    keepAlive: (alive) => (alive ? worker.ref() : worker.unref()),
    async end() {
      silence();
      await worker.terminate();
    },
  };
}

function scriptOf(url: string | URL | undefined): string | URL {
  if (url === undefined) return new URL(SCRIPT, import.meta.url);
  return typeof url === "string" && URL.canParse(url) ? new URL(url) : url;
}

/** In a worker: has `receive` called with what the owner posts; answers with how to post to it. */
export function serveOwner(receive: (message: unknown) => void): WorkerHandle["post"] {
  const { parentPort } = process.getBuiltinModule("node:worker_threads");
  if (parentPort === null) throw new TypeError("This script is the worker of a pool: nothing else starts it");
  parentPort.on("message", receive);
  return (message, transfer) => parentPort.postMessage(message, transfer);
}
