/** `h4 fingerprint`: the SHA-256 of a file or of the built-in engine, what it exports, the lines that pin it. S11, S34, S35. */

import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { Command } from "commander";
import { createEngine, type EngineInfo } from "../api/engine.js";
import { CORE_PATH, ENGINE_FP, ENGINE_ID } from "../api/environment.js";
import { readElf } from "../engine/elf.js";
import { REQUIRED } from "../engine/native-calls.js";
import { CORE_SIZE_MAX } from "../platform/core-file.js";
import { UsageError } from "./exit.js";
import { printable } from "./figures.js";
import { STANDARD_STREAM } from "./input.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";
import { eachFile, withInput } from "./transfer.js";

/** What pins an engine. */
interface Fingerprint {
  file: string | null;
  sha256: string;
  /** null where only running the file could tell: nothing runs that is not verified. */
  engine_id: string | null;
  /** Names that a native core exports, read from the file; null for what is no shared object. */
  exports: string[] | null;
  /** An empty value counts as unset. */
  environment: { [CORE_PATH]: string; [ENGINE_ID]: string; [ENGINE_FP]: string };
}

const EXAMPLE = `eval "$(h4 fingerprint | grep ^export)"    pins the built-in engine for this shell`;

/** Adds `h4 fingerprint` to the parser. */
export function addFingerprint(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "fingerprint", "SHA-256 and engine_id, and the three lines that pin them", EXAMPLE)
    .argument("[FILE]", "a file that holds an engine (default: the engine that is built in)")
    .addOption(shared.jsonOption())
    .action(async (file: string | undefined, options: ReportOptions) => finish(await fingerprint(file, options)));
}

async function fingerprint(file: string | undefined, options: ReportOptions): Promise<number> {
  const report = new Report(options);
  if (file === STANDARD_STREAM) throw new UsageError("a core is pinned by the name of its file: stdin has none");
  const builtIn = (await createEngine()).info(); // without pins: this is how pins are made
  if (file === undefined) tell(report, undefined, { sha256: builtIn.fingerprint, exports: null }, builtIn);
  else await eachFile(report, [file], async () => tell(report, file, await lookAt(file), builtIn));
  return report.exitCode;
}

function tell(report: Report, file: string | undefined, { sha256, exports }: Look, builtIn: EngineInfo): void {
  const known = sha256 === builtIn.fingerprint;
  const print: Fingerprint = {
    file: file ?? null,
    sha256,
    engine_id: known ? builtIn.engine_id : null,
    exports,
    environment: {
      [CORE_PATH]: known || file === undefined ? "" : resolve(file),
      [ENGINE_ID]: known ? builtIn.engine_id : "",
      [ENGINE_FP]: sha256,
    },
  };
  report.result(print, lines(print));
  if (known || report.json) return;
  const absent = exports && REQUIRED.filter((name) => !exports.includes(name));
  if (absent?.length) report.note(`h4: it lacks ${absent.join(" and ")}: no engine can be made of it`);
  report.note(
    "h4: the id of a file is known only by running it (h4 core-test does); its fingerprint is enough of a pin",
  );
}

/** What can be known of a file without running it. */
interface Look {
  sha256: string;
  exports: string[] | null;
}

function lookAt(file: string): Promise<Look> {
  return withInput(file, {}, async (input) => {
    const hash = createHash("sha256");
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of input.chunks()) {
      hash.update(chunk);
      length += chunk.length;
      if (length <= CORE_SIZE_MAX) chunks.push(chunk.slice());
    }
    const exports = length <= CORE_SIZE_MAX ? exportsOf(Buffer.concat(chunks)) : null;
    return { sha256: hash.digest("hex"), exports };
  });
}

/** A damaged file has a digest, and exports that nobody can say. */
function exportsOf(bytes: Uint8Array): string[] | null {
  try {
    return readElf(bytes)?.exports.sort() ?? null;
  } catch {
    return null;
  }
}

/** The line of sha256sum(1), the id, and three lines that a shell can take over. */
function lines({ file, sha256, engine_id, exports, environment }: Fingerprint): string {
  return [
    `sha256     ${sha256}${file === null ? "" : `  ${printable(file)}`}`,
    `engine_id  ${engine_id ?? "unknown"}`,
    ...(exports === null ? [] : [`symbols    ${printable(exports.join(" "))}`]),
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`),
  ].join("\n");
}

/** A word that a POSIX shell takes as it is. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
