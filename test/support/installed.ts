/** Packages that only tests need, each set in a folder of test/ with a lock file of its own, installed when first needed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runLocked } from "./install.js";

/**
 * Path of `file` in the node_modules of a folder of test/, where `npm` with `install` is run now if it is missing.
 *
 * @throws {Error} when it cannot be installed.
 */
export function installed(folder: string, file: string, install: readonly string[]): string {
  const place = join(import.meta.dirname, "..", folder);
  const path = join(place, "node_modules", file);
  if (existsSync(path)) return path;
  runLocked(folder, "sh", ["-c", `test -e '${path}' || npm ${install.join(" ")}`], place);
  if (existsSync(path)) return path;
  throw new Error(`test/${folder} installed, but there is no ${path}`);
}
