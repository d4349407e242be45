/** `h4 test`: decodes without writing, so that every rule and every checksum is applied. CLI.md. */

import type { Command } from "commander";
import { type DecoderOptions, decoderOptions } from "./decompress.js";
import { openEngine } from "./engine.js";
import { ratio } from "./figures.js";
import * as shared from "./options.js";
import { discard } from "./output.js";
import { ProgressBar } from "./progress.js";
import { Report, type ReportOptions } from "./report.js";
import { inputsOf } from "./targets.js";
import { displayName, eachFile, transfer, withInput } from "./transfer.js";

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
    await withInput(file, options, async (input) => {
      const name = displayName(file, "stdin");
      const bar = new ProgressBar(name, input.size, report.animated);
      const begin = (hooks: object) => engine.decompressor({ ...session, ...hooks });
      const { read, written } = await transfer(input, discard, begin, bar);
      const from = report.verbose ? ` from ${read}, ratio ${ratio(written, read)}` : "";
      if (report.json || !report.quiet) {
        report.result({ file, ok: true, read, written }, `${name}: ok, ${written} bytes${from}`);
      }
    });
  });
  return report.exitCode;
}
