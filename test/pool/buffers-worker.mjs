/** The worker of the package, which refuses messages with an array in the place of a buffer, and sends none. */
import { parentPort } from "node:worker_threads";

function checked(message) {
  if (ArrayBuffer.isView(message.data)) throw new Error(`${message.type} carries an array`);
  return message;
}

const on = parentPort.on.bind(parentPort);
const post = parentPort.postMessage.bind(parentPort);
parentPort.on = (name, receive) => on(name, (message) => receive(checked(message)));
parentPort.postMessage = (message, transfer) => post(checked(message), transfer);

await import("../../dist/pool-worker.js");
