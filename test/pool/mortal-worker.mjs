/** The worker of the package, which really dies when a job's data begins with one of these words. */
import { parentPort } from "node:worker_threads";

const on = parentPort.on.bind(parentPort);
parentPort.on = (name, receive) =>
  on(name, (message) => {
    const word = Buffer.from(message.data ?? []).toString("latin1", 0, 8);
    if (word === "EXIT NOW") process.exit(7);
    if (word === "THROW IT") throw new Error("an error that nobody catches");
    receive(message);
  });

await import("../../dist/pool-worker.js");
