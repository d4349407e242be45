/** The page as one script, with the artifacts that the peers fetch: packages as a bundler for browsers resolves them. */

import { readFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { packageEntry } from "../peers/harmony4.mjs";
import { BENCH } from "../peers/peer.mjs";

/** What the browser runs: all packages by name, for the bundler to see. */
const program = () => `
  import { createEngine } from ${JSON.stringify(fileURLToPath(packageEntry(".", { browser: true })))};
  import foxglove from "@foxglove/wasm-zstd";
  import * as cloudpss from "@cloudpss/zstd/wasm";
  import * as bokuweb from "@bokuweb/zstd-wasm";
  import { run } from ${JSON.stringify(fileURLToPath(new URL("page.mjs", import.meta.url)))};
  run({ createEngine, foxglove, cloudpss, bokuweb });
`;
/** What @foxglove/wasm-zstd asks its bundler for is the address of its artifact. */
const FOXGLOVE_WASM = "wasm-zstd.wasm";
const FOXGLOVE = new URL(`node_modules/@foxglove/wasm-zstd/dist/${FOXGLOVE_WASM}`, BENCH);
const BOKUWEB_WASM = "zstd.wasm";
const BOKUWEB = new URL(`node_modules/@bokuweb/zstd-wasm/dist/web/${BOKUWEB_WASM}`, BENCH);

// Modules that are no files.
const PROGRAM = fileURLToPath(new URL("program.mjs", import.meta.url));
const FOXGLOVE_ADDRESS = "\0address";
/** What a package imports for other runtimes than this one. */
const NOTHING = "\0nothing";

/** @returns {Promise<Map<string, [Uint8Array | string, string]>>} By name: the contents and their type. */
export async function bundlePage() {
  const fromRoot = createRequire(new URL("../package.json", BENCH));
  const { rollup } = fromRoot("rollup");
  const { nodeResolve } = fromRoot("@rollup/plugin-node-resolve");
  const commonjs = fromRoot("@rollup/plugin-commonjs");
  const made = new Map([
    [PROGRAM, program()],
    [FOXGLOVE_ADDRESS, `export default ${JSON.stringify(`/${FOXGLOVE_WASM}`)};`],
    [NOTHING, "export default {};"],
  ]);
  const bundle = await rollup({
    input: PROGRAM,
    onwarn: () => {}, // Emscripten's glue is full of what a linter would not have.
    plugins: [
      {
        name: "addresses",
        resolveId: (/** @type {string} */ id) => {
          if (id === PROGRAM) return id;
          if (builtinModules.includes(id)) return NOTHING;
          return id.endsWith(FOXGLOVE_WASM) ? FOXGLOVE_ADDRESS : null;
        },
        load: (/** @type {string} */ id) => made.get(id),
      },
      nodeResolve({ browser: true, preferBuiltins: false }),
      (commonjs.default ?? commonjs)({ requireReturnsDefault: "auto" }),
    ],
  });
  const { output } = await bundle.generate({ format: "es", inlineDynamicImports: true, entryFileNames: "page.js" });
  await bundle.close();
  /** @type {Map<string, [Uint8Array | string, string]>} */
  const assets = new Map();
  for (const part of output) assets.set(part.fileName, [part.code ?? part.source, "text/javascript"]);
  assets.set(FOXGLOVE_WASM, [readFileSync(FOXGLOVE), "application/wasm"]);
  assets.set(BOKUWEB_WASM, [readFileSync(BOKUWEB), "application/wasm"]);
  return assets;
}
