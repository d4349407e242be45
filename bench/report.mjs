/** The tables of a run, in the order a reader asks: how fast, where not, what else, and whether the goals are met. */

import {
  best,
  filePacked,
  fileSpeed,
  incompressible,
  NATIVE,
  OURS,
  over,
  referenceAt,
  rowOf,
  rowsAt,
  wasmPeers,
} from "./results.mjs";
import { fixed, megabytes, table } from "./table.mjs";

/** @typedef {import("./results.mjs").Results} Results */

/** @param {Results} results */
function machineLines({ machine, peers, setup }) {
  const bytes = setup.files.reduce((total, file) => total + file.bytes, 0);
  const gibibytes = (machine.memory / 2 ** 30).toFixed(0);
  return [
    `# harmony4 bench`,
    `${machine.cpu}, ${machine.cores} cores, ${gibibytes} GiB, ${machine.system}, Node ${machine.node} (V8 ${machine.v8})`,
    `${setup.files.length} files, ${bytes} bytes. MB = 10^6 bytes. Speeds: total bytes over total time, of ${setup.statistic}.`,
    "",
    table(
      ["peer", "version", "inside", "kind"],
      peers.map(({ id, version, library, kind }) => [id, version, library, kind]),
      4,
    ),
  ];
}

/**
 * One level: everybody, both directions.
 *
 * @param {Results} results
 * @param {string} codec
 * @param {number} level
 */
function levelTable(results, codec, level) {
  const packing = rowsAt(results, codec, "compress", level);
  const plain = rowsAt(results, codec, "decompress", level);
  const checked = rowsAt(results, codec, "decompress checked", level);
  const bests = [packing, plain, checked].map((rows) => best(wasmPeers(results, rows), ({ speed }) => speed)?.speed);
  const natives = [packing, plain, checked].map((rows) => rowOf(rows, NATIVE)?.speed);
  const ids = results.peers.filter((peer) => peer.codec === codec).map(({ id }) => id);
  const body = ids.flatMap((id) => {
    const found = [packing, plain, checked].map((rows) => rowOf(rows, id));
    if (found.every((row) => row === undefined)) return [];
    const cells = found.flatMap((row, i) => [
      megabytes(row?.speed),
      ...(codec === "zstd" ? [fixed(over(row?.speed, bests[i]), 2), fixed(over(row?.speed, natives[i]), 2)] : []),
    ]);
    const ratio = found[0] === undefined ? "" : fixed(found[0].bytes / found[0].packed, 3);
    return [[id, ratio, ...(codec === "zstd" ? cells : cells.slice(0, 2))]];
  });
  const head =
    codec === "zstd"
      ? ["", "ratio", "C MB/s", "×peer", "/nat", "D MB/s", "×peer", "/nat", "D chk", "×peer", "/nat"]
      : ["", "ratio", "C MB/s", "D MB/s"];
  return ["", `## ${codec}, level ${level}`, "", table(head, body)];
}

/**
 * Ours file by file: one table a question, one column a level; what is short of the goal is starred.
 *
 * @param {Results} results
 */
function fileTables(results) {
  const { levels, files } = results.setup;
  const stubborn = incompressible(results);
  /**
   * @param {string} title
   * @param {(file: string, level: number) => number | undefined} value
   * @param {number} floor
   */
  const section = (title, value, floor) => {
    const body = files.map(({ file }) => [
      stubborn.has(file) ? `${file} (incompressible)` : file,
      ...levels.map((level) => {
        const v = value(file, level);
        return v === undefined ? "" : `${v < floor ? "*" : ""}${v.toFixed(3)}`;
      }),
    ]);
    if (body.every((row) => row.slice(1).every((cell) => cell === ""))) return [];
    return ["", `## ${title}`, "", table(["file", ...levels.map((level) => `L${level}`)], body)];
  };
  const speedOver = (/** @type {string} */ direction, /** @type {string | undefined} */ rival) => {
    return (/** @type {string} */ file, /** @type {number} */ level) => {
      const rows = rowsAt(results, "zstd", direction, level);
      const other = rival === undefined ? best(wasmPeers(results, rows), ({ speed }) => speed) : rowOf(rows, rival);
      return over(fileSpeed(rowOf(rows, OURS), file), fileSpeed(other, file));
    };
  };
  const ratioOver = (/** @type {string} */ file, /** @type {number} */ level) => {
    const rows = rowsAt(results, "zstd", "compress", level);
    return over(filePacked(referenceAt(results, level), file), filePacked(rowOf(rows, OURS), file));
  };
  return [
    ...section("harmony4 by file: ratio over libzstd's (* under 0.98)", ratioOver, 0.98),
    ...section(
      "harmony4 by file: compression over the level's best peer (* under 1)",
      speedOver("compress", undefined),
      1,
    ),
    ...section(
      "harmony4 by file: decompression over the level's best peer (* under 1)",
      speedOver("decompress", undefined),
      1,
    ),
    ...section("harmony4 by file: decompression over native (* under 0.65)", speedOver("decompress", NATIVE), 0.65),
  ];
}

