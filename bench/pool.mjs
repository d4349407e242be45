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

const ROUNDS = 5;
/** Milliseconds of a round of small calls. */
const ROUND = 1000;
const WORKERS = 2;

if (isMainThread) await main();
else await alone();

/** An engine alone in its thread: calls in a second. */
async function alone() {
  const h4 = await createEngine();
  h4.compress(workerData);
  parentPort.on("message", () => {
    let calls = 0;
    const end = performance.now() + ROUND;
    for (; performance.now() < end; calls++) h4.compress(workerData);
    parentPort.postMessage(calls);
  });
}

async function main() {
  const small = json(100_000);
  const [one, two] = await Promise.all([createPool({ workers: 1 }), createPool({ workers: WORKERS })]);
  const threads = Array.from({ length: WORKERS }, () => new Worker(new URL(import.meta.url), { workerData: small }));
  const shares = [];
  for (let i = 0; i < ROUNDS; i++) {
    const own = await Promise.all(threads.map(callsOf));
    const ownCalls = own.reduce((sum, calls) => sum + calls, 0);
    shares.push((await smallCalls(two, small)) / ownCalls);
  }
  await Promise.all(threads.map((thread) => thread.terminate()));
  console.log(
    `100 KB at level 3, of two engines alone: ${percent(median(shares))} (${shares.map(percent).join(", ")})`,
  );

  const large = process.argv[2] === undefined ? json(100_000_000) : await readFile(process.argv[2]);
  const packed = await two.compress(large);
  const there = [];
  const back = [];
  for (let i = 0; i < ROUNDS; i++) {
    there.push((await time(() => one.compress(large))) / (await time(() => two.compress(large))));
    back.push((await time(() => one.decompress(packed))) / (await time(() => two.decompress(packed))));
  }
  console.log(
    `${large.length} bytes to ${packed.length} at level 3, two workers beside one: ${factors(there)} there, ${factors(back)} back`,
  );
  await Promise.all([one.close(), two.close()]);
}

function callsOf(thread) {
  return new Promise((resolve) => {
    thread.once("message", resolve);
    thread.postMessage("go");
  });
}

/** Calls that a pool answers in a round, from callers of whom each waits for its answer. */
async function smallCalls(pool, data) {
  let calls = 0;
  const end = performance.now() + ROUND;
  async function caller() {
    for (; performance.now() < end; calls++) await pool.compress(data);
  }
  await Promise.all(Array.from({ length: 4 * WORKERS }, caller));
  return calls;
}

async function time(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function json(length) {
  let state = 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  const lines = [];
  for (let size = 0; size < length; size += lines.at(-1).length) {
    lines.push(`{"id":${next()},"name":"n${next() >>> 22}","score":${next() >>> 24},"active":${next() > 2 ** 31}}\n`);
  }
  return Buffer.from(lines.join("")).subarray(0, length);
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

function factors(values) {
  return `${median(values).toFixed(2)} x (${values.map((value) => value.toFixed(2)).join(", ")})`;
}
