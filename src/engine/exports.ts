/** What the artifacts export (assembly/index.ts, assembly/decoder.ts), as the host sees it, and one instance of either. */

import { DICTIONARY_MAGIC, ENGINE_ABI } from "../../assembly/common/limits.js";
import { H4Error } from "../api/errors.js";
import { isImmutable } from "./immutable.js";
import { refusal } from "./refusal.js";

/** What the decoder alone exports. One stream at a time, through memory that host and engine share. Sizes in bytes. */
export interface DecoderExports {
  readonly memory: WebAssembly.Memory;
  abi(): number;
  inputPtr(): number;
  inputRoom(): number;
  outputPtr(): number;
  outputLength(): number;
  consumed(): number;
  errorGot(): number;
  errorLimit(): number;
  dictionaryReserve(length: number): number;
  dictionaryLoad(length: number): number;
  frameContentSize(): number;
  frameDictionaryId(): number;
  decompressBegin(windowLogMax: number, maxOutput: number): number;
  decompressStep(length: number): number;
  decompressEnd(): number;
}

/** What the whole engine exports. */
export interface EngineExports extends DecoderExports {
  frameHeader(available: number): number;
  frameHeaderSize(): number;
  frameWindowSize(): number;
  frameHasChecksum(): number;
  compressBegin(level: number, windowLog: number, flags: number, contentSize: number): number;
  compressStep(length: number, mode: number): number;
}

/** The functions of an artifact, by name. */
type Functions<E> = Readonly<Record<Exclude<keyof E, "memory">, true>>;

/** Every function that the decoder alone must export. */
export const DECODER_FUNCTIONS: Functions<DecoderExports> = {
  abi: true,
  inputPtr: true,
  inputRoom: true,
  outputPtr: true,
  outputLength: true,
  consumed: true,
  errorGot: true,
  errorLimit: true,
  dictionaryReserve: true,
  dictionaryLoad: true,
  frameContentSize: true,
  frameDictionaryId: true,
  decompressBegin: true,
  decompressStep: true,
  decompressEnd: true,
};

/** Every function that the whole engine must export. */
export const ENGINE_FUNCTIONS: Functions<EngineExports> = {
  ...DECODER_FUNCTIONS,
  frameHeader: true,
  frameHeaderSize: true,
  frameWindowSize: true,
  frameHasChecksum: true,
  compressBegin: true,
  compressStep: true,
};

/** The exports of a verified artifact, or why this host cannot drive it: a pinned artifact may be of another make. */
export function checkExports<E extends DecoderExports>(exports: WebAssembly.Exports, functions: Functions<E>): E {
  for (const name of Object.keys(functions)) {
    if (typeof exports[name] !== "function") {
      throw new H4Error("CORE_SYMBOL_MISSING", `The engine does not export ${name}`, { limit: name });
    }
  }
  if (!(exports.memory instanceof WebAssembly.Memory)) {
    throw new H4Error("CORE_SYMBOL_MISSING", "The engine does not export its memory", { limit: "memory" });
  }
  const engine = exports as unknown as E;
  const got = engine.abi();
  if (got === ENGINE_ABI) return engine;
  throw new H4Error("UNSUPPORTED", `The engine has interface ${got}, this host speaks ${ENGINE_ABI}`, {
    got,
    limit: ENGINE_ABI,
  });
}

/** An instance, its memory as bytes, and the dictionary that is loaded in it. */
export class Instance<E extends DecoderExports = EngineExports> {
  private view: Uint8Array<ArrayBuffer>;
  /** The dictionary inside: where it lies and how long it is. Length 0 is none. */
  private dictionaryPtr = 0;
  private dictionaryLength = 0;
  /** The one inside, where it is one that cannot change. */
  private immutable: Uint8Array | undefined;

  constructor(readonly exports: E) {
    this.view = new Uint8Array(exports.memory.buffer as ArrayBuffer);
  }

  /** The memory as it is now: any call into the engine may have grown it and detached the view before. */
  get heap(): Uint8Array<ArrayBuffer> {
    if (this.view.byteLength === 0) this.view = new Uint8Array(this.exports.memory.buffer as ArrayBuffer);
    return this.view;
  }

  /** Loads `dictionary`, or drops the one inside. Costs a comparison when it is loaded already, of objects if immutable. */
  useDictionary(dictionary: Uint8Array | undefined): void {
    if (dictionary !== undefined && dictionary === this.immutable) return;
    this.immutable = undefined;
    this.load(dictionary);
    if (dictionary !== undefined && isImmutable(dictionary)) this.immutable = dictionary;
  }

  private load(dictionary: Uint8Array | undefined): void {
    const length = dictionary?.length ?? 0;
    // An empty one was taken for none when it was given: this one lost its bytes since, and would pass for none now.
    if (length === 0 && dictionary !== undefined) {
      throw new TypeError("dictionary was detached or resized while it waited");
    }
    if (length === 0 && this.dictionaryLength === 0) return;
    if (dictionary !== undefined && length === this.dictionaryLength && this.holds(dictionary)) return;
    this.dictionaryLength = 0;
    const ptr = this.exports.dictionaryReserve(length);
    if (dictionary === undefined) return;
    if (ptr === 0) throw new H4Error("OUT_OF_MEMORY", `No memory for a dictionary of ${length} bytes`, { got: length });
    this.heap.set(dictionary, ptr);
    const status = this.exports.dictionaryLoad(length);
    if (status < 0) {
      this.exports.dictionaryReserve(0);
      throw refusal(status, this.exports);
    }
    this.dictionaryPtr = ptr;
    this.dictionaryLength = length;
  }

  /** Whether the dictionary inside has exactly these bytes: the caller may have changed its own since. */
  private holds(dictionary: Uint8Array): boolean {
    const heap = this.heap;
    for (let i = 0, at = this.dictionaryPtr; i < dictionary.length; i++, at++) {
      if (heap[at] !== dictionary[i]) return false;
    }
    return true;
  }
}

/** Dictionary_ID of a formatted dictionary, 0 for raw content. RFC 8878 §5 */
export function dictionaryId(dictionary: Uint8Array): number {
  if (dictionary.length < 8) return 0;
  const view = new DataView(dictionary.buffer, dictionary.byteOffset, 8);
  return view.getUint32(0, true) === DICTIONARY_MAGIC ? view.getUint32(4, true) : 0;
}

/**
 * The dictionary of `list` for a frame that names `id`. One that names none, 0, may have been made with raw content, or
 * without saying what with: the first of raw content or, where there is none, the first of all.
 */
export function dictionaryFor(id: number, list: readonly Uint8Array[]): Uint8Array | undefined {
  return list.find((dictionary) => dictionaryId(dictionary) === id) ?? (id === 0 ? list[0] : undefined);
}
