/** The command line of the bench: what is measured, on what, and where results go. */

import { parseArgs } from "node:util";

export const PHASES = Object.freeze(["zstd", "small", "cold", "memory", "size", "cli", "others"]);

export const USAGE = `npm run bench -- [FILE|FOLDER…] [options]

  FILE, FOLDER    what to compress; a folder stands for the files directly in it. Default: real files from node_modules
  --small FOLDER  small payloads, one a file; NAME-NN.ext are one class. Beside those made of package-lock.json
  --levels LIST   zstd levels, default 1,3,5,7,9
  --only LIST     phases out of ${PHASES.join(",")}; default all
  --package DIR   another checkout or unpacked package to measure, built; default this one
  --core          also the engine without its host
  --peers-only    without harmony4 (which must be built otherwise)
  --quick         a sanity run: levels 1 and 3, beginnings of files, few rounds: no figures to keep
  --fastest       the fastest sample instead of the median: for machines that others use too
  --json FILE     everything that was measured
  --svg FILE      chart of speed against ratio
  --help
`;

/**
 * @typedef {object} Options
 * @property {string[]} paths
 * @property {string | undefined} small
 * @property {number[]} levels
 * @property {Set<string>} phases
 * @property {string | undefined} package
 * @property {boolean} core
 * @property {boolean} peersOnly
 * @property {boolean} quick
 * @property {boolean} fastest
 * @property {string | undefined} json
 * @property {string | undefined} svg
 * @property {boolean} help
 */

/**
 * @param {string} text
 * @returns {number[]}
 */
function parseLevels(text) {
  const levels = text.split(",").map(Number);
  if (levels.some((level) => !Number.isInteger(level) || level < 1 || level > 19)) {
    throw new RangeError(`--levels wants integers from 1 to 19, got ${text}`);
  }
  return [...new Set(levels)].sort((a, b) => a - b);
}

/**
 * @param {string} text
 * @returns {Set<string>}
 */
function parsePhases(text) {
  const phases = text.split(",");
  const unknown = phases.find((phase) => !PHASES.includes(phase));
  if (unknown !== undefined) throw new RangeError(`--only knows ${PHASES.join(", ")}, got ${unknown}`);
  return new Set(phases);
}

/**
 * @param {string[]} argv
 * @returns {Options}
 * @throws {TypeError | RangeError} on anything that is not in USAGE.
 */
export function parseOptions(argv) {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      small: { type: "string" },
      levels: { type: "string" },
      only: { type: "string" },
      package: { type: "string" },
      core: { type: "boolean", default: false },
      "peers-only": { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      fastest: { type: "boolean", default: false },
      json: { type: "string" },
      svg: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const quick = values.quick === true;
  return {
    paths: positionals,
    small: values.small,
    levels: parseLevels(values.levels ?? (quick ? "1,3" : "1,3,5,7,9")),
    phases: values.only === undefined ? new Set(PHASES) : parsePhases(values.only),
    package: values.package,
    core: values.core === true,
    peersOnly: values["peers-only"] === true,
    quick,
    fastest: values.fastest === true,
    json: values.json,
    svg: values.svg,
    help: values.help === true,
  };
}
