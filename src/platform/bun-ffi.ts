/** The module `bun:ffi`, without an import of it, which bundlers for Node refuse. */

/** The part of bun:ffi that is used here and in the worker. Its pointers are numbers. */
export interface BunFfi {
  dlopen(
    path: string,
    symbols: Record<string, { args: string[]; returns: string }>,
  ): {
    symbols: Record<string, { (...values: unknown[]): unknown; ptr: number }>;
  };
  CFunction(definition: { ptr: number; args: string[]; returns: string }): (...values: unknown[]) => unknown;
  ptr(buffer: Uint8Array | BigUint64Array): number;
  toArrayBuffer(pointer: number, offset: number, length: number): ArrayBuffer;
  read: { u8(pointer: number, offset: number): number };
}

/** bun:ffi, in Bun. */
export function bunFfi(): BunFfi {
  return (process as { getBuiltinModule(name: string): unknown }).getBuiltinModule("bun:ffi") as BunFfi;
}
