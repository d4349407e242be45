/** One thin runner for each runtime that is a program: each loads the package as its users do and returns what came of it. */
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { findBun, findDeno, findNode24, requireEdgeRuntimes } from "../support/runtimes.js";

/** The root of the repository. */
export const ROOT: string = resolve(import.meta.dirname, "../..");

/** What `conform` of suite/conform.mjs returned. */
export interface Results {
  /** The digest of each output, by its format, input and level. */
  readonly table: Readonly<Record<string, string>>;
  /** What each case returned, by its name. */
  readonly cases: Readonly<Record<string, unknown>>;
}

/** Runs the suite in the Node at `binary`. */
export function runInNode(binary: string): Results {
  return runScript(binary, [], "run-in-node.mjs") as unknown as Results;
}

/** Runs the suite in Deno, which may read files and do nothing else. */
export function runInDeno(): Results {
  const rights = ["--no-prompt", "--allow-read"];
  return runScript(findDeno(), ["run", ...rights], "run-in-node.mjs") as unknown as Results;
}

/** Runs the suite in Bun. */
export function runInBun(): Results {
  return runScript(findBun(), ["--no-install"], "run-in-node.mjs") as unknown as Results;
}

/** Runs the suite in workerd, on the `workerd` bundles. */
export function runInWorkerd(): Results {
  return runWorker("worker.mjs") as unknown as Results;
}

/** Runs a worker of this folder in workerd. */
export function runWorker(worker: string): Record<string, unknown> {
  requireEdgeRuntimes();
  return runScript(findNode24(), [], "run-in-workerd.mjs", worker);
}

/** Runs the suite in edge-runtime, likewise. */
export function runInEdgeRuntime(): Results {
  requireEdgeRuntimes();
  return runScript(findNode24(), [], "run-in-edge-runtime.mjs") as unknown as Results;
}

function runScript(
  binary: string,
  flags: readonly string[],
  script: string,
  ...args: string[]
): Record<string, unknown> {
  const command = [...flags, join(import.meta.dirname, script), ...args];
  return JSON.parse(execFileSync(binary, command, { encoding: "utf8", maxBuffer: 1 << 26 }));
}
