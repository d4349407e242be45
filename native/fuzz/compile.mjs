/**
 * Fuzz targets out of the sealed artifact: the C that is fuzzed is a translation of the very bytes that are shipped, so a
 * finding is one of the engine. Every access is checked and every trap aborts.
 */

import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { requireTools } from "../../build/packages.mjs";
import { C_FLAGS, SOURCES } from "../build.mjs";
import { translate } from "../translate.mjs";

export const TARGETS = Object.freeze(["decompress", "round-trip"]);

/** libFuzzer keeps what reaches new branches; the sanitizers watch what the glue does in C. */
const FUZZER = [
  "-O1",
  "-g",
  "-fsanitize=fuzzer,address,undefined",
  "-DH4_BOUNDS_CHECKS",
  "-DH4_TRAP_ABORTS",
  "-fno-sanitize-recover",
];
/** Counts what a corpus reaches, for llvm-cov. */
const COVERAGE = [
  "-O1",
  "-g",
  "-fsanitize=fuzzer",
  "-DH4_BOUNDS_CHECKS",
  "-fprofile-instr-generate",
  "-fcoverage-mapping",
];

/**
 * @param {string} folder Exists and is empty.
 * @returns {Record<string, { fuzzer: string, coverage: string }>} Two programs for each of TARGETS.
 * @throws {Error} when the tools cannot be had.
 */
export function compileTargets(folder) {
  requireTools("Fuzzing", {
    wasm2c: "wabt",
    clang: "clang libclang-rt-14-dev",
    "llvm-cov": "llvm",
    "llvm-profdata": "llvm",
  });
  translate(folder);
  for (const file of ["check.h", ...TARGETS.map((target) => `${target}.c`)]) {
    copyFileSync(new URL(file, import.meta.url), join(folder, file));
  }
  const clang = (...args) => execFileSync("clang", args, { cwd: folder });
  const programs = Object.fromEntries(TARGETS.map((target) => [target, {}]));
  for (const [kind, flags] of Object.entries({ fuzzer: FUZZER, coverage: COVERAGE })) {
    // The engine takes longest: once for both targets.
    const objects = SOURCES.map((source) => `${kind}-${source}.o`);
    for (const [i, source] of SOURCES.entries()) clang(...C_FLAGS, ...flags, "-c", source, "-o", objects[i]);
    for (const target of TARGETS) {
      clang(...C_FLAGS, ...flags, `${target}.c`, ...objects, "-o", `${target}-${kind}`);
      programs[target][kind] = join(folder, `${target}-${kind}`);
    }
  }
  return programs;
}
