/** What `npm publish` would send out: everything that the exports map promises, and nothing else. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { describe, expect, test } from "vitest";
import { type Conditions, importsOf, ROOT, read, repositoryFiles } from "./repository.js";

interface Manifest {
  exports: Conditions;
  bin: Record<string, string>;
}

const MANIFEST = JSON.parse(read("package.json")) as Manifest;

/** Entries of API.md that exist in this version. */
const ENTRIES = [
  ".",
  "./decompress",
  "./node",
  "./container",
  "./dictionary",
  "./seal",
  "./pool",
  "./service",
  "./rollup",
  "./engine.wasm",
  "./decoder.wasm",
  "./package.json",
];

/** Every file of the tarball, one a line. Hashes in names of chunks stand as HASH: they change with what is in them. */
const PACKED = read("test/house/packed-files.txt").trimEnd().split("\n");

/** What calls native code, imported when a native core is asked for: an optional peer. */
const FOREIGN: ReadonlySet<string> = new Set(["koffi"]);

/** The files of the tarball. `--ignore-scripts`: what is there is what is looked at, nothing is built now. */
function packedFiles(): string[] {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const [{ files }] = JSON.parse(output) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path).sort();
}

/** Every file that a map of conditions leads to. */
function targetsOf(conditions: Conditions): string[] {
  return Object.values(conditions).flatMap((target) => (typeof target === "string" ? [target] : targetsOf(target)));
}

describe("the package", () => {
  const files = packedFiles();

  test("holds the files of packed-files.txt and nothing else", () => {
    const names = files.map((file) => file.replace(/-[\w-]{8}(\.d)?(?=\.[jt]s$)/, "-HASH$1"));
    expect(names.filter((name) => !name.startsWith("assembly/")).sort()).toEqual(PACKED);
  });

  test("holds the sources of the artifact, all of them", () => {
    const sources = repositoryFiles("assembly");
    expect(sources.length).toBeGreaterThan(20);
    expect(files.filter((file) => file.startsWith("assembly/"))).toEqual(sources);
  });

  test("holds every file that exports and bin name", () => {
    const targets = [...targetsOf(MANIFEST.exports), ...Object.values(MANIFEST.bin)];
    expect(targets.length).toBeGreaterThan(4);
    expect(targets.map((target) => target.replace(/^\.\//, "")).filter((target) => !files.includes(target))).toEqual(
      [],
    );
  });

  test("exports the entries of the interface, each with its types first", () => {
    expect(Object.keys(MANIFEST.exports).sort()).toEqual([...ENTRIES].sort());
    for (const entry of [".", "./decompress", "./node", "./container", "./dictionary", "./seal", "./pool", "./rollup"])
      expect(Object.keys(MANIFEST.exports[entry]!)[0], entry).toBe("types");
    // In Node there is a server too, which no other types may promise.
    const service = MANIFEST.exports["./service"] as Record<string, Conditions>;
    expect(Object.keys(service)).toEqual(["workerd", "node", "default"]);
    for (const conditions of Object.values(service)) expect(Object.keys(conditions)).toEqual(["types", "default"]);
  });

  test("gives whoever imports harmony4 in Node one file, and the same classes and engine from every entry", async () => {
    expect(importsOf("dist/index.js")).toEqual([]);
    const [index, node] = (await Promise.all(
      ["index", "node"].map((entry) => import(new URL(`../../dist/${entry}.js`, import.meta.url).href)),
    )) as Record<string, unknown>[];
    expect(Object.keys(index!).length).toBeGreaterThan(5);
    for (const [name, value] of Object.entries(index!)) expect(node![name], name).toBe(value);
    const artifact = readFileSync(new URL("../../dist/engine.wasm", import.meta.url)).toString("base64");
    const carriers = files.filter((file) => /^dist\/[^/]+\.js$/.test(file) && read(file).includes(artifact));
    expect(carriers).toEqual(["dist/index.js"]);
  });

  test("gives whoever imports harmony4/decompress its decoder, and nothing of the engine", () => {
    const decoder = readFileSync(new URL("../../dist/decoder.wasm", import.meta.url)).toString("base64");
    const carriers = files.filter((file) => /^dist\/[^/]+\.js$/.test(file) && read(file).includes(decoder));
    expect(carriers).toEqual(["dist/decompress.js"]);
    expect(importsOf("dist/decompress.js")).toEqual([]);
  });

  test("imports nothing that an install could swap: only its own files, Node itself, and what a native core needs", () => {
    const bundles = files.filter((file) => /^dist\/.*\.js$/.test(file));
    expect(bundles.length).toBeGreaterThan(1);
    const foreign = bundles.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !/^\.{1,2}\//.test(specifier) && !isBuiltin(specifier) && !FOREIGN.has(specifier))
        .map((specifier) => `${file} imports ${specifier}`),
    );
    expect(foreign).toEqual([]);
  });

  test("is ESM without side effects, for the Node versions that are tested", () => {
    const manifest = JSON.parse(read("package.json"));
    expect(manifest).toMatchObject({
      type: "module",
      sideEffects: false,
      license: "MIT",
      engines: { node: ">=20.19" },
    });
  });
});
