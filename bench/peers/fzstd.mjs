/** fzstd: a decoder in plain JavaScript that skips checksums. Given an output buffer it is 3 to 8 times slower: none is given. */

import { installedVersion } from "./peer.mjs";

const NAME = "fzstd";

/** @returns {import("./peer.mjs").Peer} */
export function fzstd() {
  /** @type {any} */
  let zstd;
  return {
    id: NAME,
    version: installedVersion(NAME),
    library: "own, no checksum",
    kind: "js",
    codec: "zstd",
    role: "peer",
    ships: [`node_modules/${NAME}/esm/index.mjs`],
    async init() {
      zstd = await import(NAME);
    },
    decompress: (bytes) => zstd.decompress(bytes),
  };
}
