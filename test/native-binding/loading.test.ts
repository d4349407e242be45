/**
 * From a path to an engine: ABI.md, "Loading", step by step, with cores that get each step wrong. Deno and Bun run this
 * file too, on what they call native code with: test/runtimes/starts.test.ts.
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadNativeCore } from "../../src/engine/native-load.js";
import { createNativeEngine, type Engine, type SealPins } from "../../src/node.js";
import { failure } from "../support/failure.js";
import { compiledCore, fingerprintOf, type Macros, testCore } from "../support/native-cores.js";

const ID = "h4core-test-v1.0.0";
const OTHER = "0123456789abcdef".repeat(4);
const ROOT = process.geteuid?.() === 0;

const space = mkdtempSync(join(tmpdir(), "harmony4-loading-"));
afterAll(() => rmSync(space, { recursive: true, force: true }));
let folders = 0;

/** A folder of its own, mode 0755. */
function folder(): string {
  const path = join(space, `${folders++}`);
  mkdirSync(path, { mode: 0o755 });
  return path;
}

/** A copy of a test core that a test may spoil. */
function copyOf(macros: Macros = {}, name = "h4core.so"): string {
  const path = join(folder(), name);
  copyFileSync(testCore(macros), path);
  chmodSync(path, 0o555);
  return path;
}

interface Loaded {
  engine: Engine;
  lines: string[];
}

async function load(path: string, seal?: SealPins): Promise<Loaded> {
  const lines: string[] = [];
  const engine = await createNativeEngine({ path, seal, log: (line) => lines.push(line) });
  return { engine, lines };
}

async function refused(path: string, seal?: SealPins) {
  const lines: string[] = [];
  const error = await failure(createNativeEngine({ path, seal, log: (line) => lines.push(line) }));
  expect(lines.filter((line) => line.includes("sealed")).length).toBe(0);
  return error;
}

test("what calls a core is koffi in Node, and in Deno and Bun what they bring", async () => {
  await load(testCore());
  const inNode = !("Deno" in globalThis) && !("Bun" in globalThis);
  expect(readFileSync("/proc/self/maps", "utf8").includes("koffi")).toBe(inNode);
});

describe("a right start", () => {
  test("S15, S18, S19, S46, S64: all pins right: sealed, said in one line, and no warning", async () => {
    const path = copyOf({ PLAIN: true });
    const fingerprint = fingerprintOf(path);
    const { engine, lines } = await load(path, { engineId: ID, fingerprint });
    expect(engine.info()).toEqual({
      engine: "core",
      engine_id: ID,
      fingerprint,
      deterministic: true,
      identity_safe: true,
      verified: true,
      sealed: true,
      seal_level: "fingerprint",
      seal_scope: "bytes",
    });
    expect(lines).toEqual([`🔐 Compression core sealed: ${ID} (fp: ${fingerprint.slice(0, 12)}…)`]);
  });

  test("S6, S42: what goes in comes back, for any length", async () => {
    const { engine } = await load(testCore());
    for (const length of [0, 1, 255, 65_536, 1_000_003]) {
      const data = new Uint8Array(length).map((_, i) => i >> 3);
      expect(Buffer.compare(engine.decompress(engine.compress(data)), data)).toBe(0);
    }
  });

  test("S70, T7: without a pinned fingerprint it is neither verified nor sealed, and no line says so", async () => {
    const { engine, lines } = await load(copyOf({ PLAIN: true }));
    expect(engine.info()).toMatchObject({ verified: false, sealed: false, seal_level: "none" });
    const pinned = await load(copyOf({ PLAIN: true }), { engineId: ID });
    expect(pinned.engine.info()).toMatchObject({ verified: false, sealed: false, seal_level: "id" });
    expect([...lines, ...pinned.lines]).toEqual([]);
  });

  test("S11: the fingerprint is that of sha256sum(1)", async () => {
    const path = testCore();
    const { stdout } = spawnSync("sha256sum", [path], { encoding: "utf8" });
    const { engine } = await load(path, { fingerprint: stdout.slice(0, 64).toUpperCase() });
    expect(engine.info()).toMatchObject({ fingerprint: stdout.slice(0, 64), sealed: true });
  });

  test("T3, S8: what a core declares is shown, and pins nothing", async () => {
    const path = testCore({ DECLARES_FP: true });
    const declared = `abcdef${"0".repeat(58)}`;
    expect((await load(path)).engine.info().declared_fingerprint).toBe(declared);
    expect(await refused(path, { fingerprint: declared })).toMatchObject({ code: "SEAL_ALTERED", limit: declared });
    expect((await load(testCore())).engine.info()).not.toHaveProperty("declared_fingerprint");
  });

  test("S72: identity_safe is false for a core that imports what knows the time", async () => {
    expect((await load(testCore({ PLAIN: true }))).engine.info().identity_safe).toBe(true);
    expect((await load(testCore({ PLAIN: true, ASKS_TIME: true }))).engine.info().identity_safe).toBe(false);
  });

  test("S33: the core in sixty lines of docs/native-core.md is one", async () => {
    const repository = join(import.meta.dirname, "../..");
    const page = readFileSync(join(repository, "docs/native-core.md"), "utf8");
    const source = join(space, "rle.c");
    writeFileSync(source, /```c\n(.*?)```/s.exec(page)![1]!);
    const { engine, lines } = await load(compiledCore(source, {}, [`-I${join(repository, "native")}`]));
    expect(engine.info()).toMatchObject({ engine_id: "rle-v1.0.0", identity_safe: true });
    expect(lines).toEqual([]);
    const runs = new Uint8Array(100_000).map((_, i) => i >> 8);
    const packed = engine.compress(runs);
    expect(packed.length).toBeLessThan(2000);
    expect(engine.decompress(packed)).toEqual(runs);
  });

  test("ABI 2 needs all of its symbols; the version alone is not enough", async () => {
    const { engine } = await load(testCore({ ABI_2: true }));
    expect(engine.compress(new Uint8Array(3), { level: 7 })[0]).toBe(7);
  });
});

