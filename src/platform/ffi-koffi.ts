/** Native libraries in Node: koffi, an optional peer dependency that is loaded only for a native core. */

import { H4Error } from "../api/errors.js";
import type {
  ForeignFunctions,
  NativeArgument,
  NativeFunction,
  NativeLibrary,
  NativeParameter,
  NativeResult,
} from "./ffi.js";
import { Turns } from "./turns.js";

type Koffi = typeof import("koffi");
type KoffiLibrary = ReturnType<Koffi["load"]>;

/**
 * koffi calls on stacks of its own, off this thread of 128 KiB unless told otherwise: a core that needs more would
 * write over whatever lies below. What a thread of Linux has; the memory counts only when it is touched.
 */
const STACK_SIZE = 8 << 20;
/** Calls that may wait inside koffi; it throws beyond 256. More wait here. */
const CALLS_MAX = 128;

const TYPES: Readonly<Record<NativeParameter | NativeResult, string>> = {
  void: "void",
  buffer: "void *",
  pointer: "void *",
  size: "size_t",
  int: "int",
  int64: "int64_t",
};

let loading: Promise<Koffi> | undefined;
const turns = new Turns(CALLS_MAX);

async function load(): Promise<Koffi> {
  let koffi: Koffi;
  try {
    const module = (await import("koffi")) as Koffi & { default?: Koffi };
    koffi = module.default ?? module;
  } catch (cause) {
    loading = undefined;
    const message = "A native core needs the package koffi, which cannot be loaded: npm install koffi";
    throw new H4Error("CORE_BINDING_MISSING", message, { cause });
  }
  koffi.config({ sync_stack_size: STACK_SIZE, async_stack_size: STACK_SIZE });
  return koffi;
}

/** koffi, loaded now. */
export async function koffiFunctions(): Promise<ForeignFunctions> {
  loading ??= load();
  const koffi = await loading;
  return { open: (path) => new KoffiCore(koffi, koffi.load(path, { lazy: false, global: false })) };
}

class KoffiCore implements NativeLibrary {
  constructor(
    private readonly koffi: Koffi,
    private readonly library: KoffiLibrary,
  ) {}

  bind(name: string, result: NativeResult, parameters: readonly NativeParameter[]): NativeFunction | undefined {
    let native: ReturnType<KoffiLibrary["func"]>;
    try {
      native = this.library.func(
        name,
        TYPES[result],
        parameters.map((type) => TYPES[type]),
      );
    } catch {
      return undefined;
    }
    return {
      call: (...values) => integer(native(...values)),
      callOffThread: (...values) => turns.take(() => offThread(native, values)),
    };
  }

  copy(address: bigint, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.koffi.view(address, length)).slice();
  }

  copyText(address: bigint, limit: number): Uint8Array<ArrayBuffer> {
    // A view touches only what is read of it.
    const view = new Uint8Array(this.koffi.view(address, limit));
    let length = 0;
    while (length < limit && view[length] !== 0) length++;
    return view.slice(0, length);
  }
}

/** The values are named where the call ends, so that the buffers among them live as long. */
function offThread(native: ReturnType<KoffiLibrary["func"]>, values: NativeArgument[]): Promise<bigint> {
  return new Promise((resolve, reject) => {
    native.async(...values, (error: unknown, result: unknown) => {
      values.length = 0;
      if (error) reject(error);
      else resolve(integer(result));
    });
  });
}

/** koffi gives numbers where they are exact, null for NULL, undefined for void. */
function integer(result: unknown): bigint {
  return typeof result === "bigint" ? result : BigInt((result as number | null | undefined) ?? 0);
}
