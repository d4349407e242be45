/** Everybody who runs, in the order of the tables. */

import { bokuweb } from "./bokuweb.mjs";
import { brotliWasm } from "./brotli-wasm.mjs";
import { cloudpssNative, cloudpssWasm } from "./cloudpss.mjs";
import { decoderAlone } from "./decoder.mjs";
import { engineCore } from "./engine-core.mjs";
import { fflate } from "./fflate.mjs";
import { foxglove } from "./foxglove.mjs";
import { fzstd } from "./fzstd.mjs";
import { harmony4, harmony4Into } from "./harmony4.mjs";
import { nodeBrotli, nodeGzip, nodeZstd } from "./node-zlib.mjs";
import { pako } from "./pako.mjs";

/** Makers, not peers: a process that needs one peer must not read the packages of the others. */
const MAKERS = {
  harmony4: () => harmony4(),
  "harmony4 (no checksum)": () => harmony4({ checksum: false }),
  "harmony4 (into)": harmony4Into,
  "harmony4 (core)": engineCore,
  "harmony4/decompress": decoderAlone,
  "@foxglove/wasm-zstd": foxglove,
  "@cloudpss/zstd/wasm": cloudpssWasm,
  "@bokuweb/zstd-wasm": bokuweb,
  fzstd,
  "native (N-API)": cloudpssNative,
  "node:zlib zstd": nodeZstd,
  fflate,
  pako,
  "node:zlib gzip": nodeGzip,
  "brotli-wasm": brotliWasm,
  "node:zlib brotli": nodeBrotli,
};

/** Ids of all peers. */
export const PEER_IDS = Object.freeze(Object.keys(MAKERS));

/**
 * @param {string} id One of `PEER_IDS`.
 * @returns {import("./peer.mjs").Peer}
 */
export function peerById(id) {
  if (!Object.hasOwn(MAKERS, id)) throw new RangeError(`no peer ${id}`);
  return MAKERS[/** @type {keyof typeof MAKERS} */ (id)]();
}
