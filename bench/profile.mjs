/**
 * Where the engine's time goes, function by function: perf(1) over the artifact with its names, working at one file.
 *
 *     node bench/profile.mjs FILE [LEVEL] [compress|decompress] [SECONDS]
 *
 * Decompression reads the engine's own frame of that level. Linux only; wants the `perf` command.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chooseNode } from "./node.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Functions under this part of the samples are left out. */
const LEAST_PERCENT = "0.5";

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {string} Its standard output.
 */
function call(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr}`);
  return stdout;
}

/**
 * Compiles the engine as the artifact is compiled, and with a name section.
 *
 * @param {string} outFile
 */
async function compileNamed(outFile) {
  const { FLAGS, PASSES, optimize } = await import(pathToFileURL(join(ROOT, "build/compile.mjs")).href);
  const asc = join(ROOT, "node_modules/assemblyscript/bin/asc.js");
  call(process.execPath, [asc, "assembly/index.ts", "--outFile", outFile, "--debug", ...FLAGS], ROOT);
  writeFileSync(outFile, optimize(readFileSync(outFile), [...PASSES.engine, "-g"]));
}

const [path, level = "3", direction = "compress", seconds = "4"] = process.argv.slice(2);
if (path === undefined) throw new Error("node bench/profile.mjs FILE [LEVEL] [compress|decompress] [SECONDS]");
const folder = mkdtempSync(join(tmpdir(), "h4-profile-"));
try {
  const wasm = join(folder, "engine.wasm");
  await compileNamed(wasm);
  const child = fileURLToPath(new URL("profile-child.mjs", import.meta.url));
  const work = [chooseNode(), "--perf-basic-prof", child, wasm, resolve(path), level, direction, seconds];
  const { pid, said } = JSON.parse(call("perf", ["record", "-q", "-o", "data", ...work], folder));
  process.stdout.write(`${said}\n`);
  const sort = ["--sort", "symbol", "--comms", "MainThread,node", "--percent-limit", LEAST_PERCENT];
  const listing = call("perf", ["report", "-i", "data", "--stdio", ...sort], folder);
  // V8 leaves its list of functions where perf looks for it.
  rmSync(`/tmp/perf-${pid}.map`, { force: true });
  const lines = listing.split("\n").filter((line) => /^\s+[\d.]+%/.test(line));
  // perf pads lines with columns of call graphs that were not recorded.
  const tidy = (/** @type {string} */ line) => line.replace(/\[.\] (JS:)?/, "").replace(/[\s-]+$/, "");
  process.stdout.write(`${lines.map(tidy).join("\n")}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
