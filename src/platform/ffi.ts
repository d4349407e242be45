/** Functions of native libraries: what koffi (Node), Deno.dlopen and bun:ffi have in common, and no more. ABI.md */

/** What a function takes. A `buffer` is the address of bytes of this side; a `pointer` one that the library gave. */
export type NativeParameter = "buffer" | "pointer" | "size" | "int";
/** What a function returns. */
export type NativeResult = "void" | "pointer" | "size" | "int" | "int64";
/** Buffers for `buffer`, integers for the others. */
export type NativeArgument = Uint8Array | BigUint64Array | bigint;

/** A function of a library. Its result is an integer, whatever its width; 0n for void and NULL. */
export interface NativeFunction {
  /** Calls on this thread, and blocks it. */
  call(...values: NativeArgument[]): bigint;
  /** Calls on another thread. The buffers stay alive until it has returned. */
  callOffThread(...values: NativeArgument[]): Promise<bigint>;
}

/** A library that is loaded, and stays so until the process ends. */
export interface NativeLibrary {
  /** The function `name`; undefined where the library does not export it. */
  bind(name: string, result: NativeResult, parameters: readonly NativeParameter[]): NativeFunction | undefined;
  /** The `length` bytes at `address`, as a copy. */
  copy(address: bigint, length: number): Uint8Array<ArrayBuffer>;
  /** The bytes at `address` up to the first zero, at most `limit` of them: nothing behind the zero is read. */
  copyText(address: bigint, limit: number): Uint8Array<ArrayBuffer>;
}

/** What a runtime calls native libraries with. */
export interface ForeignFunctions {
  /**
   * Loads the library at `path`, all its symbols bound at once and visible to nobody else.
   *
   * @throws what the loader of the system says
   */
  open(path: string): NativeLibrary;
}

/**
 * The foreign functions of this runtime, loaded when they are asked for.
 *
 * @throws H4Error `CORE_BINDING` in Node where koffi is not installed, or not as a core needs it
 */
export async function foreignFunctions(): Promise<ForeignFunctions> {
  if ("Bun" in globalThis) return (await import("./ffi-bun.js")).bunFunctions();
  if ("Deno" in globalThis) return (await import("./ffi-deno.js")).denoFunctions();
  return (await import("./ffi-koffi.js")).koffiFunctions();
}

/** The C library that every process here has loaded, or undefined where it goes by none of these names. */
export function openLibc(ffi: ForeignFunctions): NativeLibrary | undefined {
  for (const name of ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"]) {
    try {
      return ffi.open(name);
    } catch {
      // not this one
    }
  }
  return undefined;
}
