/** Compiles assembly/ to the artifact. The flags are part of the seal: build/seal.json repeats them. */

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

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

/**
 * Compiles the engine whose entry is `assembly/index.ts` under `root` and returns the bytes of the module. No source
 * map, no names: nothing of where or when it was compiled reaches them.
 */
export async function compile(root) {
  let bytes;
  const { error, stderr } = await asc.main(
    ["assembly/index.ts", "--baseDir", root, "--outFile", "engine.wasm", ...FLAGS],
    {
      writeFile: (name, contents) => {
        if (name === "engine.wasm") bytes = contents;
      },
    },
  );
  if (error) throw new Error(`assembly/ does not compile:\n${stderr.toString()}`);
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const bytes = await compile(root);
  writeFileSync(new URL("engine.wasm", import.meta.url), bytes);
  console.log(`build/engine.wasm: ${bytes.length} bytes`);
}
