/** `h4 list`: frames, sizes, window and checksum of compressed files and containers, read from their headers alone. CLI.md. */

import type { Command } from "commander";
import type { Engine } from "../api/engine.js";
import { type FrameInfo, listFrames } from "../api/frames.js";
import type { RandomAccess } from "../api/random-access.js";
import { H4mkReader } from "../container/reader.js";
import { describeContainer } from "../container/report.js";
import { holdsContainer, withFile } from "./container-file.js";
import { containerLine } from "./container-text.js";
import { openEngine } from "./engine.js";
import { UsageError } from "./exit.js";
import { printable, ratio, size, table } from "./figures.js";
import { STANDARD_STREAM } from "./input.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";
import { eachFile } from "./transfer.js";

/** What is told about one file, or about all of them. Sizes in bytes. */
interface Summary {
  file: string;
  frames: number;
  skippable: number;
  compressed: number;
  /** null where a frame does not say. */
  uncompressed: number | null;
  /** The largest Window_Size, or block of a container: the memory that decoding needs. null where nothing says it. */
  window: number | null;
  /** "XXH64" where every frame has a checksum, "partial" where some have; of containers, what a block is held against. */
  check: "XXH64" | "partial" | "none" | "SHA-256" | "VERI";
}

/** One file: in short, at length for a program, at length for a reader. */
interface Listing {
  readonly summary: Summary;
  readonly details: object;
  readonly text: string;
}

const HEADINGS = ["Frames", "Skips", "Compressed", "Uncompressed", "Ratio", "Window", "Check", "Filename"] as const;

const EXAMPLE = `h4 list -v folder.tar.zst            one line a frame`;

/** Adds `h4 list` to the parser. */
export function addList(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "list", "frames, sizes, ratio, window and checksum, read from the headers alone", EXAMPLE)
    .argument("<FILE...>", "compressed files and containers")
    .addOption(shared.quietOption())
    .addOption(shared.verboseOption("one line a frame"))
    .addOption(shared.jsonOption())
    .action(async (files: string[], options: ReportOptions) => finish(await list(files, options)));
}

async function list(files: readonly string[], options: ReportOptions): Promise<number> {
  if (files.includes(STANDARD_STREAM)) throw new UsageError("list reads files only: it skips from header to header");
  const report = new Report(options);
  const engine = await openEngine(report);
  const summaries: Summary[] = [];
  await eachFile(report, files, async (file) => {
    const { summary, details, text } = await look(file, engine);
    summaries.push(summary);
    if (report.json) report.result(report.verbose ? { ...summary, details } : summary, "");
    else if (report.verbose) report.result({}, text);
  });
  if (!report.json && !report.verbose && summaries.length > 0) report.result({}, overview(summaries));
  return report.exitCode;
}

/** What there is in one file; a container is known by its first bytes, whatever its name. */
function look(file: string, engine: Engine): Promise<Listing> {
  return withFile(file, async (source) => {
    if (await holdsContainer(source)) return listContainer(file, source, engine);
    const frames: FrameInfo[] = [];
    for await (const frame of listFrames(source, { engine })) frames.push(frame);
    const summary = summarize(file, frames);
    return { summary, details: frames, text: details(summary, frames) };
  });
}

/** What the index at the end says; a container without one is read as a whole. */
async function listContainer(file: string, source: RandomAccess, engine: Engine): Promise<Listing> {
  const { info } = await H4mkReader.open(source, { engine });
  const summary: Summary = {
    file,
    frames: info.blocks,
    skippable: 0,
    compressed: info.size,
    uncompressed: info.plainSize ?? null,
    window: info.blockSize ?? null,
    check: info.indexed ? "SHA-256" : "VERI",
  };
  return { summary, details: describeContainer(info), text: `${printable(file)}: ${containerLine(info)}` };
}

function summarize(file: string, frames: readonly FrameInfo[]): Summary {
  const plain = frames.filter((frame) => frame.kind === "zstandard");
  const checked = plain.filter((frame) => frame.checksum).length;
  return {
    file,
    frames: plain.length,
    skippable: frames.length - plain.length,
    compressed: frames.reduce((sum, frame) => sum + frame.compressedSize, 0),
    uncompressed: plain.reduce<number | null>(
      (sum, { contentSize }) => (sum === null || contentSize === undefined ? null : sum + contentSize),
      0,
    ),
    window: Math.max(0, ...plain.map((frame) => frame.windowSize)),
    check: checked === 0 ? "none" : checked === plain.length ? "XXH64" : "partial",
  };
}

function overview(summaries: readonly Summary[]): string {
  const rows = [HEADINGS, ...summaries.map(row)];
  if (summaries.length > 1) rows.push(row(total(summaries)));
  return table(rows);
}

function row({ file, frames, skippable, compressed, uncompressed, window, check }: Summary): string[] {
  const plain = uncompressed === null ? ["", ""] : [size(uncompressed), ratio(uncompressed, compressed)];
  const memory = window === null ? "" : size(window);
  return [`${frames}`, `${skippable}`, size(compressed), ...plain, memory, check, printable(file)];
}

function total(summaries: readonly Summary[]): Summary {
  const sum = (figure: (summary: Summary) => number) => summaries.reduce((all, one) => all + figure(one), 0);
  const known = summaries.every((summary) => summary.uncompressed !== null);
  const checks = new Set(summaries.map((summary) => summary.check));
  return {
    file: `${summaries.length} files`,
    frames: sum((one) => one.frames),
    skippable: sum((one) => one.skippable),
    compressed: sum((one) => one.compressed),
    uncompressed: known ? sum((one) => one.uncompressed ?? 0) : null,
    window: Math.max(...summaries.map((one) => one.window ?? 0)),
    check: checks.size === 1 ? [...checks][0]! : "partial",
  };
}

function details(summary: Summary, frames: readonly FrameInfo[]): string {
  const columns = ["Offset", "Kind", "Header", "Compressed", "Content", "Window", "Dictionary", "Check", "Blocks"];
  const rows = frames.map(({ blocks, ...frame }) => [
    `${frame.offset}`,
    frame.kind,
    `${frame.headerSize}`,
    `${frame.compressedSize}`,
    frame.contentSize === undefined ? "unknown" : `${frame.contentSize}`,
    `${frame.windowSize}`,
    `${frame.dictionaryId}`,
    frame.checksum ? "XXH64" : "none",
    frame.kind === "skippable" ? "" : `${blocks.compressed} compressed, ${blocks.raw} raw, ${blocks.rle} RLE`,
  ]);
  const { file, compressed, uncompressed } = summary;
  const shrunk =
    uncompressed === null ? "" : `, content ${uncompressed} bytes, ratio ${ratio(uncompressed, compressed)}`;
  return `${printable(file)}: ${compressed} bytes${shrunk}\n${table([columns, ...rows])}`;
}
