/** Compiles assembly/ to the artifacts. The flags are part of the seal: build/seal.json repeats them. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

/** The artifacts, and the exported surface that each is compiled from: the whole engine, and its decoder alone. */
export const ENTRIES = { engine: "assembly/index.ts", decoder: "assembly/decoder.ts" };

/**
 * Everything that decides the bytes beside the sources and the pinned compiler. At shrink level 0 the optimizer copies
 * what is rarely called, as the rest of a long match, to where it is called from: 4.4 KB for no speed.
 */
export const FLAGS = [
  "-O3",
  ...["--shrinkLevel", "1"],
  "--noAssert",
  ...["--runtime", "stub"],
  ...["--disable", "sign-extension,nontrapping-f2i,mutable-globals"],
  ...["--enable", "bulk-memory"],
  ...["--memoryBase", "1048576"],
  ...["--initialMemory", "64"],
];

/** What the memory map says, nothing lies below 0x1000, and what the modules use. */
const FACTS = ["--low-memory-unused", "--enable-simd", "--enable-bulk-memory"];

/**
 * What Binaryen does once more to each. The decoder's bytes count: 2 % smaller gzipped, 3 % faster. The engine's must
 * stay within 20 KiB gzipped: 1 % smaller (docs/performance.md has what it does to its speed). Functions that are called
 * from one place stay functions there: in one with its caller, a match finder would not be replaced by its optimized code
 * before the call returns, and the first calls would take half as long again.
 */
export const PASSES = {
  engine: ["-Os", "--one-caller-inline-max-function-size=220", ...FACTS],
  decoder: ["-O3", ...FACTS],
};

/** Binaryen's optimizer on the command line: of the version that the compiler is made with. */
const WASM_OPT = fileURLToPath(new URL("../node_modules/binaryen/bin/wasm-opt", import.meta.url));

/**
 * Compiles one of the artifacts from the sources under `root` and returns the bytes of the module. No source map, no
 * names: nothing of where or when it was compiled reaches them.
 *
 * @param {string} root
 * @param {keyof typeof ENTRIES} artifact
 */
export async function compile(root, artifact = "engine") {
  let bytes;
  const { error, stderr } = await asc.main([ENTRIES[artifact], "--baseDir", root, "--outFile", "out.wasm", ...FLAGS], {
    writeFile: (name, contents) => {
      if (name === "out.wasm") bytes = contents;
    },
  });
  if (error) throw new Error(`assembly/ does not compile:\n${stderr.toString()}`);
  return optimize(bytes, PASSES[artifact]);
}

/** One more pass over a module, which may have names: with `-g` among the passes it keeps them. */
export function optimize(bytes, passes) {
  const folder = mkdtempSync(join(tmpdir(), "harmony4-artifact-"));
  const file = join(folder, "artifact.wasm");
  try {
    writeFileSync(file, bytes);
    const args = [WASM_OPT, file, ...passes, "-o", file];
    const { error, status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (error ?? status !== 0) throw new Error(`wasm-opt does not optimize what was compiled:\n${error ?? stderr}`);
    return new Uint8Array(readFileSync(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All artifacts, by name. */
export async function compileAll(root) {
  return { engine: await compile(root, "engine"), decoder: await compile(root, "decoder") };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  for (const [name, bytes] of Object.entries(await compileAll(root))) {
    writeFileSync(new URL(`${name}.wasm`, import.meta.url), bytes);
    console.log(`build/${name}.wasm: ${bytes.length} bytes`);
  }
}
