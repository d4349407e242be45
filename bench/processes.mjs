/** Cold start and memory: each figure from a fresh process, one process at a time. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median, quantile, shuffler } from "./measure.mjs";

const COLD_CHILD = "cold-child.mjs";
const MEMORY_CHILD = "memory-child.mjs";

/**
 * @typedef {object} ColdRow
 * @property {string} id
 * @property {number} ms Import, init (with us: the seal), first kilobyte both ways.
 * @property {number} firstCallsMs Of it, the first kilobyte both ways.
 * @property {number} processMs Wall clock of the process over one that loads nothing.
 *
 * @typedef {object} MemoryRow
 * @property {string} id
 * @property {number} compress Growth of peak RSS over the RSS before the call, bytes.
 * @property {number} both The same after decompressing too, input and outputs alive.
 */

/**
 * @param {string} script
 * @param {string[]} args
 * @returns {{ value: any, wallMs: number }}
 */
function inFreshProcess(script, args) {
  const flags = script === MEMORY_CHILD ? ["--expose-gc"] : [];
  const started = performance.now();
  const child = spawnSync(process.execPath, [...flags, fileURLToPath(new URL(script, import.meta.url)), ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 24,
  });
  const wallMs = performance.now() - started;
  if (child.status !== 0)
    throw new Error(`${script} ${args[0]}: ${child.stderr.trim().split("\n").at(-1) ?? child.status}`);
  return { value: JSON.parse(child.stdout), wallMs };
}

/**
 * @param {string[]} ids
 * @param {number} times Fresh processes for each.
 * @param {number} at Which of them counts: 0.5, the median, or 0, the fastest, where others use the machine.
 * @returns {{ rows: ColdRow[], wrong: import("./throughput.mjs").Wrong[] }}
 */
export function measureCold(ids, times, at) {
  /** @type {Map<string, { ms: number[], firstCallsMs: number[], wallMs: number[] }>} */
  const lanes = new Map(["none", ...ids].map((id) => [id, { ms: [], firstCallsMs: [], wallMs: [] }]));
  /** @type {import("./throughput.mjs").Wrong[]} */
  const wrong = [];
  const shuffle = shuffler();
  // One round more than counted: the first reads the files from disk.
  for (let round = 0; round <= times; round++) {
    for (const [id, lane] of shuffle(lanes)) {
      try {
        const { value, wallMs } = inFreshProcess(COLD_CHILD, [id]);
        if (round === 0) continue;
        lane.ms.push(value.ms);
        lane.firstCallsMs.push(value.firstCallsMs);
        lane.wallMs.push(wallMs);
      } catch (error) {
        wrong.push({ id, what: `cold start: ${error instanceof Error ? error.message : String(error)}` });
        lanes.delete(id);
      }
    }
  }
  const bare = quantile(lanes.get("none")?.wallMs ?? [0], at);
  lanes.delete("none");
  const rows = [...lanes].map(([id, lane]) => ({
    id,
    ms: quantile(lane.ms, at),
    firstCallsMs: quantile(lane.firstCallsMs, at),
    processMs: quantile(lane.wallMs, at) - bare,
  }));
  return { rows, wrong };
}

/**
 * @param {string[]} ids
 * @param {number} level
 * @param {number} bytes Size of the input.
 * @param {string[]} paths What the input is made of; as `loadSamples` takes it.
 * @param {number} times Fresh processes for each; medians.
 * @returns {{ rows: MemoryRow[], wrong: import("./throughput.mjs").Wrong[] }}
 */
export function measureMemory(ids, level, bytes, paths, times) {
  /** @type {MemoryRow[]} */
  const rows = [];
  /** @type {import("./throughput.mjs").Wrong[]} */
  const wrong = [];
  for (const id of ids) {
    try {
      const runs = Array.from({ length: times }, () =>
        inFreshProcess(MEMORY_CHILD, [id, String(level), String(bytes), ...paths]),
      );
      rows.push({
        id,
        compress: median(runs.map(({ value }) => value.compress)),
        both: median(runs.map(({ value }) => value.both)),
      });
    } catch (error) {
      wrong.push({ id, what: `memory: ${error instanceof Error ? error.message : String(error)}` });
    }
  }
  return { rows, wrong };
}
