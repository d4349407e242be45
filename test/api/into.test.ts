/** Output into the caller's memory: the bytes of the other calls, all of them or an error, and nothing behind them. API.md */
import { beforeAll, describe, expect, test } from "vitest";
import { LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";
import { createEngine, type Engine } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { refusalOf } from "../support/failure.js";
import { constant, mixed, noise, text } from "../support/generators.js";

let h4: Engine;
beforeAll(async () => {
  h4 = await createEngine();
});

const KIB = 1 << 10;
const MIB = 1 << 20;
/** What targets are full of, so that what was not written is seen. */
const UNTOUCHED = 0xa5;
/** One step of the engine and several, in and out. */
const SIZES = [0, 1, 200, 128 * KIB, 300 * KIB, MIB + 1, 5 * MIB];

/** A target of `size` bytes with 100 more of its buffer on both sides. */
function targetOf(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(size + 200).fill(UNTOUCHED).subarray(100, 100 + size);
}

/** Everything in the target's buffer but its first `length` bytes is as it was. */
function expectRestUntouched(target: Uint8Array, length: number): void {
  const whole = new Uint8Array(target.buffer);
  expect(whole.subarray(0, target.byteOffset).every((byte) => byte === UNTOUCHED)).toBe(true);
  expect(whole.subarray(target.byteOffset + length).every((byte) => byte === UNTOUCHED)).toBe(true);
}

/** A frame that does not say how long its content is. */
function undeclared(plain: Uint8Array): Uint8Array {
  const session = h4.compressor();
  return new Uint8Array(Buffer.concat([...session.push(plain), ...session.end()]));
}

describe("what comes out", () => {
  test.each(SIZES)("of %i bytes is what compress and decompress give, and the rest stays as it was", (size) => {
    for (const make of [text, noise, constant]) {
      const plain = make(size);
      const packed = h4.compress(plain, { level: 1 });
      for (const room of [packed.length, packed.length + 1, h4.compressBound(size)]) {
        const target = targetOf(room);
        expect(h4.compressInto(plain, target, { level: 1 })).toBe(packed.length);
        expectBytes(target.subarray(0, packed.length), packed);
        expectRestUntouched(target, packed.length);
      }
      for (const frame of [packed, undeclared(plain)]) {
        for (const room of [size, size + 1]) {
          const target = targetOf(room);
          expect(h4.decompressInto(frame, target)).toBe(size);
          expectBytes(target.subarray(0, size), plain);
          expectRestUntouched(target, size);
        }
      }
    }
  });

  test("takes the options of compress and decompress", () => {
    const plain = text(5 * KIB);
    const dictionary = text(2 * KIB);
    const options = { level: 7, checksum: false, dictionary, windowLog: 12 };
    const target = targetOf(5 * KIB);
    const length = h4.compressInto(plain, target, options);
    expectBytes(target.subarray(0, length), h4.compress(plain, options));
    const back = targetOf(5 * KIB);
    expect(h4.decompressInto(target.subarray(0, length), back, { dictionary, windowLogMax: 13 })).toBe(plain.length);
    expectBytes(back, plain);
  });

  test("of all frames, skippable ones passed over", () => {
    const skippable = Uint8Array.of(0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9);
    const parts = [text(5 * KIB), noise(3), text(0), constant(MIB)];
    const all = Buffer.concat(parts.flatMap((part) => [h4.compress(part), skippable]));
    const plain = new Uint8Array(Buffer.concat(parts));
    const target = targetOf(plain.length);
    expect(h4.decompressInto(all, target)).toBe(plain.length);
    expectBytes(target, plain);
  });
});

describe("a target that is too small", () => {
  test.each(SIZES.filter((size) => size > 0))(
    "for a frame of %i bytes: what it takes exactly, from any length",
    (size) => {
      const plain = noise(size);
      const { length } = h4.compress(plain);
      for (const room of [0, 1, size >> 1, length - 1]) {
        const target = targetOf(room);
        const refused = refusalOf(() => h4.compressInto(plain, target));
        expect(refused).toMatchObject({ code: "TARGET_TOO_SMALL", got: room, limit: length });
        expect(refused.message).toContain(`takes ${length} bytes, the target has ${room}`);
        expectRestUntouched(target, room);
        expect(h4.compressInto(plain, targetOf(Number(refused.limit)))).toBe(length);
      }
    },
  );

  test.each(SIZES.filter((size) => size > 0))("for a content of %i bytes", (size) => {
    const plain = mixed(size);
    const declared = h4.compress(plain);
    for (const room of [0, size >> 1, size - 1]) {
      const target = targetOf(room);
      expect(refusalOf(() => h4.decompressInto(declared, target))).toMatchObject({
        code: "TARGET_TOO_SMALL",
        got: room,
        limit: size,
      });
      // The header says it: nothing was decoded.
      expectRestUntouched(target, 0);
      const met = refusalOf(() => h4.decompressInto(undeclared(plain), target));
      expect(met).toMatchObject({ code: "TARGET_TOO_SMALL", got: room });
      expect(met.limit).toBeGreaterThan(room);
      expect(met.limit).toBeLessThanOrEqual(size);
      expectRestUntouched(target, room);
    }
  });

  test("counts all frames", () => {
    const twice = Buffer.concat([h4.compress(text(1000)), h4.compress(text(1000))]);
    expect(refusalOf(() => h4.decompressInto(twice, targetOf(1999)))).toMatchObject({ got: 1999, limit: 2000 });
    expect(h4.decompressInto(twice, targetOf(2000))).toBe(2000);
  });

  test("T18: is the limit of a bomb: it is not decoded to its end", () => {
    const bomb = undeclared(constant(64 * MIB));
    const refused = refusalOf(() => h4.decompressInto(bomb, targetOf(MIB)));
    expect(refused.code).toBe("TARGET_TOO_SMALL");
    expect(refused.limit).toBeLessThan(2 * MIB);
  });

  test("T18: where maxOutput is over the target, it is maxOutput that refuses what is over both", () => {
    const packed = h4.compress(text(5000));
    const refuse = (room: number, maxOutput: number) =>
      refusalOf(() => h4.decompressInto(packed, targetOf(room), { maxOutput }));
    expect(refuse(100, 4999)).toMatchObject({ code: "OUTPUT_LIMIT", got: 5000, limit: 4999 });
    expect(refuse(6000, 4999)).toMatchObject({ code: "OUTPUT_LIMIT", got: 5000, limit: 4999 });
    expect(refuse(4999, 5000)).toMatchObject({ code: "TARGET_TOO_SMALL", got: 4999, limit: 5000 });
    expect(h4.decompressInto(packed, targetOf(5000), { maxOutput: 5000 })).toBe(5000);
  });

  test("leaves the engine as good as before", () => {
    const plain = text(MIB);
    const packed = h4.compress(plain);
    for (let i = 0; i < 20; i++) {
      refusalOf(() => h4.compressInto(plain, targetOf(i)));
      refusalOf(() => h4.decompressInto(packed, targetOf(i)));
      expectBytes(h4.decompress(h4.compress(plain)), plain);
    }
  });
});

describe("refusals of data", () => {
  test("are those of decompress, and claim nothing", () => {
    const packed = h4.compress(mixed(2 * MIB));
    packed[packed.length - 1]! ^= 1;
    expect(refusalOf(() => h4.decompressInto(packed, targetOf(2 * MIB))).code).toBe("CHECKSUM_MISMATCH");
    expect(refusalOf(() => h4.decompressInto(packed.subarray(0, 1000), targetOf(2 * MIB))).code).toBe("DATA_TRUNCATED");
    expect(refusalOf(() => h4.decompressInto(noise(100), targetOf(10)))).toMatchObject({
      code: "DATA_CORRUPT",
      offset: 0,
    });
  });
});

describe("targets", () => {
  const plain = text(1000);

  test.each<[string, () => ArrayBuffer | ArrayBufferView]>([
    ["Uint8Array", () => new Uint8Array(2000)],
    ["part of a buffer", () => new Uint8Array(new ArrayBuffer(3000), 16, 2000)],
    ["ArrayBuffer", () => new ArrayBuffer(2000)],
    ["DataView", () => new DataView(new ArrayBuffer(3000), 16, 2000)],
    ["Float64Array", () => new Float64Array(250)],
    ["Uint8ClampedArray", () => new Uint8ClampedArray(2000)],
    ["Buffer", () => Buffer.alloc(2000)],
    ["shared memory", () => new Uint8Array(new SharedArrayBuffer(2000))],
    ["a resizable buffer", () => resizable(2000, 4000)],
  ])("%s", (_, make) => {
    const packed = make();
    const length = h4.compressInto(plain, packed);
    const frame = bytesOf(packed).subarray(0, length);
    expectBytes(new Uint8Array(frame), h4.compress(plain));
    const back = make();
    expect(h4.decompressInto(frame, back)).toBe(1000);
    expectBytes(new Uint8Array(bytesOf(back).subarray(0, 1000)), plain);
  });

  test.each<[string, unknown]>([
    ["a string", "text"],
    ["a number", 1],
    ["null", null],
    ["undefined", undefined],
    ["an array", [1, 2, 3]],
    ["a SharedArrayBuffer itself", new SharedArrayBuffer(8)],
  ])("%s is a TypeError", (_, target) => {
    expect(() => h4.compressInto(plain, target as never)).toThrow(/target must be/);
    expect(() => h4.decompressInto(h4.compress(plain), target as never)).toThrow(/target must be/);
  });

  test("that were detached, also by a getter of the options, are a TypeError", () => {
    const target = new Uint8Array(2000);
    const options = {
      get level() {
        structuredClone(target.buffer, { transfer: [target.buffer] });
        return 3;
      },
    };
    expect(() => h4.compressInto(plain, target, options)).toThrow(TypeError);
    expect(() => h4.compressInto(plain, target)).toThrow(TypeError);
    expect(() => h4.compressInto(plain, target.buffer)).toThrow(TypeError);
  });

  test("that their buffer became too short for are a TypeError, not empty, and so is data", () => {
    const buffer = resizable(2000, 4000);
    const views = [
      new Uint8Array(buffer, 1000, 500),
      new Float64Array(buffer, 1000, 50),
      new DataView(buffer, 1000, 50),
    ];
    buffer.resize(500);
    for (const view of views) {
      expect(() => h4.compressInto(plain, view)).toThrow(TypeError);
      expect(() => h4.compressInto(view, new Uint8Array(2000))).toThrow(TypeError);
      expect(() => h4.compress(view)).toThrow(TypeError);
    }
  });

  test("that follow the length of their buffer have the length it has", () => {
    const buffer = resizable(10, 4000);
    const target = new Uint8Array(buffer);
    expect(refusalOf(() => h4.compressInto(plain, target))).toMatchObject({ code: "TARGET_TOO_SMALL", got: 10 });
    buffer.resize(2000);
    expect(h4.compressInto(plain, target)).toBe(h4.compress(plain).length);
  });
});

describe("a target in the memory of the data", () => {
  // What is read piece by piece: more than the engine takes at once, which is 2 MiB of window and as much ahead.
  test.each([1000, 300 * KIB, 9 * MIB])("%i bytes, before them, over them and behind them", (size) => {
    const plain = mixed(size);
    const packed = h4.compress(plain, { level: 1 });
    const bound = h4.compressBound(size);
    for (const at of [0, 1, 500, size - 1, size]) {
      const memory = new Uint8Array(2 * size + bound);
      memory.set(plain, size >> 1);
      const target = memory.subarray(at, at + bound);
      const length = h4.compressInto(memory.subarray(size >> 1, (size >> 1) + size), target, { level: 1 });
      expectBytes(target.subarray(0, length), packed);

      const back = new Uint8Array(2 * size + bound);
      back.set(packed, size >> 1);
      const restored = back.subarray(at, at + size);
      expect(h4.decompressInto(back.subarray(size >> 1, (size >> 1) + packed.length), restored)).toBe(size);
      expectBytes(restored, plain);
    }
  });

  test("also where two views are of one shared memory", () => {
    const plain = mixed(9 * MIB);
    const memory = new SharedArrayBuffer(10 * MIB);
    const again = structuredClone(memory);
    expect(again).not.toBe(memory);
    new Uint8Array(memory).set(plain);
    const length = h4.compressInto(new Uint8Array(memory, 0, plain.length), new Uint8Array(again), { level: 1 });
    expectBytes(new Uint8Array(new Uint8Array(memory, 0, length)), h4.compress(plain, { level: 1 }));
  });
});

describe("compressBound", () => {
  test("is enough at every level and in every window, for what does not compress", () => {
    for (const size of [0, 1, 255, 256, 1023, 1024, 1025, 70_000, 300 * KIB]) {
      const plain = noise(size);
      for (const windowLog of [undefined, 10, 11, 17]) {
        for (let level = LEVEL_MIN; level <= LEVEL_MAX; level++) {
          const { length } = h4.compress(plain, { level, windowLog });
          expect(length).toBeLessThanOrEqual(h4.compressBound(size));
        }
      }
    }
  });

  test("is not much more than what can come: 0.3 % and 25 bytes", () => {
    expect(h4.compressBound(0)).toBe(25);
    for (const size of [1000, 1 << 20, 2 ** 40]) expect(h4.compressBound(size)).toBeLessThan(size * 1.003 + 26);
    expect(h4.compress(noise(300 * KIB), { windowLog: 10 }).length).toBeGreaterThan(h4.compressBound(300 * KIB) - 25);
  });

  test("refuses what is no size", () => {
    for (const size of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => h4.compressBound(size)).toThrow(RangeError);
    for (const size of ["1", 1n, undefined, null]) expect(() => h4.compressBound(size as never)).toThrow(TypeError);
  });
});

test("nothing of the size of the output is allocated", () => {
  const plain = noise(MIB);
  const packed = h4.compress(plain);
  const target = new Uint8Array(h4.compressBound(MIB));
  h4.compressInto(plain, target);
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 20; i++) {
    h4.compressInto(plain, target, { level: 1 });
    h4.decompressInto(packed, target);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MIB / 2);
});

/** `lib` of the compiler knows resizable buffers from ES2024 on, every supported runtime has them. */
function resizable(length: number, maxByteLength: number): ArrayBuffer & { resize(length: number): void } {
  const Resizable = ArrayBuffer as unknown as new (
    length: number,
    options: { maxByteLength: number },
  ) => ArrayBuffer & { resize(length: number): void };
  return new Resizable(length, { maxByteLength });
}

function bytesOf(view: ArrayBuffer | ArrayBufferView): Uint8Array {
  return view instanceof ArrayBuffer
    ? new Uint8Array(view)
    : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
