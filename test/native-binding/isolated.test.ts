/**
 * T10: a core in a process of its own: what crashes or hangs there is a typed error here, and the next call works. Deno and
 * Bun run this file too: test/runtimes/matrix.heavy.test.ts.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
// The bundle: the process runs one, and finds it beside the code that starts it.
import { compress, createNativeEngine, decompress, type Engine } from "../../dist/node.js";
import { fingerprintOf, type Macros, testCore } from "../support/native-cores.js";

const ID = "h4core-test-v1.0.0";
const STARTER = join(import.meta.dirname, "isolated-starter.mjs");

function bytesOf(words: string, length = 1000): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  new TextEncoder().encodeInto(words, bytes);
  return bytes;
}

function load(macros: Macros = {}, timeout = 20_000): Promise<Engine> {
  return createNativeEngine({ path: testCore(macros), isolated: { timeout }, log: () => undefined });
}

function code(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "nothing was thrown",
    (error: { code?: string }) => error.code ?? error,
  );
}

/** Ids of the processes that `parent` has started, by the kernel. */
function children(parent: number | undefined = process.pid): string[] {
  const ownedBy = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ")[1] === `${parent}`;
    } catch {
      return false;
    }
  };
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && ownedBy(name));
}

describe("a right start", () => {
  test("S15, S19: pins, line and info are those of a core in this process", async () => {
    const path = testCore({ PLAIN: true });
    const lines: string[] = [];
    const fingerprint = fingerprintOf(path);
    const seal = { engineId: ID, fingerprint };
    const engine = await createNativeEngine({ path, seal, isolated: true, log: (line) => lines.push(line) });
    expect(engine.info()).toMatchObject({
      engine: "core",
      engine_id: ID,
      fingerprint,
      sealed: true,
      identity_safe: true,
    });
    expect(lines).toEqual([`🔐 Compression core sealed: ${ID} (fp: ${fingerprint.slice(0, 12)}…)`]);
  });

  test("the same bytes as in this process, any number of calls at a time, up to 32 MiB", async () => {
    const macros = { ABI_2: true } as const;
    const here = await createNativeEngine({ path: testCore(macros), log: () => undefined });
    const apart = await load(macros);
    const inputs = Array.from({ length: 100 }, (_, i) => bytesOf(`input ${i}`, i * 101));
    inputs.push(new Uint8Array(32 << 20).map((_, i) => i * 3));
    const packed = await Promise.all(inputs.map((input) => compress(input, { level: 5 }, apart)));
    for (const [i, frame] of packed.entries()) {
      expect(Buffer.compare(frame, here.compress(inputs[i]!, { level: 5 }))).toBe(0);
      expect(Buffer.compare(await decompress(frame, {}, apart), inputs[i]!)).toBe(0);
    }
    expect(Buffer.compare(await buffer(apart.compressor().over(inputs[9]!)), here.compress(inputs[9]!))).toBe(0);
  });

  test("a core may use more stack than a thread of the runtime may have", async () => {
    const engine = await load();
    expect((await compress(bytesOf("deep"), {}, engine)).length).toBe(1001);
  });

  test("errors are those of a core in this process", async () => {
    const engine = await load();
    const packed = await compress(bytesOf("x"), {}, engine);
    const limited = await decompress(packed, { maxOutput: 999 }, engine).catch((error: unknown) => error);
    expect(limited).toMatchObject({ name: "H4Error", code: "OUTPUT_LIMIT", got: 1000, limit: 999 });
    expect(await code(decompress(bytesOf("x"), {}, engine))).toBe("DATA_CORRUPT");
    expect(await code(compress(bytesOf("no buffer"), {}, engine))).toBe("ENGINE_FAULT");
    expect(await code(compress(bytesOf("x"), { level: 9 }, engine))).toBe("UNSUPPORTED");
  });

  test("synchronous calls are UNSUPPORTED and name the others", async () => {
    const engine = await load();
    const words = { code: "UNSUPPORTED", message: expect.stringContaining("await compress(data, options, engine)") };
    expect(() => engine.compress(bytesOf("x"))).toThrow(expect.objectContaining(words));
    expect(() => engine.compressor().end()).toThrow(expect.objectContaining({ code: "UNSUPPORTED" }));
    expect(() => engine.decompress(bytesOf("x"))).toThrow(/await decompress\(data, options, engine\)/);
    const target = new Uint8Array(engine.compressBound(1000));
    expect(() => engine.compressInto(bytesOf("x"), target)).toThrow(expect.objectContaining(words));
    expect(() => engine.decompressInto(bytesOf("x"), target)).toThrow(/await decompress\(data, options, engine\)/);
  });
});

