/** What lint cannot see file by file: what a browser reaches when it loads the library. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encode } from "../../build/artifact-module.mjs";
import { BROWSER, closure, ROOT } from "./repository.js";

/** The scripts of a folder of dist. */
function scriptsOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".js"))
    .map((name) => join(folder, name));
}

describe("harmony4/seal in a browser", () => {
  const reached = closure("src/seal.ts", BROWSER);

  test("reaches what signs and verifies, and nothing of Node", () => {
    expect(reached).toContain("src/seal/dsse.ts");
    expect(reached.filter((name) => /^(node:|src\/(cli|service)\/|src\/platform\/node)/.test(name))).toEqual([]);
  });

  test("reaches no engine: a page that only verifies does not load one", () => {
    // build/hash-wasm.ts is what hashes where Web Crypto does not, and no engine.
    expect(reached.filter((name) => /^(assembly|build(?!\/hash-wasm)|src\/engine)\b/.test(name))).toEqual([]);
  });
});

test("the bundles for edge workers compile no bytes, and hold no WebAssembly that something could compile", () => {
  const files = scriptsOf("dist/workerd");
  expect(files.length).toBeGreaterThan(0);
  const start = Buffer.from("AGFzbQEAAAA=", "base64");
  for (const words of [
    "WebAssembly.compile",
    "AGFzbQEAAAA",
    JSON.stringify(encode(start)).slice(1, -1),
    "blake3",
    "node:",
    "eval(",
  ]) {
    expect(
      files.filter((file) => readFileSync(join(ROOT, file), "utf8").includes(words)),
      words,
    ).toEqual([]);
  }
});

describe("harmony4/decompress in a browser", () => {
  const reached = closure("src/decompress.ts", BROWSER);

  test("reaches its decoder, and nothing that compresses, signs or packs", () => {
    expect(reached).toContain("src/engine/decoder.ts");
    const rest =
      /^(node:|src\/(cli|service|container|pool)\/|src\/engine\/(reference|instantiate|self-test|native)|src\/platform\/node)/;
    expect(reached.filter((name) => rest.test(name))).toEqual([]);
    expect(reached.filter((name) => name.includes("@assemblyscript"))).toEqual([]);
  });
});

describe("harmony4/service where there is no Node", () => {
  const reached = closure("src/service.ts", BROWSER);

  test("reaches the engine and the containers, and nothing of Node or the command line", () => {
    expect(reached).toContain("src/container/reader.ts");
    expect(reached.filter((name) => /^(node:|src\/cli\/|src\/node\.ts|src\/platform\/node)/.test(name))).toEqual([]);
  });

  test("reaches no schemas, no logger, no metrics and no server: only the router of the application", () => {
    const packages = reached.filter((name) => !/^(src|assembly|build)\//.test(name));
    expect(packages.filter((name) => !/^(@assemblyscript\/loader|hono$|hono\/route$)/.test(name))).toEqual([]);
  });
});

describe.each(["index", "container", "dictionary", "pool"])("src/%s.ts in a browser", (entry) => {
  const reached = closure(`src/${entry}.ts`, BROWSER);

  test("reaches the engine", () => {
    expect(reached.filter((file) => file.startsWith("src/engine/"))).not.toEqual([]);
  });

  test("reaches no command line, no service and nothing of Node", () => {
    expect(reached.filter((name) => /^(node:|src\/(cli|service)\/|src\/node\.ts)/.test(name))).toEqual([]);
  });

  test("reaches nothing of native cores, in its sources and in its bundles", () => {
    const native =
      /src\/(platform\/(ffi|core-|private-copy|loader)|engine\/(native|isolated|elf|core-child)|api\/(native|environment))/;
    expect(reached.filter((name) => native.test(name))).toEqual([]);
    const bundles = scriptsOf("dist/web").map((file) => readFileSync(join(ROOT, file), "utf8"));
    expect(bundles.length).toBeGreaterThan(0);
    for (const words of ["koffi", "dlopen", "h4_compress", "child_process"]) {
      expect(
        bundles.filter((bundle) => bundle.includes(words)),
        words,
      ).toEqual([]);
    }
  });

  test("reaches no package but those that are bundled", () => {
    const packages = reached.filter((name) => !/^(src|assembly|build)\//.test(name));
    expect(packages.filter((name) => !/^(@assemblyscript\/loader|structured-headers)$/.test(name))).toEqual([]);
  });
});
