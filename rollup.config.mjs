/** The bundles of dist/: one for Node, one for everything else, one of types. They import nothing but each other. */

import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, resolve, sep } from "node:path";
import commonjs from "@rollup/plugin-commonjs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { dts } from "rollup-plugin-dts";

const ROOT = import.meta.dirname;
/** Where tsc put the sources as JavaScript. */
const COMPILED = resolve(ROOT, "build/out");

/** Where the bundles are put together; a finished set then takes the place of dist/ at once. */
const TARGET = resolve(ROOT, "build/dist");

const BUILTIN = [/^node:/, ...builtinModules];

/** What `imports` of package.json names: one file a runtime. */
const { imports: RUNTIME_FILES } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8"));

/** A name with `#` is a file of the runtime; scripts that need no compiler are where they always are. */
function sources(platform) {
  return {
    name: "sources",
    resolveId(specifier, importer) {
      if (specifier.startsWith("#")) {
        const file = RUNTIME_FILES[specifier][platform === "node" ? "node" : "default"];
        return resolve(COMPILED, file.replace(/\.ts$/, ".js"));
      }
      if (!specifier.startsWith(".") || !importer?.startsWith(COMPILED + sep)) return null;
      const file = resolve(dirname(importer), specifier);
      return existsSync(file) ? file : resolve(ROOT, file.slice(COMPILED.length + 1));
    },
  };
}

/**
 * The loader patches `Object.hasOwn` at import, for runtimes older than any that runs this. Nothing may happen at
 * import, and frozen intrinsics would throw.
 */
const WITHOUT_PATCH = {
  name: "without-patch",
  transform(code, id) {
    if (!/@assemblyscript\/loader\/index\.js$/.test(id)) return null;
    const patched = /^Object\.hasOwn = Object\.hasOwn \|\| function.*?^\};$/ms;
    if (!patched.test(code)) throw new Error("@assemblyscript/loader no longer patches Object.hasOwn: look again");
    return { code: code.replace(patched, ""), map: null };
  },
};

function bundle(platform, directory, entries) {
  return {
    input: Object.fromEntries(
      Object.entries(entries).map(([name, source]) => [name, resolve(COMPILED, `src/${source}.js`)]),
    ),
    external: platform === "node" ? BUILTIN : [],
    plugins: [
      sources(platform),
      WITHOUT_PATCH,
      nodeResolve({ exportConditions: [platform === "node" ? "node" : "browser"] }),
      commonjs({ include: /node_modules/ }),
    ],
    output: {
      dir: resolve(TARGET, directory),
      format: "es",
      chunkFileNames: "[name]-[hash].js",
      plugins: [
        terser({
          module: true,
          ecma: 2020,
          compress: { passes: 2 },
          keep_classnames: true,
          format: { comments: false },
        }),
      ],
    },
  };
}

function types(entries) {
  return {
    input: Object.fromEntries(entries.map((name) => [name, resolve(COMPILED, `src/${name}.d.ts`)])),
    external: BUILTIN,
    plugins: [dts()],
    output: { dir: TARGET, format: "es", chunkFileNames: "shared-[hash].d.ts" },
  };
}

export default [
  bundle("node", ".", { index: "index", node: "node", seal: "seal", container: "container", cli: "cli/main" }),
  bundle("web", "web", { index: "index", seal: "seal", container: "container" }),
  types(["index", "node", "seal", "container"]),
];
