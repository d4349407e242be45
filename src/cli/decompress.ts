/** `h4 decompress`: Zstandard frames back to files, with the letters of zstd(1). CLI.md. */

import type { Command } from "commander";
import type { DecompressAsyncOptions } from "../api/options.js";
import { withoutContainers } from "./container-file.js";
import { type ConvertOptions, convertFiles } from "./convert.js";
import { readDictionary } from "./dictionary.js";
import { openEngine } from "./engine.js";
import { percent } from "./figures.js";
import * as shared from "./options.js";
import { Report } from "./report.js";
import { checkTargets, inputsOf, plainName } from "./targets.js";

/** What a decoder may do. */
export interface DecoderOptions {
  readonly dictionary?: string;
  /** Largest window log, from -M: wins over --long, as in zstd(1). */
  readonly memory?: number;
  /** Largest window log, from --long. */
  readonly long?: number;
}

interface DecompressCommandOptions extends ConvertOptions, DecoderOptions {}

const EXAMPLE = `h4 decompress access.log.zst         access.log.zst → access.log
h4 -dc folder.tar.zst | tar -x`;

/** Adds `h4 decompress` to the parser. */
export function addDecompress(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "decompress", "FILE.zst → FILE; stdin → stdout", EXAMPLE)
    .argument("[FILE...]", "what to decompress; - or nothing is stdin")
    .addOption(shared.outputOption())
    .addOption(shared.stdoutOption())
    .addOption(shared.forceOption())
    .addOption(shared.keepOption())
    .addOption(shared.removeOption())
    .addOption(shared.dictionaryOption())
    .addOption(shared.memoryOption())
    .addOption(shared.longMaxOption())
    .addOption(shared.quietOption())
    .addOption(shared.verboseOption())
    .addOption(shared.jsonOption())
    .action(async (files: string[], options: DecompressCommandOptions) => finish(await decompress(files, options)));
}

/** What the library is asked for. The output of a stream has no limit: it goes to disk by the user's own choice. */
export async function decoderOptions({ dictionary, memory, long }: DecoderOptions): Promise<DecompressAsyncOptions> {
  return {
    dictionary: await readDictionary(dictionary),
    windowLogMax: memory ?? long,
    maxOutput: Number.POSITIVE_INFINITY,
  };
}

async function decompress(named: readonly string[], options: DecompressCommandOptions): Promise<number> {
  const report = new Report(options);
  const files = inputsOf(named);
  checkTargets(files, options);
  const engine = await openEngine(report);
  const session = await decoderOptions(options);
  await convertFiles(report, files, options, {
    nameOf: plainName,
    binary: false,
    begin: (_input, hooks) => {
      const decompressor = engine.decompressor({ ...session, ...hooks });
      return { over: (chunks) => decompressor.over(withoutContainers(chunks)) };
    },
    ratio: ({ read, written }) => percent(read, written),
  });
  return report.exitCode;
}
