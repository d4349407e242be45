/** The native core out of this checkout's artifact: built once for all suites, and again when what it is made of changed. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { requireTools, runLocked } from "./install.js";

const ROOT = join(import.meta.dirname, "../..");
const NATIVE = join(ROOT, "native");

/**
 * Path of `h4core.so`: absolute, mode 0755, below a directory that git ignores. Any number of test processes may call
 * this at once. What the build needs (wabt, gcc) is installed when that is possible.
 *
 * @throws {Error} that says what is missing, or what the tools said.
 * @example const core = koffi.load(buildNativeCore());
 */
export function buildNativeCore(): string {
  const path = join(NATIVE, "build", "tests", ingredients(), "h4core.so");
  if (existsSync(path)) return path;
  requireTools("The native core", { wasm2c: "wabt", gcc: "gcc libc6-dev" });
  const build = `test -x '${path}' || '${process.execPath}' '${join(NATIVE, "build.mjs")}' '${path}'`;
  runLocked("native-core", "sh", ["-c", build]);
  return path;
}

/** Names the artifact and the sources of the core, as they are now. */
function ingredients(): string {
  const hash = createHash("sha256");
  for (const name of ["engine.wasm", "seal.json"]) hash.update(readFileSync(join(ROOT, "build", name)));
  for (const name of readdirSync(NATIVE).sort()) {
    if (/\.(c|h|mjs)$/.test(name)) hash.update(name).update(readFileSync(join(NATIVE, name)));
  }
  return hash.digest("hex").slice(0, 16);
}
