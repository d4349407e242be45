/** `h4 unpack`: containers back to files, all of them or a range, verified before a byte of them is kept. CLI.md; T33 of THREATS.md */

import type { Stats } from "node:fs";
import { type Command, Option } from "commander";
import type { AsyncOptions, Progress } from "../api/options.js";
import { toSeekableZstd } from "../container/convert.js";
import { type ContainerInfo, H4mkReader } from "../container/reader.js";
import { type ByteRange, parseRange } from "./arguments.js";
import { withWindowLimit } from "./container-engine.js";
import { refuseStdin, withContainer } from "./container-file.js";
import { openEngine } from "./engine.js";
import { FileError, UsageError } from "./exit.js";
import { printable, size } from "./figures.js";
import { STANDARD_STREAM } from "./input.js";
import { interruptible } from "./interrupt.js";
import * as shared from "./options.js";
import { type Output, refuseTerminal, toFile, toStdout } from "./output.js";
import { ProgressBar } from "./progress.js";
import { Report, type ReportOptions } from "./report.js";
import { checkTargets, type TargetOptions, targetOf, unpackedName } from "./targets.js";
import { displayName, eachFile } from "./transfer.js";
import { addTrust, type TrustArguments, trustOf } from "./trust.js";

interface UnpackCommandOptions extends ReportOptions, TargetOptions, TrustArguments {
  readonly force?: boolean;
  readonly range?: ByteRange;
  /** A seekable .zst of the same frames, in place of the plain bytes. */
  readonly zst?: boolean;
  /** Largest window log, from -M: wins over --long. */
  readonly memory?: number;
  readonly long?: number;
}

const EXAMPLE = `h4 unpack video.bin.h4mk --key author.pem.pub     video.bin.h4mk → video.bin
h4 unpack https://example.org/log.h4mk --range 1000000-1004095 --root $ROOT`;

/** Adds `h4 unpack` to the parser. */
export function addUnpack(program: Command, finish: shared.Finish): void {
  const command = shared
    .addCommand(program, "unpack", "FILE.h4mk → FILE, or a range of it; from a URL by range requests", EXAMPLE)
    .argument("<FILE|URL...>", "containers")
    .addOption(shared.outputOption())
    .addOption(shared.stdoutOption())
    .addOption(shared.forceOption())
    .addOption(
      new Option(
        "--range <a-b>",
        "plain bytes a to b, both inclusive, or a- to the end; to stdout unless -o names a file",
      ).argParser(parseRange),
    );
  addTrust(command)
    .option("--zst", "the same frames as a seekable .zst, none of them compressed again")
    .addOption(shared.memoryOption())
    .addOption(shared.longMaxOption())
    .addOption(shared.quietOption())
    .addOption(shared.verboseOption())
    .addOption(shared.jsonOption())
    .action(async (files: string[], options: UnpackCommandOptions) => finish(await unpack(files, options)));
}

async function unpack(files: readonly string[], given: UnpackCommandOptions): Promise<number> {
  const report = new Report(given);
  const toRange = given.range !== undefined && given.output === undefined;
  const options = toRange ? { ...given, stdout: true } : given;
  refuseStdin(files, "unpack");
  if (options.zst && options.range) throw new UsageError("--zst and --range contradict each other");
  checkTargets(files, options);
  const engine = withWindowLimit(await openEngine(report), options.memory ?? options.long);
  const open = { ...(await trustOf(options)), engine, maxOutput: Number.POSITIVE_INFINITY };
  await eachFile(report, files, (file) =>
    withContainer(file, async (source, stats) => {
      // A file is verified as a whole first, VERI included. A URL is not fetched twice, nor all of it for a range: each
      // block is held against the index, and the index against the root, before a byte of it is kept.
      const strict = stats !== undefined && options.range === undefined;
      await unpackOne(file, stats, options, report, (more) => H4mkReader.open(source, { ...open, strict, ...more }));
    }),
  );
  return report.exitCode;
}

async function unpackOne(
  file: string,
  stats: Stats | undefined,
  options: UnpackCommandOptions,
  report: Report,
  open: (options: AsyncOptions) => Promise<H4mkReader>,
): Promise<void> {
  const { force } = options;
  const target = targetOf(file, options, (name) => unpackedName(name, options.zst ? ".zst" : ""));
  const toTerminal = target === STANDARD_STREAM && process.stdout.isTTY;
  const startBar = (total?: number) => new ProgressBar(file, total, report.animated && !toTerminal);
  const run = async (output: Output, signal?: AbortSignal) => {
    const { info, ...content } = await openShown(open, options, startBar, signal);
    return { info, written: await output(shown(content, startBar)) };
  };
  if (target === STANDARD_STREAM && options.zst) refuseTerminal({ force });
  const output = target === STANDARD_STREAM ? toStdout({ force }) : await toFile(target, { force, source: stats });
  const { info, written } =
    target === STANDARD_STREAM ? await run(output) : await interruptible((signal) => run(output, signal));
  if (target === STANDARD_STREAM && !report.verbose) return;
  const text = `${printable(file)}: ${size(info.size)} → ${size(written)}, ${displayName(target, "stdout")}`;
  report.done({ file, output: target, read: info.size, written, authenticated: info.authenticated }, text);
}

/** What comes out of a container, and how much that will be. */
interface Content {
  readonly total: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** Opens a container, with a bar for what is verified first. */
async function openShown(
  open: (options: AsyncOptions) => Promise<H4mkReader>,
  options: UnpackCommandOptions,
  startBar: (total?: number) => ProgressBar,
  signal: AbortSignal | undefined,
): Promise<Content & { info: ContainerInfo }> {
  let bar: ProgressBar | undefined;
  const onProgress = ({ read, total }: Progress) => {
    bar ??= startBar(total);
    bar.update(read, 0);
  };
  try {
    const reader = await open({ signal, onProgress });
    return { info: reader.info, ...contentOf(reader, options, signal) };
  } finally {
    bar?.stop();
  }
}

function contentOf(reader: H4mkReader, { range, zst }: UnpackCommandOptions, signal: AbortSignal | undefined): Content {
  const { plainSize, size } = reader.info;
  if (zst) return { total: size, pieces: toSeekableZstd(reader, { signal }) };
  const { first, last = (plainSize ?? 0) - 1 } = range ?? { first: 0 };
  if (range !== undefined && plainSize !== undefined && Math.max(first, last) >= plainSize) {
    const bounds = { got: Math.max(first, last), limit: plainSize };
    throw new FileError("RANGE_BEYOND_END", `has ${plainSize} plain bytes: no byte ${bounds.got}`, bounds);
  }
  return { total: last + 1 - first, pieces: reader.stream(first, last + 1, { signal }) };
}

/** The pieces as they are, with a bar for what was written. */
async function* shown(
  { total, pieces }: Content,
  startBar: (total?: number) => ProgressBar,
): AsyncGenerator<Uint8Array, void, undefined> {
  const bar = startBar(total);
  let written = 0;
  try {
    for await (const piece of pieces) {
      yield piece;
      written += piece.byteLength;
      bar.update(written, written);
    }
  } finally {
    bar.stop();
  }
}
