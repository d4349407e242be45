/** The data beside the repository (`../shared`, or `$H4_SHARED`): read in place, never written, allowed to be absent. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

/** The folder of shared data, whether or not it exists. */
export function sharedRoot(): string {
  return process.env.H4_SHARED || resolve(import.meta.dirname, "../../../shared");
}

/** Path of a folder of the shared data (`"corpus"`, `"zstd-vectors"`), or undefined when it is absent. */
export function sharedFolder(name: string): string | undefined {
  const folder = join(sharedRoot(), name);
  return existsSync(folder) ? folder : undefined;
}

/**
 * Registers a suite over a folder of the shared data, or, where the folder is absent, one test that says so.
 *
 * @param name - the folder, for example `"zstd-vectors"`
 * @param body - registers the tests; called with the path of the folder
 * @example describeShared("corpus", (folder) => { for (const file of readdirSync(folder)) test(file, …); });
 */
export function describeShared(name: string, body: (folder: string) => void): void {
  const folder = sharedFolder(name);
  if (folder) {
    body(folder);
    return;
  }
  test(`ABSENT: no ${name} beside the repository, its suite does not run`, () => {
    process.stderr.write(`\n*** ${join(sharedRoot(), name)} is absent: what it would test is not tested here.\n`);
    expect(existsSync(join(sharedRoot(), name))).toBe(false);
  });
}
