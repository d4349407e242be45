/** The artifact's memory: bounded, written only where it may be, and never shown to a later call. */

import { describe, expect, test } from "vitest";
import { LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";
import { parseFrameHeader } from "../interop/frame-header.js";
import { inPieces, Refusal } from "../support/engine.js";
import { expectBytes } from "../support/expect-bytes.js";
import { constant, GENERATORS, mixed, noise, text } from "../support/generators.js";
import { GuardedEngine, SECRET, showsSecret } from "../support/guarded-engine.js";
import { LEVELS_APART } from "../support/levels.js";
import { address, decoderEnd, NOT_FOR_THE_DECODER, NOT_FOR_THE_ENCODER } from "../support/memory-map.js";
import { RawEngine } from "../support/raw-engine.js";
import { frame, rawBlock, rleBlock, windowDescriptor } from "../vectors/build/frame.js";
import { BAD_CASES, GOOD_CASES } from "../vectors/cases/index.js";

const PAGE = 1 << 16;
const MIB = 1 << 20;
/** Levels above have binary trees, also for contents of unknown size. */
const SEARCH_LEVEL_MAX = 12;
/** What an instance has from the start (`--initialMemory`), in bytes. */
const INITIAL = 64 * PAGE;

describe("bounds", () => {
  test.each([10, 14, 17, 20, 23])("decompression with windowLog %i holds window and constant", (windowLog) => {
    const engine = new RawEngine();
    const window = 1 << windowLog;
    const blocks = Math.ceil((4 * window) / 131_072) + 8;
    const size = Math.min(131_072, window);
    const { bytes } = frame(
      { windowDescriptor: windowDescriptor(windowLog - 10) },
      Array.from({ length: blocks }, (_, i) => (i % 2 === 0 ? rleBlock(i, size) : rawBlock(noise(size, i)))),
    );
    inPieces(engine.decompressor(), bytes, [100_000]);
    expect(engine.memory.length).toBeLessThanOrEqual(Math.max(INITIAL, decoderEnd(window) + PAGE));
  });

  test("a frame that declares the largest window takes no memory before it has content", () => {
    const engine = new RawEngine();
    for (const descriptor of [windowDescriptor(17), windowDescriptor(20)]) {
      const { bytes } = frame({ windowDescriptor: descriptor }, [rawBlock(noise(10))]);
      expect(engine.decompress(bytes, { windowLogMax: 30 }).length).toBe(10);
    }
    expect(engine.memory.length).toBeLessThanOrEqual(INITIAL + 2 * MIB);
  });

  test("skippable frames of gigabytes pass through", () => {
    const engine = new RawEngine();
    const session = engine.decompressor();
    const chunk = new Uint8Array(MIB);
    session.push(Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0x10)); // 256 MiB follow
    for (let i = 0; i < 256; i++) expect(session.push(chunk).length).toBe(0);
    session.end();
    expect(engine.memory.length).toBe(INITIAL);
  });

  test.each([10, 17, 20, 23])("compression with windowLog %i holds its bound over a long stream", (windowLog) => {
    for (const level of LEVELS_APART) {
      // What slides is the same whatever it holds; slow levels are fast on this.
      const chunk = level > SEARCH_LEVEL_MAX && windowLog > 17 ? constant(MIB) : mixed(MIB, windowLog);
      const engine = new RawEngine();
      const session = engine.compressor({ level, windowLog });
      session.push(chunk.subarray(0, 1000));
      const before = engine.memory.length;
      const rounds = Math.max(3, (3 << windowLog) / MIB);
      for (let i = 0; i < rounds; i++) session.push(chunk);
      session.end();
      expect(engine.memory.length).toBe(before);
      expect(before).toBeLessThanOrEqual(encoderBound(1 << windowLog, level));
    }
  });

  test("compression takes what the content needs, not what the level could use", () => {
    for (let level = LEVEL_MIN; level <= LEVEL_MAX; level++) {
      const engine = new RawEngine();
      engine.compress(text(10_000), { level });
      expect(engine.memory.length).toBe(INITIAL);
    }
  });
});

/** Match-finder tables, at most: hash tables, wide rows, binary trees. */
function tablesBound(level: number): number {
  if (level <= 9) return 16 * MIB;
  return level <= SEARCH_LEVEL_MAX ? 40 * MIB : 81 * MIB;
}

