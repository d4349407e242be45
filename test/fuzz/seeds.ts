/** Sound frames to damage: hand-made ones, this engine's of every level, the command line's of many. */

import { LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";
import { binary, json, mixed, runs, skewed, text } from "../support/generators.js";
import { RawEngine } from "../support/raw-engine.js";
import { compressWithCli } from "../support/zstd-cli-calls.js";
import { GOOD_CASES } from "../vectors/cases/index.js";

/** Longer frames are damaged in their first kilobytes only by chance, and cost more than they tell. */
const FRAME_MAX = 6000;
const CONTENT_MAX = 1 << 17;

const CONTENTS = [text(900), json(3000), mixed(9000), runs(2500), skewed(2000), binary(700), text(20_000), text(40)];
const CLI_FLAGS = [["-1"], ["-3"], ["-5"], ["-9"], ["-13"], ["-16"], ["-19"], ["--ultra", "-22"], ["--fast=3"]];

/**
 * All seeds. Most carry no checksum, so that damage to what they hold is decoded and compared, and is not refused at
 * the end whatever was made of it.
 */
export async function seedFrames(): Promise<Uint8Array[]> {
  const handMade = GOOD_CASES.filter(({ bytes, plain, dictionary }) => {
    return dictionary === undefined && bytes.length <= FRAME_MAX && plain.length <= CONTENT_MAX;
  }).map(({ bytes }) => withoutChecksum(bytes));
  const engine = new RawEngine();
  const ours: Uint8Array[] = [];
  for (let level = LEVEL_MIN; level <= LEVEL_MAX; level++) {
    for (const [i, plain] of CONTENTS.entries()) ours.push(engine.compress(plain, { level, checksum: i % 4 === 0 }));
  }
  const theirs = await Promise.all(
    CLI_FLAGS.flatMap((flags) => CONTENTS.map((plain) => compressWithCli(plain, [...flags, "--no-check"]))),
  );
  return [...handMade, ...ours, ...theirs].filter(({ length }) => length > 0 && length <= FRAME_MAX);
}

/** A frame of one with its checksum taken off; anything else as it is. */
function withoutChecksum(bytes: Uint8Array): Uint8Array {
  const isFrame = bytes[0] === 0x28 && bytes[1] === 0xb5;
  if (!isFrame || (bytes[4]! & 4) === 0) return bytes;
  const copy = bytes.slice(0, -4);
  copy[4] = copy[4]! & ~4;
  return copy;
}
