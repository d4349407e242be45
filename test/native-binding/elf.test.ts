/** What the reader of shared objects says is what binutils say, and damage is a typed error: nothing of the file runs. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readElf } from "../../src/engine/elf.js";
import { knowsMore } from "../../src/engine/native-reach.js";
import { H4Error } from "../../src/index.js";
import { Random } from "../support/generators.js";
import { testCore } from "../support/native-cores.js";

/** Libraries of different makes: old and new hash tables, none exported, many exported. */
const FILES: readonly [string, () => string][] = [
  ["a core", () => testCore({ DECLARES_FP: true })],
  ["a core of ABI 2", () => testCore({ ABI_2: true })],
  ["with the old hash table alone", () => testCore({}, ["-Wl,--hash-style=sysv"])],
  ["with both hash tables", () => testCore({}, ["-Wl,--hash-style=both"])],
  ["stripped", () => testCore({}, ["-Wl,--strip-all"])],
  [
    "needing another library, with a search path",
    () => testCore({}, ["-Wl,--no-as-needed", "-lz", "-Wl,-rpath,/a:/b"]),
  ],
  ["the C library of this process", () => /\S+\/libc\.so\.6/.exec(readFileSync("/proc/self/maps", "utf8"))![0]],
];

function nm(file: string, which: string): string[] {
  const lines = execFileSync("nm", ["-D", "--format=posix", which, file], { encoding: "utf8" }).trim().split("\n");
  return lines.filter((line) => !/ [a-z] /.test(line) || / [iuvw] /.test(line)).map((line) => line.split(/[ @]/)[0]!);
}

describe.each(FILES)("%s", (_, find) => {
  const file = find();
  const facts = readElf(readFileSync(file))!;

  test("S35, S59: exports are those of nm -D", () => {
    expect([...new Set(facts.exports)].sort()).toEqual([...new Set(nm(file, "--defined-only"))].sort());
  });

  test("imports are those of nm -D", () => {
    expect([...new Set(facts.imports)].sort()).toEqual([...new Set(nm(file, "--undefined-only"))].sort());
  });

  test("T9: needed libraries and search paths are those of readelf", () => {
    const dynamic = execFileSync("readelf", ["-d", file], { encoding: "utf8" });
    const named = (tag: string) =>
      [...dynamic.matchAll(new RegExp(`\\(${tag}\\).*\\[(.*)\\]`, "g"))].map(([, name]) => name);
    expect(facts.needed).toEqual(named("NEEDED"));
    expect(facts.searchPaths).toEqual([...named("RPATH"), ...named("RUNPATH")]);
  });
});

describe("what is no shared object", () => {
  test("no ELF file: undefined", () => {
    expect(readElf(new Uint8Array(0))).toBeUndefined();
    expect(readElf(new Uint8Array(100_000))).toBeUndefined();
    expect(readElf(new TextEncoder().encode("not an engine".repeat(10)))).toBeUndefined();
  });

  test("a program, another class, another byte order", () => {
    for (const [offset, value] of [
      [16, 2],
      [4, 1],
      [5, 2],
    ] as const) {
      const bytes = new Uint8Array(readFileSync(testCore()));
      bytes[offset] = value;
      expect(() => readElf(bytes)).toThrow(expect.objectContaining({ code: "CORE_UNREADABLE" }));
    }
  });

  test("cut short anywhere, and damaged in 3000 ways: facts or a typed error, soon", () => {
    const core = new Uint8Array(readFileSync(testCore()));
    const random = new Random(7);
    const tryRead = (bytes: Uint8Array) => {
      try {
        readElf(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(H4Error);
        expect((error as H4Error).code).toBe("CORE_UNREADABLE");
      }
    };
    for (let length = 0; length < core.length; length += 97) tryRead(core.subarray(0, length));
    for (let i = 0; i < 3000; i++) {
      const damaged = core.slice();
      for (let n = 0; n < 8; n++) damaged[random.below(i % 2 === 0 ? 1024 : damaged.length)] = random.below(256);
      tryRead(damaged);
    }
  });
});

test("S72: what a core imports beyond memory and bytes is named", () => {
  const facts = readElf(readFileSync(testCore({ PLAIN: true, ASKS_TIME: true })))!;
  expect(knowsMore(facts)).toEqual(["time"]);
  expect(knowsMore(readElf(readFileSync(testCore({ PLAIN: true })))!)).toEqual([]);
});
