/** What a competitor of the bench is: one adapter a package, so that the measuring code knows no package by name. */

import { readFileSync } from "node:fs";

/**
 * @typedef {object} Peer
 * @property {string} id Unique in the run; what tables and JSON call it.
 * @property {string} version Version of the package, or of the Node that carries it.
 * @property {string} library The codec inside and its version, as far as it can be known.
 * @property {"wasm" | "native" | "js"} kind
 * @property {"zstd" | "gzip" | "brotli"} codec
 * @property {"ours" | "peer" | "native"} role "peer": what `wasm` packages are compared with; "native": the speed of the machine.
 * @property {boolean} [extra] Leave out of small payloads, cold start and memory: a variant of another row.
 * @property {"small"} [only] The one phase that it is in.
 * @property {string[]} [ships] Files (from bench/) that a browser loads for both directions.
 * @property {string} [artifact] The WebAssembly file (from bench/), where it is one of its own.
 * @property {() => Promise<void>} init Imports the package and makes it ready; nothing of it is loaded before.
 * @property {(bytes: Uint8Array, level: number) => Uint8Array} [compress]
 * @property {(bytes: Uint8Array, size: number) => Uint8Array} [decompress] `size` is the exact plain size, for packages that demand it.
 */

/** The bench folder: peers are installed in its node_modules. */
export const BENCH = new URL("../", import.meta.url);

/**
 * Version of an installed peer, read without importing it.
 *
 * @param {string} name
 * @returns {string}
 */
export function installedVersion(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, BENCH), "utf8")).version;
}
