/** Parts of one job at the same time: as many as there are workers, their results in order. */

import type { AsyncOptions, Progress } from "../api/options.js";

/**
 * What `work` gives for 0 to `count - 1`, at most `limit` of them at a time. Where some fail, the error of the first in
 * order is thrown: a later part that fails sooner does not decide what the caller hears.
 */
export async function inParallel<T>(count: number, limit: number, work: (i: number) => Promise<T>): Promise<T[]> {
  const results = new Array<T>(count);
  let next = 0;
  let failedAt = count;
  let failure: unknown;
  async function lane(): Promise<void> {
    while (next < count && failedAt === count) {
      const i = next++;
      try {
        results[i] = await work(i);
      } catch (error) {
        if (i < failedAt) {
          failedAt = i;
          failure = error;
        }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(count, limit) }, lane));
  if (failedAt < count) throw failure;
  return results;
}

/** The progress of all parts together. */
export class Tally {
  private readonly parts: { read: number; written: number }[] = [];
  private read = 0;
  private written = 0;

  constructor(
    private readonly total: number | undefined,
    private readonly onProgress: AsyncOptions["onProgress"],
  ) {}

  /** What to call with the progress of part `i`; undefined where nobody asked. */
  of(i: number): ((read: number, written: number) => void) | undefined {
    const { onProgress } = this;
    if (onProgress === undefined) return undefined;
    this.parts[i] ??= { read: 0, written: 0 };
    const part = this.parts[i];
    return (read, written) => {
      this.read += read - part.read;
      this.written += written - part.written;
      part.read = read;
      part.written = written;
      const progress: Progress = { read: this.read, written: this.written };
      if (this.total !== undefined) progress.total = this.total;
      onProgress(progress);
    };
  }
}
