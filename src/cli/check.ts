/** `h4 check`: the checklist of the deployment guide, a line an item. CLI.md; S71 of PROMISES.md */

import type { Command } from "commander";
import { parseEngineId, parseFingerprint } from "./arguments.js";
import { auditList } from "./check-audit.js";
import { environmentList } from "./check-environment.js";
import { refuseStdin } from "./container-file.js";
import { EXIT_DATA, failureOf, UsageError } from "./exit.js";
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

const EXAMPLE = `h4 check                                 what the environment chooses, before it is deployed
h4 check video.h4mk --key author.pem.pub`;

/** Adds `h4 check` to the parser. */
export function addCheck(program: Command, finish: shared.Finish): void {
  const command = shared
    .addCommand(program, "check", "the checklist of the deployment guide, ✅ or ❌ a line an item", EXAMPLE)
    .argument("[FILE|URL]", "a container to audit; without one, the environment is checked")
    .option("--engine-id <id>", "the engine that is expected in META (default: the one that runs here)", parseEngineId)
    .option("--fingerprint <fp>", "its SHA-256 (default: that of the engine that runs here)", parseFingerprint);
  addTrust(command)
    .addOption(shared.quietOption())
    .addOption(shared.jsonOption())
    .action(async (file: string | undefined, options: CheckCommandOptions) => finish(await check(file, options)));
}

async function check(file: string | undefined, options: CheckCommandOptions): Promise<number> {
  const report = new Report(options);
  await runList(file === undefined ? beforeDeployment(options, report) : await audit(file, options, report), report);
  return report.exitCode;
}

function beforeDeployment(options: CheckCommandOptions, report: Report): Checklist {
  const named = (["engineId", "fingerprint", "root", "key"] as const).filter((name) => options[name] !== undefined);
  if (named.length > 0) throw new UsageError("what is expected of a container needs a container: name its file or URL");
  return environmentList(report);
}

async function audit(file: string, options: CheckCommandOptions, report: Report): Promise<Checklist> {
  refuseStdin([file], "check");
  const { engineId, fingerprint } = options;
  return await auditList(file, { engineId, fingerprint, trust: await trustOf(options), report });
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
        printable(`❌ ${item}: ${message.replace(/\s+/g, " ")} (${code})`),
      );
    }
  }
}