describe("step 1: the path", () => {
  test("S49, S50: a core that is not there", async () => {
    const path = join(folder(), "h4core.so");
    const error = await refused(path);
    expect(error).toMatchObject({ code: "CORE_NOT_FOUND", message: `Compression core not found: ${path}` });
    expect((await refused(join(copyOf(), "h4core.so"))).code).toBe("CORE_NOT_FOUND");
    symlinkSync("nowhere", path);
    expect((await refused(path)).message).toBe(`Compression core not found: ${path}`);
  });

  test("S54: a core that may not be read is something else", async () => {
    const path = copyOf();
    chmodSync(path, 0);
    if (ROOT) process.seteuid?.(65_534); // root may read everything
    try {
      const error = await refused(path);
      expect(error).toMatchObject({ code: "CORE_UNREADABLE" });
      expect(error.message).toBe(`Compression core cannot be read: ${path} (permission denied)`);
    } finally {
      if (ROOT) process.seteuid?.(0);
    }
  });

  test.each([
    ["S12, T9: a relative one", "h4core.so"],
    ["a name", "libc.so.6"],
    ["T25: one that forges a line of a log", "/opt/core\n🔐 Compression core sealed"],
    ["one with a zero in it", "/opt/core\0.so"],
    ["an empty one", ""],
  ])("%s is SEAL_CONFIG", async (_, path) => {
    expect(await refused(path)).toMatchObject({
      code: "SEAL_CONFIG",
      message: expect.stringContaining("path must be"),
    });
  });

  test("what is no regular file is refused without waiting", async () => {
    const directory = folder();
    expect(await refused(directory)).toMatchObject({ code: "CORE_UNREADABLE" });
    expect((await refused("/dev/null")).code).toMatch(/^CORE_UN(READABLE|SAFE_PATH)$/);
    const pipe = join(directory, "pipe.so");
    spawnSync("mkfifo", ["-m", "600", pipe]);
    expect((await refused(pipe)).code).toBe("CORE_UNREADABLE");
  });

  test("more than 256 MiB are not read", async () => {
    const path = join(folder(), "large.so");
    writeFileSync(path, "");
    truncateSync(path, (256 << 20) + 1);
    expect(await refused(path)).toMatchObject({ code: "CORE_UNREADABLE", got: (256 << 20) + 1, limit: 256 << 20 });
  });

  test.each([0o775, 0o757, 0o722])("S36, S10, T8: a core of mode %o is refused", async (mode) => {
    const path = copyOf();
    chmodSync(path, mode);
    const error = await refused(path, { fingerprint: fingerprintOf(path) });
    expect(error).toMatchObject({ code: "CORE_UNSAFE_PATH", message: expect.stringContaining(path) });
  });

  test("S36, T8: a core in a folder that others can write to is refused, at whatever height; a sticky one is not", async () => {
    const path = copyOf();
    const inner = join(path, "..");
    const outer = folder();
    renameSync(inner, join(outer, "v1"));
    const moved = join(outer, "v1/h4core.so");
    for (const open of [outer, join(outer, "v1")]) {
      chmodSync(open, 0o777);
      const error = await refused(moved);
      expect(error).toMatchObject({
        code: "CORE_UNSAFE_PATH",
        message: expect.stringContaining(`The folder ${open} `),
      });
      chmodSync(open, 0o1777);
      expect((await load(moved)).engine.info().engine_id).toBe(ID);
      chmodSync(open, 0o755);
    }
  });

  // Only root can give files away. By this `if` and not by `test.runIf`, which Bun's runner does not have.
  if (ROOT) {
    test("S36, T8: a core, a folder or a link of another user is refused", async () => {
      const path = copyOf();
      chownSync(path, 12_345, 0);
      expect(await refused(path)).toMatchObject({ code: "CORE_UNSAFE_PATH", got: 12_345 });
      chownSync(path, 0, 0);
      chownSync(join(path, ".."), 12_345, 0);
      expect((await refused(path)).code).toBe("CORE_UNSAFE_PATH");
      chownSync(join(path, ".."), 0, 0);
      const link = join(folder(), "link.so");
      symlinkSync(path, link);
      expect((await load(link)).engine.info().engine_id).toBe(ID);
      spawnSync("chown", ["-h", "12345", link]);
      expect((await refused(link)).code).toBe("CORE_UNSAFE_PATH");
    });
  }

  test("S36: a core that this user can write is loaded with a warning; mode 0555 has none", async () => {
    const path = copyOf({ PLAIN: true });
    expect((await load(path)).lines).toEqual([]);
    chmodSync(path, 0o755);
    expect((await load(path)).lines).toEqual([
      expect.stringMatching(/^⚠️ .*can be written by the user of this process/),
    ]);
  });

  test("S26: the links of a Secret volume are followed, and the target is what is hashed", async () => {
    const volume = folder();
    mkdirSync(join(volume, "..2026_11_25"), { mode: 0o755 });
    copyFileSync(testCore(), join(volume, "..2026_11_25/h4core.so"));
    chmodSync(join(volume, "..2026_11_25/h4core.so"), 0o755);
    symlinkSync("..2026_11_25", join(volume, "..data"));
    symlinkSync("..data/h4core.so", join(volume, "h4core.so"));
    const fingerprint = fingerprintOf(testCore());
    expect((await load(join(volume, "h4core.so"), { fingerprint })).engine.info().sealed).toBe(true);
  });

  test("T9: the folder of a link, and of what it points to, are looked at", async () => {
    const open = folder();
    const link = join(open, "link.so");
    symlinkSync(copyOf(), link);
    chmodSync(open, 0o777);
    expect((await refused(link)).code).toBe("CORE_UNSAFE_PATH");
    const closed = join(folder(), "link.so");
    const target = join(open, "h4core.so");
    copyFileSync(testCore(), target);
    symlinkSync(target, closed);
    expect((await refused(closed)).code).toBe("CORE_UNSAFE_PATH");
  });

  test("links in a circle end", async () => {
    const directory = folder();
    symlinkSync("b", join(directory, "a"));
    symlinkSync("a", join(directory, "b"));
    expect((await refused(join(directory, "a"))).code).toBe("CORE_UNREADABLE");
  });
});

