/** pako: zlib written anew in JavaScript. */

import { installedVersion } from "./peer.mjs";

const NAME = "pako";

/** @returns {import("./peer.mjs").Peer} */
export function pako() {
  /** @type {any} */
  let gzip;
  return {
    id: NAME,
    version: installedVersion(NAME),
    library: "own, after zlib",
    kind: "js",
    codec: "gzip",
    role: "peer",
    ships: [`node_modules/${NAME}/dist/browser/pako.esm.min.mjs`],
    async init() {
      gzip = await import(NAME);
    },
    compress: (bytes, level) => gzip.gzip(bytes, { level }),
    decompress: (bytes) => gzip.ungzip(bytes),
  };
}
