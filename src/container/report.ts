/** What is known about a container, for programs: what `--json` and the service say, by the same names. S43, S47 of PROMISES.md */

import { H4Error } from "../api/errors.js";
import type { ContainerSource } from "./access.js";
import { type ChunkInfo, listChunks } from "./chunks.js";
import type { BlockEngine } from "./codec.js";
import { type ContainerInfo, H4mkReader } from "./reader.js";
import type { SeekEntry, SeekTable } from "./seek.js";
import type { Verdict, Verification } from "./verify.js";

/** The verdicts, by the names that programs read. */
export const VERDICTS = [
  ["integrity", "integrity"],
  ["content", "content"],
  ["root", "root"],
  ["signature", "signature"],
  ["engine_id", "engineId"],
  ["fingerprint", "fingerprint"],
  ["sealed", "sealed"],
] as const satisfies readonly (readonly [string, keyof Verification])[];

/** Chunks of one tag that follow each other. Sizes in bytes. */
export interface Run {
  readonly tag: string;
  /** Where the header of the first one begins. */
  readonly offset: number;
  chunks: number;
  /** Of the payloads. */
  bytes: number;
  /** Chunks whose payload does not have the CRC-32 that their header says. */
  damaged: number;
}

/** What was found of the chunks, and why there are no more. */
export interface FoundChunks {
  readonly runs: readonly Run[];
  readonly error: H4Error | undefined;
  /** There are more runs than were to be listed. */
  readonly cut: boolean;
}

export interface ChunkListing {
  /** Lists each chunk by itself. Default false: those of one tag together. */
  each?: boolean | undefined;
  /** Runs to list. Default: all of them, of which a hostile container may have one for every 12 bytes. */
  max?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** The chunks as far as they lead anywhere. Only a source that cannot be read rejects. */
export async function findChunks(source: ContainerSource, listing: ChunkListing = {}): Promise<FoundChunks> {
  const { each = false, max = Number.POSITIVE_INFINITY, signal } = listing;
  const runs: Run[] = [];
  try {
    for await (const chunk of listChunks(source, signal === undefined ? {} : { signal })) {
      if (continues(runs, chunk, each)) continue;
      if (runs.length >= max) return { runs, error: undefined, cut: true };
      const { tag, offset, length, intact } = chunk;
      runs.push({ tag, offset, chunks: 1, bytes: length, damaged: intact ? 0 : 1 });
    }
    return { runs, error: undefined, cut: false };
  } catch (error) {
    // What cannot be read at all is told by who judges it.
    if (error instanceof H4Error && error.code.startsWith("CONTAINER_")) return { runs, error, cut: false };
    throw error;
  }
}

/** Counts `chunk` into the last run where it is one more of it. */
function continues(runs: Run[], { tag, length, intact }: ChunkInfo, each: boolean): boolean {
  const last = runs.at(-1);
  if (each || last?.tag !== tag) return false;
  last.chunks++;
  last.bytes += length;
  last.damaged += intact ? 0 : 1;
  return true;
}

/** The timeline of a container that was verified. */
export async function timelineOf(
  source: ContainerSource,
  engine: BlockEngine,
  signal?: AbortSignal,
): Promise<SeekTable> {
  return (await H4mkReader.open(source, { engine, signal })).seekTable();
}

/** Everything that is in a container. What is in a damaged one is not shown: it is parsed once it was verified. */
export function describeInspection(
  { runs, error }: FoundChunks,
  verification: Verification,
  timeline: SeekTable | undefined,
  each = false,
): object {
  const { info, ok } = verification;
  return {
    ok,
    chunks: runs.map(({ tag, offset, chunks, bytes, damaged }) => ({
      tag,
      offset,
      chunks,
      bytes,
      crc_ok: damaged === 0,
    })),
    chunks_error: error?.code ?? null,
    container: info === undefined ? null : describeContainer(info),
    meta: info?.meta ?? null,
    safe: info?.safe ?? null,
    seek:
      timeline === undefined
        ? null
        : { entries: timeline.length, ...(each ? { list: [...timeline] } : endsOf(timeline)) },
    ...describeVerdicts(verification),
  };
}

/** First and last entry. */
export function endsOf(timeline: SeekTable): { first: SeekEntry | null; last: SeekEntry | null } {
  if (timeline.length === 0) return { first: null, last: null };
  return { first: timeline.entry(0), last: timeline.entry(timeline.length - 1) };
}

/** The verdicts, and the facts where there are any. */
export function describeVerification(verification: Verification): object {
  const { ok, info } = verification;
  return { ok, ...describeVerdicts(verification), container: info === undefined ? null : describeContainer(info) };
}

/** The facts about a container but META and SAFE. */
export function describeContainer(info: ContainerInfo): object {
  const { size, plainSize, blocks, blockSize, indexed, root, signed, authenticated, verified } = info;
  return {
    size,
    plain_size: plainSize ?? null,
    blocks,
    block_size: blockSize ?? null,
    indexed,
    root: root ?? null,
    signed,
    authenticated,
    verified,
    codec: info.codec ?? null,
    compression: info.compression ?? null,
  };
}

function describeVerdicts(verification: Verification): object {
  return Object.fromEntries(VERDICTS.map(([name, key]) => [name, describeVerdict(verification[key])]));
}

function describeVerdict({ outcome, says, error }: Verdict): object {
  const { code, got, limit, offset } = error ?? {};
  return { outcome, says, code, got, limit, offset };
}
