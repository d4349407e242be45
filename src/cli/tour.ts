/** `h4 tour`: a real file there and back, with the seal checked first and every figure shown. */

import { spawnSync } from "node:child_process";
import type { Command } from "commander";
import type { Engine } from "../api/engine.js";
import { ENGINE_FP, engineFromEnvironment } from "../api/environment.js";
import { H4Error } from "../api/errors.js";
import { compress, decompress } from "../api/one-shot.js";
import { openEngine } from "./engine.js";
import { UsageError } from "./exit.js";
import { printable, ratio, size, speed, table } from "./figures.js";
import { STANDARD_STREAM } from "./input.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";
import { readSample, type Sample, sampleFile } from "./sample.js";
import { eachFile } from "./transfer.js";

/** The fastest, the default, and one that takes its time. */
const LEVELS = [1, 3, 9] as const;
/** The best of so many runs is shown: the first ones run code that V8 has not compiled in full yet. */
const RUNS = 3;

/** One level, there and back. Sizes in bytes, times in milliseconds. */
interface Leg {
  readonly level: number;
  readonly read: number;
  readonly written: number;
  readonly compress_ms: number;
  readonly decompress_ms: number;
  /** Every byte came back. */
  readonly identical: boolean;
  /** What zstd(1) says of the frame; null where there is no zstd on this machine. */
  readonly zstd: boolean | null;
}

const EXAMPLE = `h4 tour access.log`;

/** Adds `h4 tour` to the parser. */
export function addTour(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "tour", "a file there and back, with the seal checked and every figure shown", EXAMPLE)
    .argument("[FILE]", "the file to take; it is only read (default: one of this installation)")
    .addOption(shared.jsonOption())
    .action(async (file: string | undefined, options: ReportOptions) => finish(await tour(file, options)));
}

async function tour(named: string | undefined, options: ReportOptions): Promise<number> {
  const report = new Report(options);
  if (named === STANDARD_STREAM) throw new UsageError("the tour reads its file several times: name one");
  const engine = await openEngine(report);
  await eachFile(report, [named ?? (await sampleFile())], async (file) => {
    if (!(await show(await readSample(file), engine, report)))
      throw new Error("something on the tour is not as it must be");
  });
  return report.exitCode;
}

/** Shows the seal and each level; answers whether all of it is as it must be. */
async function show(sample: Sample, engine: Engine, report: Report): Promise<boolean> {
  const info = engine.info();
  const refused = await refusesAltered(engine);
  report.result({ ...info, altered_refused: refused }, sealLines(info, refused));
  const { file, bytes } = sample;
  report.result({ file, bytes: bytes.byteLength }, `File  ${printable(file)}, ${size(bytes.byteLength)}\n`);
  const legs: Leg[] = [];
  for (const level of LEVELS) if (await hasLevel(engine, level)) legs.push(await thereAndBack(sample, level, engine));
  if (report.json) for (const leg of legs) report.result(leg, "");
  else report.result({}, tableOf(legs));
  return info.verified && refused && legs.every(({ identical, zstd }) => identical && zstd !== false);
}

/** A native core may have one level alone. */
async function hasLevel(engine: Engine, level: number): Promise<boolean> {
  try {
    await compress(new Uint8Array(1), { level }, engine);
    return true;
  } catch (error) {
    if (error instanceof H4Error && error.code === "UNSUPPORTED") return false;
    throw error;
  }
}

/** Whether an engine other than the pinned one is kept from running: the pin is this one's with its last digit changed. */
async function refusesAltered(engine: Engine): Promise<boolean> {
  const { fingerprint } = engine.info();
  const other = `${fingerprint.slice(0, -1)}${fingerprint.endsWith("0") ? "1" : "0"}`;
  try {
    await engineFromEnvironment({ environment: { ...process.env, [ENGINE_FP]: other }, log: () => undefined });
    return false;
  } catch (error) {
    if (error instanceof H4Error && error.code === "SEAL_ALTERED") return true;
    throw error;
  }
}

async function thereAndBack({ bytes }: Sample, level: number, engine: Engine): Promise<Leg> {
  const there = await best(() => compress(bytes, { level }, engine));
  const back = await best(() => decompress(there.output, {}, engine));
  return {
    level,
    read: bytes.byteLength,
    written: there.output.byteLength,
    compress_ms: there.ms,
    decompress_ms: back.ms,
    identical: Buffer.compare(back.output, bytes) === 0,
    zstd: zstdAccepts(there.output),
  };
}

async function best(
  run: () => Promise<Uint8Array<ArrayBuffer>>,
): Promise<{ output: Uint8Array<ArrayBuffer>; ms: number }> {
  let output = new Uint8Array(0);
  let ms = Number.POSITIVE_INFINITY;
  for (let i = 0; i < RUNS; i++) {
    const began = performance.now();
    output = await run();
    ms = Math.min(ms, performance.now() - began);
  }
  return { output, ms };
}

function zstdAccepts(frame: Uint8Array): boolean | null {
  const { error, status } = spawnSync("zstd", ["-q", "-t"], { input: frame, stdio: ["pipe", "ignore", "ignore"] });
  return error === undefined ? status === 0 : null;
}

function sealLines(info: { engine_id: string; fingerprint: string; verified: boolean }, refused: boolean): string {
  return [
    `Seal  ${info.engine_id}, sha256 ${info.fingerprint}`,
    `      ${info.verified ? "verified before it ran" : "NOT VERIFIED"}; with one digit of the pin changed: ${
      refused ? "refused, nothing ran" : "NOT REFUSED"
    }`,
  ].join("\n");
}

function tableOf(legs: readonly Leg[]): string {
  const rows = legs.map(({ level, read, written, compress_ms, decompress_ms, identical, zstd }) => [
    `${level}`,
    size(written),
    ratio(read, written),
    speed(read, compress_ms),
    speed(read, decompress_ms),
    identical ? "identical" : "DIFFERENT",
    zstd === null ? "not installed" : zstd ? "accepts it" : "REFUSES IT",
  ]);
  return table([["Level", "Size", "Ratio", "Compress", "Decompress", "Returned", "zstd"], ...rows]);
}
