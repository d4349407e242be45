/** `h4 seek`: the entry of a container's timeline at or before a time, and the block with its byte. CLI.md */

import type { Command } from "commander";
import { H4mkReader, type SeekPosition } from "../container/reader.js";
import { parseTime } from "./arguments.js";
import { refuseStdin, withContainer } from "./container-file.js";
import { openEngine } from "./engine.js";
import { FileError } from "./exit.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";
import { eachFile } from "./transfer.js";

const EXAMPLE = `h4 seek video.h4mk 90000000         what is played at 1:30
h4 unpack video.h4mk --range $(h4 seek video.h4mk 90000000 --json | jq .offset)- -o rest`;

/** Adds `h4 seek` to the parser. */
export function addSeek(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "seek", "the entry of the timeline at or before a time, and its block", EXAMPLE)
    .argument("<FILE|URL>", "a container")
    .argument("<PTS>", "a time in microseconds", parseTime)
    .addOption(shared.quietOption())
    .addOption(shared.jsonOption())
    .action(async (file: string, pts: bigint, options: ReportOptions) => finish(await seek(file, pts, options)));
}

async function seek(file: string, pts: bigint, options: ReportOptions): Promise<number> {
  const report = new Report(options);
  refuseStdin([file], "seek");
  const engine = await openEngine(report);
  await eachFile(report, [file], async () => {
    const position = await withContainer(file, async (source) => (await H4mkReader.open(source, { engine })).seek(pts));
    if (position === undefined) throw new FileError("SEEK_NO_ENTRY", `has no entry at or before ${pts} microseconds`);
    report.result({ file, ...position, block: position.block ?? null }, lines(position));
  });
  return report.exitCode;
}

function lines({ pts, offset, block }: SeekPosition): string {
  return [`pts     ${pts}`, `offset  ${offset}`, `block   ${block ?? "none: past the end"}`].join("\n");
}
