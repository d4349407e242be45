/** `h4 check`: the checklist of the deployment guide, a line an item. CLI.md; S71 of PROMISES.md */

import type { Command } from "commander";
import { parseEngineId, parseFingerprint } from "./arguments.js";
import { auditList } from "./check-audit.js";
import { environmentList } from "./check-environment.js";
import { type ServiceOptions, serviceList } from "./check-service.js";
import { refuseStdin } from "./container-file.js";
import { EXIT_DATA, failureOf, UsageError } from "./exit.js";
import { printable } from "./figures.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";
import { parseServiceUrl, readToken } from "./service-client.js";
import { addTrust, publicKeys, type TrustArguments, trustOf } from "./trust.js";

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
  readonly url?: string;
  readonly managementUrl?: string;
  readonly tokenFile?: string;
  readonly reference?: boolean;
  readonly logFile?: string;
  readonly engineId?: string;
  readonly fingerprint?: string;
}

const EXAMPLE = `h4 check                                 what the environment chooses, before it is deployed
h4 check --url http://localhost:8000 --fingerprint $REVIEWED
h4 check video.h4mk --key author.pem.pub`;

/** Adds `h4 check` to the parser. */
export function addCheck(program: Command, finish: shared.Finish): void {
  const command = shared
    .addCommand(program, "check", "the checklist of the deployment guide, ✅ or ❌ a line an item", EXAMPLE)
    .argument("[FILE|URL]", "a container to audit; without one and without --url, the environment is checked")
    .option("--url <url>", "a service to check after its deployment: http://HOST:PORT", parseServiceUrl)
    .option("--management-url <url>", "where it has /metrics and /compress/attest, if not there", parseServiceUrl)
    .option("--token-file <file>", "holds the bearer token that it asks for")
    .option("--log-file <file>", "its log, where that can be read: the line of its seal is looked for")
    .option("--reference", "it pins no engine on purpose: `sealed` must be false")
    .option(
      "--engine-id <id>",
      "the engine that is expected (default for a container: the one that runs here)",
      parseEngineId,
    )
    .option("--fingerprint <fp>", "its SHA-256 (default for a container: that of the one here)", parseFingerprint);
  addTrust(command, "the root, or the attestation of a service")
    .addOption(shared.quietOption())
    .addOption(shared.jsonOption())
    .action(async (file: string | undefined, options: CheckCommandOptions) => finish(await check(file, options)));
}

async function check(file: string | undefined, options: CheckCommandOptions): Promise<number> {
  const report = new Report(options);
  refuseUnused(file, options);
  const lists: Checklist[] = [];
  if (options.url !== undefined) lists.push(serviceList(await serviceOf(options.url, options)));
  if (file !== undefined) lists.push(await audit(file, options, report));
  if (lists.length === 0) lists.push(environmentList(report));
  for (const list of lists) await runList(list, report);
  return report.exitCode;
}

/** Refuses an option that nothing would be held against. */
function refuseUnused(file: string | undefined, options: CheckCommandOptions): void {
  const given = (...names: (keyof CheckCommandOptions)[]) => names.some((name) => options[name] !== undefined);
  if (file === undefined && given("root")) throw new UsageError("a root is that of a container: name its file or URL");
  if (file === undefined && !given("url") && given("engineId", "fingerprint", "key")) {
    throw new UsageError("what is expected needs a container or a service: name a file, or --url");
  }
  if (!given("url") && given("managementUrl", "tokenFile", "logFile", "reference")) {
    const names = "--management-url, --token-file, --log-file and --reference";
    throw new UsageError(`${names} are about a service: name it with --url`);
  }
}

async function serviceOf(url: string, options: CheckCommandOptions): Promise<ServiceOptions> {
  const { managementUrl = url, tokenFile, logFile, engineId, fingerprint, key, reference } = options;
  const token = tokenFile === undefined ? undefined : await readToken(tokenFile);
  return {
    address: { url, token },
    management: { url: managementUrl, token },
    engineId,
    fingerprint,
    sealed: reference !== true,
    logFile,
    keys: key === undefined ? undefined : await publicKeys(key),
  };
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
