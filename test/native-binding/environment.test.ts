/**
 * The engine of the environment: what its variables choose and pin, read once, and never replaced by another. Deno and Bun
 * run this file too: test/runtimes/starts.test.ts.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { engineFromEnvironment } from "../../src/node.js";
import { failure } from "../support/failure.js";
import { fingerprintOf, testCore } from "../support/native-cores.js";

const SEAL = JSON.parse(readFileSync(join(import.meta.dirname, "../../build/seal.json"), "utf8"));
const REFERENCE = { engine: "reference", engine_id: SEAL.engine_id, fingerprint: SEAL.sha256 };
const ID = "h4core-test-v1.0.0";
const CORE = testCore({ PLAIN: true });
const FP = fingerprintOf(CORE);
const OTHER = "0123456789abcdef".repeat(4);

type Variables = Record<string, string | undefined>;

async function start(environment: Variables) {
  const lines: string[] = [];
  const engine = await engineFromEnvironment({ environment, log: (line) => lines.push(line) });
  return { info: engine.info(), lines };
}

async function refused(environment: Variables) {
  const lines: string[] = [];
  const error = await failure(engineFromEnvironment({ environment, log: (line) => lines.push(line) }));
  expect(lines).toEqual([]);
  return error;
}

describe("without a path: the built-in engine", () => {
  test.each<[string, Variables]>([
    ["nothing set", {}],
    ["empty and blank variables", { HARMONY4_CORE_PATH: "", HARMONY4_ENGINE_ID: " ", HARMONY4_ENGINE_FP: "\n" }],
  ])("S1, S3, S12: %s: it runs, verified and not sealed, and nothing is said", async (_, environment) => {
    const { info, lines } = await start(environment);
    expect(info).toMatchObject({
      ...REFERENCE,
      deterministic: true,
      identity_safe: true,
      verified: true,
      sealed: false,
    });
    expect(lines).toEqual([]);
  });

  test("S69: pins that match seal it, and one line says so", async () => {
    const pins = { HARMONY4_ENGINE_ID: SEAL.engine_id, HARMONY4_ENGINE_FP: SEAL.sha256 };
    const { info, lines } = await start(pins);
    expect(info).toMatchObject({ ...REFERENCE, sealed: true, seal_level: "fingerprint" });
    expect(lines).toEqual([`🔐 Compression core sealed: ${SEAL.engine_id} (fp: ${SEAL.sha256.slice(0, 12)}…)`]);
    expect((await start({ HARMONY4_ENGINE_ID: SEAL.engine_id })).lines).toEqual([]);
  });

  test("S69, S51, S52: pins that do not match refuse it", async () => {
    expect((await refused({ HARMONY4_ENGINE_FP: OTHER })).code).toBe("SEAL_ALTERED");
    expect((await refused({ HARMONY4_ENGINE_ID: ID })).code).toBe("SEAL_MISMATCH");
  });

  test("isolation alone has nothing to isolate, and says so", async () => {
    const { info, lines } = await start({ HARMONY4_CORE_ISOLATED: "1" });
    expect(info).toMatchObject(REFERENCE);
    expect(lines).toEqual([expect.stringMatching(/HARMONY4_CORE_ISOLATED is set without HARMONY4_CORE_PATH/)]);
  });
});

describe("with a path: that core, or nothing", () => {
  test("S15, S18, S25, S64: right pins, a newline behind each: sealed, in one line", async () => {
    const { info, lines } = await start({
      HARMONY4_CORE_PATH: `${CORE}\n`,
      HARMONY4_ENGINE_ID: `${ID}\n`,
      HARMONY4_ENGINE_FP: ` ${FP.toUpperCase()}\n`,
    });
    expect(info).toMatchObject({ engine: "core", engine_id: ID, fingerprint: FP, sealed: true });
    expect(lines).toEqual([`🔐 Compression core sealed: ${ID} (fp: ${FP.slice(0, 12)}…)`]);
  });

  test("S40, S70: without pins it runs, and is not sealed", async () => {
    const { info, lines } = await start({ HARMONY4_CORE_PATH: CORE });
    expect(info).toMatchObject({ engine: "core", verified: false, sealed: false });
    expect(lines).toEqual([]);
  });

  test.each<[string, Variables, string]>([
    ["S49: a path to nothing", { HARMONY4_CORE_PATH: "/opt/h4core/v1.2.3/h4core.so" }, "CORE_NOT_FOUND"],
    ["S12: a relative path", { HARMONY4_CORE_PATH: "h4core.so" }, "SEAL_CONFIG"],
    ["S51: a wrong id", { HARMONY4_CORE_PATH: CORE, HARMONY4_ENGINE_ID: "h4core-geo-v1.2.3" }, "SEAL_MISMATCH"],
    ["S52: a wrong fingerprint", { HARMONY4_CORE_PATH: CORE, HARMONY4_ENGINE_FP: OTHER }, "SEAL_ALTERED"],
    ["the pins of the built-in engine", { HARMONY4_CORE_PATH: CORE, HARMONY4_ENGINE_FP: SEAL.sha256 }, "SEAL_ALTERED"],
    ["S58: a core without its symbols", { HARMONY4_CORE_PATH: testCore({ NO_COMPRESS: true }) }, "CORE_SYMBOL_MISSING"],
    ["T12: a lossy core", { HARMONY4_CORE_PATH: testCore({ LOSSY: true }) }, "CORE_SELF_TEST"],
  ])("T5, T6: %s is a failed start", async (_, environment, code) => {
    expect((await refused(environment)).code).toBe(code);
  });

  test("S50: the guide's text, to the character", async () => {
    const { message } = await refused({ HARMONY4_CORE_PATH: "/opt/h4core/v1.2.3/h4core.so" });
    expect(message).toBe("Compression core not found: /opt/h4core/v1.2.3/h4core.so");
  });
});

describe("S14: malformed variables are SEAL_CONFIG and named, never ignored", () => {
  test.each<[string, Variables, RegExp]>([
    [
      "the guide's own fingerprint of 62 digits",
      { HARMONY4_ENGINE_FP: "a7c4b1d9e2f0a3c5d8f1b2c4e7f9a1d3e5f7a9b1c3d5e7f9a1b3c5d7e9f1a3" },
      /HARMONY4_ENGINE_FP must be 64 hexadecimal digits.* it has 62$/,
    ],
    ["S32: its abbreviation", { HARMONY4_ENGINE_FP: "a7c4b1d9..." }, /HARMONY4_ENGINE_FP must be 64/],
    ["T26: an id with a blank in it", { HARMONY4_ENGINE_ID: "two words" }, /HARMONY4_ENGINE_ID must be 1 to 128/],
    ["T26: an id of 129 characters", { HARMONY4_ENGINE_ID: "a".repeat(129) }, /HARMONY4_ENGINE_ID must be/],
    ["a path with a line feed in it", { HARMONY4_CORE_PATH: "/a\nb" }, /HARMONY4_CORE_PATH must be an absolute path/],
    ["isolation that is neither 0 nor 1", { HARMONY4_CORE_ISOLATED: "yes" }, /HARMONY4_CORE_ISOLATED must be 0 or 1/],
  ])("%s", async (_, environment, words) => {
    for (const more of [{}, { HARMONY4_CORE_PATH: environment.HARMONY4_CORE_PATH ?? CORE }]) {
      expect(await refused({ ...environment, ...more })).toMatchObject({
        code: "SEAL_CONFIG",
        message: expect.stringMatching(words),
      });
    }
  });

  test("what a variable holds is not said: it may be a secret in the wrong place", async () => {
    const { message } = await refused({ HARMONY4_ENGINE_FP: "hunter2" });
    expect(message).not.toContain("hunter2");
  });
});

test("T27: the variables are read once, before the call returns", async () => {
  const before = { ...process.env };
  try {
    process.env.HARMONY4_CORE_PATH = CORE;
    process.env.HARMONY4_ENGINE_FP = FP;
    const pending = engineFromEnvironment({ log: () => undefined });
    process.env.HARMONY4_CORE_PATH = testCore({ ID: "another" });
    process.env.HARMONY4_ENGINE_FP = OTHER;
    expect((await pending).info()).toMatchObject({ fingerprint: FP, sealed: true });
  } finally {
    process.env = before;
  }
});

test("the caller's mistakes are TypeErrors", async () => {
  await expect(engineFromEnvironment({ env: {} } as never)).rejects.toThrow(TypeError);
  await expect(engineFromEnvironment({ log: "stderr" } as never)).rejects.toThrow(TypeError);
});
