/** The values of `h4 train`'s options, each refused with what would be right. zstd(1), DICTIONARY BUILDER. */

import { DICTIONARY_SIZE_MIN, SAMPLE_SIZE_MAX, TRAINED_SIZE_MAX, type TrainParameters } from "../dictionary/train.js";
import { parseSize } from "./arguments.js";
import { UsageError } from "./exit.js";

/** What is cut from a file: shorter samples would be all overhead. */
const CUT_MIN = 32;

/** The parameters of `--train-fastcover`, and how each value is read there. */
const PARAMETERS: ReadonlyMap<string, (value: number) => TrainParameters> = new Map<
  string,
  (value: number) => TrainParameters
>([
  ["k", (k) => ({ k })],
  ["d", (d) => ({ d })],
  ["f", (f) => ({ f })],
  ["steps", (steps) => ({ steps })],
  ["split", (percent) => ({ split: percent / 100 })],
  ["accel", (accel) => ({ accel })],
]);

/** `--maxdict SIZE`: 256 bytes to 32 MiB. */
export function parseMaxDict(text: string): number {
  return within(text, "the size of a dictionary", DICTIONARY_SIZE_MIN, TRAINED_SIZE_MAX);
}

/** `-B SIZE`: what files are cut into, 32 bytes to 128 KiB. */
export function parseCut(text: string): number {
  return within(text, "the size that files are cut into", CUT_MIN, SAMPLE_SIZE_MAX);
}

function within(text: string, what: string, min: number, max: number): number {
  const bytes = parseSize(text);
  if (bytes >= min && bytes <= max) return bytes;
  throw new UsageError(`${what} must be from ${min} to ${max} bytes, not '${text}'`);
}

/** `--dictID N`, 1 to 4294967295. */
export function parseDictionaryId(text: string): number {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (id >= 1 && id < 2 ** 32) return id;
  throw new UsageError(`a dictionary ID is a whole number from 1 to ${2 ** 32 - 1}, not '${text}'`);
}

/** `--train-fastcover=k=200,d=8,f=20,steps=4,split=75,accel=1`, any of them, `split` in per cent. */
export function parseFastCover(text: string): TrainParameters {
  const parameters: TrainParameters = {};
  for (const part of text.split(",").filter((part) => part !== "")) {
    const [, name = "", digits = ""] = /^([a-z]+)=(\d{1,6})$/.exec(part) ?? [];
    const read = PARAMETERS.get(name);
    if (read === undefined) {
      throw new UsageError(
        `--train-fastcover takes k=, d=, f=, steps=, split=, accel= with whole numbers, not '${part}'`,
      );
    }
    Object.assign(parameters, read(Number(digits)));
  }
  return parameters;
}
