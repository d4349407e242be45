/** Streams through one instance: what is written goes in as the engine has room, what comes out is bounded by a step. */

import { FLAG_CHECKSUM, FLAG_DICTIONARY, MODE_CONTINUE, MODE_END, MODE_FLUSH } from "../../assembly/common/limits.js";
import { FRAME_COMPLETE, HAS_OUTPUT, NEEDS_DICTIONARY } from "../../assembly/common/status.js";
import { H4Error } from "../api/errors.js";
import type { CompressParameters, DecompressParameters } from "./core.js";
import { type DecoderExports, dictionaryFor, type EngineExports, type Instance } from "./exports.js";
import { refusal } from "./refusal.js";

const NOTHING = new Uint8Array(0);

/**
 * Input that a decoder is given at a time: it reads it out of a warm cache. Raw blocks of 0.7 MB come out 8 % faster than
 * with all of them given at once, 2 % faster than with half of this. An encoder takes its window at once: 3 % faster.
 */
const DECODER_PIECE = 512 << 10;

/** What both directions share: the pending input, and the output of the last step. */
abstract class Stream<E extends DecoderExports> {
  protected input: Uint8Array = NOTHING;
  protected at = 0;
  protected length = 0;
  protected ended = false;
  /** The engine holds more output than it could show in one step. */
  protected more = false;
  /** Everything was read; nothing can follow. */
  complete = false;

  constructor(readonly instance: Instance<E>) {}

  protected reset(): void {
    this.input = NOTHING;
    this.at = 0;
    this.length = 0;
    this.ended = false;
    this.more = false;
    this.complete = false;
  }

  /** Takes the next input; it must stay as it is until `advance` has answered 0. */
  write(chunk: Uint8Array): void {
    this.input = chunk;
    this.at = 0;
    this.length = chunk.length;
  }

  /** Bytes of the input that the engine has not taken yet. */
  get pending(): number {
    return this.length - this.at;
  }

  /** The input is complete. */
  end(): void {
    this.ended = true;
  }

  /** Works until there is output, whose length it answers, or until there is none without more input: 0. */
  abstract advance(): number;

  /** The output that `advance` announced, as a copy. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const from = this.instance.exports.outputPtr();
    // Copied by the constructor, which V8 gives memory that was not zeroed before: slice takes 1.5 times as long at 1 MB.
    return new Uint8Array(new Uint8Array(this.instance.heap.buffer, from, length));
  }

  /** Copies the output that `advance` announced to `at` in `target`, if it has room for that; answers how much it is. */
  takeInto(target: Uint8Array, at: number, length: number): number {
    if (length <= target.length - at) {
      const from = this.instance.exports.outputPtr();
      target.set(this.instance.heap.subarray(from, from + length), at);
    }
    return length;
  }

  /** Copies the input that the engine has not taken yet: what the caller has there may be written over from now on. */
  ownPending(): void {
    this.write(new Uint8Array(this.input.subarray(this.at)));
  }

  /** Moves as much input as there is into the engine, at most `room` bytes; answers how much. */
  protected feed(room: number): number {
    const { input, at } = this;
    if (at === this.length) return 0;
    // The caller still owns the chunk: transferred or shrunk meanwhile, its rest would pass for the end of the input.
    if (input.length !== this.length) throw new TypeError("chunk was detached or resized while it was read");
    const { exports, heap } = this.instance;
    const length = Math.min(this.length - at, room);
    heap.set(length === this.length ? input : input.subarray(at, at + length), exports.inputPtr());
    this.at = at + length;
    return length;
  }
}

/** Compresses one frame at a time; `begin` starts each. */
export class CompressStream extends Stream<EngineExports> {
  private flushing = false;

  begin(parameters: CompressParameters): void {
    this.reset();
    this.flushing = false;
    const { dictionary } = parameters;
    this.instance.useDictionary(dictionary);
    const flags = (parameters.checksum ? FLAG_CHECKSUM : 0) | (dictionary === undefined ? 0 : FLAG_DICTIONARY);
    const { exports } = this.instance;
    const status = exports.compressBegin(parameters.level, parameters.windowLog, flags, parameters.contentSize);
    if (status < 0) throw refusal(status, exports);
  }

  /** Everything written so far is to become decodable. */
  flush(): void {
    this.flushing = true;
  }

  advance(): number {
    const { exports } = this.instance;
    while (!this.complete) {
      const length = this.more ? 0 : this.feed(exports.inputRoom());
      const last = this.at === this.length;
      const mode = last && this.ended ? MODE_END : last && this.flushing ? MODE_FLUSH : MODE_CONTINUE;
      if (length === 0 && mode === MODE_CONTINUE && !this.more) return 0;
      const status = exports.compressStep(length, mode);
      if (status < 0) throw refusal(status, exports);
      this.more = status === HAS_OUTPUT;
      if (status === FRAME_COMPLETE) this.complete = true;
      else if (mode === MODE_FLUSH && !this.more) this.flushing = false;
      const produced = exports.outputLength();
      if (produced > 0) return produced;
    }
    return 0;
  }
}

/** Decompresses all frames of one input at a time; `begin` starts each. */
export class DecompressStream extends Stream<DecoderExports> {
  private dictionaries: readonly Uint8Array[] = [];
  /** The frame at hand names a dictionary: load it, but not before the output of the last step was taken. */
  private missing = false;

  /** `maxOutput` where it is to be less than what the parameters say. */
  begin(parameters: DecompressParameters, maxOutput = parameters.maxOutput): void {
    this.reset();
    this.missing = false;
    this.dictionaries = parameters.dictionaries;
    this.instance.useDictionary(dictionaryFor(0, parameters.dictionaries));
    const { exports } = this.instance;
    const status = exports.decompressBegin(
      parameters.windowLogMax,
      maxOutput === Number.POSITIVE_INFINITY ? -1 : maxOutput,
    );
    if (status < 0) throw refusal(status, exports);
  }

  advance(): number {
    const { exports } = this.instance;
    while (!this.complete) {
      if (this.missing) this.loadDictionary();
      const length = this.more ? 0 : this.feed(Math.min(exports.inputRoom(), DECODER_PIECE));
      if (length === 0 && !this.more) {
        if (this.ended) this.finish();
        return 0;
      }
      const status = exports.decompressStep(length);
      if (status < 0) throw refusal(status, exports);
      this.more = status === HAS_OUTPUT || status === NEEDS_DICTIONARY;
      this.missing = status === NEEDS_DICTIONARY;
      const produced = exports.outputLength();
      if (!this.more && this.ended && this.at === this.length) this.finish();
      if (produced > 0) return produced;
    }
    return 0;
  }

  private finish(): void {
    const { exports } = this.instance;
    const status = exports.decompressEnd();
    if (status < 0) throw refusal(status, exports);
    this.complete = true;
  }

  private loadDictionary(): void {
    this.missing = false;
    const { exports } = this.instance;
    const id = exports.frameDictionaryId() >>> 0;
    const found = dictionaryFor(id, this.dictionaries);
    if (found === undefined) {
      throw new H4Error("DICTIONARY_MISSING", `The frame needs the dictionary with ID ${id}`, {
        got: id,
        offset: exports.consumed(),
      });
    }
    this.instance.useDictionary(found);
  }
}