/** Window, room ahead of it, match-finder tables of 25 times the window or what the level has, and the fixed part. */
function encoderBound(window: number, level: number): number {
  return (
    address("ARENA") +
    window +
    Math.max(window / 4, 2 * MIB) +
    Math.min(tablesBound(level), Math.max(MIB, (level <= 9 ? 16 : 25) * window)) +
    // Long repeats, where the window is wider than the level's own.
    window / 16 +
    2 * PAGE
  );
}

describe("what is written", () => {
  test("decompression writes its own tables, the input buffer and the arena, nothing else", () => {
    const window = 1 << 23;
    const engine = new GuardedEngine(NOT_FOR_THE_DECODER, decoderEnd(window, 1000) + PAGE);
    engine.plant(["constants", "null page"]);
    for (const entry of [...GOOD_CASES, ...BAD_CASES]) {
      const options = { ...entry, windowLogMax: Math.min(entry.windowLogMax ?? 23, 23) };
      attempt(() => engine.decompress(entry.bytes, options));
      expect(engine.damaged(), entry.name).toEqual([]);
      attempt(() => inPieces(engine.decompressor(options), entry.bytes, [1, 100, 70_000]));
      expect(engine.damaged(), entry.name).toEqual([]);
    }
  });

  test("compression writes its own tables, the output buffer and the arena, nothing else", () => {
    const engine = new GuardedEngine(NOT_FOR_THE_ENCODER, encoderBound(1 << 21, LEVEL_MAX));
    engine.plant(["constants", "null page", "the decoder's side"]);
    for (const [kind, generator] of Object.entries(GENERATORS)) {
      for (const length of [0, 5, 1000, 131_072, 300_000]) {
        for (const level of LEVELS_APART) {
          engine.compress(generator(length), { level });
          expect(engine.damaged(), `${kind} ${length} level ${level}`).toEqual([]);
        }
      }
    }
  });
});

/** Calls what may refuse; anything but a refusal is a failure. */
function attempt(call: () => Uint8Array): Uint8Array {
  try {
    return call();
  } catch (error) {
    if (error instanceof Refusal) return new Uint8Array(0);
    throw error;
  }
}

describe("what earlier calls leave", () => {
  const until = address("ARENA") + (1 << 21);

  test("is not in what later frames give out, good or bad", () => {
    const engine = new GuardedEngine([], until);
    for (const entry of [...GOOD_CASES, ...BAD_CASES]) {
      engine.plantSecret(until);
      const session = attemptSession(() => engine.decompressor(entry));
      if (session === undefined) continue;
      let output: Uint8Array = new Uint8Array(0);
      attempt(() => {
        for (const byte of entry.bytes.subarray(0, 3000)) {
          output = Buffer.concat([output, session.push(Uint8Array.of(byte))]);
        }
        output = Buffer.concat([output, session.push(entry.bytes.subarray(3000))]);
        return session.end();
      });
      expect(showsSecret(output), entry.name).toBe(false);
    }
  });

  test("is not in what later content compresses to", () => {
    const engine = new GuardedEngine([], until);
    for (let level = LEVEL_MIN; level <= LEVEL_MAX; level++) {
      for (const plain of [new Uint8Array(0), text(10), text(5000), SECRET.subarray(0, 4)]) {
        const fresh = new RawEngine().compress(plain, { level });
        engine.plantSecret(until);
        const frame = engine.compress(plain, { level });
        expectBytes(frame, fresh);
        expect(showsSecret(frame)).toBe(false);
      }
    }
  });

  test("decides nothing: refusals and outputs are those of a fresh instance", () => {
    const used = new GuardedEngine([], until);
    for (const entry of BAD_CASES) {
      used.decompress(used.compress(mixed(50_000)));
      used.plantSecret(until);
      expect(told(used, entry), entry.name).toEqual(told(new RawEngine(), entry));
    }
  });

  test("includes dictionaries: a later call without one does not see it", () => {
    const engine = new RawEngine();
    const dictionary = text(5000);
    const plain = text(4000);
    const withDictionary = engine.compress(plain, { dictionary });
    const without = engine.compress(plain);
    expectBytes(without, new RawEngine().compress(plain));
    expect(withDictionary.length).toBeLessThan(without.length);
    expect(() => engine.decompress(withDictionary)).toThrow(Refusal);
    expect(parseFrameHeader(withDictionary).dictionaryId).toBe(0);
  });
});

function attemptSession<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Everything that a caller learns from decoding an input. */
function told(engine: RawEngine, entry: (typeof BAD_CASES)[number]) {
  try {
    return { output: Buffer.from(engine.decompress(entry.bytes, entry)).toString("hex") };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, details: error.details };
    throw error;
  }
}
