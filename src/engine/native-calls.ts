/** Calls into a native core, each bounded and freed in every path, on this thread or off it. ABI.md; T11 of THREATS.md */

import { OUTPUT_LIMIT } from "../../assembly/common/status.js";
import { H4Error } from "../api/errors.js";
import type { NativeArgument, NativeFunction, NativeLibrary, NativeParameter } from "../platform/ffi.js";
import { plausible } from "./collector.js";
import { declaredSize } from "./frame-header.js";
import { refusalAt, typed } from "./refusal.js";
import { overRoom, targetTooSmall } from "./target.js";

/** `H4_DICTIONARY_MISSING` of native/h4core.h: an engine of the host asks for the dictionary instead. */
const DICTIONARY_MISSING = -41;

/** Longest input and output of one call: whole buffers on both sides, in one process. */
export const WHOLE_MAX = 1 << 30;

/** Most bytes that `length` of them can become, as in the self-test: beyond, the length is not believed. */
export function compressLimit(length: number): number {
  return 2 * length + (1 << 16);
}

/** The first guess at an output whose size nobody declared, and what it grows by. */
const GUESS_MIN = 1 << 20;
const GUESS_FACTOR = 4;

/** Symbols that a core must export. */
export const REQUIRED = ["h4_compress", "h4_decompress"] as const;
/** What a core says of itself, where it does. */
export const METADATA = ["h4_engine_id", "h4_engine_fp"] as const;

/** What of an id can be read at most: one more than may be in it. */
const ENGINE_ID_READ = 129;
const ENGINE_ID = /^[A-Za-z0-9._+-]{1,128}$/;
/** The id of a core that says none, or one that breaks the rule: no pin matches it. */
export const ENGINE_ID_UNKNOWN = "unknown";

/** What a core says of itself, by its symbols. */
export interface NativeFacts {
  /** 2 where `h4_abi_version` says so and all that belongs to it is there. */
  abi: 1 | 2;
  engineId: string;
  /** What `h4_engine_fp` returns, as hexadecimal digits: information, never what the seal rests on. */
  declaredFingerprint?: string;
  /** `h4_free` is there. */
  frees: boolean;
}

/** Whole inputs through a core, synchronously. */
export interface WholeCalls {
  compress(data: Uint8Array, level: number): Uint8Array<ArrayBuffer>;
  /** At most `maxOutput` bytes come out. */
  decompress(data: Uint8Array, maxOutput: number): Uint8Array<ArrayBuffer>;
  /** Into memory that shares nothing with `data`: the length. */
  compressInto(data: Uint8Array, target: Uint8Array, level: number): number;
  decompressInto(data: Uint8Array, target: Uint8Array, maxOutput: number): number;
  /** The most bytes that `size` of them become. */
  compressBound(size: number): number;
}

