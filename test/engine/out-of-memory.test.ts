/** Memory that cannot be had: a typed refusal with the figure, and an instance that goes on. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectBytes } from "../support/expect-bytes.js";
import { text } from "../support/generators.js";
import { ARTIFACT, RawEngine } from "../support/raw-engine.js";
import { frame, rleBlock, windowDescriptor } from "../vectors/build/frame.js";

const PAGE = 1 << 16;

/** The artifact with a maximum of `pages` in its memory section: as on a machine that has no more. */
function limited(pages: number): WebAssembly.Module {
  const bytes = new Uint8Array(readFileSync(ARTIFACT));
  const parts: Uint8Array[] = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length; ) {
    const start = at;
    const id = bytes[at++]!;
    const [size, body] = leb(bytes, at);
    at = body + size;
    if (id !== 5) parts.push(bytes.subarray(start, at));
    else {
      const [minimum] = leb(bytes, body + 2); // one memory, flags, minimum
      const content = [1, 1, ...lebBytes(minimum), ...lebBytes(pages)];
      parts.push(Uint8Array.of(5, content.length, ...content));
    }
  }
  return new WebAssembly.Module(Buffer.concat(parts));
}

function leb(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

function lebBytes(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...lebBytes(value >> 7)];
}

describe("with 6 MiB to have", () => {
  const engine = new RawEngine(limited(96));
  const small = text(1000);

  test("a window that does not fit is refused when its content needs it", () => {
    const { bytes } = frame(
      { windowDescriptor: windowDescriptor(13) },
      Array.from({ length: 64 }, (_, i) => rleBlock(i, 1 << 17)),
    );
    expect(() => engine.decompress(bytes)).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
    expectBytes(engine.decompress(engine.compress(small)), small);
  });

  test("a window of which there is just enough is decoded to the last byte", () => {
    const blocks = Array.from({ length: 40 }, (_, i) => rleBlock(i, 1 << 17));
    const { bytes, plain } = frame({ windowDescriptor: windowDescriptor(11) }, blocks);
    expectBytes(engine.decompress(bytes), plain);
  });

  test("compression with too large a window is refused at once", () => {
    expect(() => engine.compressor({ windowLog: 27 })).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
    expectBytes(engine.decompress(engine.compress(small)), small);
  });

  test("a dictionary that does not fit is not reserved", () => {
    expect(engine.exports.dictionaryReserve(8 << 20)).toBe(0);
    expect(engine.memory.length).toBeLessThanOrEqual(96 * PAGE);
    expectBytes(engine.decompress(engine.compress(small)), small);
  });
});
