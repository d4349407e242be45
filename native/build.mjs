/** `npm run build:native [-- FILE]`: h4core.so out of the sealed artifact, and the lines that pin it. */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { requireTools } from "../build/packages.mjs";
import { translate } from "./translate.mjs";

/** Where the core goes unless the command line says otherwise. */
const CORE_PATH = fileURLToPath(new URL("build/h4core.so", import.meta.url));

/** What every translation unit of the engine is compiled with, here and for fuzzing. */
export const C_FLAGS = [
  "-std=c11",
  "-DNDEBUG",
  // Out-of-bounds accesses meet pages without rights (runtime.c), not a check; and nobody installs a signal handler.
  "-DWASM_RT_MEMCHECK_SIGNAL_HANDLER=1",
  "-DWASM_RT_SKIP_SIGNAL_RECOVERY=1",
];

export const SOURCES = ["engine.c", "runtime.c", "h4core.c"];

/**
 * Baseline x86-64, one object for all machines: -O3 is 2 % slower, and BMI2, -march=x86-64-v3 and profiles gain nothing.
 * Functions that are called once stay apart: in one body with the others the decoder's loops lose 3 % to spills.
 *
 * No start files: nothing runs when the core is loaded. `nodelete`: threads keep an engine that this code must free when
 * they end.
 */
const LIBRARY_FLAGS = [
  "-O2",
  "-fno-inline-functions-called-once",
  "-g0",
  "-fPIC",
  "-shared",
  "-fvisibility=hidden",
  "-nostartfiles",
  "-s",
  "-Wl,-z,relro,-z,now,-z,noexecstack,-z,nodelete,--no-undefined,--as-needed,--build-id=none",
];

/**
 * Builds the core; the same compiler makes the same bytes of the same artifact, wherever and whenever.
 *
 * @param {string} path Where it goes, whole or not at all.
 * @returns {{ path: string, engineId: string, artifact: string, fingerprint: string, bytes: number }} `fingerprint` is
 *   the SHA-256 of the library, which a deployment pins; `artifact` that of the WebAssembly it was made from.
 * @throws {Error} that says what is missing, or what the tools said.
 */
export function buildCore(path) {
  requireTools("The native core", { wasm2c: "wabt", gcc: "gcc libc6-dev" });
  mkdirSync(dirname(path), { recursive: true });
  const folder = mkdtempSync(join(dirname(path), ".building-"));
  try {
    const { engineId, fingerprint } = translate(folder);
    const library = compileTranslation(folder);
    const bytes = readFileSync(library);
    renameSync(library, path);
    return { path, engineId, artifact: fingerprint, fingerprint: sha256(bytes), bytes: bytes.length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Compiles what `translate` wrote.
 *
 * @param {string} folder
 * @returns {string} Path of the library, in that folder.
 */
export function compileTranslation(folder) {
  const flags = [...C_FLAGS, ...LIBRARY_FLAGS, `-ffile-prefix-map=${folder}=.`];
  execFileSync("gcc", [...flags, ...SOURCES, "-o", "h4core.so"], { cwd: folder });
  const library = join(folder, "h4core.so");
  chmodSync(library, 0o755);
  return library;
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/** As one word of a shell. */
function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const core = buildCore(resolve(process.argv[2] ?? CORE_PATH));
    console.log(`${core.engineId}  ${core.fingerprint}  ${core.bytes} bytes, from the artifact ${core.artifact}

export HARMONY4_CORE_PATH=${quoted(core.path)}
export HARMONY4_ENGINE_ID=${core.engineId}
export HARMONY4_ENGINE_FP=${core.fingerprint}`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
