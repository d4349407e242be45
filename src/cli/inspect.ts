/** `h4 inspect`: a picture of a container: its chunks, what is written in it, and the verdict on it. CLI.md; T25 of THREATS.md */

import type { Command } from "commander";
import { H4Error } from "../api/errors.js";
import { type ChunkInfo, listChunks } from "../container/chunks.js";
import { H4mkReader } from "../container/reader.js";
import type { SeekEntry, SeekTable } from "../container/seek.js";
import type { Verification } from "../container/verify.js";
import { refuseStdin, withContainer } from "./container-file.js";
import { containerLine, describeContainer, describeVerdicts, verdictLines } from "./container-text.js";
import { openEngine } from "./engine.js";
import { failureOf } from "./exit.js";
import { printable, table } from "./figures.js";
import { json } from "./json.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";
import { eachFile } from "./transfer.js";
import { exitCodeOf, judge } from "./verify.js";

/** Chunks of one tag that follow each other. Sizes in bytes. */
interface Run {
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
interface Found {
  readonly runs: readonly Run[];
  readonly error: H4Error | undefined;
}

const EXAMPLE = `h4 inspect video.h4mk
h4 inspect --json video.h4mk | jq .meta.compression`;

/** Adds `h4 inspect` to the parser. */
export function addInspect(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "inspect", "a picture of a container: chunks, META, SAFE, timeline, seal, verdict", EXAMPLE)
    .argument("<FILE|URL...>", "containers; all of each is read, also from a URL")
    .addOption(shared.quietOption())
    .addOption(shared.verboseOption("every chunk and every entry of the timeline"))
    .addOption(shared.jsonOption())
    .action(async (files: string[], options: ReportOptions) => finish(await inspect(files, options)));
}

async function inspect(files: readonly string[], options: ReportOptions): Promise<number> {
  const report = new Report(options);
  refuseStdin(files, "inspect");
  const engine = await openEngine(report);
  await eachFile(report, files, async (file) => {
    const found = await chunksOf(file, report.verbose);
    const verification = await judge(file, { engine }, report);
    // What is in a container that is damaged is not shown: it is parsed once it was verified.
    const timeline = verification.info && (await timelineOf(file, engine));
    if (report.json) report.result(describe(file, found, verification, timeline, report.verbose), "");
    else report.result({}, picture(file, found, verification, timeline, report.verbose));
    report.fail(exitCodeOf(verification));
  });
  return report.exitCode;
}

/** The chunks as far as they lead anywhere; those of one tag together, unless `each`. */
async function chunksOf(file: string, each: boolean): Promise<Found> {
  const runs: Run[] = [];
  try {
    await withContainer(file, async (source) => {
      for await (const chunk of listChunks(source)) add(runs, chunk, each);
    });
    return { runs, error: undefined };
  } catch (error) {
    // What cannot be read at all is told by who judges it.
    if (error instanceof H4Error && error.code.startsWith("CONTAINER_")) return { runs, error };
    throw error;
  }
}

function add(runs: Run[], { tag, offset, length, intact }: ChunkInfo, each: boolean): void {
  const damaged = intact ? 0 : 1;
  const last = runs.at(-1);
  if (each || last?.tag !== tag) {
    runs.push({ tag, offset, chunks: 1, bytes: length, damaged });
    return;
  }
  last.chunks++;
  last.bytes += length;
  last.damaged += damaged;
}

function timelineOf(file: string, engine: Awaited<ReturnType<typeof openEngine>>): Promise<SeekTable> {
  return withContainer(file, async (source) => (await H4mkReader.open(source, { engine })).seekTable());
}

function describe(
  file: string,
  { runs, error }: Found,
  verification: Verification,
  timeline: SeekTable | undefined,
  each: boolean,
): object {
  const { info, ok } = verification;
  return {
    file,
    ok,
    chunks: runs.map(({ tag, offset, chunks, bytes, damaged }) => ({
      tag,
      offset,
      chunks,
      bytes,
      crc_ok: damaged === 0,
    })),
    chunks_error: error === undefined ? null : failureOf(error).code,
    container: info === undefined ? null : describeContainer(info),
    meta: info?.meta ?? null,
    safe: info?.safe ?? null,
    seek:
      timeline === undefined
        ? null
        : { entries: timeline.length, ...(each ? { list: [...timeline] } : ends(timeline)) },
    ...describeVerdicts(verification),
  };
}

/** First and last entry. */
function ends(timeline: SeekTable): { first: SeekEntry | null; last: SeekEntry | null } {
  if (timeline.length === 0) return { first: null, last: null };
  return { first: timeline.entry(0), last: timeline.entry(timeline.length - 1) };
}

function picture(
  file: string,
  { runs, error }: Found,
  verification: Verification,
  timeline: SeekTable | undefined,
  each: boolean,
): string {
  const { info } = verification;
  const columns = ["Offset", "Chunks", "Bytes", "CRC-32", "Tag"];
  const rows = runs.map(({ tag, offset, chunks, bytes, damaged }) => [
    `${offset}`,
    `${chunks}`,
    `${bytes}`,
    damaged === 0 ? "ok" : `${damaged} WRONG`,
    printable(tag),
  ]);
  const parts = [
    `${printable(file)}${info === undefined ? "" : `: ${containerLine(info)}`}`,
    table([columns, ...rows]),
  ];
  if (error !== undefined) parts.push(printable(`and no further: ${error.message} (${error.code})`));
  if (info !== undefined) {
    parts.push(
      "",
      `META ${readable(info.meta)}`,
      `SAFE ${readable(info.safe)}`,
      `SEEK ${timelineText(timeline!, each)}`,
    );
  }
  return [...parts, "", verdictLines(verification)].join("\n");
}

/** JSON over several lines, none of whose characters a terminal takes for a command. */
function readable(value: object): string {
  return json(value, true).split("\n").map(printable).join("\n");
}

function timelineText(timeline: SeekTable, each: boolean): string {
  const entry = ({ pts, offset }: SeekEntry) => `${pts} µs at byte ${offset}`;
  const { first, last } = ends(timeline);
  if (first === null || last === null) return "no entries";
  if (each) return [`${timeline.length} entries`, ...Array.from(timeline, (one) => `  ${entry(one)}`)].join("\n");
  return `${timeline.length} entries, from ${entry(first)} to ${entry(last)}`;
}
