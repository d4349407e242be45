/** `h4 compress`: files to standard Zstandard frames, with the letters of zstd(1). CLI.md. */

import { type Command, Option } from "commander";
import type { CompressStreamOptions } from "../api/options.js";
import { parseEncoderWindowLog, parseThreads } from "./arguments.js";
import { type ConvertOptions, convertFiles } from "./convert.js";
import { readDictionary } from "./dictionary.js";
import { openEngine } from "./engine.js";
import { percent } from "./figures.js";
import * as shared from "./options.js";
import { Report } from "./report.js";
import { checkTargets, compressedName, inputsOf } from "./targets.js";

interface CompressCommandOptions extends ConvertOptions {
  /** 1 to 19. */
  readonly level?: number;
  /** Window log, 10 to 27. */
  readonly long?: number;
  /** Content checksum. */
  readonly check: boolean;
  readonly dictionary?: string;
  /** Workers asked for: the output does not depend on them. */
  readonly threads?: number;
}

const EXAMPLE = `h4 compress -9 access.log            access.log → access.log.zst
tar -c folder | h4 -5 > folder.tar.zst`;

/** Adds `h4 compress` to the parser. */
export function addCompress(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "compress", "FILE → FILE.zst, standard Zstandard; stdin → stdout", EXAMPLE)
    .argument("[FILE...]", "what to compress; - or nothing is stdin")
    .addOption(shared.levelOption())
    .addOption(shared.outputOption())
    .addOption(shared.stdoutOption())
    .addOption(shared.forceOption())
    .addOption(shared.keepOption())
    .addOption(shared.removeOption())
    .addOption(shared.dictionaryOption())
    .addOption(
      new Option(
        "--long <n>",
        "find repeats all over a window of 2^n bytes, n from 10 to 27, 27 if left out; over 23, not every reader takes it",
      ).argParser(parseEncoderWindowLog),
    )
    .addOption(new Option("--no-check", "leave out the checksum of the content"))
    .addOption(
      new Option(
        "-T, --threads <n>",
        "accepted: one thread does the work, and the bytes are those of any <n>",
      ).argParser(parseThreads),
    )
    .addOption(shared.quietOption())
    .addOption(shared.verboseOption())
    .addOption(shared.jsonOption())
    .action(async (files: string[], options: CompressCommandOptions) => finish(await compress(files, options)));
}

async function compress(named: readonly string[], options: CompressCommandOptions): Promise<number> {
  const report = new Report(options);
  const files = inputsOf(named);
  checkTargets(files, options);
  const engine = await openEngine(report);
  const session: CompressStreamOptions = {
    level: options.level,
    windowLog: options.long,
    checksum: options.check,
    dictionary: await readDictionary(options.dictionary),
  };
  if (options.threads !== undefined && options.threads !== 1) {
    report.note(`h4: -T ${options.threads}: one thread does the work; the bytes are those of any number`);
  }
  await convertFiles(report, files, options, {
    nameOf: compressedName,
    binary: true,
    begin: (input, hooks) => engine.compressor({ ...session, ...hooks, contentSize: input.size }),
    ratio: ({ read, written }) => percent(written, read),
  });
  return report.exitCode;
}
