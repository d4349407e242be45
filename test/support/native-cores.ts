/** Native cores that the tests compile: test/support/cores/core.c with one set of macros each. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canInstallPackages, installPackages, onPath } from "./install.js";

const SOURCE = join(import.meta.dirname, "cores/core.c");

/** The macros of core.c: true defines one, a string defines it as that C string. */
export type Macros = Readonly<Record<string, string | true>>;

/**
 * Path of a C compiler, installed now if the machine has none and allows it.
 *
 * @throws {Error} when none can be had.
 */
export function findCompiler(): string {
  const present = onPath("gcc", "cc", "clang");
  if (present) return present;
  if (canInstallPackages()) installPackages("gcc", "libc6-dev");
  const installed = onPath("gcc");
  if (installed) return installed;
  throw new Error("no C compiler: install gcc, the native cores of the tests are compiled with it");
}

/** Path of the core with these macros, compiled once and then kept: mode 0555, in a folder that is ours alone. */
export function testCore(macros: Macros = {}, flags: readonly string[] = []): string {
  return compiledCore(SOURCE, macros, flags);
}

/** Path of a core out of another source, likewise. */
export function compiledCore(source: string, macros: Macros = {}, flags: readonly string[] = []): string {
  const defines = Object.entries(macros).map(([name, value]) =>
    value === true ? `-D${name}` : `-D${name}="${value}"`,
  );
  const command = ["-O1", "-fPIC", "-shared", "-fvisibility=hidden", "-Wl,-z,now", ...defines, source, ...flags];
  const key = createHash("sha256").update(readFileSync(source)).update(command.join("\0")).digest("hex").slice(0, 24);
  const folder = join(tmpdir(), `harmony4-cores-${process.getuid?.()}`);
  mkdirSync(folder, { mode: 0o700, recursive: true });
  const core = join(folder, `${key}.so`);
  if (existsSync(core)) return core;
  const made = join(mkdtempSync(join(folder, "make-")), "core.so");
  const { status, stderr, error } = spawnSync(findCompiler(), [...command, "-o", made], { encoding: "utf8" });
  if (status !== 0) throw new Error(`cannot compile a core: ${error?.message ?? stderr}`);
  chmodSync(made, 0o555);
  renameSync(made, core);
  return core;
}

/** SHA-256 of a file, as `sha256sum` prints it. */
export function fingerprintOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
