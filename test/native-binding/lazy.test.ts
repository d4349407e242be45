/** What a program pays for at import: nothing of a native core, and no node:crypto, before something is asked for. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { testCore } from "../support/native-cores.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** What `body` prints after it has imported `harmony4/node` as `h4`. */
function run(body: string, entry = join(ROOT, "dist/node.js")): unknown {
  const script = `import * as h4 from ${JSON.stringify(pathToFileURL(entry).href)};
    import { readFileSync } from "node:fs";
    const loaded = () => ({
      crypto: process.moduleLoadList.includes("NativeModule crypto"),
      process: process.moduleLoadList.includes("NativeModule child_process"),
      koffi: readFileSync("/proc/self/maps", "utf8").includes("koffi"),
    });
    ${body}`;
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }));
}

describe("harmony4/node", () => {
  test("loads neither koffi nor node:crypto nor node:child_process when it is imported", () => {
    expect(run("console.log(JSON.stringify(loaded()));")).toEqual({ crypto: false, process: false, koffi: false });
  });

  test("S1: the reference engine needs no koffi; a native core does", () => {
    const body = (environment: object) => `
      await h4.engineFromEnvironment({ environment: ${JSON.stringify(environment)} });
      console.log(JSON.stringify(loaded().koffi));`;
    expect(run(body({}))).toBe(false);
    expect(run(body({ HARMONY4_CORE_PATH: testCore() }))).toBe(true);
  });

  test("where koffi was used before, with small stacks, a core is refused in this process and runs apart", () => {
    const body = `
      const koffi = (await import(${JSON.stringify(pathToFileURL(join(ROOT, "node_modules/koffi/index.js")).href)})).default;
      koffi.load("libc.so.6");
      const options = { path: ${JSON.stringify(testCore())}, log: () => undefined };
      const { code, got, limit } = await h4.createNativeEngine(options).catch((error) => error);
      const apart = await h4.createNativeEngine({ ...options, isolated: true });
      console.log(JSON.stringify([code, got, limit, apart.info().engine_id]));`;
    expect(run(body)).toEqual(["CORE_BINDING", 131_072, 8 << 20, "h4core-test-v1.0.0"]);
  });

  test("where koffi is not installed, a native core is CORE_BINDING, and everything else works", () => {
    // Without a node_modules above it.
    const alone = mkdtempSync(join(tmpdir(), "harmony4-alone-"));
    try {
      execFileSync("cp", ["-r", join(ROOT, "dist"), alone]);
      const body = `
        const engine = await h4.engineFromEnvironment({ environment: {} });
        const failed = async (isolated) => {
          const options = { path: ${JSON.stringify(testCore())}, isolated, log: () => undefined };
          const { code, message } = await h4.createNativeEngine(options).catch((error) => error);
          return { code, message };
        };
        const back = engine.decompress(engine.compress(new Uint8Array(10))).length;
        console.log(JSON.stringify([back, await failed(false), await failed(true)]));`;
      writeFileSync(join(alone, "package.json"), '{ "type": "module" }');
      const refused = { code: "CORE_BINDING", message: expect.stringContaining("npm install koffi") };
      expect(run(body, join(alone, "dist/node.js"))).toEqual([10, refused, refused]);
    } finally {
      rmSync(alone, { recursive: true, force: true });
    }
  });
});
