/**
 * @cloudpss/zstd twice: its WebAssembly build, and its Node-API add-on as the machine's native speed.
 *
 * The add-on is prebuilt and loads without its install script. It links zstd 1.5.6, but the symbols that Node exports from
 * 22.15 on win over its own, so under Node 24 it runs the libzstd of Node itself; `library` says what it reports.
 */

import { installedVersion } from "./peer.mjs";

const NAME = "@cloudpss/zstd";

/** @returns {import("./peer.mjs").Peer} */
export function cloudpssWasm() {
  /** @type {any} */
  let zstd;
  return {
    id: `${NAME}/wasm`,
    version: installedVersion(NAME),
    library: "zstd 1.5.6",
    kind: "wasm",
    codec: "zstd",
    role: "peer",
    ships: ["dist/wasm.js", "dist/common.js", "dist/config.js", "prebuilds/zstd.js"].map(
      (f) => `node_modules/${NAME}/${f}`,
    ),
    async init() {
      zstd = await import(`${NAME}/wasm`);
    },
    compress: (bytes, level) => zstd.compress(bytes, level),
    decompress: (bytes) => zstd.decompress(bytes),
  };
}

/** @returns {import("./peer.mjs").Peer} */
export function cloudpssNative() {
  /** @type {any} */
  let zstd;
  return {
    id: "native (N-API)",
    version: `${NAME} ${installedVersion(NAME)}`,
    library: `zstd ${process.versions.zstd ?? "1.5.6"}`,
    kind: "native",
    codec: "zstd",
    role: "native",
    async init() {
      zstd = await import(`${NAME}/napi`);
    },
    compress: (bytes, level) => zstd.compress(bytes, level),
    decompress: (bytes) => zstd.decompress(bytes),
  };
}
