/** `h4 verify`: separate verdicts on a container, each with what it proves. CLI.md; S44, S47 of PROMISES.md, T15 of THREATS.md */

import { type Command, Option } from "commander";
import type { Progress } from "../api/options.js";
import { SIGNATURE_SIZE_MAX } from "../container/format.js";
import { describeVerification } from "../container/report.js";
import { type Verification, type VerifyOptions, verifyContainer } from "../container/verify.js";
import { parseEngineId, parseFingerprint } from "./arguments.js";
import { refuseStdin, withContainer } from "./container-file.js";
import { verdictLines } from "./container-text.js";
import { openEngine } from "./engine.js";
import { EXIT_DATA, EXIT_SEAL, UsageError } from "./exit.js";
import { printable } from "./figures.js";
import * as shared from "./options.js";
import { ProgressBar } from "./progress.js";
import { Report, type ReportOptions } from "./report.js";
import { eachFile, readOption } from "./transfer.js";
import { addTrust, type TrustArguments, trustOf } from "./trust.js";

interface VerifyCommandOptions extends ReportOptions, TrustArguments {
  readonly engineId?: string;
  readonly fingerprint?: string;
  readonly sealed?: boolean;
  readonly signature?: string;
}

const EXAMPLE = `h4 verify video.h4mk --key author.pem.pub --fingerprint $REVIEWED
h4 verify https://example.org/video.h4mk --root $ROOT`;

/** Adds `h4 verify` to the parser. */
export function addVerify(program: Command, finish: shared.Finish): void {
  const command = shared
    .addCommand(program, "verify", "every rule and digest of a container, and who stands behind it", EXAMPLE)
    .argument("<FILE|URL...>", "containers")
    .addOption(new Option("--engine-id <id>", "the engine that META must name").argParser(parseEngineId))
    .addOption(new Option("--fingerprint <fp>", "the SHA-256 of the engine in META").argParser(parseFingerprint))
    .option("--sealed", "META must say that a pinned fingerprint matched when it was written");
  addTrust(command)
    .option("--signature <file>", "a detached signature, in place of the one in the container; needs --key")
    .addOption(shared.quietOption())
    .addOption(shared.jsonOption())
    .action(async (files: string[], options: VerifyCommandOptions) => finish(await verify(files, options)));
}

async function verify(files: readonly string[], options: VerifyCommandOptions): Promise<number> {
  const report = new Report(options);
  refuseStdin(files, "verify");
  const requirements = { ...(await requirementsOf(options)), engine: await openEngine(report) };
  await eachFile(report, files, async (file) => {
    const verification = await judge(file, requirements, report);
    const object = { file, ...describeVerification(verification) };
    const title = files.length > 1 ? `${printable(file)}:\n` : "";
    report.result(object, `${title}${verdictLines(verification)}`);
    report.fail(exitCodeOf(verification));
  });
  return report.exitCode;
}

async function requirementsOf(options: VerifyCommandOptions): Promise<VerifyOptions> {
  const { engineId, fingerprint, sealed, signature, key } = options;
  if (signature !== undefined && key === undefined) throw new UsageError("--signature needs --key to verify it with");
  return {
    ...(await trustOf(options)),
    ...(signature === undefined ? {} : { signature: await readOption("--signature", signature, SIGNATURE_SIZE_MAX) }),
    ...(engineId === undefined ? {} : { engineId }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(sealed === undefined ? {} : { sealed }),
  };
}

/** Reads all of a container, with its progress shown, and judges it. */
export async function judge(file: string, requirements: VerifyOptions, report: Report): Promise<Verification> {
  let bar: ProgressBar | undefined;
  const onProgress = ({ read, total }: Progress) => {
    bar ??= new ProgressBar(file, total, report.animated);
    bar.update(read, 0);
  };
  try {
    return await withContainer(file, (source) => verifyContainer(source, { ...requirements, onProgress }));
  } finally {
    bar?.stop();
  }
}

/** 0, 1 for damage or a root or signature that is not the trusted one, 4 where META says another engine than was pinned. */
export function exitCodeOf({ ok, engineId, fingerprint, sealed }: Verification): number {
  if (ok) return 0;
  return [engineId, fingerprint, sealed].some(({ outcome }) => outcome === "failed") ? EXIT_SEAL : EXIT_DATA;
}
