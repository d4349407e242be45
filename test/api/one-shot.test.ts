/** One-shot calls: sizes around every limit, owned outputs, inputs of every kind, typed refusals. API.md */
import { beforeAll, describe, expect, test } from "vitest";
import { compress, createEngine, decompress, type Engine, H4Error } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { refusalOf } from "../support/failure.js";
import { constant, mixed, noise, text } from "../support/generators.js";

let h4: Engine;
beforeAll(async () => {
  h4 = await createEngine();
});

const KIB = 1 << 10;
const MIB = 1 << 20;
/** 0 and 1, around a block, around the room of the engine's input, and several of it. */
const SIZES = [
  ...[0, 1, 2, 3, 7, 255, 256, 257, 1023, 1024],
  ...[128 * KIB - 1, 128 * KIB, 128 * KIB + 1, 256 * KIB + 1],
  ...[MIB - 1, MIB, MIB + 1, 2 * MIB + 128 * KIB + 1, 5 * MIB],
];

describe("round trip", () => {
  test.each(SIZES)("%i bytes", (size) => {
    for (const make of [text, noise, constant]) {
      const plain = make(size);
      expectBytes(h4.decompress(h4.compress(plain)), plain);
    }
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])("level %i, with and without checksum, in every window", (level) => {
    const plain = mixed(300 * KIB);
    for (const checksum of [true, false]) {
      for (const windowLog of [undefined, 10, 17, 23]) {
        const packed = h4.compress(plain, { level, checksum, windowLog });
        expect(packed[4]! & 4).toBe(checksum ? 4 : 0);
        expectBytes(h4.decompress(packed), plain);
      }
    }
  });

  test("the frame says its content size", () => {
    for (const size of SIZES) expect(h4.frameHeader(h4.compress(constant(size)))?.contentSize).toBe(size);
  });

  test("all frames are decoded, one after the other, skippable ones passed over", () => {
    const skippable = Uint8Array.of(0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9);
    const parts = [text(5 * KIB), noise(3), text(0), constant(MIB)];
    const stream = Buffer.concat(parts.flatMap((part) => [h4.compress(part), skippable]));
    expectBytes(h4.decompress(stream), new Uint8Array(Buffer.concat(parts)));
  });

  test("the module-level calls give the same bytes", async () => {
    const plain = mixed(200 * KIB);
    const packed = await compress(plain, { level: 5 });
    expectBytes(packed, h4.compress(plain, { level: 5 }));
    expectBytes(await decompress(packed), plain);
  });

  test("the same input gives the same bytes, whatever was done before", async () => {
    const plain = text(100 * KIB);
    const first = h4.compress(plain);
    for (const level of [1, 9]) h4.compress(noise(3 * MIB, level), { level });
    expect(() => h4.decompress(first.subarray(0, 1000))).toThrow(H4Error);
    expectBytes(h4.compress(plain), first);
    const another = await createEngine({ seal: { fingerprint: h4.info().fingerprint } });
    expectBytes(another.compress(plain), first);
  });
});

