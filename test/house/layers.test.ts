/** What lint cannot see file by file: what a browser reaches when it loads the library. */
import { describe, expect, test } from "vitest";
import { importsOf, read, resolveRelative } from "./repository.js";

interface Conditions {
  [condition: string]: string | Conditions;
}

/** The source file that `#name` means under `conditions`, by the `imports` of package.json. */
function resolveInternal(specifier: string, conditions: readonly string[]): string {
  const imports = JSON.parse(read("package.json")).imports as Conditions;
  let target = imports[specifier];
  while (typeof target === "object") {
    const match = Object.keys(target).find((condition) => conditions.includes(condition));
    target = match === undefined ? undefined : target[match];
  }
  if (target === undefined) throw new Error(`package.json does not map ${specifier} for ${conditions}`);
  return target;
}

/** Every file and package that loading `entry` leads to. */
function closure(entry: string, conditions: readonly string[]): string[] {
  const reached = new Set([entry]);
  for (const file of reached) {
    if (!file.startsWith("src/") && !file.startsWith("assembly/")) continue;
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith(".")) reached.add(resolveRelative(file, specifier));
      else if (specifier.startsWith("#"))
        reached.add(resolveRelative("package.json", resolveInternal(specifier, conditions)));
      else reached.add(specifier);
    }
  }
  return [...reached].sort();
}

describe("harmony4 in a browser", () => {
  const reached = closure("src/index.ts", ["types", "browser", "import", "default"]);

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