describe("step 2: the digest, before anything runs", () => {
  test("S52, T1: a core with another fingerprint is refused in the guide's words", async () => {
    const path = testCore();
    const error = await refused(path, { fingerprint: OTHER });
    const found = fingerprintOf(path);
    expect(error).toMatchObject({ code: "SEAL_ALTERED", got: found, limit: OTHER });
    expect(error.message).toBe(`🔐 COMPRESSION CORE ALTERED:\n  Expected: ${OTHER}\n  Found:    ${found}`);
  });

  test("S52, T1: its constructor has not run; that of one that is admitted has", async () => {
    const witness = join(space, "written-by-a-constructor");
    const path = testCore({ CONSTRUCTOR_WRITES: witness });
    await refused(path, { fingerprint: OTHER });
    await refused(path, { fingerprint: OTHER, engineId: "wrong" });
    expect(existsSync(witness)).toBe(false);
    await load(path, { fingerprint: fingerprintOf(path) });
    expect(existsSync(witness)).toBe(true);
  });

  test("T3: the fingerprint decides before the id is asked for", async () => {
    expect((await refused(testCore(), { engineId: "wrong", fingerprint: OTHER })).code).toBe("SEAL_ALTERED");
  });

  test("S14: a pin of 62 digits, as the guide has it, is refused and says so", async () => {
    const error = await refused(testCore(), {
      fingerprint: "a7c4b1d9e2f0a3c5d8f1b2c4e7f9a1d3e5f7a9b1c3d5e7f9a1b3c5d7e9f1a3",
    });
    expect(error.code).toBe("SEAL_CONFIG");
    expect(error.message).toContain("seal.fingerprint must be 64 hexadecimal digits");
    expect(error.message).toContain("it has 62");
  });
});

