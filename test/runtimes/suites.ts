/** Suites of vitest in other runtimes than the Node that runs the tests, by the files that they are. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { VITEST } from "../support/listed-tests.js";
import { findBun, findDeno } from "../support/runtimes.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** From the variables to an engine: what comes of every start with a native core. */
export const STARTS: readonly string[] = suites("environment", "loading");
/** What an engine does then: each call, in this process and apart, and the bytes of the reference engine. */
export const CALLS: readonly string[] = suites("calls", "isolated", "native-core");

function suites(...names: string[]): string[] {
  return names.map((name) => `test/native-binding/${name}.test.ts`);
}

/** What a runner said at its end. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly status: number | null;
  /** Everything it printed, for the message of a failure. */
  readonly output: string;
}

/** In the Node at `binary`, by vitest. */
export function runInNodeRelease(binary: string, files: readonly string[]): Outcome {
  return runVitest(binary, [], files);
}

/** In Deno, which runs vitest as it is. */
export function runInDeno(files: readonly string[]): Outcome {
  return runVitest(findDeno(), ["run", "--allow-all", "--no-remote", "--node-modules-dir=manual"], files);
}

/** In Bun, whose own runner takes the imports of vitest for its own; a test may take as long as it may there. */
export function runInBun(files: readonly string[]): Outcome {
  return run(
    findBun(),
    ["--no-install", "test", "--timeout=60000", ...files.map((file) => `./${file}`)],
    /^ *(\d+) (pass|fail)$/gm,
  );
}

function runVitest(binary: string, flags: readonly string[], files: readonly string[]): Outcome {
  return run(binary, [...flags, VITEST, "run", "--project", "default", ...files], /\b(\d+) (pass|fail)ed\b/g);
}

/** `counts` finds a number, and of what: the last of each counts. */
function run(binary: string, args: readonly string[], counts: RegExp): Outcome {
  const env = { ...process.env, NO_COLOR: "1" };
  const { stdout, stderr, status } = spawnSync(binary, args, { cwd: ROOT, env, encoding: "utf8", maxBuffer: 1 << 26 });
  const output = stdout + stderr;
  const found = Object.fromEntries([...output.matchAll(counts)].map(([, number, what]) => [what, Number(number)]));
  return { passed: found.pass ?? 0, failed: found.fail ?? Number.NaN, status, output };
}

/** The number of tests, when all of them passed; else an error with what the runner printed. */
export function allPassed({ passed, failed, status, output }: Outcome): number {
  if (status === 0 && failed === 0) return passed;
  throw new Error(`exit status ${status}, ${passed} passed, ${failed} failed:\n${output.slice(-20_000)}`);
}
