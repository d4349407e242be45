/**
 * The bundles of dist/: one of the entry `harmony4` and one of all others for Node, one for edge
 * workers, one for everything else, one of types.
 * They import nothing but each other.
 */

import { createHash } from "node:crypto";
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
/** What calls native code: an optional peer of the package in Node, a part of the runtime in Bun. */
const FOREIGN = ["koffi", "bun:ffi"];

/** What runs in a process or a thread of its own, started by its name beside the bundle that starts it. */
const STARTED = { "core-child": "engine/core-child", "ffi-bun-worker": "platform/ffi-bun-worker" };

/** The worker of a pool: one file that imports nothing, so that it can be served from anywhere, and starts at once. */
const WORKER = { "pool-worker": "pool/worker" };

/** The entries that run where there is no Node, and share chunks. */
const PORTABLE = { index: "index", seal: "seal", container: "container" };

/** What `imports` of package.json names: one file a runtime. */
const { imports: RUNTIME_FILES } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8"));

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
    plugins: [
      ...plugins,
      sources(platform),
      WITHOUT_PATCH,
      WITHOUT_TRANSPORTS,
      nodeResolve({ exportConditions: CONDITIONS[platform] }),
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
    output: {
      dir: TARGET,
      format: "es",
      chunkFileNames: "shared-[hash].d.ts",
      // `Symbol.asyncDispose`, which users may not have in their own libraries.
      banner: ({ name }) => (name === "pool" ? '/// <reference lib="esnext.disposable" />' : ""),
    },
  };
}

/** What the page imports of the library: the bundles beside it, so that there is one copy. */
const BESIDE = Object.fromEntries(
  [...Object.values(PORTABLE), "pool"].map((name) => [resolve(COMPILED, `src/${name}.js`), `./${name}.js`]),
);

const PAGE = resolve(ROOT, "web");

/** Files of the page that are as they are, with the place of each among its sources. */
const PAGE_FILES = { "style.css": "style.css", "view.css": "view/view.css", "icon.svg": "icon.svg" };

/** The page: its script among the bundles that it imports, so that the folder is all that a server of files needs. */
function page() {
  const { output, plugins, ...input } = bundle("web", "web", { page: "../web/page", view: "../web/view/view" });
  const beside = {
    name: "beside",
    buildStart() {
      for (const [fileName, source] of Object.entries(PAGE_FILES)) {
        this.emitFile({ type: "asset", fileName, source: readFileSync(resolve(PAGE, source)) });
      }
    },
    resolveId(specifier, importer) {
      const id = importer && BESIDE[resolve(dirname(importer), specifier)];
      return id ? { id, external: true } : null;
    },
  };
  return { ...input, plugins: [beside, ...plugins], output };
}

/**
 * The document and what keeps the page offline. Both name the build, which is the digest of everything that the page is
 * made of, so that they are made when all of that is there.
 */
function offline() {
  const { output, plugins, ...input } = bundle("web", "web", { sw: "../web/sw" });
  let build;
  const made = {
    name: "page-build",
    buildStart() {
      const source = readFileSync(resolve(PAGE, "index.html"), "utf8");
      const files = Object.fromEntries(
        [...Object.keys(PAGE_FILES), ...scriptsOfPage()].map((name) => [
          name,
          readFileSync(resolve(TARGET, "web", name)),
        ]),
      );
      const parts = [source, readFileSync(resolve(COMPILED, "web/sw.js")), ...Object.entries(files).flat()];
      const id = parts
        .reduce((hash, part) => hash.update(part), createHash("sha256"))
        .digest("hex")
        .slice(0, 16);
      const document = source.replace("{{build}}", id);
      build = { id, files: { "./": integrity(document) } };
      for (const [name, bytes] of Object.entries(files)) build.files[name] = integrity(bytes);
      this.emitFile({ type: "asset", fileName: "index.html", source: document });
    },
  };
  // Imports nothing, so that it runs where service workers are no modules yet.
  const intro = () => `const BUILD = ${JSON.stringify(build)};`;
  return { ...input, plugins: [made, ...plugins], output: { ...output, intro } };
}

/** The scripts that the page can come to load: those that its script names, and those that these name. */
function scriptsOfPage() {
  const found = new Set(["page.js"]);
  for (const name of found) {
    const code = readFileSync(resolve(TARGET, "web", name), "utf8");
    for (const [, other] of code.matchAll(/["'`]\.\/([\w-]+\.js)["'`]/g)) found.add(other);
  }
  return [...found];
}

/** As the attribute `integrity` has it. */
function integrity(bytes) {
  return `sha256-${createHash("sha256").update(bytes).digest("base64")}`;
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
  bundle("workerd", "workerd", PORTABLE),
  bundle("workerd", "workerd", { service: "service" }, [PUBLIC_FROM_INDEX]),
  bundle("node", ".", WORKER),
  bundle("web", "web", WORKER),
  page(),
  offline(),
  types(["index", "node", "seal", "container", "pool", "service", "service-node", "rollup"]),
];
