/** From where an artifact can come, and how large one may be. */

import { H4Error } from "../api/errors.js";

/** What an artifact may weigh at most: a URL must not fill the memory. Ours is below 64 KiB. */
export const ARTIFACT_SIZE_MAX = 4 << 20;

/** A compiled module and the bytes of the file that it was compiled from. */
export interface ModuleSource {
  module: WebAssembly.Module;
  bytes: Uint8Array;
}

/** Where an artifact is; undefined is the one of this package. */
export type ArtifactSource = Uint8Array | Response | URL | ModuleSource | undefined;

export function isModuleSource(source: object): source is ModuleSource {
  return "module" in source;
}

/** How the caller follows or ends the reading. */
export interface ReadOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: { read: number; written: number }) => void) | undefined;
}

/** The bytes of an artifact, that nobody else holds. */
export function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.length > ARTIFACT_SIZE_MAX) throw tooLarge(bytes.length);
  return bytes.slice() as Uint8Array<ArrayBuffer>;
}

export function tooLarge(size: number): H4Error {
  return new H4Error("CORE_UNREADABLE", `No artifact is larger than ${ARTIFACT_SIZE_MAX} bytes, this one is`, {
    got: size,
    limit: ARTIFACT_SIZE_MAX,
  });
}

/** Whether `value` is a compiled module, be it of another realm: what a sandbox is handed is none of its own classes. */
export function isModule(value: unknown): value is WebAssembly.Module {
  try {
    WebAssembly.Module.exports(value as WebAssembly.Module);
    return true;
  } catch {
    return false;
  }
}
