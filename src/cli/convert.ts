/** What `compress` and `decompress` have in common: each input through a session into its own output. CLI.md. */

import { unlink } from "node:fs/promises";
import type { AsyncOptions } from "../api/options.js";
import { size } from "./figures.js";
import { type Input, STANDARD_STREAM } from "./input.js";
import { interruptible } from "./interrupt.js";
import { type Output, refuseTerminal, toFile, toStdout } from "./output.js";
import { ProgressBar } from "./progress.js";
import type { Report, ReportOptions } from "./report.js";
import { type TargetOptions, targetOf } from "./targets.js";
import { type Counts, displayName, eachFile, type Session, transfer, withInput } from "./transfer.js";

export interface ConvertOptions extends ReportOptions, TargetOptions {
  /** Replace outputs that exist, read and write what is not a regular file, write binary to a terminal. */
  readonly force?: boolean | undefined;
}

/** What one direction is. */
export interface Conversion {
  /** The name of the output, from the name of the input. */
  readonly nameOf: (file: string) => string;
  /** The output is never text. */
  readonly binary: boolean;
  readonly begin: (input: Input, hooks: AsyncOptions) => Session;
  /** What the compressed side is of the plain one, for a reader. */
  readonly ratio: (counts: Counts) => string;
}

/** Converts each of `files`; failures are reported one by one. */
export async function convertFiles(
  report: Report,
  files: readonly string[],
  options: ConvertOptions,
  conversion: Conversion,
): Promise<void> {
  await eachFile(report, files, async (file) => {
    await withInput(file, { force: options.force, remove: options.rm }, async (input) => {
      const target = targetOf(file, options, conversion.nameOf);
      const counts = await convert(report, file, input, target, options, conversion);
      if (options.rm) await unlink(file); // the output and its name were synced to the disk before
      tell(report, file, target, counts, conversion);
    });
  });
}

async function convert(
  report: Report,
  file: string,
  input: Input,
  target: string,
  { force }: ConvertOptions,
  { binary, begin }: Conversion,
): Promise<Counts> {
  const run = (output: Output, signal?: AbortSignal) => {
    const animated = report.animated && !(target === STANDARD_STREAM && process.stdout.isTTY);
    const bar = new ProgressBar(displayName(file, "stdin"), input.size, animated);
    return transfer(input, output, (hooks) => begin(input, hooks), bar, signal);
  };
  if (target === STANDARD_STREAM) {
    if (binary) refuseTerminal({ force });
    return await run(toStdout({ force }));
  }
  const output = await toFile(target, { force, source: input.stats });
  return await interruptible((signal) => run(output, signal));
}

/** What went to stdout speaks for itself, unless -v asks: zstd(1) is silent there too. */
function tell(report: Report, file: string, target: string, counts: Counts, { ratio }: Conversion): void {
  if (target === STANDARD_STREAM && !report.verbose) return;
  const { read, written } = counts;
  const share = ratio(counts);
  const figures = `${size(read)} → ${size(written)}${share === "" ? "" : ` (${share})`}`;
  const name = displayName(file, "stdin");
  report.done({ file, output: target, read, written }, `${name}: ${figures}, ${displayName(target, "stdout")}`);
}