describe("T10: what goes wrong there", () => {
  test("a crash is CORE_CRASHED with the signal; the next call has a new process", async () => {
    const engine = await load();
    for (let i = 0; i < 3; i++) {
      const error = await compress(bytesOf("crash"), {}, engine).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "CORE_CRASHED", got: "SIGABRT" });
      expect((await compress(bytesOf("x"), {}, engine)).length).toBe(1001);
    }
  });

  test("a call that does not return is CORE_TIMEOUT; calls that waited behind it are made", async () => {
    const engine = await load({}, 4000);
    const hanging = code(compress(bytesOf("hang"), {}, engine));
    const behind = compress(bytesOf("x"), {}, engine);
    expect(await hanging).toBe("CORE_TIMEOUT");
    expect((await behind).length).toBe(1001);
  });

  test("a crash of one of many calls fails that one alone", async () => {
    const engine = await load();
    const words = ["a", "b", "crash", "c", "crash", "d"];
    const results = await Promise.allSettled(words.map((word) => compress(bytesOf(word), {}, engine)));
    expect(results.map(({ status }) => status)).toEqual(
      words.map((word) => (word === "crash" ? "rejected" : "fulfilled")),
    );
  });

  test("a core that crashes while it is loaded fails the start, and not this process", async () => {
    expect(await code(load({ CONSTRUCTOR_CRASHES: true }))).toBe("CORE_SELF_TEST");
  });

  test.each<[string, Macros, string]>([
    ["S52: a wrong fingerprint", {}, "SEAL_ALTERED"],
    ["T12: a lossy core", { LOSSY: true }, "CORE_SELF_TEST"],
    ["S58: a missing symbol", { NO_DECOMPRESS: true }, "CORE_SYMBOL_MISSING"],
    ["a missing import", { MISSING_IMPORT: true }, "CORE_SYMBOL_MISSING"],
  ])("%s is refused as in this process", async (_, macros, expected) => {
    const path = testCore(macros);
    const fingerprint = expected === "SEAL_ALTERED" ? "0".repeat(64) : fingerprintOf(path);
    const engine = createNativeEngine({ path, seal: { fingerprint }, isolated: true, log: () => undefined });
    expect(await code(engine)).toBe(expected);
  });

  test("an abort ends the wait", async () => {
    const engine = await load();
    const signal = AbortSignal.timeout(50);
    await expect(compress(bytesOf("sleep"), { signal }, engine)).rejects.toHaveProperty("name", "TimeoutError");
    expect((await compress(bytesOf("x"), {}, engine)).length).toBe(1001);
  });
});

describe("T10: what the process has", () => {
  test("an empty environment, no right to gain more, no image of its memory on the disk", async () => {
    process.env.H4_TEST_SECRET = "not for the core";
    const before = new Set(children());
    await load();
    const [pid] = children().filter((child) => !before.has(child));
    delete process.env.H4_TEST_SECRET;
    expect(readFileSync(`/proc/${pid}/environ`, "utf8")).not.toContain("H4_TEST_SECRET");
    expect(readFileSync(`/proc/${pid}/status`, "utf8")).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(readFileSync(`/proc/${pid}/limits`, "utf8")).toMatch(/^Max core file size\s+0\s+0\s/m);
  });

  test("it does not keep this process alive, and ends with it, also out of a call that never returns", async () => {
    for (const how of ["idle", "hang"]) {
      const starter = spawn(process.execPath, [STARTER, testCore(), how]);
      starter.stderr.pipe(process.stderr);
      await once(starter.stdout, "data");
      const [pid] = children(starter.pid);
      expect(runs(pid!), how).toBe(true);
      starter.stdin.end();
      expect(await once(starter, "exit"), how).toEqual([0, null]);
      for (let tries = 0; tries < 100 && runs(pid!); tries++) await sleep(20);
      expect(runs(pid!), how).toBe(false);
    }
  });
});

/** Whether this is still the process of a core. */
function runs(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("core-child.js");
  } catch {
    return false;
  }
}
