/** `h4 sign`: an Ed25519 signature over the root of a container, in it or beside it. CLI.md; S47 of PROMISES.md, T15 of THREATS.md */

import type { Command } from "commander";
import { readPrivateKey } from "../api/attestation-key.js";
import { createSignature, signContainer } from "../container/sign.js";
import type { PrivateKey } from "../seal/keys.js";
import { refuseStdin, withFile } from "./container-file.js";
import { FileError, UsageError } from "./exit.js";
import { STANDARD_STREAM } from "./input.js";
import { interruptible } from "./interrupt.js";
import * as shared from "./options.js";
import { type Output, once, PERMISSIONS, refuseTerminal, toFile, toStdout } from "./output.js";
import { ProgressBar } from "./progress.js";
import { Report, type ReportOptions } from "./report.js";
import { type Counts, displayName, eachFile } from "./transfer.js";

/** Added to the name of a container: the name of its detached signature. */
const SIGNATURE_SUFFIX = ".sig";

interface SignCommandOptions extends ReportOptions {
  readonly key?: string;
  readonly output?: string;
  readonly detached?: boolean;
  readonly force?: boolean;
}

const EXAMPLE = `h4 sign video.h4mk --key author.pem -o signed.h4mk
h4 sign video.h4mk --key author.pem --detached     video.h4mk.sig, for h4 verify --signature`;

/** Adds `h4 sign` to the parser. */
export function addSign(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "sign", "signs the root of a container, in it or beside it", EXAMPLE)
    .argument("<FILE>", "a container; all of it is verified first")
    .option("--key <file>", "private key to sign with")
    .addOption(shared.outputOption())
    .option("--detached", `write the signature alone, to FILE${SIGNATURE_SUFFIX} unless -o names another`)
    .addOption(shared.forceOption("replace files that exist; without -o, FILE itself"))
    .addOption(shared.quietOption())
    .addOption(shared.jsonOption())
    .action(async (file: string, options: SignCommandOptions) => finish(await sign(file, options)));
}

async function sign(file: string, options: SignCommandOptions): Promise<number> {
  const report = new Report(options);
  refuseStdin([file], "sign");
  if (options.key === undefined) throw new UsageError("--key must name the private key");
  if (options.output === "") throw new UsageError("-o needs the name of a file");
  if (options.json && options.output === STANDARD_STREAM)
    throw new UsageError("--json and the output both want stdout");
  const key = await readPrivateKey(options.key);
  await eachFile(report, [file], async () => {
    const { target, written } = await write(file, key, options, report);
    const { keyId } = key.publicKey;
    const text = `${displayName(file, "stdin")}: signed by ${keyId}, ${displayName(target, "stdout")}`;
    report.done({ file, output: target, written, key_id: keyId }, text);
  });
  return report.exitCode;
}

/** Signs into the output: the container anew, with its mode, or the signature alone. */
function write(file: string, key: PrivateKey, { output, detached, force }: SignCommandOptions, report: Report) {
  return withFile(file, async (source, stats) => {
    const target = output ?? (detached ? `${file}${SIGNATURE_SUFFIX}` : file);
    if (target === file && !force) {
      throw new FileError("FILE_EXISTS", "-o names another file for the signed container, -f replaces this one");
    }
    if (target === STANDARD_STREAM && !detached) refuseTerminal({ force });
    const bar = new ProgressBar(file, stats.size, report.animated);
    const onProgress = ({ read, written }: Counts) => bar.update(read, written);
    const run = (output: Output, signal?: AbortSignal) =>
      output(
        detached
          ? once(createSignature(source, key, { signal, onProgress }))
          : signContainer(source, key, { signal, onProgress }),
      );
    try {
      if (target === STANDARD_STREAM) return { target, written: await run(toStdout({ force })) };
      const kept = detached ? { apart: stats } : { mode: stats.mode & PERMISSIONS };
      const toTarget = await toFile(target, { force, ...kept });
      return { target, written: await interruptible((signal) => run(toTarget, signal)) };
    } finally {
      bar.stop();
    }
  });
}
