/** The run itself, phase by phase in one process; `run.mjs` starts it under the Node that the bench pins. */

import { writeFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";
import { chart } from "./chart.mjs";
import { defaultPayloads, loadPayloads, loadSamples } from "./corpus.mjs";
import { compareWithGoals } from "./goals.mjs";
import { parseOptions } from "./options.mjs";
import { PEER_IDS, peerById } from "./peers/index.mjs";
import { measureCold, measureMemory } from "./processes.mjs";
import { report } from "./report.mjs";
import { measureOwnSize, measurePeerSizes } from "./size.mjs";
import { measureSmall } from "./small.mjs";
import { measureOther, measureZstd } from "./throughput.mjs";
import { measureZstdCli, zstdCliVersion } from "./zstd-cli.mjs";

/** @typedef {import("./measure.mjs").Pace} Pace */

/** @type {Record<"file" | "small" | "other", Omit<Pace, "quantile">>} */
const FULL = {
  file: { warmupMs: 50, sampleMs: 4, budgetMs: 450, minRounds: 5, maxRounds: 15 },
  small: { warmupMs: 60, sampleMs: 15, budgetMs: 1500, minRounds: 9, maxRounds: 15 },
  other: { warmupMs: 50, sampleMs: 4, budgetMs: 0, minRounds: 3, maxRounds: 3 },
};
/** @type {Record<"file" | "small" | "other", Omit<Pace, "quantile">>} */
const QUICK = {
  file: { warmupMs: 5, sampleMs: 1, budgetMs: 0, minRounds: 3, maxRounds: 3 },
  small: { warmupMs: 10, sampleMs: 5, budgetMs: 0, minRounds: 3, maxRounds: 3 },
  other: { warmupMs: 0, sampleMs: 1, budgetMs: 0, minRounds: 1, maxRounds: 1 },
};
const CORE = "harmony4 (core)";
/** A sanity run takes the beginnings of files only. */
const QUICK_PART = 300_000;
const OTHER_LEVELS = Object.freeze({ gzip: [1, 6, 9], brotli: [1, 5, 9] });
const SMALL_LEVELS = Object.freeze([1, 3]);
const PROCESS_LEVEL = 3;
const MEMORY_INPUT = 100_000_000;

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}

/** @returns {import("./results.mjs").Results["machine"]} */
function describeMachine() {
  const [load = 0] = loadavg();
  if (load > 0.5) say(`the machine is busy (load ${load.toFixed(1)}): ratios will do, absolute speeds will not`);
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memory: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
    load,
  };
}

/**
 * @param {import("./options.mjs").Options} options
 * @returns {Promise<import("./peers/peer.mjs").Peer[]>} Ready to be called.
 */
async function preparePeers({ core, peersOnly }) {
  const peers = PEER_IDS.map(peerById).filter(({ id, role }) => (id === CORE ? core : !(peersOnly && role === "ours")));
  for (const peer of peers) await peer.init();
  return peers;
}

/**
 * @param {import("./options.mjs").Options} options
 * @returns {Promise<import("./results.mjs").Results>}
 */
async function measureAll(options) {
  const { phases, levels, quick } = options;
  const started = performance.now();
  const quantile = options.fastest ? 0 : 0.5;
  const pace = quick ? QUICK : FULL;
  const peers = await preparePeers(options);
  const samples = loadSamples(options.paths).map(({ name, bytes }) => ({
    name,
    bytes: quick ? bytes.subarray(0, QUICK_PART) : bytes,
  }));
  /** @type {import("./results.mjs").Results} */
  const results = {
    machine: describeMachine(),
    started: new Date().toISOString(),
    seconds: 0,
    setup: {
      levels,
      statistic: options.fastest ? "fastest samples" : "medians",
      phases: [...phases],
      files: samples.map(({ name, bytes }) => ({ file: name, bytes: bytes.byteLength })),
    },
    peers: peers.map(({ id, version, library, kind, codec, role, extra = false }) => ({
      id,
      version,
      library,
      kind,
      codec,
      role,
      extra,
    })),
    wrong: [],
    throughput: [],
    small: [],
    cold: [],
    memory: [],
    size: [],
    cli: { version: zstdCliVersion(), rows: [] },
    goals: [],
  };
  const zstdPeers = peers.filter(({ codec }) => codec === "zstd");
  const main = zstdPeers.filter(({ extra }) => extra !== true);
  const phase = (/** @type {string} */ name) => {
    if (!phases.has(name)) return false;
    say(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${name}`);
    return true;
  };

  if (phase("cold")) {
    const { rows, wrong } = measureCold(
      main.map(({ id }) => id),
      quick ? 2 : 10,
    );
    results.cold = rows;
    results.wrong.push(...wrong);
  }
  if (phase("memory")) {
    const both = main.filter(({ compress, decompress }) => compress !== undefined && decompress !== undefined);
    const { rows, wrong } = measureMemory(
      both.map(({ id }) => id),
      PROCESS_LEVEL,
      MEMORY_INPUT,
      options.paths,
      quick ? 1 : 3,
    );
    results.memory = rows;
    results.wrong.push(...wrong);
  }
  if (phase("size")) {
    results.size = [...(options.peersOnly ? [] : await measureOwnSize()), ...measurePeerSizes(peers)];
  }
  if (phase("zstd")) {
    for (const level of levels) {
      say(`        level ${level}`);
      const { rows, wrong } = measureZstd(zstdPeers, samples, level, { ...pace.file, quantile });
      results.throughput.push(...rows);
      results.wrong.push(...wrong);
    }
  }
  if (phase("small")) {
    const classes = [...defaultPayloads(), ...(options.small === undefined ? [] : loadPayloads(options.small))];
    for (const payloads of classes) {
      for (const level of SMALL_LEVELS) {
        const { rows, wrong } = measureSmall(zstdPeers, payloads, level, { ...pace.small, quantile });
        results.small.push(...rows);
        results.wrong.push(...wrong);
      }
    }
  }
  if (phase("cli") && results.cli.version !== undefined) {
    results.cli.rows = measureZstdCli(samples, levels, quick ? 1 : 3);
  }
  if (phase("others")) {
    for (const [codec, codecLevels] of Object.entries(OTHER_LEVELS)) {
      const rivals = peers.filter((peer) => peer.codec === codec);
      for (const level of quick ? codecLevels.slice(0, 1) : codecLevels) {
        const { rows, wrong } = measureOther(rivals, samples, level, { ...pace.other, quantile });
        results.throughput.push(...rows);
        results.wrong.push(...wrong);
      }
    }
  }
  results.goals = compareWithGoals(results);
  results.seconds = (performance.now() - started) / 1000;
  return results;
}

const options = parseOptions(process.argv.slice(2));
const results = await measureAll(options);
process.stdout.write(report(results));
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
if (options.svg !== undefined) writeFileSync(options.svg, chart(results));
