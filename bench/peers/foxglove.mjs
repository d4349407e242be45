/** @foxglove/wasm-zstd: the C code of zstd 1.5.4 through Emscripten. Its decoder wants the exact size from the caller. */

import { installedVersion } from "./peer.mjs";

const NAME = "@foxglove/wasm-zstd";

/** @returns {import("./peer.mjs").Peer} */
export function foxglove() {
  /** @type {any} */
  let zstd;
  return {
    id: NAME,
    version: installedVersion(NAME),
    library: "zstd 1.5.4",
    kind: "wasm",
    codec: "zstd",
    role: "peer",
    artifact: `node_modules/${NAME}/dist/wasm-zstd.wasm`,
    ships: ["index.js", "wasm-zstd.js", "wasm-zstd.wasm"].map((file) => `node_modules/${NAME}/dist/${file}`),
    async init() {
      zstd = (await import(NAME)).default;
      await zstd.isLoaded;
    },
    compress: (bytes, level) => zstd.compress(bytes, level),
    decompress: (bytes, size) => zstd.decompress(bytes, size),
  };
}
