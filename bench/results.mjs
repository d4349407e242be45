/** Everything one run measured, and the questions that tables, chart and goals ask of it. */

/**
 * @typedef {import("./throughput.mjs").Row} Row
 *
 * @typedef {object} Results
 * @property {{ node: string, v8: string, cpu: string, cores: number, memory: number, system: string, load: number }} machine
 * @property {string} started ISO 8601.
 * @property {number} seconds Of the whole run.
 * @property {{ levels: number[], statistic: string, phases: string[], files: { file: string, bytes: number }[] }} setup
 * @property {{ id: string, version: string, library: string, kind: string, codec: string, role: string, extra: boolean }[]} peers
 * @property {import("./throughput.mjs").Wrong[]} wrong
 * @property {Row[]} throughput
 * @property {import("./small.mjs").SmallRow[]} small
 * @property {import("./processes.mjs").ColdRow[]} cold
 * @property {import("./processes.mjs").MemoryRow[]} memory
 * @property {import("./size.mjs").SizeRow[]} size
 * @property {{ version: string | undefined, rows: import("./zstd-cli.mjs").CliRow[] }} cli
 * @property {import("./goals.mjs").Goal[]} goals
 */

export const OURS = "harmony4";
/** The same into memory that is kept: small payloads only. */
export const OURS_INTO = "harmony4 (into)";
/** libzstd in the process. */
export const LIBZSTD = "node:zlib zstd";
/** One-shot native calls; the add-on skips what Node's stream machinery costs, so it is the harder one. */
export const NATIVE = "native (N-API)";

/**
 * @param {Results} results
 * @param {string} codec
 * @param {string} direction
 * @param {number} level
 * @returns {Row[]} As the peers are ordered.
 */
export function rowsAt(results, codec, direction, level) {
  return results.throughput.filter((r) => r.codec === codec && r.direction === direction && r.level === level);
}

/**
 * The streams of libzstd's one-shot call: what ratios refer to and what every decoder is given.
 *
 * @param {Results} results
 * @param {number} level
 * @returns {Row | undefined} Its `packed` is what counts.
 */
export function referenceAt(results, level) {
  return rowOf(rowsAt(results, "zstd", "decompress", level), LIBZSTD);
}

/**
 * @template {{ id: string }} T
 * @param {T[]} rows
 * @param {string} id
 * @returns {T | undefined}
 */
export function rowOf(rows, id) {
  return rows.find((row) => row.id === id);
}

/**
 * The rows of other people's WebAssembly packages that do zstd.
 *
 * @template {{ id: string }} T
 * @param {Results} results
 * @param {T[]} rows
 * @returns {T[]}
 */
export function wasmPeers(results, rows) {
  const ids = results.peers
    .filter((p) => p.role === "peer" && p.kind === "wasm" && p.codec === "zstd")
    .map(({ id }) => id);
  return rows.filter(({ id }) => ids.includes(id));
}

/**
 * @template T
 * @param {T[]} rows
 * @param {(row: T) => number} value
 * @returns {T | undefined}
 */
export function best(rows, value) {
  return rows.reduce(
    (/** @type {T | undefined} */ top, row) => (top === undefined || value(row) > value(top) ? row : top),
    undefined,
  );
}

/**
 * Speed of one file in a row, bytes a second.
 *
 * @param {Row | undefined} row
 * @param {string} file
 * @returns {number | undefined}
 */
export function fileSpeed(row, file) {
  const found = row?.files.find((f) => f.file === file);
  return found === undefined ? undefined : found.bytes / found.seconds;
}

/**
 * Bytes of one file in a row once packed.
 *
 * @param {Row | undefined} row
 * @param {string} file
 * @returns {number | undefined}
 */
export function filePacked(row, file) {
  return row?.files.find((f) => f.file === file)?.packed;
}

/** Packed by libzstd's default level to more than this part of its size, a file counts as incompressible. */
const INCOMPRESSIBLE = 0.85;

/**
 * @param {Results} results
 * @returns {Set<string>} Names of files that do not compress.
 */
export function incompressible(results) {
  const row = results.throughput.find((r) => r.id === LIBZSTD && r.direction === "decompress" && r.codec === "zstd");
  return new Set(row?.files.filter(({ bytes, packed }) => packed > bytes * INCOMPRESSIBLE).map(({ file }) => file));
}

/**
 * @param {number | undefined} a
 * @param {number | undefined} b
 * @returns {number | undefined} a / b, where both are known.
 */
export function over(a, b) {
  return a === undefined || b === undefined || b === 0 ? undefined : a / b;
}
