/** `h4 --version`: the package, the engine in it, and its fingerprint. CLI.md, S68 of PROMISES.md. */

import type { Command } from "commander";
import { createEngine } from "../api/engine.js";
import { VERSION } from "../api/version.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";

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
  const { engine_id, fingerprint } = (await createEngine()).info(); // what is built in, whatever is pinned
  report.result(
    { version: VERSION, engine_id, fingerprint },
    `h4 ${VERSION}\nengine_id    ${engine_id}\nfingerprint  ${fingerprint}`,
  );
  return report.exitCode;
}
