/** All levels on a person's own file, or on a part of it: how small, and how fast on one worker. */

import { LEVEL_MAX, LEVEL_MIN } from "../assembly/common/limits.js";
import type { Pool } from "../src/pool.js";
import { bytesOf } from "./choose.js";

/** Bytes that are tried at most: enough for the window of most levels, and little enough to wait for each of them. */
export const SAMPLE_MAX = 4 << 20;

/** Parts of a large file that a sample is made of, from its start to its end. */
const PARTS = 4;

/** A work is measured this often and this many milliseconds at least, and no longer: what else runs here disturbs it. */
const RUNS_MIN = 3;
const MEASURED_MIN = 150;
const MEASURED_MAX = 1000;

/** What one level does with the sample. */
export interface Measured {
  readonly level: number;
  readonly size: number;
  readonly ratio: number;
  /** Milliseconds for the sample, the best of a few. */
  readonly compressing: number;
  readonly decompressing: number;
}

/** What the levels are tried on. */
export interface Sample {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the whole file. */
  readonly of: number;
}

/** The file, or parts of it at equal distances where it is larger than a sample. */
export async function sampleOf(file: File): Promise<Sample> {
  const length = SAMPLE_MAX / PARTS;
  const whole = file.size <= SAMPLE_MAX;
  const starts = Array.from({ length: PARTS }, (_, i) => Math.floor(((file.size - length) * i) / (PARTS - 1)));
  const blob = whole ? file : new Blob(starts.map((start) => file.slice(start, start + length)));
  return { bytes: await bytesOf(blob), of: file.size };
}

/** Tries one level after the other, the fastest first. One that was tried is given at once. */
export async function* tryLevels(
  { bytes }: Sample,
  pool: Pool,
  signal: AbortSignal,
): AsyncGenerator<Measured, void, undefined> {
  await pool.compress(bytes, { level: LEVEL_MIN, signal }); // what runs first is compiled first
  for (let level = LEVEL_MIN; level <= LEVEL_MAX; level++) {
    const [packed, compressing] = await best(() => pool.compress(bytes, { level, signal }));
    const [, decompressing] = await best(() => pool.decompress(packed, { signal }));
    yield { level, size: packed.length, ratio: bytes.length / packed.length, compressing, decompressing };
  }
}

async function best<T>(work: () => Promise<T>): Promise<[result: T, milliseconds: number]> {
  let shortest = Number.POSITIVE_INFINITY;
  let spent = 0;
  for (let runs = 1; ; runs++) {
    const began = performance.now();
    const result = await work();
    const taken = performance.now() - began;
    shortest = Math.min(shortest, taken);
    spent += taken;
    if (spent >= MEASURED_MAX || (runs >= RUNS_MIN && spent >= MEASURED_MIN)) return [result, shortest];
  }
}
