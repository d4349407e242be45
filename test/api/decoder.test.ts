/** The calls of `harmony4/decompress`: what they say of inputs that are none, or are gone when their turn comes. */
import { expect, test } from "vitest";
import { createDecoder, decompress } from "../../src/decompress.js";
import { createEngine } from "../../src/index.js";
import { text } from "../support/generators.js";

const PACKED = (await createEngine()).compress(text(100));

test("what is no bytes is a TypeError", async () => {
  const decoder = await createDecoder();
  for (const data of ["text", null, 5, [1, 2]]) {
    expect(() => decoder.decompress(data as never)).toThrow(TypeError);
    await expect(decompress(data as never)).rejects.toThrow(TypeError);
  }
});

test("detached while the decoder is awaited it is a TypeError, not empty input", async () => {
  const data = PACKED.slice();
  const result = decompress(data);
  structuredClone(data.buffer, { transfer: [data.buffer] });
  await expect(result).rejects.toThrow(TypeError);
});
