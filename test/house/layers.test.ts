/** What lint cannot see file by file: what a browser reaches when it loads the library. */
import { describe, expect, test } from "vitest";
import { BROWSER, closure } from "./repository.js";

describe.each(["index", "container"])("src/%s.ts in a browser", (entry) => {
  const reached = closure(`src/${entry}.ts`, BROWSER);

  test("reaches the engine", () => {
    expect(reached.filter((file) => file.startsWith("src/engine/"))).not.toEqual([]);
  });

  test("reaches no command line, no service and nothing of Node", () => {
    expect(reached.filter((name) => /^(node:|src\/(cli|service)\/|src\/node\.ts)/.test(name))).toEqual([]);
  });

  test("reaches no package but the two that are bundled", () => {
    const packages = reached.filter((name) => !/^(src|assembly|build)\//.test(name));
    expect(packages.filter((name) => !/^(@assemblyscript\/loader|hash-wasm)/.test(name))).toEqual([]);
  });
});
