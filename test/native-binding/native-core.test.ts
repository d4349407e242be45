/** The core of this project behind the host: the bytes and the refusals of the reference engine, whoever asks and where. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readElf } from "../../src/engine/elf.js";
import { knowsMore } from "../../src/engine/native-reach.js";
import { compress, createEngine, createNativeEngine, decompress, type Engine, H4Error } from "../../src/node.js";
import { readCoreFile } from "../../src/platform/core-file.js";
import { EDGE_LENGTHS, GENERATORS, json, mixed, noise, Random, text } from "../support/generators.js";
import { buildNativeCore } from "../support/native-core.js";
import { trainedDictionary } from "../support/trained-dictionary.js";
import { compressWithCli } from "../support/zstd-cli-calls.js";

let reference: Engine;
let core: Engine;
beforeAll(async () => {
  reference = await createEngine();
  core = await createNativeEngine({ path: buildNativeCore(), log: () => undefined });
});

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** The code of the refusal, or the digest of the output. */
function outcome(run: () => Uint8Array): string {
  try {
    return digest(run());
  } catch (error) {
    if (error instanceof H4Error) return error.code;
    throw error;
  }
}

describe("the same bytes as the reference engine", () => {
  test.each(Object.entries(GENERATORS))("%s, at every level", async (_, generate) => {
    const data = generate(150_000, 77);
    for (let level = 1; level <= 9; level++) {
      const expected = digest(reference.compress(data, { level }));
      expect(digest(core.compress(data, { level }))).toBe(expected);
      expect(digest(await compress(data, { level }, core))).toBe(expected);
    }
  });

  test("every edge length", () => {
    const data = mixed(EDGE_LENGTHS.at(-1)!);
    for (const length of EDGE_LENGTHS) {
      const part = data.subarray(0, length);
      const packed = core.compress(part);
      expect(digest(packed)).toBe(digest(reference.compress(part)));
      expect(digest(core.decompress(packed))).toBe(digest(part));
    }
  });

  test("into the caller's memory, with nothing behind them", () => {
    for (const size of [0, 1, 200, 150_000]) {
      const data = mixed(size);
      const expected = reference.compress(data, { level: 7 });
      const target = new Uint8Array(core.compressBound(size)).fill(0xa5);
      const length = core.compressInto(data, target, { level: 7 });
      expect(digest(target.subarray(0, length))).toBe(digest(expected));
      expect(target.subarray(length).every((byte) => byte === 0xa5)).toBe(true);
      const back = new Uint8Array(size + 10).fill(0xa5);
      expect(core.decompressInto(expected, back)).toBe(size);
      expect(digest(back)).toBe(digest(Buffer.concat([data, new Uint8Array(10).fill(0xa5)])));
      const small = { code: "TARGET_TOO_SMALL", got: size - 1, limit: size };
      if (size > 0) {
        const target = new Uint8Array(size - 1);
        expect(() => core.decompressInto(expected, target)).toThrow(expect.objectContaining(small));
        expect(() => reference.decompressInto(expected, target)).toThrow(expect.objectContaining(small));
      }
    }
  });

  test("frames whose headers do not say their size, several at once, skippable ones between", async () => {
    const skippable = new Uint8Array([0x53, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2]);
    const unsaid = await compressWithCli(json(3_000_000), ["-3"], { contentSize: false });
    const all = Buffer.concat([unsaid, skippable, core.compress(text(100)), unsaid]);
    expect(digest(core.decompress(all))).toBe(digest(reference.decompress(all)));
    expect(digest(await decompress(all, {}, core))).toBe(digest(reference.decompress(all)));
  });
});

describe("the same refusals as the reference engine", () => {
  test("of damaged frames, by their codes", () => {
    const random = new Random(3);
    const packed = core.compress(mixed(20_000));
    for (let i = 0; i < 1500; i++) {
      const damaged = packed.slice(0, i % 3 === 0 ? random.below(packed.length) : packed.length);
      if (damaged.length > 0) damaged[random.below(damaged.length)]! ^= 1 << random.below(8);
      const limits = { maxOutput: 30_000 };
      expect(outcome(() => core.decompress(damaged, limits))).toBe(
        outcome(() => reference.decompress(damaged, limits)),
      );
    }
  });

  test("of limits, of windows, of nothing, and of dictionaries", async () => {
    const packed = core.compress(text(10_000));
    const bomb = await compressWithCli(new Uint8Array(50 << 20), ["-19"], { contentSize: false });
    const wide = await compressWithCli(noise(1000), ["--long=28", "--ultra"], { contentSize: false });
    const dictionary = trainedDictionary();
    const named = await compressWithCli(json(2000), ["-3"], { dictionary });
    for (const [data, maxOutput] of [
      [packed, 9999],
      [packed, 0],
      [bomb, 1 << 20],
      [wide, 1 << 20],
      [new Uint8Array(0), 1],
      [noise(100), 1000],
      [named, 1 << 20],
    ] as const) {
      const expected = outcome(() => reference.decompress(data, { maxOutput }));
      expect(outcome(() => core.decompress(data, { maxOutput }))).toBe(expected);
      expect(expected).toMatch(/^[A-Z_]+$/);
    }
  });
});

describe("S72: nothing but input and options reaches the output", () => {
  test("it imports nothing that knows of time, host, user, path or network, and info() says so", async () => {
    const { bytes } = await readCoreFile(buildNativeCore());
    expect(knowsMore(readElf(bytes)!)).toEqual([]);
    expect(core.info().identity_safe).toBe(true);
  });

  test("another process, time zone, locale and folder, and after other calls", () => {
    const here = digest(core.compress(new TextEncoder().encode("the same bytes everywhere\n".repeat(5000))));
    const environments = [
      { TZ: "Asia/Kathmandu", LC_ALL: "tr_TR.UTF-8", HOME: "/proc/none", USER: "nobody", HOSTNAME: "elsewhere" },
      { TZ: "America/St_Johns", LC_ALL: "C", MALLOC_PERTURB_: "165" },
    ];
    for (const env of environments) {
      const args = [join(import.meta.dirname, "digest-child.mjs"), buildNativeCore()];
      expect(execFileSync(process.execPath, args, { env, cwd: "/", encoding: "utf8" }).trim()).toBe(here);
    }
  });
});
