/** The thread on which bun:ffi calls a core: function and buffers come as addresses of the process. See ffi-bun.ts. */

import { bunFfi } from "./bun-ffi.js";
import type { BunCall } from "./ffi-bun.js";

const ffi = bunFfi();

globalThis.onmessage = ({ data: { id, pointer, args, returns, values } }: MessageEvent<BunCall>) => {
  const answer = ffi.CFunction({ ptr: pointer, args, returns })(...values);
  globalThis.postMessage({ id, answer: BigInt((answer as bigint | number | null | undefined) ?? 0) });
};
