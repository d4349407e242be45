/**
 * The project's goals for speed and size, beside what a run measured. They inform; nothing fails by them.
 *
 * "Peer" is the fastest correct zstd package in WebAssembly of the same run, level and direction.
 */

import {
  best,
  filePacked,
  fileSpeed,
  incompressible,
  LIBZSTD,
  NATIVE,
  OURS,
  OURS_INTO,
  over,
  referenceAt,
  rowOf,
  rowsAt,
  wasmPeers,
} from "./results.mjs";

/**
 * @typedef {object} Goal
 * @property {string} what
 * @property {number} target
 * @property {"at least" | "at most"} sense
 * @property {number} value
 * @property {"×" | "ms" | "MB" | "KiB"} unit
 * @property {boolean} met
 * @property {string} note Against whom, or which file.
 *
 * @typedef {import("./results.mjs").Results} Results
 * @typedef {import("./throughput.mjs").Row} Row
 */

const DECOMPRESS_OVER_PEER = 1.3;
const DECOMPRESS_OVER_NATIVE = 0.72;
const FILE_OVER_PEER = 1;
const RATIO_TOTAL = 0.998;
const RATIO_FILE = 0.98;
const SMALL_OVER_PEER = 1.5;
const SMALL_OVER_NODE = 2;
const COLD_MS = 7;
const MEMORY_COMPRESS_MB = 80;
const MEMORY_BOTH_MB = 150;
const ARTIFACT_RAW_KIB = 48;
const ARTIFACT_GZIP_KIB = 20;
const PAGE_GZIP_KIB = 32;

/** From level 13 on arithmetic and the cache decide, which an engine cannot do much about. @param {number} level */
const compressOverPeer = (level) => (level <= 3 ? 1.2 : level <= 12 ? 1.3 : 1.05);

/**
 * @param {string} what
 * @param {number | undefined} value
 * @param {"at least" | "at most"} sense
 * @param {number} target
 * @param {Goal["unit"]} unit
 * @param {string} note
 * @returns {Goal[]} Empty where there is nothing to compare.
 */
function goal(what, value, sense, target, unit, note) {
  if (value === undefined) return [];
  return [{ what, target, sense, value, unit, met: sense === "at least" ? value >= target : value <= target, note }];
}

/**
 * The file where a quotient is smallest.
 *
 * @param {string[]} files
 * @param {(file: string) => number | undefined} quotient
 * @returns {{ value: number | undefined, note: string }} The note names every file under `floor`, worst first.
 * @param {number} floor
 */
function worst(files, quotient, floor) {
  const ranked = files
    .map((file) => ({ file, value: quotient(file) }))
    .filter((entry) => entry.value !== undefined)
    .sort((a, b) => Number(a.value) - Number(b.value));
  const short = ranked.filter(({ value }) => Number(value) < floor);
  const named = short.length > 0 ? short : ranked.slice(0, 1);
  return {
    value: ranked[0]?.value,
    note: named.map(({ file, value }) => `${file} ${Number(value).toFixed(3)}`).join(", "),
  };
}

/**
 * @param {Results} results
 * @param {number} level
 * @returns {Goal[]}
 */
function decompressGoals(results, level) {
  return ["decompress", "decompress checked"].flatMap((direction) => {
    const rows = rowsAt(results, "zstd", direction, level);
    const ours = rowOf(rows, OURS);
    const peer = best(wasmPeers(results, rows), ({ speed }) => speed);
    if (ours === undefined || peer === undefined) return [];
    const name = `${direction === "decompress" ? "decompress" : "decompress, checksummed"} L${level}`;
    const native = rowOf(rows, NATIVE);
    const files = worst(
      ours.files.map(({ file }) => file),
      (f) => over(fileSpeed(ours, f), fileSpeed(peer, f)),
      FILE_OVER_PEER,
    );
    return [
      ...goal(`${name} over peer`, over(ours.speed, peer.speed), "at least", DECOMPRESS_OVER_PEER, "×", peer.id),
      ...goal(`${name} over native`, over(ours.speed, native?.speed), "at least", DECOMPRESS_OVER_NATIVE, "×", NATIVE),
      ...goal(`${name} worst file over peer`, files.value, "at least", FILE_OVER_PEER, "×", files.note),
    ];
  });
}

/**
 * @param {Results} results
 * @param {number} level
 * @returns {Goal[]}
 */
