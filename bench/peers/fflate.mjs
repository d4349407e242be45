/** fflate: gzip in plain JavaScript. */

import { installedVersion } from "./peer.mjs";

const NAME = "fflate";

/** @returns {import("./peer.mjs").Peer} */
export function fflate() {
  /** @type {any} */
  let gzip;
  return {
    id: NAME,
    version: installedVersion(NAME),
    library: "own",
    kind: "js",
    codec: "gzip",
    role: "peer",
    ships: [`node_modules/${NAME}/esm/browser.js`],
    async init() {
      gzip = await import(NAME);
    },
    compress: (bytes, level) => gzip.gzipSync(bytes, { level, mtime: 0 }),
    decompress: (bytes) => gzip.gunzipSync(bytes),
  };
}
