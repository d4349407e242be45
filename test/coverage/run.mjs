/**
 * Line coverage of assembly/: `npm run coverage` fails when a file falls under test/coverage/floor.json, and
 * `npm run coverage -- --update` raises the floor to what was measured. The floor is never lowered but by hand.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileInstrumented } from "./compile.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const OUT = join(ROOT, "coverage");
const FLOOR = join(ROOT, "test/coverage/floor.json");

/** Runs the suites on the instrumented artifact: one byte a statement, 1 where it was executed. */
function runSuites(count) {
  const { status } = spawnSync(
    process.execPath,
    [
      join(ROOT, "node_modules/vitest/vitest.mjs"),
      "run",
      "--config",
      "test/coverage/vitest.config.ts",
      "--reporter",
      "dot",
    ],
    {
      cwd: ROOT,
      stdio: "inherit",
      env: { ...process.env, H4_COVERAGE: OUT, H4_ENGINE_WASM: join(OUT, "engine.wasm") },
    },
  );
  if (status !== 0) throw new Error("the suites fail on the instrumented engine");
  const hits = new Uint8Array(count);
  for (const name of readdirSync(OUT).filter((file) => file.endsWith(".bin"))) {
    readFileSync(join(OUT, name)).forEach((hit, statement) => {
      hits[statement] |= hit;
    });
  }
  return hits;
}

/** Lines with statements, and those of them that were executed, by file. A line counts when one of its statements ran. */
function byFile(statements, hits) {
  const files = new Map();
  statements.forEach(({ file, line }, statement) => {
    const lines = files.get(file) ?? new Map();
    lines.set(line, (lines.get(line) ?? false) || hits[statement] === 1);
    files.set(file, lines);
  });
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Per cent, cut to two decimals, so that a floor is never above what was measured. */
const percent = (part, whole) => Math.floor((part / whole) * 10_000) / 100;

async function main() {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const { bytes, statements } = await compileInstrumented(ROOT);
  writeFileSync(join(OUT, "engine.wasm"), bytes);
  const files = byFile(statements, runSuites(statements.length));
  const floor = JSON.parse(readFileSync(FLOOR, "utf8"));
  const raised = {};
  const fallen = [];
  let covered = 0;
  let all = 0;
  for (const [file, lines] of files) {
    const ran = [...lines.values()].filter(Boolean).length;
    const missed = [...lines].filter(([, hit]) => !hit).map(([line]) => line);
    const measured = percent(ran, lines.size);
    const lowest = floor[file] ?? 0;
    raised[file] = Math.max(lowest, measured);
    if (measured < lowest) fallen.push(`${file}: ${measured} %, the floor is ${lowest} %`);
    covered += ran;
    all += lines.size;
    const note = missed.length > 0 ? `  not executed: ${missed.join(" ")}` : "";
    process.stdout.write(
      `${measured.toFixed(2).padStart(6)} %  ${String(lines.size).padStart(4)} lines  ${file}${note}\n`,
    );
  }
  process.stdout.write(`${percent(covered, all).toFixed(2).padStart(6)} %  ${String(all).padStart(4)} lines  in all\n`);
  if (fallen.length > 0) throw new Error(`line coverage fell:\n${fallen.join("\n")}`);
  if (process.argv.includes("--update")) writeFileSync(FLOOR, `${JSON.stringify(raised, null, 2)}\n`);
}

await main();