describe("inputs", () => {
  const plain = text(1000);
  const buffer = new ArrayBuffer(1040);
  new Uint8Array(buffer).set(plain, 16);

  test.each<[string, ArrayBuffer | ArrayBufferView]>([
    ["Uint8Array", plain],
    ["part of a buffer", new Uint8Array(buffer, 16, 1000)],
    ["ArrayBuffer", plain.slice().buffer],
    ["DataView", new DataView(buffer, 16, 1000)],
    ["Float64Array", new Float64Array(buffer, 16, 125)],
    ["Uint8ClampedArray", new Uint8ClampedArray(buffer, 16, 1000)],
    ["Buffer", Buffer.from(plain)],
    ["shared memory", shared(plain)],
  ])("%s", (_, data) => {
    expectBytes(h4.compress(data), h4.compress(plain));
    expectBytes(h4.decompress(h4.compress(data)), plain);
  });

  test.each<[string, unknown]>([
    ["a string", "text"],
    ["a number", 1],
    ["null", null],
    ["undefined", undefined],
    ["an array", [1, 2, 3]],
    ["a Blob", new Blob([])],
    ["a SharedArrayBuffer itself", new SharedArrayBuffer(8)],
  ])("%s is a TypeError", async (_, data) => {
    expect(() => h4.compress(data as never)).toThrow(TypeError);
    expect(() => h4.decompress(data as never)).toThrow(TypeError);
    await expect(compress(data as never)).rejects.toThrow(TypeError);
    await expect(decompress(data as never)).rejects.toThrow(TypeError);
  });

  test("a detached buffer is a TypeError, not empty input", () => {
    const data = text(100);
    structuredClone(data.buffer, { transfer: [data.buffer] });
    expect(() => h4.compress(data)).toThrow(TypeError);
    expect(() => h4.compress(data.buffer)).toThrow(TypeError);
    expect(() => h4.compress(new Uint8Array(0))).not.toThrow();
  });

  test.each([
    ["at once", undefined],
    ["in steps", new AbortController().signal],
  ])("detached while the engine is awaited they are a TypeError, %s", async (_, signal) => {
    for (const call of [compress, decompress]) {
      const data = h4.compress(text(100));
      const result = call(data, { signal });
      structuredClone(data.buffer, { transfer: [data.buffer] });
      await expect(result).rejects.toThrow(TypeError);
    }
  });

  test("are left as they are", () => {
    const data = text(1000);
    const packed = h4.compress(data);
    const kept = packed.slice();
    h4.decompress(packed);
    expectBytes(data, text(1000));
    expectBytes(packed, kept);
  });
});

describe("engines", () => {
  test.each([
    ["null", null],
    ["an object", {}],
    ["a promise of nothing", Promise.resolve(undefined)],
  ])("%s is a TypeError, and no other engine takes its place", async (_, engine) => {
    await expect(compress(text(100), {}, engine as never)).rejects.toThrow(/^engine must be an Engine, got /);
    await expect(decompress(h4.compress(text(100)), {}, engine as never)).rejects.toThrow(TypeError);
  });
});

describe("outputs", () => {
  test("are owned: exactly their buffer, and no later call changes them", () => {
    for (const size of [0, 10, 1000, 300 * KIB, 3 * MIB]) {
      const plain = mixed(size);
      const packed = h4.compress(plain);
      const copy = packed.slice();
      const restored = h4.decompress(packed);
      h4.decompress(h4.compress(noise(3 * MIB)));
      for (const output of [packed, restored]) {
        expect(output.constructor).toBe(Uint8Array);
        expect(output.buffer).toBeInstanceOf(ArrayBuffer);
        expect([output.byteOffset, output.buffer.byteLength]).toEqual([0, output.byteLength]);
      }
      expectBytes(packed, copy);
      expectBytes(restored, plain);
    }
  });

  test("can be transferred without harm to the engine", () => {
    const packed = h4.compress(text(1000));
    structuredClone(packed, { transfer: [packed.buffer] });
    expect(packed.length).toBe(0);
    expectBytes(h4.decompress(h4.compress(text(1000))), text(1000));
  });
});

