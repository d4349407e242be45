/** The exports of the artifact as a host may use and misuse them: what each state allows, and that nothing traps. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  DICTIONARY_SIZE_MAX,
  ENCODER_WINDOW_LOG_MAX,
  ENGINE_ABI,
  FLAG_CHECKSUM,
  FLAG_DICTIONARY,
  LEVEL_MAX,
  LEVEL_MIN,
  MODE_CONTINUE,
  MODE_END,
  MODE_FLUSH,
  WINDOW_LOG_MAX,
  WINDOW_LOG_MIN,
} from "../../assembly/common/limits.js";
import {
  BAD_MAGIC,
  FRAME_COMPLETE,
  HAS_OUTPUT,
  NEEDS_DICTIONARY,
  NEEDS_INPUT,
  PARAMETER,
  PLEDGED_SIZE,
  RESERVED_BIT,
  STATE,
  TRUNCATED,
} from "../../assembly/common/status.js";
import { measuringCoverage } from "../coverage/hits.js";
import { mixed, noise, text } from "../support/generators.js";
import { engineModule, RawEngine } from "../support/raw-engine.js";
import { frame, rawBlock, skippableFrame, windowDescriptor } from "../vectors/build/frame.js";
import { GOOD_CASES } from "../vectors/cases/index.js";

const TRAP_ANYTHING = [
  0,
  1,
  -1,
  5,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 32 - 1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1e300,
  -1e300,
  0.5,
];

/** Puts `bytes` where the next input goes. */
function feed(engine: RawEngine, bytes: Uint8Array): number {
  engine.memory.set(bytes, engine.exports.inputPtr());
  return bytes.length;
}

describe("the module", () => {
  test("imports nothing", () => {
    const imports = WebAssembly.Module.imports(engineModule()).map(({ module }) => module);
    expect(imports).toEqual(measuringCoverage() ? ["cov"] : []);
  });

  test("speaks the interface that limits.ts names", () => {
    expect(new RawEngine().exports.abi()).toBe(ENGINE_ABI);
  });

  test("exports its memory and the functions of assembly/index.ts, nothing else", () => {
    const source = readFileSync(new URL("../../assembly/index.ts", import.meta.url), "utf8");
    const named = Array.from(source.matchAll(/export \{([^}]*)\}/g), ([, names]) => names!.split(",")).flat();
    const expected = ["memory", ...named.map((name) => name.trim()).filter((name) => name !== "")];
    const exported = WebAssembly.Module.exports(engineModule()).map(({ name }) => name);
    expect(exported.sort()).toEqual(expected.sort());
  });
});

describe("compression", () => {
  test.each([
    ["level under the lowest", LEVEL_MIN - 1, 0, 0, -1],
    ["level over the highest", LEVEL_MAX + 1, 0, 0, -1],
    ["negative level", -5, 0, 0, -1],
    ["window under the smallest", 3, WINDOW_LOG_MIN - 1, 0, -1],
    ["window over the largest", 3, ENCODER_WINDOW_LOG_MAX + 1, 0, -1],
    ["unknown flag", 3, 0, 4, -1],
    ["content size below -1", 3, 0, 0, -2],
    ["content size that is no number", 3, 0, 0, Number.NaN],
    ["content size over 2^53", 3, 0, 0, 2 ** 60],
  ])("refuses to begin: %s", (_, level, windowLog, flags, contentSize) => {
    const { exports } = new RawEngine();
    expect(exports.compressBegin(level, windowLog, flags, contentSize)).toBe(PARAMETER);
    expect(exports.compressStep(0, MODE_END)).toBe(STATE);
  });

  test("refuses a step that no begin came before, and one after the end", () => {
    const { exports } = new RawEngine();
    expect(exports.compressStep(0, MODE_END)).toBe(STATE);
    expect(exports.compressBegin(3, 0, FLAG_CHECKSUM, -1)).toBe(0);
    expect(exports.compressStep(0, MODE_END)).toBe(FRAME_COMPLETE);
    expect(exports.compressStep(0, MODE_END)).toBe(STATE);
    expect(exports.compressStep(0, MODE_CONTINUE)).toBe(STATE);
  });

  test("refuses more input than there is room for, and unknown modes", () => {
    const { exports } = new RawEngine();
    exports.compressBegin(3, 0, 0, -1);
    expect(exports.compressStep(exports.inputRoom() + 1, MODE_CONTINUE)).toBe(STATE);
    expect(exports.compressStep(-1, MODE_CONTINUE)).toBe(STATE);
    expect(exports.compressStep(0, 3)).toBe(PARAMETER);
    expect(exports.compressStep(0, -1)).toBe(PARAMETER);
  });

  test("refuses content that is not as long as was said, as soon as it is clear", () => {
    const engine = new RawEngine();
    engine.exports.compressBegin(3, 0, 0, 10);
    expect(engine.exports.compressStep(feed(engine, noise(11)), MODE_CONTINUE)).toBe(PLEDGED_SIZE);
    expect([engine.exports.errorGot(), engine.exports.errorLimit()]).toEqual([11, 10]);
    engine.exports.compressBegin(3, 0, 0, 10);
    expect(engine.exports.compressStep(feed(engine, noise(9)), MODE_END)).toBe(PLEDGED_SIZE);
    expect([engine.exports.errorGot(), engine.exports.errorLimit()]).toEqual([9, 10]);
  });

  test("leaves no room while there is output to take", () => {
    const engine = new RawEngine();
    const { exports } = engine;
    exports.compressBegin(1, 23, 0, -1);
    let sawOutput = false;
    for (let i = 0; i < 12; i++) {
      const piece = noise(Math.min(1 << 20, exports.inputRoom()), i);
      let status = exports.compressStep(feed(engine, piece), MODE_FLUSH);
      while (status === HAS_OUTPUT) {
        sawOutput = true;
        expect(exports.inputRoom()).toBe(0);
        expect(exports.outputLength()).toBeGreaterThan(0);
        status = exports.compressStep(0, MODE_FLUSH);
      }
      expect(status).toBe(NEEDS_INPUT);
    }
    expect(sawOutput).toBe(true);
  });

  test("a new begin drops the frame at hand", () => {
    const engine = new RawEngine();
    const session = engine.compressor({ level: 5 });
    session.push(mixed(300_000));
    const plain = text(1000);
    expect(Buffer.compare(engine.compress(plain), new RawEngine().compress(plain))).toBe(0);
  });
});

