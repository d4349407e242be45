/** `h4 list`: frames, sizes, window and checksum of compressed files, read from their headers alone. CLI.md. */

import { stat } from "node:fs/promises";
import type { Command } from "commander";
import type { Engine } from "../api/engine.js";
import { type FrameInfo, listFrames } from "../api/frames.js";
import { openFileSource } from "../platform/node-files.js";
import { openEngine } from "./engine.js";
import { FileError, UsageError } from "./exit.js";
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
  /** The largest Window_Size: the memory that decoding needs. */
  window: number;
  /** "XXH64" where every frame has a checksum, "partial" where some have. */
  check: "XXH64" | "partial" | "none";
}

const HEADINGS = ["Frames", "Skips", "Compressed", "Uncompressed", "Ratio", "Window", "Check", "Filename"] as const;

const EXAMPLE = `h4 list -v folder.tar.zst            one line a frame`;

/** Adds `h4 list` to the parser. */
export function addList(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "list", "frames, sizes, ratio, window and checksum, read from the headers alone", EXAMPLE)
    .argument("<FILE...>", "compressed files")
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
    const frames = await framesOf(file, engine);
    const summary = summarize(file, frames);
    summaries.push(summary);
    if (report.json) report.result(report.verbose ? { ...summary, details: frames } : summary, "");
    else if (report.verbose) report.result({}, details(summary, frames));
  });
  if (!report.json && !report.verbose && summaries.length > 0) report.result({}, overview(summaries));
  return report.exitCode;
}

async function framesOf(file: string, engine: Engine): Promise<FrameInfo[]> {
  const stats = await stat(file);
  if (stats.isDirectory()) throw new FileError("FILE_IS_DIRECTORY", "is a directory");
  if (!stats.isFile()) throw new FileError("FILE_NOT_REGULAR", "is not a regular file");
  const source = await openFileSource(file);
  try {
    const frames: FrameInfo[] = [];
    for await (const frame of listFrames(source, { engine })) frames.push(frame);
    return frames;
  } finally {
    await source.close();
  }
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
  return [`${frames}`, `${skippable}`, size(compressed), ...plain, size(window), check, printable(file)];
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
    window: Math.max(...summaries.map((one) => one.window)),
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
