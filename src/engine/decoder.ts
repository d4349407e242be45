/**
 * The decoder alone: its artifact (assembly/decoder.ts), and all that decodes with it. RFC 8878 §3.1
 *
 * It does what reference.ts, stream.ts and collector.ts do, in one function: what a page loads is counted in bytes.
 */

import { allocate } from "#platform";
import { DICTIONARY_MAGIC } from "../../assembly/common/limits.js";
import { CHECKSUM, NEEDS_DICTIONARY, TRUNCATED } from "../../assembly/common/status.js";
import { H4Error, type H4ErrorCode } from "../api/errors.js";
import { plausible } from "./collector.js";
import type { DecompressParameters } from "./core.js";
import type { DecoderExports } from "./exports.js";

/** An instance whose memory grew beyond this is not kept, as in reference.ts. */
const KEPT_MEMORY = 32 << 20;
/** Input that the decoder is given at a time, as in stream.ts. */
const PIECE = 512 << 10;

/** The codes of the statuses of assembly/common/status.ts, negated; what lies above them is damage or a fault. */
const CODES: Readonly<Record<number, H4ErrorCode>> = {
  15: "CHECKSUM_MISMATCH",
  16: "DATA_TRUNCATED",
  32: "WINDOW_TOO_LARGE",
  33: "OUTPUT_LIMIT",
  34: "OUT_OF_MEMORY",
  40: "DICTIONARY_CORRUPT",
};

const NOTHING = new Uint8Array();

/** One input, what is allowed, and how far it is. */
export interface Job extends DecompressParameters {
  /** All of the input, for a job that returns all of the output; absent: it comes piece by piece. */
  data?: Uint8Array | undefined;
  /** Bytes that the decoder has taken, and that came out. */
  read: number;
  written: number;
}

/**
 * The job at work. With `data` it yields after each step, so that others can have their turn, and returns the output.
 * Without, it yields each piece of output, and undefined when it needs input: the next call hands it over, or undefined
 * for the end. `return` gives its instance back.
 */
export type Work = Generator<Uint8Array<ArrayBuffer> | undefined, Uint8Array<ArrayBuffer>, Uint8Array | undefined>;

/** What starts jobs with the verified decoder `module`. One instance is kept for the next job. */
export function decoderOf(module: WebAssembly.Module): (job: Job) => Work {
  let idle: DecoderExports | undefined;
  return function* (job) {
    const engine = idle ?? (new WebAssembly.Instance(module).exports as unknown as DecoderExports);
    const { data, dictionaries } = job;
    let input = data;
    let length = data?.length ?? 0;
    let at = 0;
    let output = NOTHING;
    let status = 0;
    let fault = false;
    idle = undefined;

    /** The memory as it is now: any call may have grown it. */
    const bytes = (from: number, size: number) => new Uint8Array(engine.memory.buffer as ArrayBuffer, from, size);

    const check = (code: number) => {
      if (code >= 0) return code;
      const offset = engine.consumed();
      const name = CODES[-code] ?? (code > CHECKSUM ? "DATA_CORRUPT" : "ENGINE_FAULT");
      const details = code < TRUNCATED ? { got: engine.errorGot(), limit: engine.errorLimit(), offset } : { offset };
      throw new H4Error(name, `${name} (status ${code}) at byte ${offset} of the input`, details);
    };

    /** Loads the dictionary for a frame that names `id`; that of none is the first of raw content, else the first. */
    const use = (id: number) => {
      const dictionary = dictionaries.find((one) => idOf(one) === id) ?? (id ? undefined : dictionaries[0]);
      const got = dictionary?.length ?? 0;
      const ptr = engine.dictionaryReserve(got);
      if (!dictionary) return;
      if (ptr === 0) throw new H4Error("OUT_OF_MEMORY", "No memory for a dictionary", { got });
      // A TypeError for one that lost its bytes while it waited: an empty one was taken for none.
      bytes(ptr, got).set(dictionary);
      check(engine.dictionaryLoad(got));
      return dictionary;
    };

    try {
      use(0);
      check(engine.decompressBegin(job.windowLogMax, job.maxOutput === Infinity ? -1 : job.maxOutput));
      for (;;) {
        const size = status === 0 ? Math.min(length - at, engine.inputRoom(), PIECE) : 0;
        if (size > 0) {
          if (input!.length !== length) throw new TypeError("chunk was detached or resized while it was read");
          bytes(engine.inputPtr(), size).set(input!.subarray(at, at + size));
          at += size;
          job.read += size;
        } else if (status === 0) {
          input = data === undefined ? yield : undefined;
          if (input === undefined) break;
          length = input.length;
          at = 0;
          continue;
        }
        status = check(engine.decompressStep(size));
        const produced = engine.outputLength();
        if (produced > 0) {
          const piece = bytes(engine.outputPtr(), produced);
          const end = job.written + produced;
          job.written = end;
          if (data === undefined) {
            yield new Uint8Array(piece);
          } else {
            if (end > output.length) {
              const before = output;
              const declared = plausible(engine.frameContentSize(), length);
              output = allocate(declared < end ? 2 * end : declared);
              output.set(before);
            }
            output.set(piece, end - produced);
            yield;
          }
        }
        if (status === NEEDS_DICTIONARY) {
          const got = engine.frameDictionaryId() >>> 0;
          const details = { got, offset: engine.consumed() };
          if (!use(got)) {
            throw new H4Error("DICTIONARY_MISSING", `The frame needs the dictionary with ID ${got}`, details);
          }
        }
      }
      check(engine.decompressEnd());
      return output.length === job.written ? output : output.slice(0, job.written);
    } catch (cause) {
      fault = cause instanceof WebAssembly.RuntimeError;
      if (!fault && !(cause instanceof RangeError)) throw cause;
      throw new H4Error(fault ? "ENGINE_FAULT" : "OUT_OF_MEMORY", (cause as Error).message, { cause });
    } finally {
      if (!fault && engine.memory.buffer.byteLength <= KEPT_MEMORY) idle = engine;
    }
  };
}

/** Dictionary_ID of a formatted dictionary, 0 for raw content. RFC 8878 §5 */
function idOf(dictionary: Uint8Array): number {
  const view = new DataView(dictionary.buffer, dictionary.byteOffset, dictionary.length);
  return view.byteLength > 7 && view.getUint32(0, true) === DICTIONARY_MAGIC ? view.getUint32(4, true) : 0;
}
