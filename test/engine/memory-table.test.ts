/** docs/performance.md says how much memory an instance takes, by level and window: here it is measured. */

import { expect, test } from "vitest";
import { read } from "../house/repository.js";
import { text } from "../support/generators.js";
import { RawEngine } from "../support/raw-engine.js";

const MIB = 1 << 20;
const BLOCK = 1 << 17;

/** The rows of the table: their first cell, and MiB by window log. */
function rows(): { what: string; mebibytes: Map<number, number> }[] {
  const page = read("docs/performance.md");
  const lines = page.slice(page.indexOf("## Memory of an instance")).split("\n");
  const table = lines.filter((line) => line.startsWith("|"));
  const cells = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  const logs = cells(table[0]!)
    .slice(1)
    .map((head) => Number(/2\^(\d+)/.exec(head)![1]));
  return table.slice(2).map((line) => {
    const [what, ...figures] = cells(line);
    return { what: what!, mebibytes: new Map(logs.map((log, i) => [log, Number(figures[i])])) };
  });
}

/** Memory of an instance that compresses a content of unknown size. */
function compressing(level: number, windowLog: number): number {
  const engine = new RawEngine();
  engine.compressor({ level, windowLog }).push(text(1000));
  return engine.memory.length;
}

/** Memory of an instance that was given more than its window to decompress. */
function decompressing(windowLog: number): number {
  const engine = new RawEngine();
  const session = engine.decompressor({ windowLogMax: windowLog });
  session.push(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, (windowLog - 10) << 3));
  // RLE_Blocks of 128 KiB, one by one: their output is dropped.
  const block = Uint8Array.of(2, 0, 0x10, 7);
  for (let size = 0; size <= (1 << windowLog) + MIB; size += BLOCK) session.push(block);
  return engine.memory.length;
}

const TABLE = rows();

test("the table has every level once, and decompression", () => {
  const levels = TABLE.flatMap(({ what }) => levelsOf(what));
  expect(levels).toEqual(Array.from({ length: 19 }, (_, i) => i + 1));
  expect(TABLE.at(-1)!.what).toBe("decompression");
  expect([...TABLE[0]!.mebibytes.keys()].length).toBeGreaterThan(3);
});

test.each(TABLE)("$what", ({ what, mebibytes }) => {
  for (const [windowLog, said] of mebibytes) {
    const levels = levelsOf(what);
    const taken =
      levels.length === 0
        ? decompressing(windowLog)
        : Math.max(...levels.map((level) => compressing(level, windowLog)));
    expect(Math.ceil(taken / MIB), `window 2^${windowLog}`).toBe(said);
  }
});

test("a content of 1 MB takes no more at level 3 than every instance has", () => {
  const engine = new RawEngine();
  const before = engine.memory.length;
  engine.compress(text(1_000_000));
  expect(engine.memory.length).toBe(before);
  expect(before).toBe(4 * MIB);
});

/** "levels 5 to 9", "levels 1, 2", "level 12". */
function levelsOf(what: string): number[] {
  const [first, last] = (what.match(/\d+/g) ?? []).map(Number);
  if (first === undefined) return [];
  return Array.from({ length: (last ?? first) - first + 1 }, (_, i) => first + i);
}
