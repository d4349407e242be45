/** `h4 --version`: the package, the engine in it, and its fingerprint. CLI.md, S68 of PROMISES.md. */

import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { createEngine } from "../api/engine.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";

/** Of the installed package: one folder above the command line's own bundle. */
export async function packageVersion(): Promise<string> {
  const manifest = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Adds what `h4 --version` runs to the parser. */
export function addVersion(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "version", "the package, and the engine in it; the same as --version", "h4 --version --json")
    .addOption(shared.quietOption())
    .addOption(shared.jsonOption())
    .action(async (options: ReportOptions) => finish(await version(options)));
}

async function version(options: ReportOptions): Promise<number> {
  const report = new Report(options);
  const release = await packageVersion();
  const { engine_id, fingerprint } = (await createEngine()).info(); // what is built in, whatever is pinned
  report.result(
    { version: release, engine_id, fingerprint },
    `h4 ${release}\nengine_id    ${engine_id}\nfingerprint  ${fingerprint}`,
  );
  return report.exitCode;
}
