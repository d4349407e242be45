/** The decoder alone, as a user of `harmony4/decompress` gets it: beside the whole engine it shows what the second artifact costs. */

import { packageEntry, packageVersion } from "./harmony4.mjs";

/** @returns {import("./peer.mjs").Peer} */
export function decoderAlone() {
  /** @type {any} */
  let decoder;
  return {
    id: "harmony4/decompress",
    version: packageVersion(),
    library: "decoder alone",
    kind: "wasm",
    codec: "zstd",
    role: "ours",
    extra: true,
    async init() {
      const { createDecoder } = await import(packageEntry("./decompress").href);
      decoder = await createDecoder();
    },
    decompress: (bytes) => decoder.decompress(bytes),
  };
}
