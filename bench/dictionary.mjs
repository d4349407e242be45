/**
 * Dictionaries: `node bench/dictionary.mjs FILE…`, one payload a file. Trains with every other file, and with the rest
 * shows what a call takes with the dictionary, by what it takes without, and what `zstd --train` would have given.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trainDictionary } from "../dist/dictionary.js";
import { createEngine, Dictionary } from "../dist/index.js";

const LEVELS = [1, 3, 5, 9, 19];
const MAX_SIZE = 16384;
/** Rounds of both, interleaved: the fastest of each counts. */
const ROUNDS = 15;

const files = process.argv.slice(2);
if (files.length < 14) throw new Error("give at least 14 files, one payload each");
const engine = await createEngine();
const train = files.filter((_, i) => i % 2 === 0);
const payloads = files.filter((_, i) => i % 2 === 1).map((file) => readFileSync(file));

const began = performance.now();
const trained = await trainDictionary(
  train.map((file) => readFileSync(file)),
  { maxSize: MAX_SIZE },
);
console.log(`trained: ${trained.length} B of ${train.length} samples in ${Math.round(performance.now() - began)} ms`);
const dictionary = new Dictionary(trained);
const reference = new Dictionary(trainedByCli());

console.log("level  without/with  B without    B with  B with zstd's");
for (const level of LEVELS) {
  const plain = () => total({ level, checksum: false });
  const withDictionary = () => total({ level, checksum: false, dictionary });
  const [slow, fast] = fastest(plain, withDictionary);
  const sizes = [plain(), withDictionary(), total({ level, checksum: false, dictionary: reference })];
  console.log([String(level).padStart(5), (slow / fast).toFixed(2).padStart(13), ...sizes.map(column)].join(""));
}

/** @param {number} size */
function column(size) {
  return String(size).padStart(11);
}

/** @param {import("../dist/index.js").CompressOptions} options */
function total(options) {
  return payloads.reduce((sum, payload) => sum + engine.compress(payload, options).length, 0);
}

/**
 * The shortest time of each.
 *
 * @param {(() => unknown)[]} works
 */
function fastest(...works) {
  const times = works.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, work] of works.entries()) {
      const start = performance.now();
      for (let call = 0; call < 5; call++) work();
      times[i] = Math.min(times[i] ?? 0, performance.now() - start);
    }
  }
  return /** @type {[number, number]} */ (times);
}

function trainedByCli() {
  const folder = mkdtempSync(join(tmpdir(), "harmony4-bench-"));
  try {
    const output = join(folder, "dictionary");
    execFileSync("zstd", ["-q", "--train", `--maxdict=${MAX_SIZE}`, ...train, "-o", output], { stdio: "ignore" });
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
