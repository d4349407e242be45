/** Edge workers (workerd): what the web has, and a module that was compiled before they start. */

import * as artifact from "../../build/engine.wasm";

/** Default limit of a decoder's window: what HTTP allows, 8 MiB. RFC 9659 §3 */
export { WINDOW_LOG_HTTP as WINDOW_LOG_MAX_DEFAULT } from "../../assembly/common/limits.js";
export { crc32, createSha256, sha256, sha256Aside } from "./hash-workerd.js";

/** What the bundle holds for engine.wasm. */
export interface BuiltModule {
  /** A `WebAssembly.Module`, if the bundler did what it must. */
  module: unknown;
  /** SHA-256 of the file, where `harmony4/rollup` hashed it when the bundle was made. */
  digest: string | undefined;
}

/** The engine that the bundle was made with. */
export function builtModule(): BuiltModule {
  const { default: module, sha256: digest }: { default: unknown; sha256?: unknown } = artifact;
  return { module, digest: typeof digest === "string" ? digest : undefined };
}

/** Room for `length` bytes; the web knows none without zeros. */
export function allocate(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length);
}

/** Lets other events have their turn. A worker has timers always, messages only with newer compatibility dates. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
