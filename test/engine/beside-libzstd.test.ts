/** Contents on which an encoder falls behind libzstd by much if it misses one thing: no level may. */

import { afterAll, describe, expect, test } from "vitest";
import { LEVEL_MAX } from "../../assembly/common/limits.js";
import { expectBytes } from "../support/expect-bytes.js";
import { noise, Random, text } from "../support/generators.js";
import { RawEngine } from "../support/raw-engine.js";
import { ZlibOracle } from "../support/zlib-oracle.js";

const LEVELS = Array.from({ length: LEVEL_MAX }, (_, i) => 1 + i);
const engine = new RawEngine();
const zlib = new ZlibOracle();
afterAll(() => zlib.close());

const bytesOf = (words: readonly number[]) => new Uint8Array(Uint32Array.from(words).buffer);

/** As compiled constants are stored: a mark and four bytes each, few of which differ. */
function constants(count: number): Uint8Array {
  const random = new Random(31);
  const marked = Array.from({ length: count }, () => {
    const value = random.below(9000);
    return Buffer.from([0x69, value & 255, value >> 8, 0, 0]);
  });
  return new Uint8Array(Buffer.concat(marked));
}

/** As catalogs of messages are: tables of lengths and offsets, then what these lead to, in two languages. */
function catalog(messages: number): Uint8Array {
  const random = new Random(32);
  const words = new TextDecoder("latin1").decode(text(400_000, 33)).split(/(?<=[.;?]\s)/);
  const originals = Array.from({ length: messages }, (_, i) => `${words[i]!.slice(0, random.between(8, 60))}\0`);
  const translations = originals.map((one) => one.replace(/[a-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 128)));
  let offset = 28 + messages * 16;
  const table = [...originals, ...translations].flatMap((one) => {
    offset += one.length;
    return [one.length - 1, offset - one.length];
  });
  return new Uint8Array(
    Buffer.concat([
      bytesOf(table),
      Buffer.from(originals.join(""), "latin1"),
      Buffer.from(translations.join(""), "latin1"),
    ]),
  );
}

/** Where next to nothing repeats, and what does is short and close by. */
function scattered(length: number): Uint8Array {
  const random = new Random(34);
  const bytes = noise(length, 35);
  for (let at = 4000; at + 100 < length; at += random.between(60, 300)) {
    const from = at - random.between(500, 3000);
    bytes.copyWithin(at, from, from + random.between(8, 20));
  }
  return bytes;
}

describe.each([
  ["constants", constants(16_000)],
  ["a catalog of messages", catalog(1500)],
  ["scattered repetitions", scattered(180_000)],
])("%s", (_, plain) => {
  test.each(LEVELS)("level %i: at most 2 % larger", async (level) => {
    const frame = engine.compress(plain, { level });
    const theirs = await zlib.compress(plain, { level });
    expect(frame.length / theirs.length).toBeLessThan(1.02);
    expectBytes(await zlib.decompress(frame), plain);
  });
});