describe("step 3: those bytes and no others", () => {
  const loading = { warn: () => undefined };

  test("T2: a file replaced between the look and the load changes nothing", async () => {
    const path = copyOf({ ID: "core-a" });
    const fingerprint = fingerprintOf(path);
    const core = await loadNativeCore(path, loading, {
      bytes: (found) => {
        expect(found).toBe(fingerprint);
        rmSync(path);
        copyFileSync(testCore({ ID: "core-b" }), path);
      },
      identity: () => undefined,
    });
    expect(core.identity).toMatchObject({ engineId: "core-a", fingerprint });
  });

  test("T2: a file written over in place, or removed, neither", async () => {
    for (const spoil of [(path: string) => writeFileSync(path, "not a core"), (path: string) => rmSync(path)]) {
      const path = copyOf({ ID: "core-a" });
      chmodSync(path, 0o755);
      const core = await loadNativeCore(path, loading, { bytes: () => spoil(path), identity: () => undefined });
      expect(core.identity.engineId).toBe("core-a");
      const data = new Uint8Array(1000).fill(7);
      const packed = core.compress(data, {
        level: 3,
        windowLog: 0,
        checksum: true,
        dictionary: undefined,
        contentSize: 0,
      });
      expect(packed.length).toBe(1001);
    }
  });

  test("T2: A and then B from one path are A and then B", async () => {
    const path = copyOf({ ID: "core-a" });
    const a = await load(path);
    rmSync(path);
    copyFileSync(testCore({ ID: "core-b" }), path);
    chmodSync(path, 0o555);
    const b = await load(path);
    expect([a.engine.info().engine_id, b.engine.info().engine_id]).toEqual(["core-a", "core-b"]);
    expect(b.engine.info().fingerprint).toBe(fingerprintOf(path));
  });

  test("T2: the copy is in sealed memory: nobody can write to it any more", async () => {
    await load(testCore());
    const mapped = readFileSync("/proc/self/maps", "utf8").match(/\/memfd:h4core.*/g) ?? [];
    expect(mapped.length).toBeGreaterThan(0);
    expect(readFileSync("/proc/self/maps", "utf8")).not.toContain(testCore());
  });

  test("what is no shared object is refused by its own path", async () => {
    const path = join(folder(), "text.so");
    writeFileSync(path, "not an engine", { mode: 0o555 });
    const { code, message } = await refused(path);
    expect(code).toBe("CORE_UNREADABLE");
    expect(message).toContain(path);
    expect(message).not.toContain("/proc/self/fd");
    const other = readFileSync(testCore());
    other[18] = other[18] === 62 ? 183 : 62;
    const foreign = join(folder(), "foreign.so");
    writeFileSync(foreign, other, { mode: 0o555 });
    expect((await refused(foreign)).message).toContain("for another processor");
    const half = join(folder(), "half.so");
    writeFileSync(half, readFileSync(testCore()).subarray(0, 3000), { mode: 0o555 });
    expect(await refused(half)).toMatchObject({ code: "CORE_UNREADABLE", message: expect.stringContaining(half) });
  });

  test("T9: libraries that the fingerprint does not cover are named", async () => {
    const path = testCore({ PLAIN: true }, ["-Wl,--no-as-needed", "-lz", "-Wl,-rpath,/opt/elsewhere"]);
    const { lines, engine } = await load(path);
    expect(lines).toEqual([
      expect.stringMatching(/needs libz\.so\.1, looked for in \/opt\/elsewhere first: its fingerprint/),
    ]);
    expect(engine.info().identity_safe).toBe(false);
  });

  test("T9: what the environment has the loader load is named", async () => {
    process.env.LD_LIBRARY_PATH = "/opt/elsewhere";
    try {
      expect((await load(testCore({ PLAIN: true }))).lines).toEqual([
        expect.stringMatching(/^⚠️ LD_LIBRARY_PATH is set/),
      ]);
    } finally {
      delete process.env.LD_LIBRARY_PATH;
    }
  });
});

