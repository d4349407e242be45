/** `node bench/native.mjs [FILE|FOLDER…]`: the native core beside libzstd, interleaved in one process. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chooseNode } from "./node.mjs";

const USAGE = `node bench/native.mjs [FILE|FOLDER…] [options]

  FILE, FOLDER   what to compress; a folder stands for the files directly in it. Default: this repository's src
  --core FILE    the core, default native/build/h4core.so (npm run build:native)
  --levels LIST  default 1,3
  --rounds N     of each file, the fastest counts; default 7
  --files        every file beside the totals

Frames to decompress are those of the last libzstd, with checksums that all of them verify.
`;

/**
 * @typedef {object} Row
 * @property {string} [file] Absent: the total.
 * @property {number} level
 * @property {string} engine
 * @property {number} bytes
 * @property {number} [packed] Compressed size, of totals.
 * @property {number} compress Seconds.
 * @property {number} decompress Seconds.
 */

/**
 * @param {string[]} paths
 * @returns {string[]}
 */
function filesOf(paths) {
  return paths.flatMap((path) => {
    const full = resolve(path);
    if (!statSync(full).isDirectory()) return [full];
    const entries = readdirSync(full, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => join(full, name));
  });
}

/**
 * @param {string} core
 * @param {string[]} files
 * @param {string} levels
 * @param {string} rounds
 * @returns {Row[]}
 */
function measure(core, files, levels, rounds) {
  const folder = mkdtempSync(join(tmpdir(), "h4-bench-"));
  try {
    const addon = join(folder, "bench.node");
    const source = fileURLToPath(new URL("native.c", import.meta.url));
    execFileSync("gcc", ["-std=c11", "-O2", "-fPIC", "-shared", source, "-o", addon]);
    const load = "process.dlopen({ exports: {} }, process.env.H4_BENCH_ADDON)";
    const output = execFileSync(chooseNode(), ["-e", load], {
      encoding: "utf8",
      env: {
        ...process.env,
        H4_BENCH_ADDON: addon,
        H4_BENCH_CORE: core,
        H4_BENCH_FILES: files.join("\n"),
        H4_BENCH_LEVELS: levels,
        H4_BENCH_ROUNDS: rounds,
      },
    });
    return output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Row} row
 * @param {Row[]} peers Of the same file and level.
 */
function print({ file, level, engine, bytes, packed, compress, decompress }, peers) {
  const speed = (/** @type {number} */ time) => (bytes / time / 1e6).toFixed(0).padStart(7);
  const over = (/** @type {"compress" | "decompress"} */ way, /** @type {number} */ time) =>
    peers.map((peer) => (peer[way] / time).toFixed(3)).join(" ");
  const ratio = packed === undefined ? "" : `  ratio ${(bytes / packed).toFixed(4)}`;
  console.log(
    `${file ?? "total"} L${level}  ${engine.padEnd(24)} compress ${speed(compress)} MB/s (${over("compress", compress)} ×)` +
      `  decompress ${speed(decompress)} MB/s (${over("decompress", decompress)} ×)${ratio}`,
  );
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    core: { type: "string", default: fileURLToPath(new URL("../native/build/h4core.so", import.meta.url)) },
    levels: { type: "string", default: "1,3" },
    rounds: { type: "string", default: "7" },
    files: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else {
  const sources = fileURLToPath(new URL("../src/engine", import.meta.url));
  const files = filesOf(positionals.length > 0 ? positionals : [sources]);
  const rows = measure(resolve(values.core), files, values.levels, values.rounds);
  console.log(`${basename(values.core)}, ${files.length} files; × is over each libzstd in the order of the lines`);
  for (const row of rows) {
    if (row.file !== undefined && !values.files) continue;
    const peers = rows.filter(
      ({ file, level, engine }) => file === row.file && level === row.level && engine.startsWith("libzstd"),
    );
    print(row, peers);
  }
}
