/** The native core gives the bytes and the statuses of the WebAssembly engine, from one thread and from four at once. */

import { afterAll, expect, test } from "vitest";
import { LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";
import { PARAMETER } from "../../assembly/common/status.js";
import { loadCore } from "../../src/engine/load.js";
import { json, mixed, noise, runs, text } from "../support/generators.js";
import { LEVELS, LEVELS_APART } from "../support/levels.js";
import { buildNativeCore } from "../support/native-core.js";
import { RawEngine } from "../support/raw-engine.js";
import { compressWithCli } from "../support/zstd-cli-calls.js";
import { BAD_CASES, GOOD_CASES } from "../vectors/cases/index.js";
import { type Call, Conformance, compressCalls, decompressCalls } from "./conformance.js";

const core = buildNativeCore();
const conformance = new Conformance();
afterAll(() => conformance.remove());
const engine = new RawEngine();

const KINDS = { text, noise, runs };
/** Where an encoder or the format changes its ways: no content, header fields, literal headers, blocks, a mebibyte. */
const LENGTHS = [0, 1, 2, 30, 31, 32, 33, 255, 256, 257, 1023, 1024, 1025, 16383, 16384, 16385, 131071, 131072, 131073];
const MIB = 1 << 20;

for (const [kind, generate] of Object.entries(KINDS)) {
  test(`${kind} of every edge length, at every level, both ways`, () => {
    const calls = LENGTHS.flatMap((length) => LEVELS.flatMap((level) => bothWays(generate(length), level)));
    expect(conformance.differences(core, calls)).toEqual([]);
  });

  test(`${kind} of a mebibyte and one byte around it, both ways`, () => {
    const longest = generate(MIB + 1);
    const calls = [MIB - 1, MIB, MIB + 1].flatMap((length) =>
      LEVELS_APART.flatMap((level) => bothWays(longest.subarray(0, length), level)),
    );
    expect(conformance.differences(core, calls)).toEqual([]);
  });
}

test("what the library's own one-shot call gives, for windows that slide too", async () => {
  const reference = await loadCore(undefined, {}, () => {});
  const input = mixed(5 * MIB);
  const calls = [1, 3, 9].map((level): Call => {
    const parameters = { level, windowLog: 0, checksum: true, dictionary: undefined, contentSize: input.length };
    const expected = reference.compress(input, parameters);
    return { operation: "compress_into", input, level, capacity: expected.length, expected };
  });
  expect(conformance.differences(core, calls)).toEqual([]);
});

test("frames that the zstd command line wrote at each of its levels, one and several, and among skippable ones", async () => {
  const plain = json(70_000);
  const flags = [
    ...Array.from({ length: 19 }, (_, i) => [`-${i + 1}`]),
    ["--ultra", "-22"],
    ["--fast=5"],
    ["--no-check"],
  ];
  const frames = await Promise.all(flags.map((chosen) => compressWithCli(plain, chosen)));
  const unsized = await compressWithCli(plain, ["-3"], { contentSize: false });
  // A skippable frame of three bytes. RFC 8878 §3.1.2
  const skippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 7, 7, 7);
  const several = Buffer.concat([skippable, frames[2]!, skippable, unsized, frames[18]!, skippable]);
  const calls = [...frames, unsized, skippable, several].flatMap((input) => decompressCalls(engine, input));
  expect(calls.filter(({ operation, expected }) => operation === "decompress" && typeof expected === "number")).toEqual(
    [],
  );
  expect(conformance.differences(core, calls)).toEqual([]);
});

test("hand-made frames, sound and damaged: the same bytes, the same status", () => {
  const cases = [...GOOD_CASES, ...BAD_CASES].filter(({ bytes }) => bytes.length < 200_000);
  expect(cases.length).toBeGreaterThan(200);
  const calls = cases.flatMap(({ bytes }) => decompressCalls(engine, bytes));
  expect(new Set(calls.map(({ expected }) => expected)).size).toBeGreaterThan(20);
  expect(conformance.differences(core, calls)).toEqual([]);
});

test("a frame cut short anywhere", () => {
  const whole = engine.compress(mixed(3000), { level: 5 });
  const calls = Array.from(whole, (_, length) => decompressCalls(engine, whole.subarray(0, length))).flat();
  expect(conformance.differences(core, calls)).toEqual([]);
});

test("levels that do not exist", () => {
  const calls = [LEVEL_MIN - 1, LEVEL_MAX + 1, -5, 22].map(
    (level): Call => ({ operation: "compress_into", input: text(100), level, capacity: 1000, expected: PARAMETER }),
  );
  expect(conformance.differences(core, calls)).toEqual([]);
});

test("four threads at once, levels and directions mixed, sound and damaged", () => {
  const contents = [text(150_000), noise(20_000), runs(90_000), mixed(400_000), json(1000), text(0)];
  const damaged = BAD_CASES.filter(({ bytes }) => bytes.length < 10_000).slice(0, 40);
  const calls = [
    ...contents.flatMap((content) => LEVELS_APART.flatMap((level) => bothWays(content, level))),
    ...damaged.flatMap(({ bytes }) => decompressCalls(engine, bytes)),
  ];
  expect(conformance.differences(core, calls, { threads: 4, rounds: 3 })).toEqual([]);
});

function bothWays(content: Uint8Array, level: number): Call[] {
  const packing = compressCalls(engine, content, level);
  return [...packing, ...decompressCalls(engine, packing[0]!.expected as Uint8Array)];
}
