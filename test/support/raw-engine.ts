/** The artifact itself, driven through its exports step by step, with every step held to make progress. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  FLAG_CHECKSUM,
  FLAG_DICTIONARY,
  LEVEL_DEFAULT,
  MODE_CONTINUE,
  MODE_END,
  MODE_FLUSH,
  WINDOW_LOG_DEFAULT_MAX,
} from "../../assembly/common/limits.js";
import { FRAME_COMPLETE, HAS_OUTPUT, NEEDS_DICTIONARY } from "../../assembly/common/status.js";
import type { EngineExports } from "../../src/engine/exports.js";
import { coverageImports } from "../coverage/hits.js";
import {
  type CompressOptions,
  type CompressSession,
  type CompressSessionOptions,
  type DecompressOptions,
  type Engine,
  Refusal,
  type Session,
} from "./engine.js";
import { errorCode, type StatusName, statusName } from "./status.js";

/** Path of the artifact under test: `$H4_ENGINE_WASM`, else the one that `npm run build` made. */
export const ARTIFACT = process.env.H4_ENGINE_WASM || join(import.meta.dirname, "../../build/engine.wasm");

let compiled: WebAssembly.Module | undefined;

/** The compiled artifact, compiled once. */
export function engineModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(ARTIFACT));
  return compiled;
}

/** Refusals that say what was met and what was allowed. */
const WITH_FIGURES: ReadonlySet<StatusName> = new Set(["WINDOW_TOO_LARGE", "OUTPUT_LIMIT", "PLEDGED_SIZE"]);

/** Steps in a row that may take no input and give no output before the engine counts as hanging. */
const IDLE_STEPS_MAX = 4;

/** One instance, with its memory and its steps in view. */
export class RawEngine implements Engine {
  readonly exports: EngineExports;
  /** Steps of the session at hand. */
  steps = 0;
  #idle = 0;
  #session = 0;

  constructor(module = engineModule()) {
    const instance = new WebAssembly.Instance(module, coverageImports());
    this.exports = instance.exports as unknown as EngineExports;
  }

  /** All of its memory, as it is now. */
  get memory(): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer);
  }

  compress(bytes: Uint8Array, options: CompressOptions = {}): Uint8Array {
    const session = this.compressor({ ...options, contentSize: bytes.length });
    return join2(session.push(bytes), session.end());
  }

  decompress(bytes: Uint8Array, options: DecompressOptions = {}): Uint8Array {
    const session = this.decompressor(options);
    return join2(session.push(bytes), session.end());
  }

  compressor(options: CompressSessionOptions = {}): CompressSession {
    const { level = LEVEL_DEFAULT, checksum = true, windowLog = 0, dictionary, contentSize = -1 } = options;
    const mine = this.#begin(dictionary);
    const flags = (checksum ? FLAG_CHECKSUM : 0) | (dictionary === undefined ? 0 : FLAG_DICTIONARY);
    this.#check(this.exports.compressBegin(level, windowLog, flags, contentSize));
    const run = (chunk: Uint8Array, mode: number) => {
      this.#own(mine);
      return this.#drive(chunk, (length, now) => this.exports.compressStep(length, now), mode);
    };
    return {
      push: (chunk) => run(chunk, MODE_CONTINUE),
      flush: () => run(new Uint8Array(0), MODE_FLUSH),
      end: () => run(new Uint8Array(0), MODE_END),
    };
  }

  decompressor(options: DecompressOptions = {}): Session {
    const { windowLogMax = WINDOW_LOG_DEFAULT_MAX, maxOutput = -1, dictionary } = options;
    const mine = this.#begin(dictionary);
    this.#check(this.exports.decompressBegin(windowLogMax, maxOutput));
    return {
      push: (chunk) => {
        this.#own(mine);
        return this.#drive(chunk, (length) => this.exports.decompressStep(length), MODE_CONTINUE);
      },
      end: () => {
        this.#own(mine);
        this.#check(this.exports.decompressEnd());
        return new Uint8Array(0);
      },
    };
  }

  #begin(dictionary: Uint8Array | undefined): number {
    this.steps = 0;
    this.#idle = 0;
    const length = dictionary?.length ?? 0;
    const at = this.exports.dictionaryReserve(length);
    if (dictionary !== undefined) {
      if (at === 0) throw new Error(`no memory for a dictionary of ${length} bytes`);
      this.memory.set(dictionary, at);
      this.#check(this.exports.dictionaryLoad(length));
    }
    return ++this.#session;
  }

  #own(session: number): void {
    if (session !== this.#session) throw new Error("this session was ended by a later one");
  }

  /** Gives `chunk` to the engine as it has room, and takes what comes out. */
  #drive(chunk: Uint8Array, step: (length: number, mode: number) => number, mode: number): Uint8Array {
    const output: Uint8Array[] = [];
    let at = 0;
    let more = false;
    let ended = mode === MODE_CONTINUE;
    while (at < chunk.length || more || !ended) {
      const length = more ? 0 : Math.min(chunk.length - at, this.exports.inputRoom());
      this.memory.set(chunk.subarray(at, at + length), this.exports.inputPtr());
      at += length;
      const last = at === chunk.length;
      const status = this.#check(step(length, last ? mode : MODE_CONTINUE));
      const produced = this.exports.outputLength();
      this.#progress(length + produced, status);
      if (produced > 0) output.push(this.memory.slice(this.exports.outputPtr(), this.exports.outputPtr() + produced));
      if (status === NEEDS_DICTIONARY) throw new Refusal("DICTIONARY_MISSING", "NEEDS_DICTIONARY");
      more = status === HAS_OUTPUT;
      ended ||= last && (mode === MODE_END ? status === FRAME_COMPLETE : !more);
    }
    return new Uint8Array(Buffer.concat(output));
  }

  /** A step that takes nothing and gives nothing may happen, but not again and again. */
  #progress(bytes: number, status: number): void {
    this.steps++;
    this.#idle = bytes > 0 || status === FRAME_COMPLETE ? 0 : this.#idle + 1;
    if (this.#idle > IDLE_STEPS_MAX) throw new Error(`${this.#idle} steps without progress: the engine hangs`);
  }

  #check(status: number): number {
    if (status >= 0) return status;
    const name: StatusName = statusName(status);
    const { exports } = this;
    const figures = WITH_FIGURES.has(name) ? { got: exports.errorGot(), limit: exports.errorLimit() } : {};
    const offset = name === "DICTIONARY_CORRUPT" ? {} : { offset: exports.consumed() };
    throw new Refusal(errorCode(name), name, { ...figures, ...offset });
  }
}

function join2(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (second.length === 0) return first;
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
