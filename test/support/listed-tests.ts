/** How many tests there are, as their runner itself counts them. */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** The script of the runner. */
export const VITEST: string = join(ROOT, "node_modules/vitest/vitest.mjs");

/** The number of tests that `npm test` runs out of `paths`. */
export function listedTests(...paths: string[]): number {
  const args = [VITEST, "list", "--project", "default", ...paths, "--json"];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`the tests of ${paths.join(", ")} cannot be listed: ${stderr}`);
  return (JSON.parse(stdout) as unknown[]).length;
}
