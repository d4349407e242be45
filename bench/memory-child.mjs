/** A fresh process of `measureMemory`: arguments are peer, level, input size, and the files the input is made of. */

import { readFileSync, writeFileSync } from "node:fs";
import { loadSamples } from "./corpus.mjs";
import { peerById } from "./peers/index.mjs";

/**
 * A field of /proc/self/status in bytes.
 *
 * @param {"VmRSS" | "VmHWM"} field
 */
function status(field) {
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  if (kib === undefined) throw new Error(`no ${field} in /proc/self/status`);
  return Number(kib) * 1024;
}

/**
 * @param {number} size
 * @param {string[]} paths
 */
function makeInput(size, paths) {
  const input = new Uint8Array(size);
  const samples = loadSamples(paths);
  for (let at = 0, i = 0; at < size; i++) {
    const { bytes } = /** @type {import("./corpus.mjs").Sample} */ (samples[i % samples.length]);
    input.set(bytes.subarray(0, size - at), at);
    at += bytes.byteLength;
  }
  return input;
}

const [id = "", level = "", size = "", ...paths] = process.argv.slice(2);
const input = makeInput(Number(size), paths);
const peer = peerById(id);
await peer.init();
if (peer.compress === undefined || peer.decompress === undefined) throw new Error("not both directions");

// What making the input left behind must neither be given back nor used again during the calls: that would hide growth.
const { gc } = globalThis;
if (gc === undefined) throw new Error("run with --expose-gc");
for (let i = 0; i < 2; i++) await gc({ execution: "async", type: "major" });
// Linux: forget the peak that making the input left behind, so that VmHWM is the peak of the calls alone.
writeFileSync("/proc/self/clear_refs", "5");
const before = status("VmRSS");
const packed = peer.compress(input, Number(level));
const compress = status("VmHWM") - before;
const plain = peer.decompress(packed, input.byteLength);
const both = status("VmHWM") - before;
if (Buffer.compare(plain, input) !== 0) throw new Error("wrong output");
process.stdout.write(JSON.stringify({ compress, both }));
