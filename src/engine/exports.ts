/** What the artifact exports (assembly/index.ts), as the host sees it, and one instance of it. */

import { instantiateSync } from "@assemblyscript/loader";
import { DICTIONARY_MAGIC, ENGINE_ABI } from "../../assembly/common/limits.js";
import { H4Error } from "../api/errors.js";
import { isImmutable } from "./immutable.js";
import { refusal } from "./refusal.js";

/** One stream at a time, through memory that host and engine share. Sizes and offsets in bytes. */
export interface EngineExports {
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
  frameHeader(available: number): number;
  frameHeaderSize(): number;
  frameContentSize(): number;
  frameWindowSize(): number;
  frameDictionaryId(): number;
  frameHasChecksum(): number;
  compressBegin(level: number, windowLog: number, flags: number, contentSize: number): number;
  compressStep(length: number, mode: number): number;
  decompressBegin(windowLogMax: number, maxOutput: number): number;
  decompressStep(length: number): number;
  decompressEnd(): number;
}

/** Every function that an artifact must export, by name. */
const FUNCTIONS: Readonly<Record<Exclude<keyof EngineExports, "memory">, true>> = {
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
  frameHeader: true,
  frameHeaderSize: true,
  frameContentSize: true,
  frameWindowSize: true,
  frameDictionaryId: true,
  frameHasChecksum: true,
  compressBegin: true,
  compressStep: true,
  decompressBegin: true,
  decompressStep: true,
  decompressEnd: true,
};

/** The exports of a verified artifact, or why this host cannot drive it: a pinned artifact may be of another make. */
function checkExports(exports: WebAssembly.Exports): EngineExports {
  for (const name of Object.keys(FUNCTIONS)) {
    if (typeof exports[name] !== "function") {
      throw new H4Error("CORE_SYMBOL_MISSING", `The engine does not export ${name}`, { limit: name });
    }
  }
  if (!(exports.memory instanceof WebAssembly.Memory)) {
    throw new H4Error("CORE_SYMBOL_MISSING", "The engine does not export its memory", { limit: "memory" });
  }
  const engine = exports as unknown as EngineExports;
  const got = engine.abi();
  if (got === ENGINE_ABI) return engine;
  throw new H4Error("UNSUPPORTED", `The engine has interface ${got}, this host speaks ${ENGINE_ABI}`, {
    got,
    limit: ENGINE_ABI,
  });
}

/** The loader takes the module of another realm, as a sandbox is handed one, for bytes. */
function ownRealm(module: WebAssembly.Module): boolean {
  return module instanceof WebAssembly.Module;
}

/** An instance, its memory as bytes, and the dictionary that is loaded in it. */
export class Instance {
  readonly exports: EngineExports;
  private view: Uint8Array<ArrayBuffer>;
  /** The dictionary inside: where it lies and how long it is. Length 0 is none. */
  private dictionaryPtr = 0;
  private dictionaryLength = 0;
  /** The one inside, where it is one that cannot change. */
  private immutable: Uint8Array | undefined;

  constructor(module: WebAssembly.Module) {
    // A fresh imports object, since the loader adds to the one it is given; and the exports of the instance, since the
    // loader's wrap every function (13 ns a call).
    const { instance } = ownRealm(module)
      ? instantiateSync(module, {})
      : { instance: new WebAssembly.Instance(module) };
    this.exports = checkExports(instance.exports);
    this.view = new Uint8Array(this.exports.memory.buffer as ArrayBuffer);
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
    if (length === 0 && this.dictionaryLength === 0) return;
    if (dictionary !== undefined && length === this.dictionaryLength && this.holds(dictionary)) return;
    this.dictionaryLength = 0;
    const ptr = this.exports.dictionaryReserve(length);
    if (dictionary === undefined || length === 0) return;
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
