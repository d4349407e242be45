/** `h4 bench`: this engine beside whatever peers are installed, one run, one table. CLI.md. */

import { basename } from "node:path";
import type { Command } from "commander";
import { race } from "../../bench/measure.mjs";
import { measureZstdCli, zstdCliVersion } from "../../bench/zstd-cli.mjs";
import { openEngine } from "./engine.js";
import { UsageError } from "./exit.js";
import { printable, size, table } from "./figures.js";
import { STANDARD_STREAM } from "./input.js";
import * as shared from "./options.js";
import { findPeers, type Peer } from "./peers.js";
import { Report, type ReportOptions } from "./report.js";
import { readSample, type Sample, sampleFile } from "./sample.js";
import { eachFile } from "./transfer.js";

/** Levels that are measured: the ends, the default, and one between. */
const LEVELS = [1, 3, 6, 9] as const;
/** Seconds for each level of the zstd command. */
const ZSTD_CLI_SECONDS = 1;
/** One file and level: long enough for V8 to compile the hot code, short enough for a coffee with all levels. */
const PACE = {
  clock: () => performance.now(),
  warmupMs: 60,
  sampleMs: 8,
  budgetMs: 2000,
  minRounds: 3,
  maxRounds: 25,
  quantile: 0.5,
} as const;

/** What one competitor did on one file at one level. Speeds in bytes of plain data a second. */
interface Row {
  readonly file: string;
  readonly level: number;
  readonly codec: string;
  readonly version: string;
  readonly ratio: number | null;
  readonly compress: number | null;
  readonly decompress: number;
}

const EXAMPLE = `h4 bench access.log data.json`;

/** Adds `h4 bench` to the parser. */
export function addBench(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "bench", "this engine beside whatever peers are installed, in one run", EXAMPLE)
    .argument("[FILE...]", "what to measure with (default: a file of this installation)")
    .addOption(shared.quietOption())
    .addOption(shared.jsonOption())
    .action(async (files: string[], options: ReportOptions) => finish(await bench(files, options)));
}

async function bench(named: readonly string[], options: ReportOptions): Promise<number> {
  const report = new Report(options);
  if (named.includes(STANDARD_STREAM)) throw new UsageError("bench reads its files several times: name them");
  const files = named.length > 0 ? named : [await sampleFile()];
  const engine = await openEngine(report);
  const info = engine.info();
  // Without checksums, as the peers do by default; a native core decides that itself.
  const plain = info.engine === "core" ? {} : { checksum: false };
  const ours: Peer = {
    name: "harmony4",
    version: info.engine_id,
    compress: (bytes, level) => engine.compress(bytes, { level, ...plain }),
    decompress: (bytes) => engine.decompress(bytes, { maxOutput: Number.POSITIVE_INFINITY }),
  };
  const peers = [ours, ...(await findPeers())];
  await eachFile(report, files, async (file) => {
    const sample = await readSample(file);
    report.note(`h4: ${printable(file)}, ${size(sample.bytes.byteLength)}, ${peers.length} codecs, levels ${LEVELS}`);
    const rows = LEVELS.flatMap((level) => [...measure(sample, level, peers, report), ...measureCli(sample, level)]);
    if (report.json) for (const row of rows) report.result(row, "");
    else report.result({}, tableOf(rows));
  });
  return report.exitCode;
}

/** Every peer at one level: its own frames compressed, and one and the same frame decompressed by all. */
function measure({ file, bytes }: Sample, level: number, peers: readonly Peer[], report: Report): Row[] {
  const reference = peers[0]!.compress!(bytes, level);
  const right = peers.filter((peer) => isRight(peer, bytes, level, reference, report));
  const packed = new Map(right.map((peer) => [peer.name, peer.compress?.(bytes, level).byteLength]));
  const packing = right.flatMap(({ name: id, compress }) =>
    compress ? [{ id, run: () => compress(bytes, level) }] : [],
  );
  const compress = race(packing, PACE);
  const unpacking = right.map((peer) => ({
    id: peer.name,
    run: () => peer.decompress(reference, bytes.byteLength),
  }));
  const decompress = race(unpacking, PACE);
  const speed = (seconds: number | undefined) => (seconds === undefined ? null : bytes.byteLength / seconds);
  return right.map((peer) => {
    const length = packed.get(peer.name);
    return {
      file,
      level,
      codec: peer.name,
      version: peer.version,
      ratio: length === undefined ? null : bytes.byteLength / length,
      compress: speed(compress.get(peer.name)?.seconds),
      decompress: speed(decompress.get(peer.name)?.seconds) ?? 0,
    };
  });
}

/** A codec whose output is wrong is named and not measured: its speed would mean nothing. */
function isRight(peer: Peer, bytes: Uint8Array, level: number, reference: Uint8Array, report: Report): boolean {
  try {
    const frames = [reference, ...(peer.compress ? [peer.compress(bytes, level)] : [])];
    if (frames.every((frame) => Buffer.compare(peer.decompress(frame, bytes.byteLength), bytes) === 0)) return true;
    report.note(`h4: ${peer.name}, level ${level}: wrong output, not measured`);
  } catch (error) {
    report.note(`h4: ${peer.name}, level ${level}: ${error instanceof Error ? error.message : error}, not measured`);
  }
  return false;
}

function measureCli({ file, bytes }: Sample, level: number): Row[] {
  const version = zstdCliVersion();
  if (version === undefined) return [];
  const named = { name: basename(file), bytes };
  return measureZstdCli([named], [level], ZSTD_CLI_SECONDS).map(({ ratio, compress, decompress }) => {
    return { file, level, codec: "zstd command", version, ratio, compress, decompress };
  });
}

function tableOf(rows: readonly Row[]): string {
  const megabytes = (rate: number | null) => (rate === null ? "" : (rate / 1e6).toFixed(rate < 1e7 ? 1 : 0));
  const cells = rows.map(({ level, ratio, compress, decompress, codec, version }) => [
    `${level}`,
    ratio === null ? "" : ratio.toFixed(3),
    megabytes(compress),
    megabytes(decompress),
    `${codec} ${version}`,
  ]);
  return table([["Level", "Ratio", "Compress MB/s", "Decompress MB/s", "Codec"], ...cells]);
}
