/** The artifact without its host: raw exports driven over memory, output kept in one reused buffer. Shows what the host costs. */

import { readFileSync } from "node:fs";
import { packageEntry, packageVersion } from "./harmony4.mjs";

/** assembly/common: status codes, modes and flags that this loop needs. */
const HAS_OUTPUT = 1;
const MODE_CONTINUE = 0;
const MODE_END = 2;
const FLAG_CHECKSUM = 1;
const WINDOW_LOG_DEFAULT_MAX = 27;

/**
 * @param {() => Uint8Array<ArrayBuffer>} [artifact] Where the engine comes from. Default: the package's own.
 * @returns {import("./peer.mjs").Peer}
 */
export function engineCore(artifact = () => readFileSync(packageEntry("./engine.wasm"))) {
  /** @type {any} */
  let core;
  let heap = new Uint8Array(0);
  let kept = new Uint8Array(0);
  let taken = 0;

  /** Memory may have grown, which detaches views. */
  function view() {
    if (heap.byteLength === 0) heap = new Uint8Array(core.memory.buffer);
    return heap;
  }

  /** @param {number} status */
  function check(status) {
    if (status < 0) throw new Error(`status ${status}`);
    const length = core.outputLength();
    if (length > 0) {
      const from = core.outputPtr();
      kept.set(view().subarray(from, from + length), taken);
      taken += length;
    }
    return status;
  }

  /**
   * @param {Uint8Array} bytes
   * @param {(length: number, last: boolean) => number} step
   */
  function feed(bytes, step) {
    let at = 0;
    do {
      const length = Math.min(core.inputRoom(), bytes.byteLength - at);
      view().set(bytes.subarray(at, at + length), core.inputPtr());
      at += length;
      const last = at === bytes.byteLength;
      let status = check(step(length, last));
      while (status === HAS_OUTPUT) status = check(step(0, last));
    } while (at < bytes.byteLength);
  }

  /** @param {number} size */
  function reserve(size) {
    taken = 0;
    if (kept.byteLength < size) kept = new Uint8Array(size);
  }

  return {
    id: "harmony4 (core)",
    version: packageVersion(),
    library: "engine.wasm alone",
    kind: "wasm",
    codec: "zstd",
    role: "ours",
    extra: true,
    async init() {
      const { instance } = await WebAssembly.instantiate(artifact(), {});
      core = instance.exports;
      heap = new Uint8Array(core.memory.buffer);
    },
    compress(bytes, level) {
      reserve(bytes.byteLength + (bytes.byteLength >> 7) + 1024);
      const began = core.compressBegin(level, 0, FLAG_CHECKSUM, bytes.byteLength);
      if (began < 0) throw new Error(`status ${began}`);
      feed(bytes, (length, last) => core.compressStep(length, last ? MODE_END : MODE_CONTINUE));
      return kept.subarray(0, taken);
    },
    decompress(bytes, size) {
      reserve(size);
      const began = core.decompressBegin(WINDOW_LOG_DEFAULT_MAX, size);
      if (began < 0) throw new Error(`status ${began}`);
      feed(bytes, (length) => core.decompressStep(length));
      const ended = core.decompressEnd();
      if (ended < 0) throw new Error(`status ${ended}`);
      return kept.subarray(0, taken);
    },
  };
}
