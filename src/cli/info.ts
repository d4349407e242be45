/** `h4 info`: which engine runs and what was proved about it, as the service tells it. CLI.md. */

import type { Command } from "commander";
import { VERSION } from "../api/version.js";
import { openEngine } from "./engine.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";

const EXAMPLE = `HARMONY4_ENGINE_FP=$(h4 fingerprint --json | jq -r .sha256) h4 info`;

/** Adds `h4 info` to the parser. */
export function addInfo(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "info", "which engine runs, and what was proved about it", EXAMPLE)
    .addOption(shared.jsonOption())
    .action(async (options: ReportOptions) => finish(await info(options)));
}

async function info(options: ReportOptions): Promise<number> {
  const report = new Report(options);
  const facts = { ...(await openEngine(report)).info(), version: VERSION };
  const width = Math.max(...Object.keys(facts).map((name) => name.length));
  const lines = Object.entries(facts).map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  report.result(facts, lines.join("\n"));
  return report.exitCode;
}