/** The same off this thread. `data` must stay as it is until the answer, also when nobody waits for it any more. */
export interface WholeCallsOffThread {
  compress(data: Uint8Array, level: number): Promise<Uint8Array<ArrayBuffer>>;
  decompress(data: Uint8Array, maxOutput: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A core as its calls: in this process, or in one of its own. */
export interface NativeCalls {
  readonly facts: NativeFacts;
  /** Absent where the core is not in this process. */
  readonly here?: WholeCalls;
  readonly offThread: WholeCallsOffThread;
}

/** What a whole call does, step by step: it yields each call into the library and is given the result. */
type Plan<Result = Uint8Array<ArrayBuffer>> = Generator<Step, Result, bigint>;
interface Step {
  native: NativeFunction;
  values: NativeArgument[];
}

/** A core in this process. */
export class LibraryCalls implements NativeCalls {
  readonly facts: NativeFacts;
  readonly here: WholeCalls;
  readonly offThread: WholeCallsOffThread;

  /**
   * Binds the symbols of `library`, and asks it who it is.
   *
   * @throws H4Error `CORE_SYMBOL_MISSING`; `path` is what the message names
   */
  constructor(library: NativeLibrary, path: string) {
    const plans = new Plans(library, path);
    this.facts = plans.facts;
    this.here = {
      compress: (data, level) => runHere(plans.compress(data, level)),
      decompress: (data, maxOutput) => runHere(plans.decompress(data, maxOutput)),
      compressInto: (data, target, level) => runHere(plans.compressTarget(data, target, level)),
      decompressInto: (data, target, maxOutput) => runHere(plans.decompressTarget(data, target, maxOutput)),
      compressBound: (size) => plans.compressBound(size),
    };
    this.offThread = {
      compress: (data, level) => runOffThread(plans.compress(data, level)),
      decompress: (data, maxOutput) => runOffThread(plans.decompress(data, maxOutput)),
    };
  }
}

function runHere<Result>(plan: Plan<Result>): Result {
  try {
    let step = plan.next();
    while (!step.done) step = plan.next(step.value.native.call(...step.value.values));
    return step.value;
  } catch (error) {
    throw typed(error);
  }
}

async function runOffThread(plan: Plan): Promise<Uint8Array<ArrayBuffer>> {
  try {
    let step = plan.next();
    while (!step.done) step = plan.next(await step.value.native.callOffThread(...step.value.values));
    return step.value;
  } catch (error) {
    throw typed(error);
  }
}

/** The functions of ABI 2. */
interface IntoFunctions {
  compressBound: NativeFunction;
  compressInto: NativeFunction;
  decompressInto: NativeFunction;
}

class Plans {
  readonly facts: NativeFacts;
  private readonly compressWhole: NativeFunction;
  private readonly decompressWhole: NativeFunction;
  private readonly free: NativeFunction | undefined;
  private readonly into: IntoFunctions | undefined;

  constructor(
    private readonly library: NativeLibrary,
    path: string,
  ) {
    const whole: NativeParameter[] = ["buffer", "size", "buffer"];
    const [compress, decompress] = REQUIRED.map((name) => library.bind(name, "size", whole) ?? missing(path, name));
    this.compressWhole = compress!;
    this.decompressWhole = decompress!;
    this.free = library.bind("h4_free", "void", ["pointer"]);
    this.into = bindInto(library);
    const declaredFingerprint = declared(library);
    this.facts = {
      abi: this.into === undefined ? 1 : 2,
      engineId: engineId(library),
      ...(declaredFingerprint === undefined ? {} : { declaredFingerprint }),
      frees: this.free !== undefined,
    };
  }

  compress(data: Uint8Array, level: number): Plan {
    if (this.into !== undefined) return this.compressInto(this.into, data, level);
    const limit = compressLimit(data.length);
    return this.whole(this.compressWhole, data, limit, (got) => overGrowth(got, limit));
  }

  decompress(data: Uint8Array, maxOutput: number): Plan {
    const limit = Math.min(maxOutput, WHOLE_MAX);
    return this.into === undefined
      ? this.whole(this.decompressWhole, data, limit, (got) => overLimit(got, limit))
      : this.decompressInto(this.into, data, limit);
  }

  /** Into the caller's own memory: a core of ABI 1 knows only its own, which is copied from. */
  *compressTarget(data: Uint8Array, target: Uint8Array, level: number): Plan<number> {
    if (this.into === undefined) return copyInto(target, yield* this.compress(data, level));
    const room = Math.min(target.length, compressLimit(data.length));
    const length = yield* this.compressRoom(this.into, data, target, room, level);
    if (length !== BigInt(OUTPUT_LIMIT)) return lengthOf(length, room);
    const enough = this.compressBound(data.length);
    if (room >= enough) throw fault(`The core needs more than the ${enough} bytes that it said`);
    throw targetTooSmall(target.length, undefined);
  }

  *decompressTarget(data: Uint8Array, target: Uint8Array, maxOutput: number): Plan<number> {
    const limit = Math.min(maxOutput, WHOLE_MAX);
    const room = Math.min(target.length, limit);
    try {
      if (this.into === undefined) return copyInto(target, yield* this.decompress(data, room));
      const size = declaredSize(data);
      if (size !== undefined && size > room) throw overLimit(BigInt(size), room);
      const length = yield* this.decompressRoom(this.into, data, target, room);
      if (length === BigInt(OUTPUT_LIMIT)) throw overLimit(undefined, room);
      return lengthOf(length, room);
    } catch (error) {
      throw room < limit ? overRoom(error, room, limit) : error;
    }
  }

  /** A core of ABI 2 says it; what it says is not believed beyond what any may take. */
  compressBound(size: number): number {
    const limit = compressLimit(size);
    const bound = this.into?.compressBound.call(BigInt(size)) ?? BigInt(limit);
    return bound > BigInt(limit) ? limit : Number(bound);
  }

  /** ABI 1: the callee allocates, and its length is looked at before a byte is read. */
  private *whole(native: NativeFunction, data: Uint8Array, limit: number, tooLong: (got: bigint) => H4Error): Plan {
    // Off the heap of V8 from the start, where nothing moves it.
    const out = new BigUint64Array(new ArrayBuffer(8));
    const length = yield { native, values: [atSomeAddress(data), BigInt(data.length), out] };
    const address = out[0]!;
    try {
      if (address === 0n && length === 0n) throw this.failed(native);
      if (address === 0n) throw fault(`The core returned a length of ${length} and no buffer`, length);
      if (length > BigInt(limit)) throw tooLong(length);
      return this.library.copy(address, Number(length));
    } finally {
      if (address !== 0n) this.free?.call(address);
    }
  }

  /** What ABI 1 says of a failure is that there was one. */
  private failed(native: NativeFunction): H4Error {
    return native === this.decompressWhole
      ? new H4Error("DATA_CORRUPT", "The core does not take this input for compressed data")
      : fault("The core did not compress");
  }

  private *compressInto(into: IntoFunctions, data: Uint8Array, level: number): Plan {
    const room = this.compressBound(data.length);
    const output = new Uint8Array(room);
    const length = yield* this.compressRoom(into, data, output, room, level);
    if (length === BigInt(OUTPUT_LIMIT)) throw fault(`The core needs more than the ${room} bytes that it said`);
    return filled(output, lengthOf(length, room));
  }

  private *compressRoom(
    { compressInto: native }: IntoFunctions,
    data: Uint8Array,
    output: Uint8Array,
    room: number,
    level: number,
  ): Plan<bigint> {
    const values = [atSomeAddress(data), BigInt(data.length), atSomeAddress(output), BigInt(room), BigInt(level)];
    return yield { native, values };
  }

  /** A room of the declared size where that can be, else one that grows as long as the core says that it is too small. */
  private *decompressInto(into: IntoFunctions, data: Uint8Array, limit: number): Plan {
    const size = declaredSize(data);
    if (size !== undefined && size > limit) throw overLimit(BigInt(size), limit);
    const guess =
      (size !== undefined && plausible(size, data.length)) || Math.max(GUESS_MIN, GUESS_FACTOR * data.length);
    for (let room = Math.min(guess, limit); ; room = Math.min(GUESS_FACTOR * room, limit)) {
      const output = new Uint8Array(room);
      const length = yield* this.decompressRoom(into, data, output, room);
      if (length !== BigInt(OUTPUT_LIMIT)) return filled(output, lengthOf(length, room));
      if (room >= limit) throw overLimit(undefined, limit);
    }
  }

  private *decompressRoom(
    { decompressInto: native }: IntoFunctions,
    data: Uint8Array,
    output: Uint8Array,
    room: number,
  ): Plan<bigint> {
    const values = [atSomeAddress(data), BigInt(data.length), atSomeAddress(output), BigInt(room)];
    const length = yield { native, values };
    if (length !== BigInt(DICTIONARY_MISSING)) return length;
    throw new H4Error("DICTIONARY_MISSING", "A frame needs a dictionary, and a native core takes none");
  }
}

function bindInto(library: NativeLibrary): IntoFunctions | undefined {
  const version = library.bind("h4_abi_version", "int", [])?.call() ?? 1n;
  if (version < 2n) return undefined;
  const compressBound = library.bind("h4_compress_bound", "size", ["size"]);
  const compressInto = library.bind("h4_compress_into", "int64", ["buffer", "size", "buffer", "size", "int"]);
  const decompressInto = library.bind("h4_decompress_into", "int64", ["buffer", "size", "buffer", "size"]);
  if (compressBound === undefined || compressInto === undefined || decompressInto === undefined) return undefined;
  return { compressBound, compressInto, decompressInto };
}

function engineId(library: NativeLibrary): string {
  const address = library.bind("h4_engine_id", "pointer", [])?.call() ?? 0n;
  if (address === 0n) return ENGINE_ID_UNKNOWN;
  return engineIdOf(String.fromCharCode(...library.copyText(address, ENGINE_ID_READ)));
}

/** An id as it may be shown, logged and compared. T25, T26 of THREATS.md */
export function engineIdOf(text: string): string {
  return ENGINE_ID.test(text) ? text : ENGINE_ID_UNKNOWN;
}

function declared(library: NativeLibrary): string | undefined {
  const address = library.bind("h4_engine_fp", "pointer", [])?.call() ?? 0n;
  if (address === 0n) return undefined;
  return Array.from(library.copy(address, 32), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function missing(path: string, name: string): never {
  throw new H4Error("CORE_SYMBOL_MISSING", `${path}: undefined symbol: ${name}`, { limit: name });
}

/** What a core says that it wrote into `room` bytes, or the error that a negative length stands for. */
function lengthOf(length: bigint, room: number): number {
  if (length < 0n) throw refusalAt(Number(length));
  if (length > BigInt(room)) throw fault(`The core says that it wrote ${length} bytes into ${room}`, length);
  return Number(length);
}

/** The first `length` bytes of `output`. */
function filled(output: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  return length === output.length ? output : output.slice(0, length);
}

function copyInto(target: Uint8Array, output: Uint8Array): number {
  if (output.length > target.length) throw targetTooSmall(target.length, output.length);
  target.set(output);
  return output.length;
}

/** What is empty has an address too: a core may take NULL for a mistake. */
function atSomeAddress(data: Uint8Array): Uint8Array {
  return data.length > 0 ? data : new Uint8Array(1);
}

function fault(message: string, got?: bigint): H4Error {
  return new H4Error("ENGINE_FAULT", message, { got: figure(got) });
}

function overGrowth(got: bigint, limit: number): H4Error {
  const message = `The core returned a length of ${got} for what can be at most ${limit} bytes`;
  return new H4Error("ENGINE_FAULT", message, { got: figure(got), limit });
}

function overLimit(got: bigint | undefined, limit: number): H4Error {
  const length = got === undefined ? "more" : `${got} bytes`;
  const message = `The output is larger than maxOutput allows: got ${length}, limit ${limit}`;
  return new H4Error("OUTPUT_LIMIT", message, { got: figure(got), limit });
}

/** A length as errors carry it: exact, in digits where a number would not be. */
function figure(length: bigint | undefined): number | string | undefined {
  if (length === undefined) return undefined;
  return length <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(length) : `${length}`;
}
