/**
 * What containers cost: packing and unpacking beside the bare engine at the same blocks, and reads of 4 KiB from a large
 * one over loopback HTTP.
 *
 *     node bench/container.mjs [FILE] [LEVEL] [MEGABYTES]
 *
 * FILE is packed (default: a real one out of node_modules), at LEVEL (default 3); the large container has MEGABYTES of
 * plain bytes that do not compress (default 1000), so that it has as many on the disk, in a temporary folder.
 */

import { fork } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { quantile } from "./measure.mjs";
import { packageEntry } from "./peers/harmony4.mjs";

const { createEngine } = await import(packageEntry(".").href);
const { H4mkReader, httpSource, writeContainer } = await import(packageEntry("./container").href);
const { writeFileAtomically } = await import(packageEntry("./node").href);

const SELF = fileURLToPath(import.meta.url);
const SAMPLE = new URL("../node_modules/typescript/lib/typescript.js", import.meta.url);
const BLOCK_SIZE = 1 << 20;
/** Rounds of each contestant, one after the other in turn. */
const ROUNDS = 15;
const OPENINGS = 50;
const READS = 300;
const READ_SIZE = 4 << 10;

/**
 * Milliseconds of each contestant in every round, interleaved, after one round that does not count.
 *
 * @template {string} Name
 * @param {Record<Name, () => unknown>} contestants
 * @returns {Promise<Record<Name, number[]>>}
 */
async function race(contestants) {
  const entries = /** @type {[Name, () => unknown][]} */ (Object.entries(contestants));
  const times = /** @type {Record<Name, number[]>} */ ({});
  for (const [name] of entries) times[name] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, run] of entries) {
      const started = performance.now();
      await run();
      if (round > 0) times[name].push(performance.now() - started);
    }
  }
  return times;
}

/**
 * @param {AsyncIterable<Uint8Array>} pieces
 * @returns {Promise<Uint8Array[]>}
 */
async function gather(pieces) {
  const all = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

/**
 * @param {string} what
 * @param {number[]} times
 * @param {number[]} bare
 * @param {number} bytes
 */
function tellRatio(what, times, bare, bytes) {
  const rows = [0, 0.5].map((at) => {
    const [took, alone] = [quantile(times, at), quantile(bare, at)];
    const speed = (bytes / took / 1000).toFixed(0);
    return `${at === 0 ? "fastest" : "median"} ${speed} MB/s, ${((100 * took) / alone - 100).toFixed(1)} % over bare`;
  });
  process.stdout.write(`${what.padEnd(28)} ${rows.join("; ")}\n`);
}

/**
 * @param {string} what
 * @param {number[]} times
 */
function tellTimes(what, times) {
  const [median, late, most] = [0.5, 0.95, 1].map((at) => quantile(times, at).toFixed(2));
  process.stdout.write(`${what.padEnd(28)} median ${median} ms, 95 % ${late} ms, most ${most} ms\n`);
}

/**
 * The same blocks by the engine alone, and as a container in memory.
 *
 * @param {Uint8Array} bytes
 * @param {number} level
 */
async function measureThroughput(bytes, level) {
  const engine = await createEngine();
  const starts = Array.from({ length: Math.ceil(bytes.length / BLOCK_SIZE) }, (_, i) => i * BLOCK_SIZE);
  const blocks = starts.map((start) => bytes.subarray(start, start + BLOCK_SIZE));
  const frames = blocks.map((block) => engine.compress(block, { level }));
  const options = { level, engine, blockSize: BLOCK_SIZE };
  const container = Buffer.concat(await gather(writeContainer(bytes, options)));
  const unpack = async (/** @type {boolean} */ strict) => {
    const reader = await H4mkReader.open(container, { engine, strict });
    for await (const piece of reader.stream()) void piece;
  };
  const times = await race({
    compress: () => blocks.map((block) => engine.compress(block, { level }).length),
    pack: async () => {
      for await (const piece of writeContainer(bytes, options)) void piece;
    },
    decompress: () => frames.map((frame) => engine.decompress(frame).length),
    unpack: () => unpack(false),
    strict: () => unpack(true),
  });
  process.stdout.write(
    `${bytes.length} bytes in ${blocks.length} blocks, level ${level}, ${container.length} packed\n`,
  );
  tellRatio("pack", times.pack, times.compress, bytes.length);
  tellRatio("unpack, each leaf", times.unpack, times.decompress, bytes.length);
  tellRatio("unpack, VERI first", times.strict, times.decompress, bytes.length);
}

/**
 * @param {number} megabytes
 * @returns {Generator<Uint8Array>}
 */
function* noise(megabytes) {
  const block = randomFillSync(new Uint8Array(1e6));
  for (let i = 0; i < megabytes; i++) {
    new DataView(block.buffer).setUint32(0, i);
    yield block;
  }
}

/** @param {number} megabytes */
async function measureRange(megabytes) {
  const folder = mkdtempSync(join(tmpdir(), "harmony4-bench-"));
  const file = join(folder, "large.h4mk");
  const server = fork(SELF, ["serve", file]);
  try {
    await writeFileAtomically(file, writeContainer(noise(megabytes), { level: 1 }));
    server.send("start");
    const url = await new Promise((resolve) => server.once("message", resolve));
    await readOver(String(url), statSync(file).size);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param {string} url
 * @param {number} size
 */
async function readOver(url, size) {
  const openings = [];
  for (let i = 0; i < OPENINGS; i++) {
    const started = performance.now();
    await H4mkReader.open(httpSource(url));
    openings.push(performance.now() - started);
  }
  const reader = await H4mkReader.open(httpSource(url));
  const plainSize = reader.info.plainSize ?? 0;
  const reads = [];
  for (let i = 0; i < READS; i++) {
    const from = Math.floor(Math.random() * (plainSize - READ_SIZE));
    const started = performance.now();
    await reader.read(from, from + READ_SIZE);
    reads.push(performance.now() - started);
  }
  process.stdout.write(`${size} bytes over loopback, blocks of 1 MiB\n`);
  tellTimes("open, the first", openings.slice(0, 1));
  tellTimes(`open, ${OPENINGS - 1} more`, openings.slice(1));
  tellTimes("4 KiB anywhere, the first", reads.slice(0, 1));
  tellTimes(`4 KiB anywhere, ${READS - 1} more`, reads.slice(1));
}

/**
 * Answers range requests for one file, in a process of its own.
 *
 * @param {string} file
 */
function serve(file) {
  const server = createServer((request, response) => {
    const { size } = statSync(file);
    const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
    const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
    const end = first === "" || last === "" ? size - 1 : Math.min(size - 1, Number(last));
    response.writeHead(206, { "content-range": `bytes ${start}-${end}/${size}`, "content-length": end - start + 1 });
    createReadStream(file, { start, end, highWaterMark: 1 << 20 }).pipe(response);
  });
  process.once("disconnect", () => process.exit());
  process.once("message", () => {
    server.listen(0, "127.0.0.1", () => {
      const address = /** @type {import("node:net").AddressInfo} */ (server.address());
      process.send?.(`http://127.0.0.1:${address.port}/`);
    });
  });
}

const [first, level = "3", megabytes = "1000"] = process.argv.slice(2);
if (first === "serve") serve(level);
else {
  await measureThroughput(readFileSync(first ?? SAMPLE), Number(level));
  await measureRange(Number(megabytes));
}
