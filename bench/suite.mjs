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

/**
 * @typedef {import("./measure.mjs").Pace} Pace
 * @typedef {import("./peers/peer.mjs").Peer} Peer
 */

/** @type {Record<"file" | "small" | "other", Omit<Pace, "quantile">>} */
const FULL = {
  file: { warmupMs: 50, sampleMs: 4, budgetMs: 450, minRounds: 7, maxRounds: 15 },
  // Short samples and many: on a machine that others use, some of them are of nobody else.
  small: { warmupMs: 60, sampleMs: 2, budgetMs: 1500, minRounds: 9, maxRounds: 80 },
  other: { warmupMs: 50, sampleMs: 4, budgetMs: 0, minRounds: 3, maxRounds: 3 },
};
/** @type {Record<"file" | "small" | "other", Omit<Pace, "quantile">>} */
const QUICK = {
  file: { warmupMs: 5, sampleMs: 1, budgetMs: 0, minRounds: 3, maxRounds: 3 },
  small: { warmupMs: 10, sampleMs: 5, budgetMs: 0, minRounds: 3, maxRounds: 3 },
  other: { warmupMs: 0, sampleMs: 1, budgetMs: 0, minRounds: 1, maxRounds: 1 },
};
/** Parts of the package, measured when they are asked for. */
const PARTS = Object.freeze(["harmony4 (core)", "harmony4/decompress"]);
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
 * @returns {Promise<Peer[]>} Ready to be called.
 */
async function preparePeers({ core, peersOnly }) {
  const peers = PEER_IDS.map(peerById).filter(({ id, role }) =>
    PARTS.includes(id) ? core : !(peersOnly && role === "ours"),
  );
  for (const peer of peers) await peer.init();
  return peers;
}

/**
 * @param {import("./options.mjs").Options} options
 * @param {Peer[]} peers
 * @param {import("./corpus.mjs").Sample[]} samples
 * @returns {import("./results.mjs").Results} Nothing measured yet.
 */
function emptyResults({ levels, phases, fastest }, peers, samples) {
  return {
    machine: describeMachine(),
    started: new Date().toISOString(),
    seconds: 0,
    setup: {
      levels,
      statistic: fastest ? "fastest samples" : "medians",
      phases: [...phases],
      files: samples.map(({ name, bytes }) => ({ file: name, bytes: bytes.byteLength })),
    },
    peers: peers.map(({ id, version, library, kind, codec, role, extra = false }) => {
      return { id, version, library, kind, codec, role, extra };
    }),
    wrong: [],
    throughput: [],
    small: [],
    cold: [],
    memory: [],
    size: [],
    cli: { version: zstdCliVersion(), rows: [] },
    goals: [],
  };
}

/**
 * @typedef {object} Run
 * @property {import("./options.mjs").Options} options
 * @property {Peer[]} peers
 * @property {import("./corpus.mjs").Sample[]} samples
 * @property {Record<keyof typeof FULL, Pace>} pace
 * @property {import("./results.mjs").Results} results Each phase adds its part.
 */

/** In the order they run: what starts processes comes before the heap of this one has grown. */
const PHASE_RUNNERS = Object.freeze({
  /** @param {Run} run */
  cold({ options, peers, pace, results }) {
    const ids = peers.filter(({ codec, extra }) => codec === "zstd" && !extra).map(({ id }) => id);
    const { rows, wrong } = measureCold(ids, options.quick ? 2 : 20, pace.file.quantile);
    results.cold = rows;
    results.wrong.push(...wrong);
  },

  /** @param {Run} run */
  memory({ options, peers, results }) {
    if (platform() !== "linux") return say("        skipped: the peak of RSS is read from Linux's /proc");
    const ids = peers
      .filter(({ codec, extra, compress, decompress }) => codec === "zstd" && !extra && compress && decompress)
      .map(({ id }) => id);
    const { rows, wrong } = measureMemory(ids, PROCESS_LEVEL, MEMORY_INPUT, options.paths, options.quick ? 1 : 3);
    results.memory = rows;
    results.wrong.push(...wrong);
  },

  /** @param {Run} run */
  async size({ options, peers, results }) {
    results.size = [...(options.peersOnly ? [] : await measureOwnSize()), ...measurePeerSizes(peers)];
  },

  /** @param {Run} run */
  zstd({ options, peers, samples, pace, results }) {
    const rivals = peers.filter(({ codec, only }) => codec === "zstd" && only === undefined);
    for (const level of options.levels) {
      say(`        level ${level}`);
      const { rows, wrong } = measureZstd(rivals, samples, level, pace.file);
      results.throughput.push(...rows);
      results.wrong.push(...wrong);
    }
  },

  /** @param {Run} run */
  small({ options, peers, pace, results }) {
    const rivals = peers.filter(({ codec }) => codec === "zstd");
    const classes = [...defaultPayloads(), ...(options.small === undefined ? [] : loadPayloads(options.small))];
    for (const payloads of classes) {
      for (const level of SMALL_LEVELS) {
        const { rows, wrong } = measureSmall(rivals, payloads, level, pace.small);
        results.small.push(...rows);
        results.wrong.push(...wrong);
      }
    }
  },

  /** @param {Run} run */
  cli({ options, samples, results }) {
    if (results.cli.version === undefined) return say("        skipped: no zstd command");
    results.cli.rows = measureZstdCli(samples, options.levels, options.quick ? 1 : 3);
  },

  /** @param {Run} run */
  others({ options, peers, samples, pace, results }) {
    for (const [codec, levels] of Object.entries(OTHER_LEVELS)) {
      const rivals = peers.filter((peer) => peer.codec === codec);
      for (const level of options.quick ? levels.slice(0, 1) : levels) {
        const { rows, wrong } = measureOther(rivals, samples, level, pace.other);
        results.throughput.push(...rows);
        results.wrong.push(...wrong);
      }
    }
  },
});

/**
 * @param {import("./options.mjs").Options} options
 * @returns {Promise<import("./results.mjs").Results>}
 */
async function measureAll(options) {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const peers = await preparePeers(options);
  const samples = loadSamples(options.paths).map(({ name, bytes }) => ({
    name,
    bytes: options.quick ? bytes.subarray(0, QUICK_PART) : bytes,
  }));
  const quantile = options.fastest ? 0 : 0.5;
  const { file, small, other } = options.quick ? QUICK : FULL;
  const pace = { file: { ...file, quantile }, small: { ...small, quantile }, other: { ...other, quantile } };
  const results = emptyResults(options, peers, samples);
  for (const [phase, measure] of Object.entries(PHASE_RUNNERS)) {
    if (!options.phases.has(phase)) continue;
    say(`${elapsed().toFixed(0).padStart(4)} s  ${phase}`);
    await measure({ options, peers, samples, pace, results });
  }
  results.goals = compareWithGoals(results);
  results.seconds = elapsed();
  return results;
}

const options = parseOptions(process.argv.slice(2));
const results = await measureAll(options);
process.stdout.write(report(results));
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
if (options.svg !== undefined) writeFileSync(options.svg, chart(results));
