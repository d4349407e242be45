/** Training: from samples of small payloads to the dictionary that makes others like them smallest. RFC 8878 §5 */

import { nextTurn } from "#platform";
import { BLOCK_SIZE_MAX, DICTIONARY_MAGIC, LEVEL_DEFAULT, LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";
import { type Bytes, describe, viewOf } from "../api/bytes.js";
import { checkKeys, integer } from "../api/check.js";
import { Dictionary } from "../api/dictionary.js";
import type { Engine } from "../api/engine.js";
import { engineFor } from "../api/engine-for.js";
import { H4Error } from "../api/errors.js";
import { type AsyncOptions, checkAsync } from "../api/options.js";
import { CONTENT_SIZE_MIN, formatDictionary, reachOf } from "./format.js";
import { SegmentSource } from "./segments.js";
import { Statistics } from "./statistics.js";

/** What `zstd --train` makes unless told otherwise: 110 KiB. */
export const DICTIONARY_SIZE_DEFAULT = 112640;
/** The smallest dictionary that the reference trains: ZDICT_DICTSIZE_MIN, which has the tables and little more. */
export const DICTIONARY_SIZE_MIN = 256;
/** The largest: what zstd(1) reads with -D. */
export const TRAINED_SIZE_MAX = 2 ** 25;
/** Largest sample: what one block has. Dictionaries help the beginning of a content most. zstd(1): SAMPLESIZE_MAX */
export const SAMPLE_SIZE_MAX = BLOCK_SIZE_MAX;
/** All samples together: 256 MiB; training takes six times their size in memory. */
export const SAMPLES_SIZE_MAX = 2 ** 28;
/** Fewer samples say nothing about others. ZDICT: five to train with, of which a quarter more is held back. */
export const SAMPLES_MIN = 7;

const K_MIN = 50;
const K_MAX = 2000;
/** Log of the table that counts sequences: more is slower, less takes different ones for the same. */
const F_MIN = 10;
const F_MAX = 24;
const STEPS_MAX = 1000;
const ACCEL_MAX = 10;

/** How segments are selected: as `--train-fastcover` of zstd(1), with its defaults. */
export interface TrainParameters {
  /** Bytes a segment, 16 to 65535. Default: the best of `steps + 1` from 50 to 2000, and of four around it. */
  k?: number | undefined;
  /** Bytes of the sequences that segments are scored by: 6 or 8. Default 8. */
  d?: number | undefined;
  /** Base 2 logarithm of the entries that count sequences, 10 to 24. Default 20. */
  f?: number | undefined;
  /** How many steps k takes from 50 to 2000, 1 to 1000. Default 4. */
  steps?: number | undefined;
  /** Share of the samples that k is chosen with; the others judge it. Above 0 to 1, where all do both. Default 0.75. */
  split?: number | undefined;
  /** 1 counts every position, 10 one of ten: faster, and the dictionary is worse. Default 1. */
  accel?: number | undefined;
}

/** What is trained, for what, and how. `onProgress` counts bytes of samples: `total` is all passes over them. */
export interface TrainOptions extends AsyncOptions {
  /** Most bytes of the dictionary, 256 to 32 MiB. Default 112640 (110 KiB), as in zstd. */
  maxSize?: number | undefined;
  /** Dictionary_ID, 1 to 2^32 - 1. Default: derived from the content, from 32768 to 2^31 - 1. */
  dictionaryId?: number | undefined;
  /** The level that payloads will be compressed at, 1 to 19. Default 3; the dictionary serves all others too. */
  level?: number | undefined;
  /** How segments are selected. */
  fastCover?: TrainParameters | undefined;
  /** What compresses samples to see what is left to code. Default: the engine that calls without pins share. */
  engine?: Engine | Promise<Engine> | undefined;
}

const KEYS = new Set(["maxSize", "dictionaryId", "level", "fastCover", "engine", "signal", "onProgress"]);
const PARAMETER_KEYS = new Set(["k", "d", "f", "steps", "split", "accel"]);

interface Settings {
  readonly maxSize: number;
  readonly dictionaryId: number | undefined;
  readonly level: number;
  readonly kCandidates: readonly number[];
  readonly d: number;
  readonly f: number;
  readonly split: number;
  readonly accel: number;
}

/**
 * Trains a dictionary that every Zstandard reads: hundreds of samples or more, each one payload, together a hundred
 * times the dictionary where that can be had. The same samples in the same order give the same dictionary in every
 * runtime. Takes about ten times as long as compressing the samples; they must not change meanwhile.
 *
 * @throws TypeError or RangeError for arguments that are not as `TrainOptions` says
 * @throws H4Error `SAMPLES_TOO_FEW`, `SAMPLE_TOO_LARGE`, `SAMPLES_TOO_LARGE`, or `SAMPLES_UNRELATED` where nothing of
 * one sample is in another
 * @example
 * const dictionary = await trainDictionary(payloads, { maxSize: 16384 });
 * const packed = await compress(payload, { dictionary });
 */
export async function trainDictionary(
  samples: readonly Bytes[],
  options: TrainOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const settings = settingsOf(options);
  const views = mixed(checkSamples(samples));
  options.signal?.throwIfAborted();
  const engine = await engineFor(options.engine);
  return new Training(views, settings, engine, options).run();
}

function settingsOf(options: TrainOptions): Settings {
  checkKeys(options, KEYS);
  checkAsync(options);
  const { maxSize = DICTIONARY_SIZE_DEFAULT, dictionaryId, level = LEVEL_DEFAULT, fastCover = {} } = options;
  checkKeys(fastCover, PARAMETER_KEYS, "fastCover");
  const { k, d = 8, f = 20, steps = 4, split = 0.75, accel = 1 } = fastCover;
  if (d !== 6 && d !== 8) throw new RangeError(`fastCover.d must be 6 or 8, got ${describeValue(d)}`);
  if (typeof split !== "number") throw new TypeError(`fastCover.split must be a number, got ${describe(split)}`);
  if (!(split > 0 && split <= 1)) throw new RangeError(`fastCover.split must be above 0 and at most 1, got ${split}`);
  integer(maxSize, "maxSize", DICTIONARY_SIZE_MIN, TRAINED_SIZE_MAX);
  integer(steps, "fastCover.steps", 1, STEPS_MAX);
  return {
    maxSize,
    dictionaryId: dictionaryId === undefined ? undefined : integer(dictionaryId, "dictionaryId", 1, 2 ** 32 - 1),
    level: integer(level, "level", LEVEL_MIN, LEVEL_MAX),
    kCandidates:
      k === undefined ? candidates(steps, maxSize) : [integer(k, "fastCover.k", 16, Math.min(65535, maxSize))],
    d,
    f: integer(f, "fastCover.f", F_MIN, F_MAX),
    split,
    accel: integer(accel, "fastCover.accel", 1, ACCEL_MAX),
  };
}

const describeValue = (value: unknown) => (typeof value === "number" ? value : describe(value));

/** k from 50 to 2000 in that many steps, as far as one segment fits in. */
function candidates(steps: number, maxSize: number): number[] {
  const step = Math.max(1, Math.floor((K_MAX - K_MIN) / steps));
  const all: number[] = [];
  for (let k = K_MIN; k <= Math.min(K_MAX, maxSize); k += step) all.push(k);
  return all;
}

function checkSamples(samples: readonly Bytes[]): Uint8Array[] {
  if (!Array.isArray(samples)) throw new TypeError(`samples must be an array, got ${describe(samples)}`);
  const views = samples.map((sample, i) => viewOf(sample, `samples[${i}]`));
  let total = 0;
  for (const [i, { length }] of views.entries()) {
    total += length;
    if (length <= SAMPLE_SIZE_MAX) continue;
    const message = `samples[${i}] has ${length} bytes, the limit is ${SAMPLE_SIZE_MAX}: cut it, or leave it out`;
    throw new H4Error("SAMPLE_TOO_LARGE", message, { got: length, limit: SAMPLE_SIZE_MAX });
  }
  if (total > SAMPLES_SIZE_MAX) {
    const message = `The samples have ${total} bytes, the limit is ${SAMPLES_SIZE_MAX}: leave some out`;
    throw new H4Error("SAMPLES_TOO_LARGE", message, { got: total, limit: SAMPLES_SIZE_MAX });
  }
  // What is shorter than a sequence says nothing.
  const useful = views.filter(({ length }) => length >= CONTENT_SIZE_MIN);
  if (useful.length < SAMPLES_MIN) {
    const message = `Samples of at least ${CONTENT_SIZE_MIN} bytes: ${useful.length}; ${SAMPLES_MIN} are needed, hundreds are better`;
    throw new H4Error("SAMPLES_TOO_FEW", message, { got: useful.length, limit: SAMPLES_MIN });
  }
  return useful;
}

/**
 * The samples in another order, the same each time: neighbours, as the lines of a log, are often alike, and a segment of
 * both would say the same twice (2.5 % on lines of a log; zstd(1) mixes its files too).
 */
function mixed(samples: readonly Uint8Array[]): Uint8Array[] {
  const order = [...samples];
  let state = 1;
  for (let i = order.length - 1; i > 0; i--) {
    // The generator of Numerical Recipes, its upper bits: Fisher and Yates need no more.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Work after which others have their turn: bytes that were searched or compressed, some 10 ms. */
const TURN = 1 << 19;
/** What a call with a dictionary takes beside the work on its bytes, in bytes. */
const CALL = 1 << 12;

/** How often the step of k is halved around the best. */
const HALVINGS = 2;

class Training {
  private readonly total: number;
  private read = 0;
  private work = 0;

  constructor(
    private readonly samples: readonly Uint8Array[],
    private readonly settings: Settings,
    private readonly engine: Engine,
    private readonly options: AsyncOptions,
  ) {
    const size = sizeOf(samples);
    const searches = settings.kCandidates.length > 1;
    this.total = size * (1 + (searches ? settings.kCandidates.length + 2 * HALVINGS : 0));
  }

  async run(): Promise<Uint8Array<ArrayBuffer>> {
    const { kCandidates } = this.settings;
    const k = kCandidates.length > 1 ? await this.bestK() : kCandidates[0]!;
    // What was held back to judge k by is as good as the rest: all samples make the dictionary.
    const dictionary = await this.make(this.samples, this.source(this.samples), k);
    if (dictionary === undefined) {
      throw new H4Error("SAMPLES_UNRELATED", "The samples have nothing in common that a dictionary could hold");
    }
    this.options.onProgress?.({ read: this.total, written: dictionary.length, total: this.total });
    return dictionary;
  }

  /** The k whose dictionary makes the samples that were held back smallest, with its own size. */
  private async bestK(): Promise<number> {
    const { kCandidates, split } = this.settings;
    const train = this.samples.filter((_, i) => split === 1 || !isHeldBack(i, split));
    const test = this.samples.filter((_, i) => split === 1 || isHeldBack(i, split));
    const source = this.source(train);
    let best = kCandidates[0]!;
    let smallest = Number.POSITIVE_INFINITY;
    const judge = async (k: number) => {
      const made = await this.make(train, source, k);
      if (made === undefined) return;
      const dictionary = new Dictionary(made);
      let size = 0;
      for (const sample of test) size += (await this.compress(sample, dictionary)).length;
      if (size >= smallest) return;
      smallest = size;
      best = k;
    };
    for (const k of kCandidates) await judge(k);
    // Between the steps lies what suits better: half a step to both sides of the best, then a quarter.
    let step = kCandidates[1]! - kCandidates[0]!;
    for (let halving = 0; halving < HALVINGS; halving++) {
      step >>= 1;
      const middle = best;
      for (const k of [middle - step, middle + step]) {
        if (step > 0 && k >= K_MIN && k <= kCandidates.at(-1)!) await judge(k);
      }
    }
    return best;
  }

  private source(samples: readonly Uint8Array[]): SegmentSource {
    const { d, f, accel } = this.settings;
    const all = new Uint8Array(sizeOf(samples));
    const ends: number[] = [];
    let end = 0;
    for (const sample of samples) {
      all.set(sample, end);
      end += sample.length;
      ends.push(end);
    }
    return new SegmentSource(all, ends, d, f, accel - 1);
  }

  /** The dictionary of segments of `k` bytes; undefined where there is nothing to put into one. */
  private async make(
    samples: readonly Uint8Array[],
    source: SegmentSource,
    k: number,
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { maxSize, accel, dictionaryId } = this.settings;
    const selection = source.select(k, maxSize);
    let step = selection.next();
    for (; step.done !== true; step = selection.next()) await this.rest(step.value);
    const content = step.value;
    if (content.length < CONTENT_SIZE_MIN) return undefined;
    const statistics = new Statistics(reachOf(content.length));
    const raw = new Dictionary(asRaw(content));
    for (const [i, sample] of samples.entries()) {
      if (i % accel !== 0) continue;
      const frame = await this.compress(sample, raw);
      statistics.add(frame, this.engine.frameHeader(frame)!.headerSize, sample);
    }
    return formatDictionary(content, statistics, maxSize, dictionaryId);
  }

  private async compress(sample: Uint8Array, dictionary: Dictionary): Promise<Uint8Array> {
    this.read += sample.length;
    await this.rest(sample.length + CALL);
    return this.engine.compress(sample, { level: this.settings.level, checksum: false, dictionary });
  }

  /** Lets others have their turn when enough was done, and notices that the call is to end. */
  private async rest(work: number): Promise<void> {
    this.work += work;
    if (this.work < TURN) return;
    this.work = 0;
    this.options.onProgress?.({ read: this.read, written: 0, total: this.total });
    await nextTurn();
    this.options.signal?.throwIfAborted();
  }
}

/** Whether the sample judges rather than trains: spread evenly, so that samples in any order are judged by all kinds. */
function isHeldBack(index: number, split: number): boolean {
  return Math.floor((index + 1) * (1 - split)) > Math.floor(index * (1 - split));
}

/** Content that begins as a formatted dictionary does would be taken for one: the statistics do without its first byte. */
function asRaw(content: Uint8Array): Uint8Array {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  return view.getUint32(0, true) === DICTIONARY_MAGIC ? content.subarray(1) : content;
}

const sizeOf = (samples: readonly Uint8Array[]) => samples.reduce((size, { length }) => size + length, 0);
