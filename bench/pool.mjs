/**
 * What a pool costs and gains: node bench/pool.mjs [FILE]. Figures are medians of interleaved rounds.
 *
 * Small calls: 100 KB of JSON at level 3 on two workers, beside two engines working alone in as many threads.
 * Large calls: FILE, or 100 MB made of JSON, on two workers beside one, both ways.
 */
import { readFile } from "node:fs/promises";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { createEngine } from "../dist/index.js";
import { createPool } from "../dist/pool.js";

const ROUNDS = 9;
/** Milliseconds of a round of small calls: short, so that what else the machine does meets both sides. */
const ROUND = 300;
const WORKERS = 2;

if (isMainThread) await main();
else await alone();

/** An engine alone in its thread: calls in a round. */
async function alone() {
  const h4 = await createEngine();
  h4.compress(workerData);
  const owner = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);
  owner.on("message", () => {
    let calls = 0;
    const end = performance.now() + ROUND;
    for (; performance.now() < end; calls++) h4.compress(workerData);
    owner.postMessage(calls);
  });
}

async function main() {
  const small = json(100_000);
  const [one, two] = await Promise.all([createPool({ workers: 1 }), createPool({ workers: WORKERS })]);
  const threads = Array.from({ length: WORKERS }, () => new Worker(new URL(import.meta.url), { workerData: small }));
  const shares = [];
  const efficiencies = [];
  for (let i = 0; i < ROUNDS; i++) {
    let before = cpu();
    const own = (await Promise.all(threads.map(callsOf))).reduce((sum, calls) => sum + calls, 0);
    const ownCost = (cpu() - before) / own;
    before = cpu();
    const calls = await smallCalls(two, small);
    shares.push(calls / own);
    efficiencies.push(ownCost / ((cpu() - before) / calls));
  }
  await Promise.all(threads.map((thread) => thread.terminate()));
  console.log(
    `100 KB at level 3, of two engines alone: ${percent(median(shares))} (${shares.map(percent).join(", ")})`,
  );

  console.log(
    `  calls for the same processor time: ${percent(median(efficiencies))} (${efficiencies.map(percent).join(", ")})`,
  );

  const large = process.argv[2] === undefined ? json(100_000_000) : await readFile(process.argv[2]);
  const packed = await two.compress(large);
  const there = [];
  const back = [];
  for (let i = 0; i < ROUNDS / 3; i++) {
    there.push((await time(() => one.compress(large))) / (await time(() => two.compress(large))));
    back.push((await time(() => one.decompress(packed))) / (await time(() => two.decompress(packed))));
  }
  console.log(
    `${large.length} bytes to ${packed.length} at level 3, two workers beside one: ${factors(there)} there, ${factors(back)} back`,
  );
  await Promise.all([one.close(), two.close()]);
}

/** Processor time of this process, all threads, in microseconds. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** @param {Worker} thread @returns {Promise<number>} */
function callsOf(thread) {
  return new Promise((resolve) => {
    thread.once("message", resolve);
    thread.postMessage("go");
  });
}

/**
 * Calls that a pool answers in a round, from callers of whom each waits for its answer.
 *
 * @param {import("../dist/pool.js").Pool} pool @param {Uint8Array} data
 */
async function smallCalls(pool, data) {
  let calls = 0;
  const end = performance.now() + ROUND;
  async function caller() {
    for (; performance.now() < end; calls++) await pool.compress(data);
  }
  await Promise.all(Array.from({ length: 4 * WORKERS }, caller));
  return calls;
}

/** @param {() => Promise<unknown>} work */
async function time(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** @param {number} length */
function json(length) {
  let state = 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  /** @type {string[]} */
  const lines = [];
  for (let size = 0; size < length; size += /** @type {string} */ (lines.at(-1)).length) {
    lines.push(`{"id":${next()},"name":"n${next() >>> 22}","score":${next() >>> 24},"active":${next() > 2 ** 31}}\n`);
  }
  return Buffer.from(lines.join("")).subarray(0, length);
}

/** @param {number[]} values */
function median(values) {
  return /** @type {number} */ ([...values].sort((a, b) => a - b)[values.length >> 1]);
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

/** @param {number[]} values */
function factors(values) {
  return `${median(values).toFixed(2)} x (${values.map((value) => value.toFixed(2)).join(", ")})`;
}
