/** The tarball that `npm publish` would send out, of dist/ as it is. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

let tarball: string | undefined;

/**
 * Path of the tarball, made once in a process and removed with it. `--ignore-scripts`: what is there is what is looked
 * at, nothing is built now.
 */
export function packLibrary(): string {
  if (tarball !== undefined) return tarball;
  const folder = mkdtempSync(join(tmpdir(), "harmony4-pack-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const output = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const [{ filename }] = JSON.parse(output) as [{ filename: string }];
  tarball = join(folder, filename);
  return tarball;
}
