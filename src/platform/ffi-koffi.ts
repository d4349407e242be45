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
/** Threads that Node has for files, names and hashes, and that koffi calls on, unless the environment says otherwise. */
const POOL_SIZE = 4;

const TYPES: Readonly<Record<NativeParameter | NativeResult, string>> = {
  void: "void",
  buffer: "void *",
  pointer: "void *",
  size: "size_t",
  int: "int",
  int64: "int64_t",
};

let loading: Promise<Koffi> | undefined;
/** One thread stays free: calls that take long, or for ever, must not keep the process from its files. */
const turns = new Turns(Math.max(1, (Number(process.env.UV_THREADPOOL_SIZE) || POOL_SIZE) - 1));

async function load(): Promise<Koffi> {
  let koffi: Koffi;
  try {
    const module = (await import("koffi")) as Koffi & { default?: Koffi };
    koffi = module.default ?? module;
  } catch (cause) {
    const message = "A native core needs the package koffi, which cannot be loaded: npm install koffi";
    throw new H4Error("CORE_BINDING", message, { cause });
  }
  giveStack(koffi);
  return koffi;
}

/** The size of its stacks can be chosen until koffi has loaded its first library, for whomever that was. */
function giveStack(koffi: Koffi): void {
  const { sync_stack_size: here = 0, async_stack_size: offThread = 0 } = koffi.config();
  if (Math.min(here, offThread) >= STACK_SIZE) return;
  try {
    koffi.config({ sync_stack_size: Math.max(here, STACK_SIZE), async_stack_size: Math.max(offThread, STACK_SIZE) });
  } catch (cause) {
    const got = Math.min(here, offThread);
    const message =
      `koffi was used before with stacks of ${got} bytes, and a core needs ${STACK_SIZE}: load the core first, ` +
      "have koffi.config set sync_stack_size and async_stack_size before, or isolate the core";
    throw new H4Error("CORE_BINDING", message, { got, limit: STACK_SIZE, cause });
  }
}

/** koffi, loaded now. */
export async function koffiFunctions(): Promise<ForeignFunctions> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
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
