/** Frames of every kind, cut at every byte: refused as truncated, never misread, and nothing wrong is given out. */

import { describe, expect, test } from "vitest";
import { type Engine, Refusal } from "../support/engine.js";
import { DECODERS } from "../support/engines.js";
import { generatedFrames } from "../support/frames.js";
import { concat } from "./build/bits.js";
import { skippableFrame } from "./build/frame.js";
import { GOOD_CASES } from "./cases/index.js";

const named = (name: string) => GOOD_CASES.find((entry) => entry.name === name)!;

/** Hand-made frames with one of everything in them. */
const FRAMES = [
  named("header: window, content size in 8, dictionary ID 0 in 4, checksum"),
  named("header: single segment, content size in 1, dictionary ID 0 in 0, no checksum"),
  named("block: all types in one frame"),
  named("literals: Huffman, 4 streams, 257 bytes"),
  named("literals: treeless in 4 streams after 1 stream"),
  named("tree: FSE weights, accuracy log 6, 200 symbols"),
  named("modes: literals length FSE, offset RLE, match length repeat"),
  named("dictionary: formatted, its three tables repeated"),
  ...generatedFrames(3),
];

describe.each(DECODERS)("$id", ({ create }) => {
  const engine = create();

  test.each(FRAMES)("$name", ({ bytes, plain, dictionary }) => {
    const options = dictionary === undefined ? {} : { dictionary };
    for (let length = 0; length < bytes.length; length++) {
      const { refusal, output } = cut(engine, bytes.subarray(0, length), options);
      expect(refusal, `cut to ${length} of ${bytes.length} bytes`).toBe("DATA_TRUNCATED");
      expect(Buffer.compare(output, plain.subarray(0, output.length)), `output of ${length} bytes`).toBe(0);
    }
  });

  test("two frames and skippable ones: good exactly where a frame ends", () => {
    const [a, b] = [FRAMES[1]!.bytes, FRAMES[2]!.bytes];
    const parts = [skippableFrame(new Uint8Array(5)), a, skippableFrame(new Uint8Array(0), 9), b];
    const bytes = concat(...parts);
    const ends = new Set(parts.map((_, i) => concat(...parts.slice(0, i + 1)).length));
    for (let length = 0; length <= bytes.length; length++) {
      const { refusal } = cut(engine, bytes.subarray(0, length), {});
      expect(refusal, `cut to ${length}`).toBe(ends.has(length) ? "none" : "DATA_TRUNCATED");
    }
  });
});

/** Decodes in one push: what came out before the refusal, and its code. */
function cut(engine: Engine, bytes: Uint8Array, options: { dictionary?: Uint8Array }) {
  let output: Uint8Array = new Uint8Array(0);
  try {
    const session = engine.decompressor(options);
    output = session.push(bytes);
    session.end();
    return { refusal: "none", output };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.code, output };
    throw error;
  }
}
