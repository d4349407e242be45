/**
 * The bundles of dist/: one of the entry `harmony4` and one of all others for Node, one for edge
 * workers, one for everything else, one of types.
 * They import nothing but each other.
 */

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
/** What calls native code: an optional peer of the package in Node. */
const FOREIGN = ["koffi"];

/** What runs in a process or a thread of its own, started by its name beside the bundle that starts it. */
const STARTED = { "core-child": "engine/core-child", "ffi-bun-worker": "platform/ffi-bun-worker" };

/** The worker of a pool: one file that imports nothing, so that it can be served from anywhere, and starts at once. */
const WORKER = { "pool-worker": "pool/worker" };

/** The entries that run where there is no Node, and share chunks. */
const PORTABLE = { index: "index", seal: "seal", container: "container" };

/** What `imports` of package.json names: one file a runtime. */
const { imports: RUNTIME_FILES } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8"));

/** The module with the artifact's bytes as text. */
const ARTIFACT = resolve(COMPILED, "build/artifact.js");

/** The module by which the chunk is named that has the engine's interface. */
const ENGINE_CALLS = resolve(COMPILED, "src/api/engine.js");

/** The artifact as the bundles for edge workers import it: a file beside their folder, which their bundler compiles. */
const ENGINE = "../engine.wasm";

/** A name with `#` is a file of the runtime; scripts that need no compiler are where they always are. */
function sources(platform) {
  return {
    name: "sources",
    resolveId(specifier, importer) {
      if (specifier.startsWith("#")) {
        const files = RUNTIME_FILES[specifier];
        const file = files[platform] ?? files.default;
        return resolve(COMPILED, file.replace(/\.ts$/, ".js"));
      }
      if (specifier.endsWith("/engine.wasm")) return { id: ENGINE, external: true };
      if (!specifier.startsWith(".") || !importer?.startsWith(COMPILED + sep)) return null;
      const file = resolve(dirname(importer), specifier);
      return existsSync(file) ? file : resolve(ROOT, file.slice(COMPILED.length + 1));
    },
  };
}

/** The parts of the loader that the bundles leave out, by what stands there, which may be another with another version. */
const LOADER_CUTS = [
  // Nothing may happen at import, and frozen intrinsics would throw: it is for runtimes older than any that runs this.
  [/^Object\.hasOwn = Object\.hasOwn \|\| function.*?^\};$/ms, ""],
  // Neither may this: 0.3 ms for an abort of an artifact that imports one.
  [/^const utf16 = (new TextDecoder\(.*?\));[^\n]*(.*?)utf16\.decode/ms, "$2$1.decode"],
  // What it puts around the exports serves strings, arrays and classes of a runtime that the artifact does not export,
  // and nobody takes it: 1.5 KiB gzipped.
  [/(function instantiateSync\(.*?)const exports = postInstantiate\(extended, instance\);(.*?), exports/s, "$1$2"],
];

/** The loader without those. */
const LEAN_LOADER = {
  name: "lean-loader",
  transform(code, id) {
    if (!/@assemblyscript\/loader\/index\.js$/.test(id)) return null;
    for (const [pattern, rest] of LOADER_CUTS) {
      if (!pattern.test(code)) throw new Error(`@assemblyscript/loader has no ${pattern} any more: look again`);
      code = code.replace(pattern, rest);
    }
    return { code, map: null };
  },
};

/**
 * The transports of pino are threads that are started from files of their packages, which a bundle does not have. The
 * log is written by the thread itself.
 */
const WITHOUT_TRANSPORTS = {
  name: "without-transports",
  load(id) {
    if (!/node_modules\/(pino\/lib\/transport|pino-abstract-transport\/index)\.js$/.test(id)) return null;
    return `module.exports = () => { throw new Error("the log has no transports"); };`;
  },
};

/**
 * Has the interface load at once what pages load when it is first asked for: Node would pay 1 ms for a file more, and
 * what deploys a worker may take the files that are imported before it runs, and no others.
 */
const AT_ONCE = {
  name: "at-once",
  transform(code, id) {
    if (!id.startsWith(resolve(COMPILED, "src/api") + sep)) return null;
    const imports = [];
    const eager = code.replace(/await import\("(\.[^"]+)"\)/g, (_, specifier) => {
      const name = `loaded${imports.length}`;
      imports.push(`import * as ${name} from ${JSON.stringify(specifier)};\n`);
      return name;
    });
    return imports.length === 0 ? null : { code: imports.join("") + eager, map: null };
  },
};

const INDEX = resolve(COMPILED, "src/index.js");

/**
 * `harmony4` is one file in Node, since each file more that an import loads costs 1 ms of a cold start. The other entries
 * take what it exports from it, so that there is one `H4Error` and one shared engine; of what it does not export each
 * module has a copy on their side, as far as they use it.
 */
const PUBLIC_FROM_INDEX = {
  name: "public-from-index",
  buildStart() {
    this.cache.set("public", publicNames(this.parse(readFileSync(INDEX, "utf8"))));
  },
  resolveId(specifier, importer) {
    if (specifier === "./index.js" && importer?.endsWith(PROXY)) return { id: specifier, external: true };
    if (!specifier.startsWith(".") || importer === undefined || importer.endsWith(PROXY)) return null;
    const file = resolve(dirname(importer), specifier);
    if (file === INDEX) return { id: "./index.js", external: true };
    return this.cache.get("public").has(file) ? `${file}${PROXY}` : null;
  },
  load(id) {
    if (!id.endsWith(PROXY)) return null;
    const file = id.slice(0, -PROXY.length);
    const names = this.cache.get("public").get(file).join(", ");
    return `export { ${names} } from "./index.js"; export * from ${JSON.stringify(file)};`;
  },
};

