/** Frames that say their sizes, decoded by several workers at the same time, each group to its place in the output. */

import { allocate } from "#platform";
import { H4Error } from "../api/errors.js";
import type { AsyncOptions } from "../api/options.js";
import { plausible } from "../engine/collector.js";
import type { DecompressParameters } from "../engine/core.js";
import { eachFrame, type FrameExtent } from "../engine/frame-header.js";
import { callWorker } from "./call.js";
import type { Crew } from "./crew.js";
import { inParallel, Tally } from "./parallel.js";

/** Content that a worker gets at a time, at least: a message costs 0.1 ms, 1 MiB of content 1 ms or more. */
const GROUP_CONTENT = 1 << 20;

/** Headers of frames and blocks that are looked at on this thread: 8 GiB of content have as many. It takes some 10 ms. */
const HEADERS_MAX = 1 << 16;

/** Frames that one worker decodes together. */
interface Group extends FrameExtent {
  /** Where its content begins in the output. */
  outputAt: number;
}

/** All frames of `data`, in one job where they do not say how much each holds, or hold more than they may. */
export async function decompressInParallel(
  crew: Crew,
  parameters: DecompressParameters,
  data: Uint8Array,
  { signal, onProgress }: AsyncOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  signal?.throwIfAborted();
  const groups = groupsOf(data);
  const { outputAt, contentSize } = groups.at(-1) ?? { outputAt: 0, contentSize: 0 };
  const total = outputAt + contentSize;
  const tally = new Tally(data.length, onProgress);
  if (groups.length < 2 || total > parameters.maxOutput || plausible(total, data.length) !== total) {
    return await callWorker(crew, { call: "decompress", parameters }, data, signal, tally.of(0));
  }
  const output = allocate(total);
  await inParallel(groups.length, crew.state.workers, async (i) => {
    const group = groups[i]!;
    const task = { call: "decompress", parameters: { ...parameters, maxOutput: group.contentSize } } as const;
    const frames = data.subarray(group.offset, group.offset + group.length);
    try {
      output.set(await callWorker(crew, task, frames, signal, tally.of(i), i > 0), group.outputAt);
    } catch (error) {
      throw movedBy(group.offset, error);
    }
  });
  return output;
}

/** The frames of `data` in groups; none where a header does not say what it holds, or what follows is no frame. */
function groupsOf(data: Uint8Array): Group[] {
  const groups: Group[] = [];
  let outputAt = 0;
  const known = eachFrame(data, add, HEADERS_MAX);
  return known ? groups : [];

  function add({ offset, length, contentSize }: FrameExtent): void {
    const last = groups.at(-1);
    if (last !== undefined && last.contentSize + contentSize <= GROUP_CONTENT) {
      last.length += length;
      last.contentSize += contentSize;
    } else {
      groups.push({ offset, length, contentSize, outputAt });
    }
    outputAt += contentSize;
  }
}

/** An error of a group as one of the whole input, whose offsets begin at its first byte. */
function movedBy(distance: number, error: unknown): unknown {
  if (!(error instanceof H4Error) || error.offset === undefined || distance === 0) return error;
  const { code, got, limit, cause } = error;
  const offset = error.offset + distance;
  const message = error.message.replace(`at byte ${error.offset} of the input`, `at byte ${offset} of the input`);
  return new H4Error(code, message, { got, limit, offset, cause } as object);
}
