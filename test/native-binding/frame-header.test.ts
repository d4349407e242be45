/** The host's own reader of frame headers says what the engine's says: for engines that only take whole inputs. */
import { describe, expect, test } from "vitest";
import { declaredSize, readFrameHeader } from "../../src/engine/frame-header.js";
import { compress, createEngine, H4Error } from "../../src/index.js";
import { noise, Random, text } from "../support/generators.js";
import { compressWithCli } from "../support/zstd-cli-calls.js";

const engine = await createEngine();

/** What a reader answers, or the code and offset of its refusal. */
function answer(read: () => unknown): unknown {
  try {
    return read() ?? "more is needed";
  } catch (error) {
    if (!(error instanceof H4Error)) throw error;
    return { code: error.code, offset: error.offset, message: error.message };
  }
}

function expectSame(bytes: Uint8Array): void {
  const expected = answer(() => engine.frameHeader(bytes));
  expect(
    answer(() => readFrameHeader(bytes)),
    Buffer.from(bytes).toString("hex"),
  ).toEqual(expected);
}

describe("readFrameHeader", () => {
  test("every descriptor, with every length of input", () => {
    const random = new Random(1);
    for (let descriptor = 0; descriptor < 256; descriptor++) {
      const rest = noise(14, random.next());
      const bytes = new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, descriptor, ...rest]);
      for (let length = 0; length <= bytes.length; length++) expectSame(bytes.subarray(0, length));
    }
  });

  test("skippable frames, every magic number near one, and sizes beyond 2^53", () => {
    for (let low = 0; low < 256; low++) expectSame(new Uint8Array([low, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0xff, 0xff]));
    expectSame(new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0xe0, ...new Uint8Array(8).fill(0xff)]));
    expectSame(new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0xe0, 1, 0, 0, 0, 0, 0, 0x20, 0]));
  });
});

describe("declaredSize", () => {
  test("is the content of all frames, skippable ones left out", async () => {
    const skippable = new Uint8Array([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const frames = [text(300_000), new Uint8Array(0), noise(200_000), new Uint8Array(500_000)];
    const packed = await Promise.all(frames.map((frame) => compress(frame)));
    const all = Buffer.concat([skippable, ...packed, skippable, await compress(text(7), { checksum: false })]);
    expect(declaredSize(all)).toBe(1_000_007);
    expect(declaredSize(skippable)).toBe(0);
    expect(declaredSize(await compressWithCli(new Uint8Array(0), []))).toBe(0);
  });

  test("is undefined where a frame does not say, and for what is cut short or no frame", async () => {
    const session = engine.compressor();
    const unsaid = Buffer.concat([...session.push(text(1000)), ...session.end()]);
    expect(declaredSize(unsaid)).toBeUndefined();
    const packed = await compress(text(200_000));
    expect(declaredSize(Buffer.concat([packed, unsaid]))).toBeUndefined();
    expect(declaredSize(packed.subarray(0, 40))).toBeUndefined();
    expect(declaredSize(noise(100))).toBeUndefined();
    expect(declaredSize(new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 7, 0, 0]))).toBeUndefined();
  });
});
