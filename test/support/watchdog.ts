/** An end to code that does not end by itself, WebAssembly included: the runtime's own termination. */

import { createContext, Script } from "node:vm";

const context = createContext({});
const script = new Script("call()");

/**
 * Calls `body`, and throws an error with code `ERR_SCRIPT_EXECUTION_TIMEOUT` when it has not returned in time, be it in
 * an endless loop of WebAssembly.
 */
export function withinTime(milliseconds: number, body: () => void): void {
  context.call = body;
  script.runInContext(context, { timeout: milliseconds });
}
