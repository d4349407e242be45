/** `h4 check`: the checklist of the deployment guide, a line an item. CLI.md; S71 of PROMISES.md */

import type { Command } from "commander";
import { parseEngineId, parseFingerprint } from "./arguments.js";
import { auditList } from "./check-audit.js";
import { refuseStdin } from "./container-file.js";
import { EXIT_DATA, failureOf } from "./exit.js";
import { printable } from "./figures.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";
import { addTrust, type TrustArguments, trustOf } from "./trust.js";

/** One point of a checklist. */
export interface CheckItem {
  /** What the guide calls it. */
  readonly item: string;
  /** Answers with what was seen; rejects where that is not as it must be. */
  run(): Promise<string>;
}

/** A part of the guide's checklist. */
export interface Checklist {
  readonly title: string;
  readonly items: readonly CheckItem[];
}

interface CheckCommandOptions extends ReportOptions, TrustArguments {
  readonly engineId?: string;
  readonly fingerprint?: string;
}

const EXAMPLE = `h4 check video.h4mk --key author.pem.pub`;

/** Adds `h4 check` to the parser. */
export function addCheck(program: Command, finish: shared.Finish): void {
  const command = shared
    .addCommand(program, "check", "the audit of the deployment guide, ✅ or ❌ a line an item", EXAMPLE)
    .argument("<FILE|URL>", "the container to audit")
    .option("--engine-id <id>", "the engine that is expected in META (default: the one that runs here)", parseEngineId)
    .option("--fingerprint <fp>", "its SHA-256 (default: that of the engine that runs here)", parseFingerprint);
  addTrust(command)
    .addOption(shared.quietOption())
    .addOption(shared.jsonOption())
    .action(async (file: string, options: CheckCommandOptions) => finish(await check(file, options)));
}

async function check(file: string, options: CheckCommandOptions): Promise<number> {
  const report = new Report(options);
  refuseStdin([file], "check");
  const { engineId, fingerprint } = options;
  const lists = [await auditList(file, { engineId, fingerprint, trust: await trustOf(options), report })];
  for (const list of lists) await runList(list, report);
  return report.exitCode;
}

/** Every item, whatever became of those before it. */
async function runList({ title, items }: Checklist, report: Report): Promise<void> {
  if (!report.json) report.result({}, title);
  for (const { item, run } of items) {
    try {
      const says = await run();
      report.result({ list: title, item, ok: true, says }, printable(`✅ ${item}: ${says}`));
    } catch (error) {
      const { code, message } = failureOf(error);
      report.fail(EXIT_DATA);
      report.result(
        { list: title, item, ok: false, says: message, code },
        printable(`❌ ${item}: ${message} (${code})`),
      );
    }
  }
}
