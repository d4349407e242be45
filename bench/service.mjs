/**
 * `node bench/service.mjs [SECONDS]`: the service as users meet it, over loopback HTTP, its client in this process.
 *
 * Requests of /compress/info a second (goal: 15,000); compressing 100 KB bodies of JSON at level 3 by two workers
 * against the same pool called without HTTP (goal: 80 %); the 99th percentile of /readyz while the queue is full (goal:
 * 50 ms). The client shares the machine: on two processors it takes from what it measures.
 */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
// @ts-expect-error: it has no types
import autocannon from "autocannon";
import { createPool } from "../dist/pool.js";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const SECONDS = Number(process.argv[2] ?? 5);
const ROUNDS = 3;
const WORKERS = 2;
const LEVEL = 3;
const BODY_LENGTH = 100_000;
/** Calls at a time: enough that a worker never waits for the next. */
const DEPTH = 8;
const HEADERS = { "content-type": "application/octet-stream" };

/** JSON as interfaces send it: the same in every run. */
function jsonBody() {
  let state = 1;
  let text = "[";
  while (text.length < BODY_LENGTH) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes
    const user = { id: state, name: `user-${state % 997}`, active: (state & 64) !== 0, score: (state >>> 8) / 1000 };
    text += `${JSON.stringify(user)},`;
  }
  return Buffer.from(text.slice(0, BODY_LENGTH));
}

/**
 * Starts the service and waits until it says where it listens.
 *
 * @param {string[]} args
 */
async function start(...args) {
  const child = spawn(process.execPath, [CLI, "serve", "--port", "0", ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const url = await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`h4 serve ended with ${code}`)));
    createInterface(child.stderr).on("line", (line) => {
      const found = /Waiting for connections on (http:[^\s"]+)/.exec(line);
      if (found) resolve(found[1]);
    });
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
  };
  return { url: /** @type {string} */ (url), stop };
}

/** @param {number[]} values */
function median(values) {
  return /** @type {number} */ ([...values].sort((a, b) => a - b)[values.length >> 1]);
}

/** Calls a second of the pool alone. @param {Buffer} body */
async function poolAlone(body) {
  const pool = await createPool({ workers: WORKERS });
  let calls = 0;
  const until = performance.now() + SECONDS * 1000;
  const began = performance.now();
  const caller = async () => {
    while (performance.now() < until) {
      await pool.compress(body, { level: LEVEL });
      calls++;
    }
  };
  await Promise.all(Array.from({ length: DEPTH }, caller));
  const rate = (calls * 1000) / (performance.now() - began);
  await pool.close();
  return rate;
}

async function measureInfo() {
  const { url, stop } = await start();
  const rates = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { requests, non2xx, errors } = await autocannon({ url: `${url}/compress/info`, duration: SECONDS });
    if (non2xx + errors > 0) throw new Error(`${non2xx} refusals, ${errors} errors`);
    rates.push(requests.average);
  }
  await stop();
  console.log(`/compress/info            ${Math.round(median(rates))} requests/s (goal 15000)`);
}

/** The two contestants in turn, so that both meet the same machine. @param {Buffer} body */
async function measureCompress(body) {
  const { url, stop } = await start("--workers", String(WORKERS));
  const request = {
    url: `${url}/compress?level=${LEVEL}`,
    method: /** @type {const} */ ("POST"),
    headers: HEADERS,
    body,
  };
  const served = [];
  const alone = [];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await poolAlone(body));
    const { requests, non2xx, errors } = await autocannon({ ...request, connections: DEPTH, duration: SECONDS });
    if (non2xx + errors > 0) throw new Error(`${non2xx} refusals, ${errors} errors`);
    served.push(requests.average);
  }
  await stop();
  const [over, without] = [median(served), median(alone)];
  const part = Math.round((100 * over) / without);
  console.log(
    `POST /compress, 100 KB    ${Math.round(over)} requests/s, ${part} % of ${Math.round(without)} (goal 80 %)`,
  );
}

/** @param {Buffer} body */
async function measureReady(body) {
  // Clients in number enough to fill the places and the queue; a share for each client would stop them before.
  const { url, stop } = await start("--workers", String(WORKERS), "--queue", "16");
  const large = Buffer.concat(Array(50).fill(body));
  const load = { url: `${url}/compress?level=9`, method: /** @type {const} */ ("POST"), headers: HEADERS, body: large };
  const loading = autocannon({ ...load, connections: 30, duration: SECONDS + 2 });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const { latency } = await autocannon({ url: `${url}/readyz`, connections: 1, duration: SECONDS });
  const { non2xx } = await loading;
  await stop();
  console.log(
    `/readyz, queue full       p99 ${latency.p99} ms (goal 50); ${non2xx} requests were turned away meanwhile`,
  );
}

const body = jsonBody();
await measureInfo();
await measureCompress(body);
await measureReady(body);