function compressGoals(results, level) {
  const rows = rowsAt(results, "zstd", "compress", level);
  const ours = rowOf(rows, OURS);
  const peer = best(wasmPeers(results, rows), ({ speed }) => speed);
  const reference = referenceAt(results, level);
  if (ours === undefined || peer === undefined || reference === undefined) return [];
  const name = `compress L${level}`;
  const files = ours.files.map(({ file }) => file);
  const ratios = worst(files, (f) => over(filePacked(reference, f), filePacked(ours, f)), RATIO_FILE);
  const stubborn = incompressible(results);
  const raw = worst(
    files.filter((f) => stubborn.has(f)),
    (f) => over(fileSpeed(ours, f), fileSpeed(peer, f)),
    FILE_OVER_PEER,
  );
  return [
    ...goal(`${name} over peer`, over(ours.speed, peer.speed), "at least", compressOverPeer(level), "×", peer.id),
    ...goal(`${name} ratio over libzstd`, over(reference.packed, ours.packed), "at least", RATIO_TOTAL, "×", "total"),
    ...goal(`${name} worst ratio over libzstd`, ratios.value, "at least", RATIO_FILE, "×", ratios.note),
    ...goal(`${name} incompressible over peer`, raw.value, "at least", FILE_OVER_PEER, "×", raw.note),
  ];
}

/** @param {Results} results @returns {Goal[]} */
function smallGoals(results) {
  const ours = results.small.filter(({ id }) => id === OURS || id === OURS_INTO);
  return ours.flatMap(({ id, payloads, level, direction, callsPerSecond }) => {
    const rivals = results.small.filter(
      (r) => r.payloads === payloads && r.level === level && r.direction === direction,
    );
    const peer = best(wasmPeers(results, rivals), (r) => r.callsPerSecond);
    const node = rowOf(rivals, LIBZSTD);
    const name = `${id === OURS ? direction : `${direction}Into`} ${payloads} L${level}`;
    const overPeer = over(callsPerSecond, peer?.callsPerSecond);
    const overNode = over(callsPerSecond, node?.callsPerSecond);
    return [
      ...goal(`${name} over peer`, overPeer, "at least", SMALL_OVER_PEER, "×", peer?.id ?? ""),
      ...goal(`${name} over node:zlib`, overNode, "at least", SMALL_OVER_NODE, "×", LIBZSTD),
    ];
  });
}

/** @param {Results} results @returns {Goal[]} */
function processGoals(results) {
  const cold = rowOf(results.cold, OURS);
  const coldPeer = best(wasmPeers(results, results.cold), ({ ms }) => -ms);
  const memory = rowOf(results.memory, OURS);
  const memoryPeer = best(wasmPeers(results, results.memory), ({ both }) => -both);
  const coldNote = coldPeer === undefined ? "" : `${coldPeer.id} ${coldPeer.ms.toFixed(1)} ms`;
  const peerMegabytes = [memoryPeer?.compress, memoryPeer?.both].map((bytes) => (Number(bytes) / 1e6).toFixed(0));
  const note = (/** @type {number} */ i) => (memoryPeer === undefined ? "" : `${memoryPeer.id} ${peerMegabytes[i]} MB`);
  return [
    ...goal("cold start", cold?.ms, "at most", COLD_MS, "ms", coldNote),
    ...goal("RSS growth, 100 MB compressed", over(memory?.compress, 1e6), "at most", MEMORY_COMPRESS_MB, "MB", note(0)),
    ...goal("RSS growth, and decompressed", over(memory?.both, 1e6), "at most", MEMORY_BOTH_MB, "MB", note(1)),
  ];
}

/** @param {Results} results @returns {Goal[]} */
function sizeGoals(results) {
  const kib = (/** @type {string} */ part, /** @type {"raw" | "gzip"} */ key) =>
    over(results.size.find(({ what }) => what.startsWith("harmony4:") && what.includes(part))?.[key], 1024);
  return [
    ...goal("artifact", kib("engine.wasm", "raw"), "at most", ARTIFACT_RAW_KIB, "KiB", "raw"),
    ...goal("artifact", kib("engine.wasm", "gzip"), "at most", ARTIFACT_GZIP_KIB, "KiB", "gzip"),
    ...goal("a page's compress and decompress", kib("a page", "gzip"), "at most", PAGE_GZIP_KIB, "KiB", "gzip"),
  ];
}

/**
 * @param {Results} results
 * @returns {Goal[]} Those that the run measured.
 */
export function compareWithGoals(results) {
  const { levels } = results.setup;
  return [
    ...levels.flatMap((level) => compressGoals(results, level)),
    ...levels.flatMap((level) => decompressGoals(results, level)),
    ...smallGoals(results),
    ...processGoals(results),
    ...sizeGoals(results),
  ];
}
