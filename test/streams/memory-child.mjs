/** One job in a process of its own: prints how far the peak of resident memory rose over what it was before, in MiB. */

import { readFileSync } from "node:fs";
import { H4CompressionStream, H4DecompressionStream } from "../../dist/index.js";
import { createEngine } from "../../dist/node.js";

const MIB = 1 << 20;
const [job, megabytes] = [process.argv[2], Number(process.argv[3])];

/** Text-like bytes with matches near and far, about three to one at level 3: made fast, the same each time. */
function sample(length) {
  const bytes = new Uint8Array(length);
  const words = Array.from({ length: 4096 }, (_, i) => Math.imul(i + 1, 0x9e3779b1).toString(36));
  let at = 0;
  for (let state = 1; at < length; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const word = words[(state >>> 20) & (state >>> 8)];
    for (let i = 0; i < word.length && at < length; i++) bytes[at++] = word.charCodeAt(i);
    if (at < length) bytes[at++] = 32;
  }
  return bytes;
}

/** The largest resident set so far, as the kernel counts it. */
function peak() {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
}

/** Lets the peak begin anew: the input and the warm-up are not to be counted. */
async function settle() {
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve, 50));
  globalThis.gc();
  const { writeFileSync } = await import("node:fs");
  writeFileSync("/proc/self/clear_refs", "5");
  return peak();
}

async function oneShot() {
  const h4 = await createEngine();
  h4.decompress(h4.compress(sample(MIB)));
  const plain = sample(megabytes * 1e6);
  const before = await settle();
  const packed = h4.compress(plain);
  const compressing = peak() - before;
  const restored = h4.decompress(packed);
  if (Buffer.compare(restored, plain) !== 0) throw new Error("the round trip is not exact");
  return { compressing, both: peak() - before };
}

async function streams() {
  const block = sample(4 * MIB);
  let left = megabytes;
  const source = new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close();
      left -= 4;
      controller.enqueue(block);
    },
  });
  await createEngine();
  const before = await settle();
  let total = 0;
  const pipe = source
    .pipeThrough(new H4CompressionStream())
    .pipeThrough(new H4DecompressionStream({ maxOutput: Number.POSITIVE_INFINITY }));
  for await (const chunk of pipe) total += chunk.length;
  if (total !== Math.ceil(megabytes / 4) * 4 * MIB) throw new Error(`${total} bytes came out`);
  return { growth: peak() - before };
}

async function bomb() {
  const h4 = await createEngine();
  const packed = h4.compress(new Uint8Array(megabytes * MIB));
  const before = await settle();
  let total = 0;
  for await (const chunk of h4.decompressor({ maxOutput: Number.POSITIVE_INFINITY }).over(packed)) {
    total += chunk.length;
  }
  if (total !== megabytes * MIB) throw new Error(`${total} bytes came out`);
  return { growth: peak() - before };
}

console.log(JSON.stringify(await { oneShot, streams, bomb }[job]()));
