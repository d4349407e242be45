/** The zstd command of the machine, by its own benchmark: in memory, one thread, no checksum, its fastest pass. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * @typedef {object} CliRow
 * @property {number} level
 * @property {number} ratio
 * @property {number} compress Bytes a second.
 * @property {number} decompress Bytes a second.
 */

/** @returns {string | undefined} Version, or undefined where there is no zstd command. */
export function zstdCliVersion() {
  const { stdout } = spawnSync("zstd", ["--version"], { encoding: "utf8" });
  return /v(\d+\.\d+\.\d+)/.exec(stdout ?? "")?.[1];
}

/**
 * @param {import("./corpus.mjs").Sample[]} samples
 * @param {number[]} levels
 * @param {number} seconds Time for each level and direction.
 * @returns {CliRow[]}
 */
export function measureZstdCli(samples, levels, seconds) {
  const folder = mkdtempSync(join(tmpdir(), "h4-bench-"));
  try {
    const paths = samples.map(({ name, bytes }) => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    });
    return levels.map((level) => {
      const { stdout } = spawnSync("zstd", ["-q", `-b${level}`, `-i${seconds}`, ...paths], { encoding: "utf8" });
      const line = /\(\s*([\d.]+)\)\s+([\d.]+) MB\/s\s+([\d.]+) MB\/s/.exec(stdout);
      if (line === null) throw new Error(`zstd -b${level} said ${JSON.stringify(stdout)}`);
      const [ratio, compress, decompress] = line.slice(1).map(Number);
      return {
        level,
        ratio: /** @type {number} */ (ratio),
        compress: /** @type {number} */ (compress) * 1e6,
        decompress: /** @type {number} */ (decompress) * 1e6,
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