describe("refusals", () => {
  const plain = text(10 * KIB);

  test("DATA_CORRUPT says where", () => {
    const packed = h4.compress(plain, { checksum: false });
    expect(refusalOf(() => h4.decompress(plain))).toMatchObject({ code: "DATA_CORRUPT", offset: 0 });
    const second = Buffer.concat([packed, Buffer.from("not a frame")]);
    const error = refusalOf(() => h4.decompress(second));
    expect(error).toMatchObject({ code: "DATA_CORRUPT", offset: packed.length });
    expect(error.message).toContain(`at byte ${packed.length} of the input`);
  });

  test("DATA_TRUNCATED at every cut, and for no input at all", () => {
    const packed = h4.compress(text(300));
    for (let length = 0; length < packed.length; length++) {
      expect(refusalOf(() => h4.decompress(packed.subarray(0, length))).code, `${length}`).toBe("DATA_TRUNCATED");
    }
  });

  test("CHECKSUM_MISMATCH", () => {
    const packed = h4.compress(plain);
    packed[packed.length - 1]! ^= 1;
    expect(refusalOf(() => h4.decompress(packed)).code).toBe("CHECKSUM_MISMATCH");
  });

  test("WINDOW_TOO_LARGE, with what was got and the limit", () => {
    const packed = h4.compress(noise(3 * MIB), { windowLog: 20 });
    const error = refusalOf(() => h4.decompress(packed, { windowLogMax: 19 }));
    expect(error).toMatchObject({ code: "WINDOW_TOO_LARGE", got: MIB, limit: MIB / 2 });
    expect(h4.decompress(packed, { windowLogMax: 20 }).length).toBe(3 * MIB);
  });

  test("OUTPUT_LIMIT before anything is allocated, and on the way where no size is declared", () => {
    const packed = h4.compress(plain);
    expect(h4.decompress(packed, { maxOutput: plain.length }).length).toBe(plain.length);
    expect(refusalOf(() => h4.decompress(packed, { maxOutput: plain.length - 1 }))).toMatchObject({
      code: "OUTPUT_LIMIT",
      got: plain.length,
      limit: plain.length - 1,
    });
    const session = h4.compressor();
    const undeclared = Buffer.concat([...session.push(noise(MIB)), ...session.end()]);
    expect(refusalOf(() => h4.decompress(undeclared, { maxOutput: MIB - 1 })).code).toBe("OUTPUT_LIMIT");
    expect(h4.decompress(undeclared, { maxOutput: MIB }).length).toBe(MIB);
    expect(refusalOf(() => h4.decompress(packed, { maxOutput: 0 })).code).toBe("OUTPUT_LIMIT");
    expect(h4.decompress(h4.compress(text(0)), { maxOutput: 0 }).length).toBe(0);
  });

  test("the limit holds for all frames together", () => {
    const twice = Buffer.concat([h4.compress(plain), h4.compress(plain)]);
    expect(refusalOf(() => h4.decompress(twice, { maxOutput: 2 * plain.length - 1 })).code).toBe("OUTPUT_LIMIT");
    expect(h4.decompress(twice, { maxOutput: 2 * plain.length }).length).toBe(2 * plain.length);
  });

  test("a size that the input cannot fill is not allocated on its word", () => {
    // Single_Segment with Frame_Content_Size 2^40, then one empty Raw_Block.
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xc0, 0x50, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0);
    const error = refusalOf(() => h4.decompress(frame, { maxOutput: Number.POSITIVE_INFINITY }));
    expect(error.code).toBe("DATA_CORRUPT");
    expect(refusalOf(() => h4.decompress(frame))).toMatchObject({ code: "OUTPUT_LIMIT", limit: 2 ** 30 });
  });

  test("a refusal leaves the engine as good as before", () => {
    for (let i = 0; i < 50; i++) {
      expect(() => h4.decompress(noise(100, i))).toThrow(H4Error);
      expectBytes(h4.decompress(h4.compress(plain)), plain);
    }
  });
});

describe("with a signal or progress", () => {
  test("the bytes are the same, and progress ends with everything", async () => {
    const plain = mixed(3 * MIB);
    const steps: { read: number; written: number; total?: number }[] = [];
    const onProgress = (step: (typeof steps)[number]) => steps.push(step);
    const packed = await compress(plain, { onProgress });
    expectBytes(packed, h4.compress(plain));
    expect(steps.at(-1)).toEqual({ read: plain.length, written: packed.length, total: plain.length });
    expect(steps.length).toBeGreaterThan(3);
    expect(steps.map(({ read }) => read)).toEqual(steps.map(({ read }) => read).sort((a, b) => a - b));

    steps.length = 0;
    expectBytes(await decompress(packed, { onProgress }), plain);
    expect(steps.at(-1)).toEqual({ read: packed.length, written: plain.length, total: packed.length });
  });

  test("an abort ends the work with its reason, while timers run", async () => {
    const plain = noise(32 * MIB);
    const reason = new Error("the user left");
    for (const run of [
      (signal: AbortSignal) => compress(plain, { level: 9, signal }),
      (signal: AbortSignal) => decompress(h4.compress(plain, { level: 1 }), { signal }),
    ]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 0);
      await expect(run(controller.signal)).rejects.toBe(reason);
      await expect(run(AbortSignal.abort(reason))).rejects.toBe(reason);
    }
  });

  test("an error of the callback ends the call", async () => {
    const failure = new Error("full");
    const onProgress = () => {
      throw failure;
    };
    await expect(compress(text(1000), { onProgress })).rejects.toBe(failure);
  });
});

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
