/** The files of one start, worked through: small ones side by side, large ones alone, each to its end or to none. */

import type { Pool } from "../src/pool.js";
import { type Archive, archiveOf } from "./archive.js";
import type { Chosen } from "./choose.js";
import { keep, type Place } from "./places.js";
import { refusalOf, sentence } from "./refusal.js";
import { Row } from "./row.js";
import type { RowList } from "./row-list.js";
import { compress, decompress, resultName, type Step, type Task } from "./work.js";

/** A file of this size or less is one frame, which is one worker's work: as many at a time as there are workers. */
const SMALL = 8 << 20;

/** Something to work on: a file, or several as one archive. */
export interface Job {
  readonly path: string;
  readonly source: File | Archive;
}

/** One job for each file; or one for all. */
export function jobsOf(files: readonly Chosen[], archive: boolean): Job[] {
  if (!archive) return files.map(({ path, file }) => ({ path, source: file }));
  return [{ path: `${commonFolder(files) ?? "files"}.tar`, source: archiveOf(files) }];
}

function commonFolder(files: readonly Chosen[]): string | undefined {
  const folders = new Set(files.map(({ path }) => path.split("/").slice(0, -1)[0]));
  return folders.size === 1 ? [...folders][0] : undefined;
}

/** All jobs together, so far. */
export interface Totals {
  done: number;
  cancelled: number;
  refused: number;
  /** Why the last one was refused. */
  reason: string;
  readonly jobs: number;
  /** Bytes of all sources, and those that were read of them or given up. */
  readonly size: number;
  read: number;
  /** Content that went through. */
  content: number;
  /** Of the jobs that are done. */
  bytesIn: number;
  bytesOut: number;
}

export interface QueueOptions {
  readonly pool: Pool;
  readonly task: Task;
  readonly place: Place;
  readonly signal: AbortSignal;
  /** Where the rows go. */
  readonly list: RowList;
  readonly onProgress: (totals: Totals) => void;
}

/** Works through `jobs`. A failure is told at its file, and the others have their turn. */
export async function workThrough(jobs: readonly Job[], options: QueueOptions): Promise<Totals> {
  const { signal } = options;
  const totals: Totals = {
    done: 0,
    cancelled: 0,
    refused: 0,
    reason: "",
    jobs: jobs.length,
    size: jobs.reduce((sum, { source }) => sum + source.size, 0),
    read: 0,
    content: 0,
    bytesIn: 0,
    bytesOut: 0,
  };
  const slots = options.pool.state.workers;
  let free = slots;
  let wake: (() => void) | undefined;
  const running = new Set<Promise<void>>();
  for (const job of jobs) {
    const needed = job.source.size <= SMALL ? 1 : slots;
    while (free < needed) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (signal.aborted) break;
    free -= needed;
    const work = workOn(job, options, totals).finally(() => {
      free += needed;
      running.delete(work);
      wake?.();
    });
    running.add(work);
  }
  await Promise.all(running);
  return totals;
}

async function workOn({ path, source }: Job, options: QueueOptions, totals: Totals): Promise<void> {
  const { pool, task, place, list, onProgress } = options;
  const own = new AbortController();
  const signal = AbortSignal.any([own.signal, options.signal]);
  const row = new Row(path, source.size, () => own.abort());
  list.add(row);
  const before: Step = { read: 0, total: source.size, content: 0 };
  let last = before;
  const account = (step: Step) => {
    totals.read += (step.read / Math.max(step.total, 1) - last.read / Math.max(last.total, 1)) * source.size;
    totals.content += step.content - last.content;
    last = step;
  };
  const onStep = (step: Step) => {
    account(step);
    row.step(step);
    onProgress(totals);
  };
  const began = performance.now();
  try {
    const name = resultName(path, task);
    const kept = await keep(place, name, signal, () =>
      task.action === "compress"
        ? Promise.resolve(compress(source, task, pool, { signal, onStep }))
        : decompress(source as File, pool, { signal, onStep }),
    );
    totals.done++;
    totals.bytesIn += source.size;
    totals.bytesOut += kept.size;
    row.done({ task, name, read: source.size, kept, milliseconds: performance.now() - began });
  } catch (error) {
    if (signal.aborted) {
      totals.cancelled++;
      row.cancelled();
    } else {
      totals.refused++;
      totals.reason = sentence(refusalOf(error));
      row.refused(error);
    }
  }
  account({ read: 1, total: 1, content: last.content });
  onProgress(totals);
}