describe("decompression", () => {
  const sound = frame({ contentSize: "auto", checksum: true }, [rawBlock(text(100))]).bytes;

  test.each([
    ["window under the smallest", WINDOW_LOG_MIN - 1, -1],
    ["window over the largest", WINDOW_LOG_MAX + 1, -1],
    ["negative limit", 27, -2],
    ["limit that is no number", 27, Number.NaN],
  ])("refuses to begin: %s", (_, windowLogMax, maxOutput) => {
    const { exports } = new RawEngine();
    expect(exports.decompressBegin(windowLogMax, maxOutput)).toBe(PARAMETER);
    expect(exports.decompressStep(0)).toBe(STATE);
    expect(exports.decompressEnd()).toBe(STATE);
  });

  test("a limit of infinity, and one over 2^64, limit nothing", () => {
    const engine = new RawEngine();
    for (const maxOutput of [Number.POSITIVE_INFINITY, 2 ** 80, 2 ** 63, 2 ** 64]) {
      expect(engine.decompress(sound, { maxOutput }).length).toBe(100);
    }
  });

  test("a fractional limit counts as its whole part", () => {
    const engine = new RawEngine();
    expect(engine.decompress(sound, { maxOutput: 100.9 }).length).toBe(100);
    expect(() => engine.decompress(sound, { maxOutput: 99.9 })).toThrow();
  });

  test("refuses a step that no begin came before, more input than there is room for, and steps after the end", () => {
    const engine = new RawEngine();
    const { exports } = engine;
    expect(exports.decompressStep(0)).toBe(STATE);
    expect(exports.decompressEnd()).toBe(STATE);
    exports.decompressBegin(27, -1);
    expect(exports.decompressStep(exports.inputRoom() + 1)).toBe(STATE);
    exports.decompressBegin(27, -1);
    exports.decompressStep(feed(engine, sound));
    expect(exports.decompressEnd()).toBe(0);
    expect(exports.decompressStep(0)).toBe(STATE);
    expect(exports.decompressEnd()).toBe(STATE);
  });

  test("what was refused stays refused, with the same status", () => {
    const engine = new RawEngine();
    const { exports } = engine;
    exports.decompressBegin(27, -1);
    expect(exports.decompressStep(feed(engine, new Uint8Array(10)))).toBe(BAD_MAGIC);
    expect(exports.outputLength()).toBe(0);
    expect(exports.decompressStep(0)).toBe(BAD_MAGIC);
    expect(exports.decompressEnd()).toBe(BAD_MAGIC);
    exports.decompressBegin(27, -1);
    expect(exports.decompressStep(feed(engine, sound))).toBeGreaterThanOrEqual(0);
  });

  test("asks for the dictionary that a frame names, and goes on when it is there", () => {
    const { bytes, plain, dictionary } = GOOD_CASES.find(({ name }) => name === "dictionary: formatted, its offsets")!;
    const engine = new RawEngine();
    const { exports } = engine;
    exports.decompressBegin(27, -1);
    expect(exports.decompressStep(feed(engine, bytes))).toBe(NEEDS_DICTIONARY);
    expect(exports.frameDictionaryId()).toBe(0x12345678);
    expect(exports.decompressStep(0)).toBe(NEEDS_DICTIONARY);
    const at = exports.dictionaryReserve(dictionary!.length);
    engine.memory.set(dictionary!, at);
    expect(exports.dictionaryLoad(dictionary!.length)).toBe(0);
    expect(exports.decompressStep(0)).toBe(NEEDS_INPUT);
    const out = engine.memory.slice(exports.outputPtr(), exports.outputPtr() + exports.outputLength());
    expect(Buffer.compare(out, plain)).toBe(0);
    expect(exports.decompressEnd()).toBe(0);
  });
});

