/** Compiles assembly/ to the artifact. The flags are part of the seal: build/seal.json repeats them. */
import asc from "assemblyscript/asc";

/** Everything that decides the bytes beside the sources and the pinned compiler. */
export const FLAGS = [
  "-O3",
  "--noAssert",
  "--runtime", "stub",
  "--disable", "sign-extension,nontrapping-f2i,mutable-globals",
  "--enable", "bulk-memory",
  "--memoryBase", "1048576",
  "--initialMemory", "64",
];

/**
 * Compiles the engine whose entry is `assembly/index.ts` under `root` and returns the bytes of the module.
 */
export async function compile(root, flags = FLAGS) {
  const { error, stdout, stderr, ...rest } = await asc.main(
    ["assembly/index.ts", "--baseDir", root, "--outFile", "engine.wasm", ...flags],
    { writeFile: (name, contents) => { if (name === "engine.wasm") bytes = contents; } },
  );
  if (error) throw new Error(stderr.toString());
  return bytes;
}
let bytes;
if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { writeFileSync } = await import("node:fs");
  const out = await compile(".");
  writeFileSync("build/engine.wasm", out);
  console.log(out.length);
}
