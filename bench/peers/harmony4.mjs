/** harmony4 as a user gets it: the built package through its own exports map, the engine checked before it runs. */

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { BENCH } from "./peer.mjs";

/** Names the folder of another build to measure instead of this checkout; `--package` sets it, child processes inherit it. */
export const PACKAGE_VARIABLE = "HARMONY4_BENCH_PACKAGE";

/** @returns {URL} The folder of the package that is measured. */
export function packageFolder() {
  const folder = process.env[PACKAGE_VARIABLE];
  return folder === undefined ? new URL("../", BENCH) : pathToFileURL(`${folder}/`);
}

/** What Node itself matches when a program says `import "harmony4"`. */
const CONDITIONS = ["node", "import", "module-sync", "default"];
/** What a bundler for browsers matches. */
const BROWSER_CONDITIONS = ["browser", "import", "module", "default"];

/**
 * Resolves one target of an exports map.
 *
 * @param {unknown} target
 * @param {readonly string[]} conditions
 * @returns {string | undefined}
 */
function resolveTarget(target, conditions) {
  if (typeof target === "string") return target;
  if (target === null || typeof target !== "object") return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    const found = conditions.includes(condition) ? resolveTarget(inner, conditions) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The file behind an entry of the package.
 *
 * @param {string} entry "." or "./engine.wasm", as in the exports map.
 * @param {{ browser?: boolean }} [options] `browser`: as a bundler for browsers resolves it. Default: as Node does.
 * @returns {URL}
 */
export function packageEntry(entry, { browser = false } = {}) {
  const manifest = JSON.parse(readFileSync(new URL("package.json", packageFolder()), "utf8"));
  const target = resolveTarget(manifest.exports?.[entry], browser ? BROWSER_CONDITIONS : CONDITIONS);
  if (target === undefined) throw new Error(`package.json exports no ${entry}`);
  return new URL(target, packageFolder());
}

/** @returns {string} Version of the package in this checkout. */
export function packageVersion() {
  return JSON.parse(readFileSync(new URL("package.json", packageFolder()), "utf8")).version;
}

/**
 * @param {object} [options]
 * @param {boolean} [options.checksum] Content checksum in each frame. Default true, as the package's own default.
 * @returns {import("./peer.mjs").Peer}
 */
export function harmony4({ checksum = true } = {}) {
  /** @type {any} */
  let engine;
  return {
    id: checksum ? "harmony4" : "harmony4 (no checksum)",
    version: packageVersion(),
    library: checksum ? "default options" : "checksum: false",
    kind: "wasm",
    codec: "zstd",
    role: "ours",
    extra: !checksum,
    async init() {
      const { createEngine } = await import(packageEntry(".").href);
      engine = await createEngine();
    },
    compress: (bytes, level) => engine.compress(bytes, checksum ? { level } : { level, checksum }),
    decompress: (bytes) => engine.decompress(bytes),
  };
}

/**
 * The same engine writing into one target that is kept: small payloads without an allocation.
 *
 * @returns {import("./peer.mjs").Peer}
 */
export function harmony4Into() {
  /** @type {any} */
  let engine;
  let target = new Uint8Array(1 << 16);
  /** @param {number} size */
  const room = (size) => {
    if (target.byteLength < size) target = new Uint8Array(size);
    return target;
  };
  return {
    id: "harmony4 (into)",
    version: packageVersion(),
    library: "compressInto, decompressInto",
    kind: "wasm",
    codec: "zstd",
    role: "ours",
    extra: true,
    only: "small",
    async init() {
      const { createEngine } = await import(packageEntry(".").href);
      engine = await createEngine();
    },
    compress(bytes, level) {
      const into = room(bytes.byteLength + 1024);
      return into.subarray(0, engine.compressInto(bytes, into, { level }));
    },
    decompress(bytes, size) {
      const into = room(size);
      return into.subarray(0, engine.decompressInto(bytes, into));
    },
  };
}
