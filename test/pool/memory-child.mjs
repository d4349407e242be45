/** Decompresses 1 GiB of zeros in a pool and reads it slowly at first: prints how far resident memory rose, in MiB. */
import { readFileSync, writeFileSync } from "node:fs";
import { createEngine } from "../../dist/index.js";
import { createPool } from "../../dist/pool.js";

const SIZE = 1 << 30;

function peak() {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
}

async function bomb() {
  const zeros = new Uint8Array(4 << 20);
  const pieces = [];
  const source = (function* () {
    for (let at = 0; at < SIZE; at += zeros.length) yield zeros;
  })();
  for await (const piece of (await createEngine()).compressor({ level: 1 }).over(source)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const packed = await bomb();
const pool = await createPool({ workers: 2 });
await pool.decompress(await pool.compress(packed));
writeFileSync("/proc/self/clear_refs", "5");
const before = peak();
let total = 0;
for await (const piece of pool.decompressor({ maxOutput: Number.POSITIVE_INFINITY }).over(packed)) {
  if (total < 3 << 20) await new Promise((resolve) => setTimeout(resolve, 100));
  total += piece.length;
}
console.log(JSON.stringify({ total, growth: peak() - before }));
