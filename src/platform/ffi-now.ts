/** `RTLD_NOW` for runtimes whose loader binds lazily: a symbol that is missing must not end the process at its first call. */

import type { NativeLibrary } from "./ffi.js";

/** `RTLD_NOW | RTLD_LOCAL`. dlopen(3) */
const RTLD_NOW = 2n;
const MESSAGE_MAX = 1024;

/** Opens libraries lazily, and the C library once. */
export class LazyLoader {
  private libc: NativeLibrary | undefined;

  constructor(readonly open: (path: string) => NativeLibrary) {}

  get system(): NativeLibrary | undefined {
    try {
      this.libc ??= this.open("libc.so.6");
    } catch {
      // musl binds everything at once anyway
    }
    return this.libc;
  }
}

/**
 * The library at `path`, bound at once: dlopen(3) is called first, and the loader of the runtime then finds it loaded.
 *
 * @throws Error with the words of dlerror(3)
 */
export function bindNow(path: string, loader: LazyLoader): NativeLibrary {
  if (!path.startsWith("/")) return loader.open(path);
  const open = loader.system?.bind("dlopen", "pointer", ["buffer", "int"]);
  // Bound before: looking for a symbol makes dlerror(3) forget.
  const lastError = loader.system?.bind("dlerror", "pointer", []);
  if (open === undefined || open.call(new TextEncoder().encode(`${path}\0`), RTLD_NOW) !== 0n) return loader.open(path);
  const words = lastError?.call() ?? 0n;
  throw new Error(words === 0n ? "dlopen failed" : textAt(loader.system!, words));
}

function textAt(libc: NativeLibrary, address: bigint): string {
  return new TextDecoder().decode(libc.copyText(address, MESSAGE_MAX));
}
