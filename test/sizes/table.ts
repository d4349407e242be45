/** Tables of sizes in bytes: a line a content, a column a level. Held to, or with H4_UPDATE_SIZES=1 written anew. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";

/** `npm run sizes`: tables are written, and a test compares what was measured with itself. */
export const UPDATE = process.env.H4_UPDATE_SIZES === "1";

/** Every level. */
export const LEVELS: readonly number[] = Array.from({ length: LEVEL_MAX - LEVEL_MIN + 1 }, (_, i) => LEVEL_MIN + i);
/** From here on a level takes a second and more for the corpus: these run with the heavy tests. */
export const SLOW_LEVEL_MIN = 13;

/** The sizes of each content by level. */
export type Table = Map<string, Map<number, number>>;

const path = (name: string) => join(import.meta.dirname, `${name}.tsv`);

/** Reads the table; where there is none yet, an empty one. */
export function readTable(name: string): Table {
  if (!existsSync(path(name))) return new Map();
  const [head, ...lines] = readFileSync(path(name), "utf8").trimEnd().split("\n");
  const levels = head!.split("\t").slice(1).map(Number);
  return new Map(
    lines.map((line) => {
      const [content, ...sizes] = line.split("\t");
      return [content!, new Map(levels.map((level, i) => [level, Number(sizes[i])]))];
    }),
  );
}

function writeTable(name: string, table: Table): void {
  const rows = [...table].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = rows.map(([content, sizes]) => [content, ...LEVELS.map((level) => sizes.get(level) ?? 0)]);
  writeFileSync(path(name), `${[["content", ...LEVELS], ...lines].map((line) => line.join("\t")).join("\n")}\n`);
}

/** Holds `found` to the table of this name; other levels of the same content may be measured elsewhere. */
export function expectSizes(name: string, content: string, found: Map<number, number>): void {
  const table = readTable(name);
  const pinned = table.get(content) ?? new Map<number, number>();
  if (UPDATE) {
    for (const [level, size] of found) pinned.set(level, size);
    writeTable(name, table.set(content, pinned));
  }
  const wanted = Object.fromEntries([...found.keys()].map((level) => [level, pinned.get(level)]));
  expect(
    Object.fromEntries(found),
    `sizes by level are not those of test/sizes/${name}.tsv; if they are meant to change: npm run sizes`,
  ).toEqual(wanted);
}

/** Bytes of a content at each of these levels. */
export const sizesOf = (levels: readonly number[], size: (level: number) => number) =>
  new Map(levels.map((level) => [level, size(level)]));
