/** Other runtimes than the Node that runs the tests, from npm; Node 24 has libzstd 1.5.7 in `node:zlib`, an oracle. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runLocked } from "./install.js";

const RUNTIMES = join(import.meta.dirname, "../runtimes");
const OF_EVERY_RUN = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"] as const;

/** The Node releases that test/runtimes pins, oldest first. */
export const MATRIX = ["node20", "node22", "node24", "node26"] as const;

/**
 * Path of the Node 24 binary that test/runtimes/package-lock.json pins, installed now if it is missing.
 *
 * @throws {Error} when it cannot be installed (no registry, or not Linux on x64).
 */
export function findNode24(): string {
  return find("node24/bin/node", OF_EVERY_RUN);
}

/** Path of the Deno binary that test/runtimes pins, likewise. */
export function findDeno(): string {
  return find("deno/deno", OF_EVERY_RUN);
}

/** Path of the Bun binary that test/runtimes pins, likewise. */
export function findBun(): string {
  return find("bun/bin/bun", OF_EVERY_RUN);
}

/** Makes sure that miniflare with its workerd, and edge-runtime, are there for the scripts of test/runtimes; likewise. */
export function requireEdgeRuntimes(): void {
  find("@cloudflare/workerd-linux-64/bin/workerd", OF_EVERY_RUN);
}

/**
 * Path of one binary of the matrix, all four installed now (over 700 MB) if it is missing: for `npm run test:all`.
 *
 * @throws {Error} when they cannot be installed.
 */
export function findNode(release: (typeof MATRIX)[number]): string {
  return find(`${release}/bin/node`, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
}

function find(file: string, install: readonly string[]): string {
  const binary = join(RUNTIMES, "node_modules", file);
  if (existsSync(binary)) return binary;
  runLocked("runtimes", "sh", ["-c", `test -x '${binary}' || npm ${install.join(" ")}`], RUNTIMES);
  if (existsSync(binary)) return binary;
  throw new Error(`test/runtimes installed, but there is no ${binary}`);
}
