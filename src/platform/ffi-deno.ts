/** Native libraries in Deno: `Deno.dlopen`, which needs `--allow-ffi`. */

import type {
  ForeignFunctions,
  NativeArgument,
  NativeFunction,
  NativeLibrary,
  NativeParameter,
  NativeResult,
} from "./ffi.js";
import { bindNow, LazyLoader } from "./ffi-now.js";

/** The part of Deno's interface that is used here. */
interface Deno {
  dlopen(path: string, symbols: Record<string, object>): { symbols: Record<string, unknown> };
  UnsafePointer: { create(address: bigint): object | null; value(pointer: object | null): bigint };
  UnsafePointerView: {
    new (pointer: object): { getUint8(offset: number): number };
    getArrayBuffer(pointer: object, length: number): ArrayBuffer;
  };
}

const TYPES: Readonly<Record<NativeParameter | NativeResult, string>> = {
  void: "void",
  buffer: "buffer",
  pointer: "pointer",
  size: "usize",
  int: "i32",
  int64: "i64",
};

export function denoFunctions(): ForeignFunctions {
  const deno = (globalThis as unknown as { Deno: Deno }).Deno;
  const loader = new LazyLoader((path) => new DenoLibrary(deno, path));
  return { open: (path) => bindNow(path, loader) };
}

class DenoLibrary implements NativeLibrary {
  constructor(
    private readonly deno: Deno,
    private readonly path: string,
  ) {
    deno.dlopen(path, {});
  }

  bind(name: string, result: NativeResult, parameters: readonly NativeParameter[]): NativeFunction | undefined {
    const types = { parameters: parameters.map((type) => TYPES[type]), result: TYPES[result] };
    // The same library again: the loader of the system knows the path.
    const { symbols } = this.deno.dlopen(this.path, {
      here: { ...types, name, optional: true },
      offThread: { ...types, name, optional: true, nonblocking: true },
    });
    const { here, offThread } = symbols as {
      here: ((...values: unknown[]) => unknown) | null;
      offThread: (...values: unknown[]) => Promise<unknown>;
    };
    if (here === null) return undefined;
    const given = (values: NativeArgument[]) => values.map((value, i) => this.given(value, parameters[i]!));
    return {
      call: (...values) => this.integer(here(...given(values)), result),
      callOffThread: async (...values) => {
        const answer = this.integer(await offThread(...given(values)), result);
        values.length = 0; // alive until here
        return answer;
      },
    };
  }

  copy(address: bigint, length: number): Uint8Array<ArrayBuffer> {
    const pointer = this.deno.UnsafePointer.create(address)!;
    return new Uint8Array(this.deno.UnsafePointerView.getArrayBuffer(pointer, length)).slice();
  }

  copyText(address: bigint, limit: number): Uint8Array<ArrayBuffer> {
    const view = new this.deno.UnsafePointerView(this.deno.UnsafePointer.create(address)!);
    let length = 0;
    while (length < limit && view.getUint8(length) !== 0) length++;
    return this.copy(address, length);
  }

  private given(value: NativeArgument, type: NativeParameter): unknown {
    if (typeof value !== "bigint") return value;
    if (type === "pointer") return this.deno.UnsafePointer.create(value);
    return type === "int" ? Number(value) : value;
  }

  private integer(value: unknown, type: NativeResult): bigint {
    if (type === "pointer") return this.deno.UnsafePointer.value(value as object | null);
    return BigInt((value as bigint | number | undefined) ?? 0);
  }
}