/** Marks a module that stands for another: its public names from the index, the rest from a copy of its own. */
const PROXY = "?public";

/** The names that the index exports, by the file that has them. */
function publicNames(program) {
  const names = new Map();
  for (const { type, source, specifiers } of program.body) {
    if (type !== "ExportNamedDeclaration" || source === null) continue;
    names.set(
      resolve(dirname(INDEX), source.value),
      specifiers.map(({ local }) => local.name),
    );
  }
  return names;
}

/** The conditions under which a platform takes packages. */
const CONDITIONS = { node: ["node"], workerd: ["workerd", "worker", "browser"], web: ["browser"] };

function bundle(platform, directory, entries, plugins = []) {
  return {
    input: Object.fromEntries(
      Object.entries(entries).map(([name, source]) => [name, resolve(COMPILED, `src/${source}.js`)]),
    ),
    external: platform === "node" ? [...BUILTIN, ...FOREIGN] : [],
    makeAbsoluteExternalsRelative: false,
    logLevel: "warn",
    plugins: [
      ...plugins,
      sources(platform),
      LEAN_LOADER,
      ...(platform === "web" ? [] : [AT_ONCE]),
      WITHOUT_TRANSPORTS,
      nodeResolve({ exportConditions: CONDITIONS[platform] }),
      commonjs({ include: /node_modules/ }),
    ],
    output: {
      dir: resolve(TARGET, directory),
      format: "es",
      chunkFileNames: ({ name, moduleIds }) => `${moduleIds.includes(ENGINE_CALLS) ? "engine" : name}-[hash].js`,
      ...(entries === PORTABLE &&
        platform === "web" && {
          // A page without a bundler makes a request for each file: 500 bytes, which have 1000 with comments, are not worth one.
          experimentalMinChunkSize: 1000,
          // gzip makes one code for what lies side by side: apart from scripts the artifact's text is 1 KiB smaller, and
          // it stays in caches when only they change.
          manualChunks: (id) => (id === ARTIFACT ? "artifact" : undefined),
        }),
      plugins: [
        terser({
          module: true,
          ecma: 2020,
          compress: { passes: 2, hoist_funs: true },
          keep_classnames: true,
          format: { comments: false },
        }),
      ],
    },
  };
}

/**
 * Bytes that nobody else holds, in the declarations. Compilers before 5.7 have no generic Uint8Array and would refuse
 * its name; what `slice` returns is `Uint8Array<ArrayBuffer>` for every compiler that knows it.
 */
const OWNED_BYTES = {
  name: "owned-bytes",
  renderChunk(code) {
    if (!code.includes(GENERIC)) return null;
    const alias = `/** \`${GENERIC}\`; before TypeScript 5.7, which has the generic type, \`Uint8Array\`. */\ntype OwnedBytes = ReturnType<Uint8Array["slice"]>;\n`;
    return { code: `${code.replaceAll(GENERIC, "OwnedBytes")}\n${alias}`, map: null };
  },
};

const GENERIC = "Uint8Array<ArrayBuffer>";

function types(entries) {
  return {
    input: Object.fromEntries(entries.map((name) => [name, resolve(COMPILED, `src/${name}.d.ts`)])),
    external: BUILTIN,
    plugins: [dts(), OWNED_BYTES],
    output: {
      dir: TARGET,
      format: "es",
      chunkFileNames: "shared-[hash].d.ts",
      // `Symbol.asyncDispose`, which users may not have in their own libraries.
      banner: ({ name }) => (name === "pool" ? '/// <reference lib="esnext.disposable" />' : ""),
    },
  };
}

/** What the page imports of the library: the bundle beside it, so that there is one copy. */
const BESIDE = { [INDEX]: "./index.js", [resolve(COMPILED, "src/container.js")]: "./container.js" };

/** The page: its script among the bundles that it imports, so that the folder is all that a server of files needs. */
function page() {
  const { output, plugins, ...input } = bundle("web", "web", { page: "../web/page" });
  const beside = {
    name: "beside",
    buildStart() {
      for (const fileName of ["index.html", "style.css", "icon.svg"]) {
        this.emitFile({ type: "asset", fileName, source: readFileSync(resolve(ROOT, "web", fileName)) });
      }
    },
    resolveId(specifier, importer) {
      const id = importer && BESIDE[resolve(dirname(importer), specifier)];
      return id ? { id, external: true } : null;
    },
  };
  return { ...input, plugins: [beside, ...plugins], output };
}

export default [
  bundle("node", ".", { index: "index" }),
  bundle(
    "node",
    ".",
    {
      node: "node",
      seal: "seal",
      container: "container",
      pool: "pool",
      service: "service-node",
      rollup: "rollup",
      cli: "cli/main",
      ...STARTED,
    },
    [PUBLIC_FROM_INDEX],
  ),
  bundle("web", "web", PORTABLE),
  // Apart, so that what they use does not cut into more chunks what every page loads: 0.5 KiB for each of those.
  bundle("web", "web", { pool: "pool", service: "service" }, [PUBLIC_FROM_INDEX]),
  page(),
  bundle("workerd", "workerd", PORTABLE),
  bundle("workerd", "workerd", { service: "service" }, [PUBLIC_FROM_INDEX]),
  bundle("node", ".", WORKER),
  bundle("web", "web", WORKER),
  types(["index", "node", "seal", "container", "pool", "service", "service-node", "rollup"]),
];
