/** One thin runner for each runtime that is a program: each loads the package as its users do and returns what came of it. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
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

/** Says in one line what table a runtime gave: the same digest for all of them. */
export function tellTable(runtime: string, { table }: Results): void {
  const digest = createHash("sha256").update(JSON.stringify(table)).digest("hex");
  console.log(`${digest}  ${Object.keys(table).length} outputs in ${runtime}`);
}

/** Runs the suite in the Node at `binary`. */
export function runInNode(binary: string): Results {
  return runScript(binary, [], "run-in-node.mjs");
}

/** Runs the suite in Deno, which may read files and do nothing else. */
export function runInDeno(): Results {
  const rights = ["--no-prompt", "--allow-read"];
  return runScript(findDeno(), ["run", ...rights], "run-in-node.mjs");
}

/** Runs the suite in Bun. */
export function runInBun(): Results {
  return runScript(findBun(), ["--no-install"], "run-in-node.mjs");
}

/** Runs a worker of this folder, by default the suite on the `workerd` bundles, in workerd; `sent` is a file that it is sent. */
export function runInWorkerd<T = Results>(worker = "worker.mjs", ...sent: string[]): T {
  requireEdgeRuntimes();
  return runScript(findNode24(), [], "run-in-workerd.mjs", worker, ...sent);
}

/** Runs a worker of this folder in edge-runtime, likewise. */
export function runInEdgeRuntime<T = Results>(worker = "worker.mjs", ...sent: string[]): T {
  requireEdgeRuntimes();
  return runScript(findNode24(), [], "run-in-edge-runtime.mjs", worker, ...sent);
}

/** Runs a script of this folder by the runtime at `binary` with its `flags`, and reads what it prints. */
export function runScript<T = Results>(binary: string, flags: readonly string[], script: string, ...args: string[]): T {
  const command = [...flags, join(import.meta.dirname, script), ...args];
  return JSON.parse(execFileSync(binary, command, { encoding: "utf8", maxBuffer: 1 << 26 }));
}
