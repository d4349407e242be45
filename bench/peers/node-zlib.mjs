/** Node's own zlib: the libzstd that frames and ratios are referred to, and the native gzip and brotli. */

import * as zlib from "node:zlib";

/** `zlib` of Node 22.15 and later; the types of the oldest supported Node do not know it. @type {any} */
const modern = zlib;

/** Native binaries know no cold start of their own, but `init` keeps one shape. */
async function ready() {}

/** ZSTD_COMPRESSBOUND of zstd.h, rounded up. @param {number} size */
const compressBound = (size) => size + (size >> 8) + 64;

/**
 * The frame that libzstd's one-shot call writes. Output that fits one chunk takes its single-pass path; Node's default
 * chunks make it stream, which splits blocks elsewhere (0.02 % larger at level 3).
 *
 * @param {Uint8Array} bytes
 * @param {number} level
 * @param {boolean} checksum
 * @returns {Uint8Array}
 */
export function libzstdFrame(bytes, level, checksum) {
  const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag } = modern.constants;
  return modern.zstdCompressSync(bytes, {
    chunkSize: compressBound(bytes.byteLength),
    params: { [ZSTD_c_compressionLevel]: level, [ZSTD_c_checksumFlag]: Number(checksum) },
  });
}

/**
 * The independent judge of every zstd output.
 *
 * @param {Uint8Array} frame
 * @returns {Uint8Array}
 */
export function libzstdPlain(frame) {
  return modern.zstdDecompressSync(frame);
}

/** @returns {boolean} Whether this Node has zstd in its zlib. */
export function hasZstd() {
  return typeof modern.zstdCompressSync === "function";
}

/** @returns {import("./peer.mjs").Peer} */
export function nodeZstd() {
  return {
    id: "node:zlib zstd",
    version: process.version,
    library: `zstd ${process.versions.zstd}`,
    kind: "native",
    codec: "zstd",
    role: "native",
    init: ready,
    compress: (bytes, level) =>
      modern.zstdCompressSync(bytes, { params: { [modern.constants.ZSTD_c_compressionLevel]: level } }),
    decompress: libzstdPlain,
  };
}

/** @returns {import("./peer.mjs").Peer} */
export function nodeGzip() {
  return {
    id: "node:zlib gzip",
    version: process.version,
    library: `zlib ${process.versions.zlib}`,
    kind: "native",
    codec: "gzip",
    role: "native",
    init: ready,
    compress: (bytes, level) => zlib.gzipSync(bytes, { level }),
    decompress: (bytes) => zlib.gunzipSync(bytes),
  };
}

/** @returns {import("./peer.mjs").Peer} */
export function nodeBrotli() {
  return {
    id: "node:zlib brotli",
    version: process.version,
    library: `brotli ${process.versions.brotli}`,
    kind: "native",
    codec: "brotli",
    role: "native",
    init: ready,
    compress: (bytes, level) =>
      zlib.brotliCompressSync(bytes, {
        params: {
          [zlib.constants.BROTLI_PARAM_QUALITY]: level,
          [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
        },
      }),
    decompress: (bytes) => zlib.brotliDecompressSync(bytes),
  };
}
