/** Who runs in a page: the package, and the peers that can be had in one. */

/**
 * @typedef {object} Contestant
 * @property {string} id
 * @property {(bytes: Uint8Array, level: number) => Uint8Array} compress
 * @property {(bytes: Uint8Array, size: number) => Uint8Array} decompress
 */

/** The little of Node's Buffer that @foxglove/wasm-zstd calls: bundlers for browsers once brought all of it along. */
class Buffer extends Uint8Array {
  /** @param {number} size */
  static allocUnsafe(size) {
    return new Uint8Array(size);
  }

  /** @param {any} memory */
  static from(memory) {
    return new Buffer(memory);
  }

  /** @param {Uint8Array} target @param {number} at @param {number} start @param {number} end */
  copy(target, at, start, end) {
    target.set(this.subarray(start, end), at);
  }
}

/**
 * @param {Record<"createEngine" | "foxglove" | "cloudpss" | "bokuweb", any>} packages
 * @returns {Promise<Contestant[]>} Ready; the package first.
 */
export async function contestants({ createEngine, foxglove, cloudpss, bokuweb }) {
  Object.assign(globalThis, { Buffer });
  const engine = await createEngine();
  await foxglove.isLoaded;
  await bokuweb.init("/zstd.wasm");
  return [
    {
      id: "harmony4",
      compress: (bytes, level) => engine.compress(bytes, { level }),
      decompress: (bytes) => engine.decompress(bytes),
    },
    { id: "@foxglove/wasm-zstd", compress: foxglove.compress, decompress: foxglove.decompress },
    { id: "@cloudpss/zstd/wasm", compress: cloudpss.compress, decompress: (bytes) => cloudpss.decompress(bytes) },
    { id: "@bokuweb/zstd-wasm", compress: bokuweb.compress, decompress: bokuweb.decompress },
  ];
}
