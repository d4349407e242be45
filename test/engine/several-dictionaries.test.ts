/** Frames of one stream with dictionaries of their own: the engine asks for each, 0 for the one the stream began with. */

import { expect, test } from "vitest";
import { WINDOW_LOG_DEFAULT_MAX } from "../../assembly/common/limits.js";
import { NEEDS_DICTIONARY, NEEDS_INPUT } from "../../assembly/common/status.js";
import { expectBytes } from "../support/expect-bytes.js";
import { json } from "../support/generators.js";
import { RawEngine } from "../support/raw-engine.js";
import { trainedDictionary } from "../support/trained-dictionary.js";

const RAW = json(20_000, 1);
const FORMATTED = trainedDictionary();
const FORMATTED_ID = new DataView(FORMATTED.buffer, FORMATTED.byteOffset).getUint32(4, true);

test("a frame without an ID after one with its own asks for 0, once, and is decoded with what is loaded then", () => {
  const contents = [json(900, 2), json(800, 3), json(700, 4), json(600, 5)];
  const dictionaries = [FORMATTED, RAW, RAW, FORMATTED];
  const encoder = new RawEngine();
  const frames = contents.map((data, i) => encoder.compress(data, { level: 3, dictionary: dictionaries[i]! }));

  const raw = new RawEngine();
  const { exports } = raw;
  const load = (dictionary: Uint8Array) => {
    raw.memory.set(dictionary, exports.dictionaryReserve(dictionary.length));
    expect(exports.dictionaryLoad(dictionary.length)).toBe(0);
  };
  load(RAW);
  expect(exports.decompressBegin(WINDOW_LOG_DEFAULT_MAX, -1)).toBe(NEEDS_INPUT);
  const asked: number[] = [];
  for (const [i, frame] of frames.entries()) {
    raw.memory.set(frame, exports.inputPtr());
    const output: Uint8Array[] = [];
    let status = exports.decompressStep(frame.length);
    const take = () => output.push(raw.memory.slice(exports.outputPtr(), exports.outputPtr() + exports.outputLength()));
    for (take(); status > NEEDS_INPUT; take()) {
      if (status === NEEDS_DICTIONARY) {
        const id = exports.frameDictionaryId() >>> 0;
        asked.push(id);
        load(id === 0 ? RAW : FORMATTED);
      }
      status = exports.decompressStep(0);
    }
    expect(status).toBe(NEEDS_INPUT);
    expectBytes(Buffer.concat(output), contents[i]!);
  }
  expect(exports.decompressEnd()).toBe(0);
  expect(asked).toEqual([FORMATTED_ID, 0, FORMATTED_ID]);
});