describe("frame headers", () => {
  const header = (bytes: Uint8Array) => {
    const engine = new RawEngine();
    const { exports } = engine;
    exports.decompressBegin(30, -1);
    const status = exports.frameHeader(feed(engine, bytes));
    return {
      status,
      size: exports.frameHeaderSize(),
      contentSize: exports.frameContentSize(),
      windowSize: exports.frameWindowSize(),
      dictionaryId: exports.frameDictionaryId() >>> 0,
      checksum: exports.frameHasChecksum() !== 0,
    };
  };

  test("are read without being consumed", () => {
    const options = {
      contentSize: 70_000,
      windowDescriptor: windowDescriptor(3, 5),
      dictionaryId: 0xfedcba98,
      checksum: true,
    };
    const { bytes } = frame(options, []);
    expect(header(bytes)).toEqual({
      status: 0,
      size: 14,
      contentSize: 70_000,
      windowSize: 13_312,
      dictionaryId: 0xfedcba98,
      checksum: true,
    });
    for (let length = 0; length < 14; length++) expect(header(bytes.subarray(0, length)).status).toBe(TRUNCATED);
  });

  test("of skippable frames tell the length of what is skipped", () => {
    const told = header(skippableFrame(noise(10), 3, 4_000_000_000));
    expect(told).toMatchObject({ status: 0, size: 8, contentSize: 4_000_000_000, windowSize: 0 });
  });

  test("without a content size say -1", () => {
    expect(header(frame({ windowDescriptor: 0 }, []).bytes)).toMatchObject({ contentSize: -1, windowSize: 1024 });
  });

  test("that are none are refused", () => {
    expect(header(noise(18)).status).toBe(BAD_MAGIC);
    expect(header(frame({ contentSize: 5, reservedBit: true }, []).bytes).status).toBe(RESERVED_BIT);
  });
});

describe("dictionaries", () => {
  test("longer than the limit are not reserved", () => {
    const { exports } = new RawEngine();
    expect(exports.dictionaryReserve(DICTIONARY_SIZE_MAX + 1)).toBe(0);
    expect(exports.dictionaryReserve(-1)).toBe(0);
  });

  test("longer than was reserved are not loaded", () => {
    const { exports } = new RawEngine();
    exports.dictionaryReserve(100);
    expect(exports.dictionaryLoad(101)).toBe(STATE);
  });

  test("loaded within a frame end it, whichever way it goes", () => {
    const engine = new RawEngine();
    const { exports } = engine;
    exports.decompressBegin(27, -1);
    exports.decompressStep(feed(engine, engine.compress(text(5000)).subarray(0, 30)));
    expect(exports.dictionaryReserve(10)).toBeGreaterThan(0);
    exports.dictionaryLoad(10);
    expect(exports.decompressStep(0)).toBeLessThan(0);
  });
});

test("no argument makes any export trap", () => {
  const engine = new RawEngine();
  const { exports } = engine;
  const names = Object.keys(exports).filter((name) => name !== "memory") as (keyof typeof exports)[];
  for (const name of names) {
    for (const a of TRAP_ANYTHING) {
      for (const b of TRAP_ANYTHING) {
        exports.compressBegin(3, 0, FLAG_DICTIONARY, -1);
        exports.decompressBegin(20, -1);
        const call = exports[name] as (...values: number[]) => number;
        if (name === "dictionaryReserve" && a > 2 ** 24) continue; // would only take memory
        call(a, b, a, b);
      }
    }
  }
  expect(new RawEngine(engineModule()).exports.abi()).toBe(ENGINE_ABI);
});
