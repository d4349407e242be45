/** Commands around native cores that are wrong: each is told what is wrong with it, and the exit code says so. */
import { chmodSync, copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { buildNativeCore } from "../support/native-core.js";
import { fingerprintOf, type Macros, testCore } from "../support/native-cores.js";
import { runH4, scratch } from "./h4.js";

const space = scratch();
afterAll(space.remove);

/** The lines of `h4 core-test`, those with ❌ apart. */
async function coreTest(file: string) {
  const { code, stdout, stderr } = await runH4(["core-test", file], { cwd: space.path });
  const lines = stdout.toString().trimEnd().split("\n");
  return { code, stderr, lines, failed: lines.filter((line) => line.startsWith("❌")) };
}

describe("S33: h4 core-test", () => {
  test.each<[string, Macros, RegExp]>([
    ["T12: is lossy", { LOSSY: true }, /decompressing gives the input back: .* does not give the input back/],
    ["T12: writes other bytes the second time", { OTHER_BYTES: true }, /the same bytes the second time/],
    ["T11: returns (size_t)-1", { MINUS_ONE: true }, /length of 18446744073709551615 and no buffer/],
    ["T11: returns a length without a buffer", { NO_BUFFER: true }, /no buffer/],
    ["T10: crashes while it is loaded", { CONSTRUCTOR_CRASHES: true }, /loads: .*SIGABRT/],
    ["S58: lacks h4_compress", { NO_COMPRESS: true }, /undefined symbol: h4_compress$/],
    ["lacks what it imports", { MISSING_IMPORT: true }, /loads: .*undefined symbol: h4_nowhere/],
    ["T11: does not free", { FREE_LEAKS: true }, /h4_free: 320 results of 1 MiB are freed: the process grew by/],
  ])("finds a core that %s", async (_, macros, line) => {
    const { code, failed, lines } = await coreTest(testCore(macros));
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.join("\n")).toMatch(line);
    expect(lines.every((text) => /^(✅|❌) /.test(text))).toBe(true);
    expect(code).toBe(4);
  });

  test("S9, S7: what a core may leave out is told, and nothing fails", async () => {
    const { code, failed, lines } = await coreTest(testCore({ PLAIN: true, NO_FREE: true, NO_ID: true }));
    expect([code, failed]).toEqual([0, []]);
    expect(lines.join("\n")).toMatch(/✅ h4_engine_id: none that is valid/);
    expect(lines.join("\n")).toMatch(/✅ h4_free: absent/);
  });

  test("S36: a core that others could replace fails for that alone", async () => {
    const path = join(space.path, "open.so");
    copyFileSync(testCore(), path);
    chmodSync(path, 0o777);
    const { code, failed, lines } = await coreTest(path);
    expect(failed).toEqual([expect.stringMatching(/^❌ path: .*has mode 0777/)]);
    expect([code, lines.length > 20]).toEqual([4, true]);
  });

  test("S55: what it looks at runs in a process of its own, and only when it must", async () => {
    const witness = join(space.path, "witness");
    const path = testCore({ CONSTRUCTOR_WRITES: witness, NO_DECOMPRESS: true });
    expect((await coreTest(path)).code).toBe(4);
    expect((await runH4(["fingerprint", path])).code).toBe(0);
    expect(existsSync(witness)).toBe(false);
  });
});

describe("commands on a sealed core", () => {
  const core = buildNativeCore();
  const env = { HARMONY4_CORE_PATH: core, HARMONY4_ENGINE_FP: fingerprintOf(core) };

  test.each([{}, { HARMONY4_CORE_ISOLATED: "1" }])("h4 tour: everything is as it must be %o", async (more) => {
    const file = join(import.meta.dirname, "cores.test.ts");
    const { code, stdout, stderr } = await runH4(["tour", file], { env: { ...env, ...more } });
    expect(stdout.toString()).toMatch(/h4core-zstd-v1\.0\.0.*refused, nothing ran/s);
    expect(stderr.match(/Compression core sealed/g)?.length).toBe(1);
    expect(code).toBe(0);
  });

  test("what a core cannot do ends with 1, and leaves nothing", async () => {
    const folder = join(space.path, "refused");
    mkdirSync(folder);
    copyFileSync(join(import.meta.dirname, "cores.test.ts"), join(folder, "file"));
    for (const option of ["--long=24", "--no-check"]) {
      const { code, stderr } = await runH4(["compress", option, "file"], { cwd: folder, env });
      expect(stderr).toMatch(/not possible with this native core.*\(UNSUPPORTED\)/);
      expect(code).toBe(1);
    }
    expect(existsSync(join(folder, "file.zst"))).toBe(false);
  });

  test("S64: compress, test, list and decompress say the line once each, and agree with the engine inside", async () => {
    const file = join(space.path, "words");
    copyFileSync(join(import.meta.dirname, "cores.test.ts"), file);
    for (const args of [
      ["compress", "-9", file],
      ["test", `${file}.zst`],
      ["list", `${file}.zst`],
    ]) {
      const { code, stderr } = await runH4(args, { env });
      expect([args[0], code, stderr.match(/Compression core sealed/g)?.length]).toEqual([args[0], 0, 1]);
    }
    const own = await runH4(["compress", "-9", "-c", file]);
    const native = await runH4(["compress", "-9", "-c", file], { env });
    expect(Buffer.compare(own.stdout, native.stdout)).toBe(0);
  });
});
