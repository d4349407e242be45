/** @bokuweb/zstd-wasm: the C code of zstd 1.5.7 through Emscripten. */

import { installedVersion } from "./peer.mjs";

const NAME = "@bokuweb/zstd-wasm";
const WEB = ["index.web.js", "module.js", "zstd.js", "zstd.wasm", "errors/index.js"];
const SIMPLE = ["compress", "decompress", "compress_using_dict", "decompress_using_dict"];

/** @returns {import("./peer.mjs").Peer} */
export function bokuweb() {
  /** @type {any} */
  let zstd;
  return {
    id: NAME,
    version: installedVersion(NAME),
    library: "zstd 1.5.7",
    kind: "wasm",
    codec: "zstd",
    role: "peer",
    artifact: `node_modules/${NAME}/dist/web/zstd.wasm`,
    ships: [...WEB, ...SIMPLE.map((file) => `simple/${file}.js`)].map(
      (file) => `node_modules/${NAME}/dist/web/${file}`,
    ),
    async init() {
      zstd = await import(NAME);
      await zstd.init();
    },
    compress: (bytes, level) => zstd.compress(bytes, level),
    decompress: (bytes) => zstd.decompress(bytes),
  };
}
