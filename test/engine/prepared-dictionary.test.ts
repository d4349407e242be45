/** Frames that use one dictionary, one after the other on one instance: tables kept from call to call give the bytes of fresh ones. */

import { expect, test } from "vitest";
import {
  FLAG_CHECKSUM,
  FLAG_DICTIONARY,
  MODE_CONTINUE,
  MODE_END,
  WINDOW_LOG_DEFAULT_MAX,
} from "../../assembly/common/limits.js";
import { FRAME_COMPLETE, NEEDS_INPUT } from "../../assembly/common/status.js";
import { expectBytes } from "../support/expect-bytes.js";
import { constant, json, noise, runs } from "../support/generators.js";
import { RawEngine } from "../support/raw-engine.js";
import { trainedDictionary } from "../support/trained-dictionary.js";

const FLAGS = FLAG_CHECKSUM | FLAG_DICTIONARY;
/** One for each kind of match finder and tables: fast, double fast, rows, wide rows, trees. */
const LEVELS = [1, 2, 3, 4, 5, 9, 12, 13, 16, 19];
const DICTIONARIES = { formatted: trainedDictionary(), "raw content": json(40_000, 1) };

/** Loads a dictionary once, as a host does that uses it again. */
class Loaded {
  readonly #raw = new RawEngine();

  constructor(dictionary: Uint8Array) {
    const { exports } = this.#raw;
    this.#raw.memory.set(dictionary, exports.dictionaryReserve(dictionary.length));
    expect(exports.dictionaryLoad(dictionary.length)).toBe(0);
  }

  compress(data: Uint8Array, level: number): Uint8Array {
    const { exports } = this.#raw;
    this.begin(data, level, data.length);
    expect(exports.compressStep(data.length, MODE_END)).toBe(FRAME_COMPLETE);
    return this.#raw.memory.slice(exports.outputPtr(), exports.outputPtr() + exports.outputLength());
  }

  /** Writes the input of a frame; what does not follow is its end. */
  begin(data: Uint8Array, level: number, size: number): void {
    const { exports } = this.#raw;
    expect(exports.compressBegin(level, 0, FLAGS, size)).toBe(NEEDS_INPUT);
    this.#raw.memory.set(data, exports.inputPtr());
  }

  /** A frame that is begun, given half of its content and left. */
  leave(data: Uint8Array, level: number): void {
    this.begin(data, level, 2 * data.length);
    expect(this.#raw.exports.compressStep(data.length, MODE_CONTINUE)).toBe(NEEDS_INPUT);
  }

  decompress(frame: Uint8Array): void {
    const { exports } = this.#raw;
    exports.decompressBegin(WINDOW_LOG_DEFAULT_MAX, -1);
    this.#raw.memory.set(frame, exports.inputPtr());
    exports.decompressStep(frame.length);
  }
}

test.each(Object.entries(DICTIONARIES))("%s: the first frame, the third and the last are as fresh ones", (_, bytes) => {
  const one = new Loaded(bytes);
  const other = new RawEngine();
  for (const level of LEVELS) {
    for (const size of [0, 7, 200, 8192]) {
      const contents = [json(size, 3), runs(size, 4), constant(size, 65), noise(size, 5), bytes.slice(-size)];
      for (const data of contents)
        expectBytes(one.compress(data, level), other.compress(data, { level, dictionary: bytes }));
    }
    one.leave(json(3000, 6), level);
    const data = json(3000, 7);
    const expected = other.compress(data, { level, dictionary: bytes });
    for (let call = 0; call < 3; call++) expectBytes(one.compress(data, level), expected);
    // Takes the memory that the tables were kept in.
    one.decompress(other.compress(noise(900_000), { level: 1 }));
    for (let call = 0; call < 3; call++) expectBytes(one.compress(data, level), expected);
  }
});
