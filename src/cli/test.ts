/** `h4 test`: decodes without writing, so that every rule and every checksum is applied. CLI.md. */

import { stat } from "node:fs/promises";
import type { Command } from "commander";
import type { Engine } from "../api/engine.js";
import { verifyContainer } from "../container/verify.js";
import { withWindowLimit } from "./container-engine.js";
import { holdsContainer, withContainer, withFile, withoutContainers } from "./container-file.js";
import { type DecoderOptions, decoderOptions } from "./decompress.js";
import { openEngine } from "./engine.js";
import { ratio } from "./figures.js";
import { STANDARD_STREAM } from "./input.js";
import * as shared from "./options.js";
import { discard } from "./output.js";
import { ProgressBar } from "./progress.js";
import { Report, type ReportOptions } from "./report.js";
import { inputsOf } from "./targets.js";
import { type Counts, displayName, eachFile, transfer, withInput } from "./transfer.js";

interface TestCommandOptions extends ReportOptions, DecoderOptions {
  /** Read what is not a regular file as well. */
  readonly force?: boolean;
}

const EXAMPLE = `h4 test backup/*.zst                 ends with 1 if any of them is damaged`;

/** Adds `h4 test` to the parser. */
export function addTest(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "test", "decode without writing: every rule and every checksum is applied", EXAMPLE)
    .argument("[FILE...]", "what to check; - or nothing is stdin")
    .addOption(shared.forceOption("read devices and terminals as well"))
    .addOption(shared.dictionaryOption())
    .addOption(shared.memoryOption())
    .addOption(shared.longMaxOption())
    .addOption(shared.quietOption())
    .addOption(shared.verboseOption("also the compressed size and the ratio"))
    .addOption(shared.jsonOption())
    .action(async (files: string[], options: TestCommandOptions) => finish(await testFiles(files, options)));
}

async function testFiles(named: readonly string[], options: TestCommandOptions): Promise<number> {
  const report = new Report(options);
  const engine = await openEngine(report);
  const session = await decoderOptions(options);
  await eachFile(report, inputsOf(named), async (file) => {
    if (await isContainerFile(file)) return await testContainer(file, engine, session.windowLogMax, report);
    await withInput(file, options, async (input) => {
      const name = displayName(file, "stdin");
      const bar = new ProgressBar(name, input.size, report.animated);
      const begin = (hooks: object) => {
        const decompressor = engine.decompressor({ ...session, ...hooks });
        return { over: (chunks: AsyncIterable<Uint8Array>) => decompressor.over(withoutContainers(chunks)) };
      };
      tell(report, file, await transfer(input, discard, begin, bar));
    });
  });
  return report.exitCode;
}

/** Whether `file` is a container at which the test can look from its end. What is no file is left to the stream. */
async function isContainerFile(file: string): Promise<boolean> {
  if (file === STANDARD_STREAM || !(await stat(file)).isFile()) return false;
  return await withFile(file, holdsContainer);
}

/** Every rule of the format, every digest, and every block decoded. */
async function testContainer(
  file: string,
  engine: Engine,
  windowLogMax: number | undefined,
  report: Report,
): Promise<void> {
  const bar = new ProgressBar(displayName(file, "stdin"), (await stat(file)).size, report.animated);
  const onProgress = ({ read, written }: Counts) => bar.update(read, written);
  try {
    const limited = withWindowLimit(engine, windowLogMax);
    const verdicts = await withContainer(file, (source) =>
      verifyContainer(source, { engine: limited, decode: true, onProgress }),
    );
    for (const { error } of [verdicts.integrity, verdicts.content]) if (error !== undefined) throw error;
    tell(report, file, { read: verdicts.info!.size, written: verdicts.info!.plainSize! });
  } finally {
    bar.stop();
  }
}

function tell(report: Report, file: string, { read, written }: Counts): void {
  const from = report.verbose ? ` from ${read}, ratio ${ratio(written, read)}` : "";
  if (!report.json && report.quiet) return;
  report.result({ file, ok: true, read, written }, `${displayName(file, "stdin")}: ok, ${written} bytes${from}`);
}
