/** `h4 inspect`: a picture of a container: its chunks, what is written in it, and the verdict on it. CLI.md; T25 of THREATS.md */

import type { Command } from "commander";
import { json } from "../container/json.js";
import { describeInspection, endsOf, type FoundChunks, findChunks, timelineOf } from "../container/report.js";
import type { SeekEntry, SeekTable } from "../container/seek.js";
import type { Verification } from "../container/verify.js";
import { refuseStdin, withContainer } from "./container-file.js";
import { containerLine, verdictLines } from "./container-text.js";
import { openEngine } from "./engine.js";
import { printable, table } from "./figures.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";
import { eachFile } from "./transfer.js";
import { exitCodeOf, judge } from "./verify.js";

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
    const found = await withContainer(file, (source) => findChunks(source, { each: report.verbose }));
    const verification = await judge(file, { engine }, report);
    const timeline = verification.info && (await withContainer(file, (source) => timelineOf(source, engine)));
    if (report.json) {
      report.result({ file, ...describeInspection(found, verification, timeline, report.verbose) }, "");
    } else report.result({}, picture(file, found, verification, timeline, report.verbose));
    report.fail(exitCodeOf(verification));
  });
  return report.exitCode;
}

function picture(
  file: string,
  { runs, error }: FoundChunks,
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
  const { first, last } = endsOf(timeline);
  if (first === null || last === null) return "no entries";
  if (each) return [`${timeline.length} entries`, ...Array.from(timeline, (one) => `  ${entry(one)}`)].join("\n");
  return `${timeline.length} entries, from ${entry(first)} to ${entry(last)}`;
}
