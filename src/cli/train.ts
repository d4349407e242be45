/** `h4 train`: a dictionary from samples, with the options of zstd(1) --train. CLI.md. */

import { type Command, Option } from "commander";
import {
  DICTIONARY_SIZE_DEFAULT,
  SAMPLE_SIZE_MAX,
  SAMPLES_SIZE_MAX,
  type TrainParameters,
  trainDictionary,
} from "../dictionary/train.js";
import { dictionaryId } from "../engine/exports.js";
import { openEngine } from "./engine.js";
import { UsageError } from "./exit.js";
import { printable, size } from "./figures.js";
import { STANDARD_STREAM } from "./input.js";
import { interruptible } from "./interrupt.js";
import * as shared from "./options.js";
import { once, toFile } from "./output.js";
import { ProgressBar } from "./progress.js";
import { Report, type ReportOptions } from "./report.js";
import { parseCut, parseDictionaryId, parseFastCover, parseMaxDict } from "./train-arguments.js";
import { eachFile, readUpTo } from "./transfer.js";

interface TrainCommandOptions extends ReportOptions {
  readonly output: string;
  readonly force?: boolean;
  /** 1 to 19. */
  readonly level?: number;
  /** Most bytes of the dictionary. */
  readonly maxdict?: number;
  readonly dictID?: number;
  /** Bytes that each file is cut into. */
  readonly blockSize?: number;
  readonly trainFastcover?: TrainParameters;
}

/** A dictionary is good when the samples are a hundred times as long; below this share zstd(1) warns. */
const SAMPLES_SHARE_MIN = 8;

const EXAMPLE = `h4 train -o api.dict samples/*.json         h4 -D api.dict answer.json
h4 train -B1KiB --maxdict=16KiB -o log.dict access.log`;

/** Adds `h4 train` to the parser. */
export function addTrain(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "train", "samples → a dictionary, for payloads like them that are small", EXAMPLE)
    .argument("<FILE...>", "samples, each of them one payload")
    .addOption(new Option("-o, --output <dict>", "write the dictionary to <dict>").default("dictionary"))
    .addOption(shared.forceOption("replace a file that exists"))
    .addOption(shared.levelOption())
    .addOption(
      new Option(
        "--maxdict <size>",
        `most bytes of the dictionary, 256 to 32MiB (default: ${DICTIONARY_SIZE_DEFAULT})`,
      ).argParser(parseMaxDict),
    )
    .addOption(
      new Option("--dictID <n>", "the ID that frames name (default: derived from the content)").argParser(
        parseDictionaryId,
      ),
    )
    .addOption(
      new Option("-B, --block-size <size>", "cut each file into samples of <size> (default: a file is one)").argParser(
        parseCut,
      ),
    )
    .addOption(
      new Option(
        "--train-fastcover <list>",
        "how segments are selected, of k=, d=, f=, steps=, split=, accel= (default: d=8,f=20,steps=4,split=75,accel=1)",
      ).argParser(parseFastCover),
    )
    .addOption(shared.quietOption())
    .addOption(shared.jsonOption())
    .action(async (files: string[], options: TrainCommandOptions) => finish(await train(files, options)));
}

async function train(files: readonly string[], options: TrainCommandOptions): Promise<number> {
  const report = new Report(options);
  const { output, force, maxdict: maxSize = DICTIONARY_SIZE_DEFAULT } = options;
  if (output === "" || output === STANDARD_STREAM) throw new UsageError("-o must name the file of the dictionary");
  const write = await toFile(output, { force });
  const engine = await openEngine(report);
  const samples = await readSamples(report, files, options.blockSize);
  if (report.exitCode !== 0) return report.exitCode;
  const read = samples.reduce((sum, { length }) => sum + length, 0);
  if (read < SAMPLES_SHARE_MIN * maxSize) {
    report.note(`h4: ${size(read)} of samples for a dictionary of ${size(maxSize)}: a hundred times as much is better`);
  }
  const dictionary = await interruptible(async (signal) => {
    const made = await trained(report, samples, options, { engine, maxSize, signal });
    await write(once(made));
    return made;
  });
  const id = dictionaryId(dictionary);
  const told = { output, samples: samples.length, read, written: dictionary.length, dictionary_id: id };
  report.done(
    told,
    `${printable(output)}: ${size(dictionary.length)} from ${samples.length} samples, ${size(read)}; dictionary ID ${id}`,
  );
  return report.exitCode;
}

async function trained(
  report: Report,
  samples: readonly Uint8Array[],
  { output, level, dictID, trainFastcover }: TrainCommandOptions,
  common: Pick<Parameters<typeof trainDictionary>[1] & object, "engine" | "maxSize" | "signal">,
): Promise<Uint8Array<ArrayBuffer>> {
  let bar: ProgressBar | undefined;
  try {
    return await trainDictionary(samples, {
      ...common,
      level,
      dictionaryId: dictID,
      fastCover: trainFastcover,
      onProgress: ({ read, written, total }) => {
        bar ??= new ProgressBar(output, total, report.animated);
        bar.update(read, written);
      },
    });
  } catch (error) {
    // A parameter that is out of range, or does not go with another one.
    throw error instanceof RangeError
      ? new UsageError(error.message.replace(/^fastCover\./, "--train-fastcover: "))
      : error;
  } finally {
    bar?.stop();
  }
}

/** The samples: each file as far as one sample goes or, with -B, all of it in pieces. */
async function readSamples(report: Report, files: readonly string[], cut: number | undefined): Promise<Uint8Array[]> {
  const samples: Uint8Array[] = [];
  let left = SAMPLES_SIZE_MAX;
  let shortened = 0;
  let omitted = 0;
  await eachFile(report, files, async (file) => {
    const limit = Math.min(cut === undefined ? SAMPLE_SIZE_MAX : left, left);
    if (limit === 0) {
      omitted++;
      return;
    }
    const bytes = await readUpTo(file, limit);
    if (bytes.length > limit) shortened++;
    const kept = bytes.subarray(0, limit);
    left -= kept.length;
    const step = cut ?? Math.max(1, kept.length);
    for (let at = 0; at < kept.length; at += step) samples.push(kept.subarray(at, at + step));
  });
  if (shortened > 0) {
    report.note(`h4: ${shortened} of the files are longer than was read of them; -B cuts long ones into samples`);
  }
  if (omitted > 0)
    report.note(`h4: ${omitted} files were left out: samples are at most ${size(SAMPLES_SIZE_MAX)} together`);
  return samples;
}
