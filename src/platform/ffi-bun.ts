/** Native libraries in Bun: `bun:ffi`. It calls on the thread it is on, so calls off this thread go through a worker. */

import { H4Error } from "../api/errors.js";
import { type BunFfi, bunFfi } from "./bun-ffi.js";
import type {
  ForeignFunctions,
  NativeArgument,
  NativeFunction,
  NativeLibrary,
  NativeParameter,
  NativeResult,
} from "./ffi.js";
import { bindNow, LazyLoader } from "./ffi-now.js";

/** A call for the worker: addresses are the same for every thread of a process. */
export interface BunCall {
  id: number;
  pointer: number;
  args: string[];
  returns: string;
  values: (number | bigint)[];
}

const TYPES: Readonly<Record<NativeParameter | NativeResult, string>> = {
  void: "void",
  buffer: "ptr",
  pointer: "ptr",
  size: "u64",
  int: "i32",
  int64: "i64",
};

export function bunFunctions(): ForeignFunctions {
  const ffi = bunFfi();
  const off = new OffThread();
  const loader = new LazyLoader((path) => new BunLibrary(ffi, off, path));
  return { open: (path) => bindNow(path, loader) };
}

/** Opened by the first symbol that is bound: bun:ffi opens nothing without one. */
class BunLibrary implements NativeLibrary {
  constructor(
    private readonly ffi: BunFfi,
    private readonly off: OffThread,
    private readonly path: string,
  ) {}

  bind(name: string, result: NativeResult, parameters: readonly NativeParameter[]): NativeFunction | undefined {
    const args = parameters.map((type) => TYPES[type]);
    const returns = TYPES[result];
    let native: { (...values: unknown[]): unknown; ptr: number };
    try {
      // The same library again: the loader of the system knows the path.
      native = this.ffi.dlopen(this.path, { [name]: { args, returns } }).symbols[name]!;
    } catch {
      return undefined;
    }
    const given = (values: NativeArgument[]) => values.map((value, i) => this.given(value, parameters[i]!));
    return {
      call: (...values) => integer(native(...given(values))),
      callOffThread: async (...values) => {
        const answer = await this.off.call({ pointer: native.ptr, args, returns, values: given(values) });
        values.length = 0; // the buffers are alive until here
        return answer;
      },
    };
  }

  copy(address: bigint, length: number): Uint8Array<ArrayBuffer> {
    if (length === 0) return new Uint8Array(0);
    return new Uint8Array(this.ffi.toArrayBuffer(Number(address), 0, length)).slice();
  }

  copyText(address: bigint, limit: number): Uint8Array<ArrayBuffer> {
    let length = 0;
    while (length < limit && this.ffi.read.u8(Number(address), length) !== 0) length++;
    return this.copy(address, length);
  }

  private given(value: NativeArgument, type: NativeParameter): number | bigint {
    if (typeof value !== "bigint") return this.ffi.ptr(value);
    return type === "size" ? value : Number(value);
  }
}

function integer(value: unknown): bigint {
  return BigInt((value as bigint | number | null | undefined) ?? 0);
}

/** The worker that makes the calls, one after the other; started by the first one. */
class OffThread {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, { resolve(answer: bigint): void; reject(reason: unknown): void }>();
  private calls = 0;

  call(call: Omit<BunCall, "id">): Promise<bigint> {
    this.worker ??= this.start();
    const id = ++this.calls;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      if (this.waiting.size === 1) this.hold(true);
      this.worker!.postMessage({ ...call, id } satisfies BunCall);
    });
  }

  private start(): Worker {
    const worker = new Worker(new URL("./ffi-bun-worker.js", import.meta.url));
    worker.onmessage = ({ data: { id, answer } }: MessageEvent<{ id: number; answer: bigint }>) => {
      this.waiting.get(id)?.resolve(answer);
      this.waiting.delete(id);
      if (this.waiting.size === 0) this.hold(false);
    };
    worker.onerror = ({ message }: ErrorEvent) => {
      const reason = new H4Error("CORE_BINDING", `The worker that calls the core does not run: ${message}`);
      for (const { reject } of this.waiting.values()) reject(reason);
      this.waiting.clear();
      this.worker = undefined;
    };
    return worker;
  }

  /** Whether the worker keeps the process from ending. */
  private hold(on: boolean): void {
    const worker = this.worker as unknown as { ref(): void; unref(): void };
    if (on) worker.ref();
    else worker.unref();
  }
}
