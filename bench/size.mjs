/** Bytes that travel: the artifact, what a browser loads for both directions, and what the peers ship for that. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { packageEntry } from "./peers/harmony4.mjs";
import { BENCH } from "./peers/peer.mjs";

/**
 * @typedef {object} SizeRow
 * @property {string} what
 * @property {number} raw
 * @property {number} gzip Level 9, each file on its own.
 */

/**
 * @param {string} what
 * @param {Uint8Array[]} files
 * @returns {SizeRow}
 */
function weigh(what, files) {
  const sum = (/** @type {(file: Uint8Array) => number} */ size) =>
    files.reduce((total, file) => total + size(file), 0);
  return {
    what,
    raw: sum((file) => file.byteLength),
    gzip: sum((file) => gzipSync(file, { level: 9 }).byteLength),
  };
}

/**
 * What a page that imports only `compress` and `decompress` loads: bundled for browsers and minified, with the bundler that
 * the root pins.
 *
 * @returns {Promise<{ always: Uint8Array[], later: Uint8Array[] }>} `later`: chunks behind an `import()`, for browsers that
 *   lack something.
 */
async function browserClosure() {
  const fromRoot = createRequire(new URL("../package.json", BENCH));
  const { rollup } = fromRoot("rollup");
  const { nodeResolve } = fromRoot("@rollup/plugin-node-resolve");
  const terser = fromRoot("@rollup/plugin-terser");
  const entry = fileURLToPath(packageEntry(".", { browser: true }));
  const bundle = await rollup({
    input: "page",
    plugins: [
      {
        name: "page",
        resolveId: (/** @type {string} */ id) => (id === "page" ? id : null),
        load: (/** @type {string} */ id) =>
          id === "page" ? `export { compress, decompress } from ${JSON.stringify(entry)};` : null,
      },
      nodeResolve({ browser: true }),
      terser({ module: true }),
    ],
  });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  const chunks = new Map(output.map((/** @type {any} */ part) => [part.fileName, part]));
  const always = new Set();
  const follow = (/** @type {any} */ chunk) => {
    if (always.has(chunk)) return;
    always.add(chunk);
    for (const file of chunk.imports ?? []) follow(chunks.get(file));
  };
  follow(output[0]);
  const encode = (/** @type {any} */ part) => new TextEncoder().encode(part.code ?? part.source);
  return {
    always: [...always].map(encode),
    later: output.filter((/** @type {any} */ part) => !always.has(part)).map(encode),
  };
}

/** @returns {Promise<SizeRow[]>} Of harmony4, which must be built. */
export async function measureOwnSize() {
  const { always, later } = await browserClosure();
  return [
    weigh("harmony4: engine.wasm", [readFileSync(packageEntry("./engine.wasm"))]),
    weigh("harmony4: decoder.wasm", [readFileSync(packageEntry("./decoder.wasm"))]),
    weigh("harmony4: a page's compress and decompress", always),
    ...(later.length === 0 ? [] : [weigh("harmony4: more on pages without crypto.subtle", later)]),
  ];
}

/**
 * @param {import("./peers/peer.mjs").Peer[]} peers
 * @returns {SizeRow[]}
 */
export function measurePeerSizes(peers) {
  const read = (/** @type {string} */ path) => readFileSync(new URL(path, BENCH));
  return peers.flatMap(({ id, artifact, ships }) => [
    ...(artifact === undefined ? [] : [weigh(`${id}: .wasm`, [read(artifact)])]),
    ...(ships === undefined ? [] : [weigh(`${id}: files for a browser`, ships.map(read))]),
  ]);
}
