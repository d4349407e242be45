/** From where an artifact can come. */

/** A compiled module and the bytes of the file that it was compiled from. */
export interface ModuleSource {
  module: object;
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
