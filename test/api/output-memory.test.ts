/** What lies in the memory that outputs are made of never leaves with them: promise S72. */

import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { Collector } from "../../src/engine/collector.js";
import { compress, createEngine, decompress, type Engine } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { json, noise, text } from "../support/generators.js";
import { frame, rawBlock, rleBlock } from "../vectors/build/frame.js";

const KIB = 1 << 10;
const MIB = 1 << 20;
const POISON = 0xa5;

let h4: Engine;
beforeAll(async () => {
  h4 = await createEngine();
});
afterEach(() => vi.restoreAllMocks());

/** Has Node's allocations hold what others may have left there. Answers how many were made so far. */
function poisoned(): () => number {
  const allocate = Buffer.allocUnsafeSlow.bind(Buffer);
  const spy = vi.spyOn(Buffer, "allocUnsafeSlow").mockImplementation((size) => allocate(size).fill(POISON));
  return () => spy.mock.calls.length;
}

/** `output` is `expected`, in a buffer that holds nothing else. */
function expectOwned(output: Uint8Array, expected: Uint8Array): void {
  expect([output.byteOffset, output.buffer.byteLength]).toEqual([0, expected.length]);
  expectBytes(output, expected);
}

/** Frames that say their content size, and frames that do not, one after the other. */
function framesOf(...contents: readonly [plain: Uint8Array, sized: boolean][]): Uint8Array {
  return Buffer.concat(
    contents.map(([plain, sized]) => {
      const session = h4.compressor(sized ? { contentSize: plain.length } : {});
      return Buffer.concat([session.push(plain), session.end()].flat());
    }),
  );
}

test.each([2047, 2048, 300 * KIB, MIB, 3 * MIB + 1])("S72: %i bytes, both ways, at once and in steps", async (size) => {
  const allocations = poisoned();
  for (const make of [json, noise]) {
    const plain = make(size);
    const packed = h4.compress(plain);
    expect([packed.byteOffset, packed.buffer.byteLength]).toEqual([0, packed.length]);
    expectOwned(h4.decompress(packed), plain);
    const inSteps = { onProgress: () => {} };
    expectOwned(await compress(plain, inSteps), packed);
    expectOwned(await decompress(packed, inSteps), plain);
  }
  expect(allocations()).toBeGreaterThan(0);
});

test("S72: more comes out than the first frame said, or its header says nothing", () => {
  const allocations = poisoned();
  const [a, b] = [text(600 * KIB), json(700 * KIB)];
  for (const [first, second] of [
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ] as const) {
    expectOwned(h4.decompress(framesOf([a, first], [b, second])), Buffer.concat([a, b]));
  }
  expect(allocations()).toBeGreaterThan(4);
});

test("S72: a frame that says more than it holds is refused, and what was begun is lost to the caller", () => {
  const allocations = poisoned();
  const blocks = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? rleBlock(i, 128 * KIB) : rawBlock(noise(1000))));
  const { bytes } = frame({ contentSize: MIB }, blocks);
  const refused = new Error("nothing was thrown");
  let got: unknown = refused;
  try {
    got = h4.decompress(bytes);
  } catch (error) {
    got = error;
  }
  expect(allocations()).toBeGreaterThan(0);
  expect(got).toMatchObject({ code: "DATA_CORRUPT" });
  for (const value of Object.values(got as object)) expect(ArrayBuffer.isView(value)).toBe(false);
});

test("S72: what was not filled of the room that was expected stays behind", () => {
  const allocations = poisoned();
  const heap = noise(100 * KIB);
  for (const length of [0, 1, 5000, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 100 * KIB]) {
    const collector = new Collector(64 * KIB);
    collector.append(heap, 0, length);
    expectOwned(collector.finish(), heap.subarray(0, length));
  }
  expect(allocations()).toBeGreaterThan(6);
});

test("where a runtime takes the memory from a pool, outputs still own theirs", () => {
  const pool = new ArrayBuffer(8 * MIB);
  vi.spyOn(Buffer, "allocUnsafeSlow").mockImplementation((size) => Buffer.from(pool, 8, size));
  const plain = json(MIB);
  expectOwned(h4.decompress(h4.compress(plain)), plain);
});