describe("step 4: symbols and id", () => {
  test.each([
    ["h4_compress", { NO_COMPRESS: true }],
    ["h4_decompress", { NO_DECOMPRESS: true }],
  ] as const)("S58, S6: without %s", async (name, macros) => {
    const path = testCore(macros);
    const error = await refused(path);
    expect(error).toMatchObject({ code: "CORE_SYMBOL_MISSING", limit: name });
    expect(error.message).toBe(`${path}: undefined symbol: ${name}`);
  });

  test("a symbol that the core itself lacks is found at the load, not at the first call", async () => {
    const path = testCore({ MISSING_IMPORT: true });
    const error = await refused(path);
    expect(error).toMatchObject({ code: "CORE_SYMBOL_MISSING", message: `${path}: undefined symbol: h4_nowhere` });
  });

  test("S51, S13: another id is a mismatch in the guide's words", async () => {
    const path = testCore();
    const error = await refused(path, { engineId: "h4core-geo-v1.2.3", fingerprint: fingerprintOf(path) });
    expect(error).toMatchObject({ code: "SEAL_MISMATCH", got: ID, limit: "h4core-geo-v1.2.3" });
    expect(error.message).toBe(`🔐 COMPRESSION CORE MISMATCH:\n  Expected: h4core-geo-v1.2.3\n  Found:    ${ID}`);
  });

  test.each<[string, Macros]>([
    ["absent", { NO_ID: true }],
    ["NULL", { NULL_ID: true }],
    ["empty", { ID: "" }],
    ["with a blank", { ID: "two words" }],
    ["T25: with a line feed", { ID: "a\\nb" }],
    ["T26: of 129 characters", { ID: "a".repeat(129) }],
    ["not ASCII", { ID: "ä" }],
  ])('S7, T4, T26: an id that is %s is "unknown", and no pin matches it', async (_, macros) => {
    const path = testCore(macros);
    expect((await load(path)).engine.info().engine_id).toBe("unknown");
    const seal = { engineId: ID, fingerprint: fingerprintOf(path) };
    expect(await refused(path, seal)).toMatchObject({ code: "SEAL_MISMATCH", got: "unknown" });
  });

  test('T4: not even a pin that says "unknown"', async () => {
    const path = testCore({ NO_ID: true });
    expect((await refused(path, { engineId: "unknown" })).code).toBe("SEAL_MISMATCH");
  });

  test("T26: an id of 128 characters of every kind is one", async () => {
    const id = `aZ09._+-${"x".repeat(120)}`;
    expect((await load(testCore({ ID: id }), { engineId: id })).engine.info().engine_id).toBe(id);
  });

  test("S9: without h4_free there is one warning", async () => {
    const { engine, lines } = await load(testCore({ PLAIN: true, NO_FREE: true }));
    expect(lines).toEqual([expect.stringMatching(/^⚠️ .* exports no h4_free/)]);
    for (let i = 0; i < 10; i++) engine.decompress(engine.compress(new Uint8Array(100)));
    expect(lines.length).toBe(1);
  });
});

describe("T11, T12: step 5: the self-test", () => {
  test.each<[string, Macros, RegExp]>([
    ["returns (size_t)-1 and no buffer", { MINUS_ONE: true }, /length of 18446744073709551615 and no buffer/],
    ["returns a length without a buffer", { NO_BUFFER: true }, /length of 1 and no buffer/],
    ["writes other bytes the second time", { OTHER_BYTES: true }, /other bytes the second time/],
    ["is lossy", { LOSSY: true }, /does not give the input back/],
    ["does not compress", { FAILS: true }, /did not compress/],
    ["is lossy, through ABI 2", { ABI_2: true, LOSSY: true }, /does not give the input back/],
  ])("a core that %s is refused", async (_, macros, reason) => {
    const path = testCore(macros);
    const error = await refused(path, { fingerprint: fingerprintOf(path) });
    expect(error).toMatchObject({ code: "CORE_SELF_TEST" });
    expect(error.message).toMatch(reason);
    expect(error.message).toContain(path);
  });
});

describe("the caller's mistakes are TypeErrors and RangeErrors", () => {
  test.each<[string, object]>([
    ["no path", {}],
    ["a path that is no string", { path: 1 }],
    ["an unknown option", { path: "/x", pins: {} }],
    ["an unknown pin", { path: "/x", seal: { fp: OTHER } }],
    ["a log that is no function", { path: "/x", log: "stderr" }],
    ["isolated with an unknown key", { path: "/x", isolated: { seconds: 1 } }],
    ["a time limit of nothing", { path: "/x", isolated: { timeout: 0 } }],
    ["a signal that is none", { path: "/x", signal: {} }],
  ])("%s", async (_, options) => {
    await expect(createNativeEngine(options as never)).rejects.toThrow(/must be|unknown option/);
    await expect(createNativeEngine(options as never)).rejects.not.toHaveProperty("code");
  });
});
