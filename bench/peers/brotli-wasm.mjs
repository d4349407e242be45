/** brotli-wasm: the Rust brotli. Its ESM entry fetches its module, which Node refuses for files: the CommonJS one is taken. */

import { createRequire } from "node:module";
import { installedVersion } from "./peer.mjs";

const NAME = "brotli-wasm";

/** @returns {import("./peer.mjs").Peer} */
export function brotliWasm() {
  /** @type {any} */
  let brotli;
  return {
    id: NAME,
    version: installedVersion(NAME),
    library: "rust-brotli",
    kind: "wasm",
    codec: "brotli",
    role: "peer",
    artifact: `node_modules/${NAME}/pkg.web/brotli_wasm_bg.wasm`,
    ships: ["index.web.js", "pkg.web/brotli_wasm.js", "pkg.web/brotli_wasm_bg.wasm"].map(
      (f) => `node_modules/${NAME}/${f}`,
    ),
    init() {
      brotli = createRequire(import.meta.url)(NAME);
      return Promise.resolve();
    },
    compress: (bytes, level) => brotli.compress(bytes, { quality: level }),
    decompress: (bytes) => brotli.decompress(bytes),
  };
}
