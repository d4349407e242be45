/** Random contents through the encoder: nothing written outside, and the reference reads what was written. */

import { LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";
import { GENERATORS, json, type Random } from "../support/generators.js";
import { GuardedEngine, showsSecret } from "../support/guarded-engine.js";
import { address, NOT_FOR_THE_ENCODER } from "../support/memory-map.js";
import { withinTime } from "../support/watchdog.js";
import { ZlibOracle } from "../support/zlib-oracle.js";

/** Above every arena of the options below: windows of at most 8 MiB and room ahead, tables of at most 81 MiB. */
const GUARDED_FROM = address("ARENA") + (92 << 20);
const CASE_MILLISECONDS = 20_000;
/** Binary trees and optimal parsing. */
const SLOW_MIN = 13;

/** Contents whose ends meet every size of block, and pieces of several kinds one after the other. */
function content(random: Random): Uint8Array {
  const kinds = Object.values(GENERATORS);
  const parts: Uint8Array[] = [];
  for (let n = random.between(1, 4); n > 0; n--) {
    const length = random.pick([
      random.below(40),
      random.below(3000),
      random.below(60_000),
      131_072,
      random.below(200_000),
    ]);
    parts.push(random.pick(kinds)(length, random.below(10_000)));
    if (random.below(3) === 0) parts.push(random.pick(parts));
  }
  return new Uint8Array(Buffer.concat(parts).subarray(0, 400_000));
}

/** Runs `cases` contents; each line of what it returns is one defect. */
export async function encoderCampaign(random: Random, cases: number): Promise<string[]> {
  const defects: string[] = [];
  const zlib = new ZlibOracle();
  const engine = new GuardedEngine(NOT_FOR_THE_ENCODER, GUARDED_FROM);
  engine.plant(["constants", "null page", "the decoder's side"]);
  for (let i = 0; i < cases && defects.length < 10; i++) {
    const plain = content(random);
    const dictionary = random.below(4) === 0 ? { dictionary: json(random.between(1, 50_000), i) } : {};
    const options = {
      // Every sixth is one of the slow levels, which take ten times as long.
      level: random.below(6) === 0 ? random.between(SLOW_MIN, LEVEL_MAX) : random.between(LEVEL_MIN, SLOW_MIN - 1),
      windowLog: random.pick([0, 0, 0, 10, 11, 12, 15, 17, 18, 21]),
      checksum: random.below(2) === 0,
      ...dictionary,
    };
    const name = `case ${i}: ${plain.length} bytes, level ${options.level}, windowLog ${options.windowLog}`;
    if (i % 16 === 0) engine.plantSecret(GUARDED_FROM);
    let frame: Uint8Array = new Uint8Array(0);
    withinTime(CASE_MILLISECONDS, () => {
      frame = random.below(2) === 0 ? engine.compress(plain, options) : cut(engine, plain, options, random);
    });
    if (engine.damaged().length > 0) defects.push(`${name}: wrote to ${engine.damaged().join(", ")}`);
    if (showsSecret(frame)) defects.push(`${name}: an earlier call's memory shows`);
    const read = await zlib.decompress(frame, dictionary).catch((error: Error) => error.message);
    if (typeof read === "string") defects.push(`${name}: the reference refuses: ${read}`);
    else if (Buffer.compare(read, plain) !== 0) defects.push(`${name}: the reference reads something else`);
  }
  zlib.close();
  return defects;
}

/** The same content in random pieces, flushed now and then. */
function cut(engine: GuardedEngine, plain: Uint8Array, options: object, random: Random): Uint8Array {
  const session = engine.compressor(options);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < plain.length; ) {
    const length = random.pick([1, random.below(100), random.below(10_000), 131_072]);
    parts.push(session.push(plain.subarray(at, at + length)));
    if (random.below(8) === 0) parts.push(session.flush());
    at += length;
  }
  parts.push(session.end());
  return new Uint8Array(Buffer.concat(parts));
}