/** @param {Results} results */
function smallTable(results) {
  if (results.small.length === 0) return [];
  const classes = [...new Set(results.small.map(({ payloads }) => payloads))];
  const levels = [...new Set(results.small.map(({ level }) => level))];
  return classes.flatMap((payloads) => {
    const size = results.small.find((row) => row.payloads === payloads)?.size;
    const columns = levels.flatMap((level) =>
      /** @type {const} */ (["compress", "decompress"]).map((direction) => {
        const rows = results.small.filter(
          (r) => r.payloads === payloads && r.level === level && r.direction === direction,
        );
        return {
          title: `L${level} ${direction === "compress" ? "C" : "D"}`,
          rows,
          top: best(wasmPeers(results, rows), (r) => r.callsPerSecond),
        };
      }),
    );
    const body = results.peers.flatMap(({ id }) => {
      const cells = columns.flatMap(({ rows, top }) => {
        const row = rowOf(rows, id);
        return [fixed(over(row?.callsPerSecond, 1000), 1), fixed(over(row?.callsPerSecond, top?.callsPerSecond), 2)];
      });
      return cells.every((cell) => cell === "") ? [] : [[id, ...cells]];
    });
    const head = ["1000 calls/s", ...columns.flatMap(({ title }) => [title, "×peer"])];
    return ["", `## Small payloads: ${payloads}, mean ${fixed(size, 0)} bytes`, "", table(head, body)];
  });
}

/** @param {Results} results */
function processTables(results) {
  const cold = results.cold.map(({ id, ms, firstCallsMs, processMs }) => [
    id,
    ...[ms, firstCallsMs, processMs].map((v) => v.toFixed(1)),
  ]);
  const memory = results.memory.map(({ id, compress, both }) => [
    id,
    (compress / 1e6).toFixed(0),
    (both / 1e6).toFixed(0),
  ]);
  return [
    ...(cold.length === 0
      ? []
      : [
          "",
          `## Cold start: import, init, first kilobyte both ways; ${results.setup.statistic} of fresh processes`,
          "",
          table(["", "ms", "of it calls", "process"], cold),
        ]),
    ...(memory.length === 0
      ? []
      : [
          "",
          "## Memory: growth of peak RSS for 100 MB one-shot at level 3, MB; a fresh process each",
          "",
          table(["", "compress", "and decompress"], memory),
        ]),
  ];
}

/** @param {Results} results */
function otherTables({ size, cli, wrong }) {
  return [
    ...(size.length === 0
      ? []
      : [
          "",
          "## Size, bytes",
          "",
          table(
            ["", "raw", "gzip -9"],
            size.map(({ what, raw, gzip }) => [what, `${raw}`, `${gzip}`]),
          ),
        ]),
    ...(cli.rows.length === 0
      ? []
      : [
          "",
          `## zstd ${cli.version} command: \`zstd -b\` (in memory, no checksum, fastest pass)`,
          "",
          table(
            ["level", "ratio", "C MB/s", "D MB/s"],
            cli.rows.map((row) => [
              `${row.level}`,
              row.ratio.toFixed(3),
              megabytes(row.compress),
              megabytes(row.decompress),
            ]),
          ),
        ]),
    ...(wrong.length === 0
      ? []
      : ["", "## Wrong, and so left out", "", ...wrong.map(({ id, what }) => `- ${id}: ${what}`)]),
  ];
}

/** @param {Results} results */
function goalTable({ goals }) {
  if (goals.length === 0) return [];
  const body = goals.map(({ what, sense, target, value, unit, met, note }) => {
    const digits = unit === "×" ? 3 : 1;
    return [
      met ? "met" : "SHORT",
      what,
      `${value.toFixed(digits)} ${unit}`,
      `${sense === "at least" ? "≥" : "≤"} ${target} ${unit}`,
      note,
    ];
  });
  const met = goals.filter((goal) => goal.met).length;
  return [
    "",
    `## Goals: ${met} met, ${goals.length - met} short`,
    "",
    table(["", "goal", "measured", "target", "against, or where"], body, 5),
  ];
}

/**
 * @param {Results} results
 * @returns {string} Markdown.
 */
export function report(results) {
  const codecs = ["zstd", "gzip", "brotli"];
  const levels = (/** @type {string} */ codec) =>
    [...new Set(results.throughput.filter((row) => row.codec === codec).map(({ level }) => level))].sort(
      (a, b) => a - b,
    );
  return [
    ...machineLines(results),
    ...levels("zstd").flatMap((level) => levelTable(results, "zstd", level)),
    ...fileTables(results),
    ...smallTable(results),
    ...processTables(results),
    ...codecs.slice(1).flatMap((codec) => levels(codec).flatMap((level) => levelTable(results, codec, level))),
    ...otherTables(results),
    ...goalTable(results),
    "",
    `${results.seconds.toFixed(0)} s`,
    "",
  ].join("\n");
}
