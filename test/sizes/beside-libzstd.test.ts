/** The pinned sizes of the corpus beside libzstd's, by the tables alone: no level and no file falls behind. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LEVELS } from "../support/levels.js";
import { readTable, UPDATE } from "./table.js";

const PAGE = join(import.meta.dirname, "../../docs/performance.md");

describe("as pinned, beside libzstd 1.5.7 without a checksum either", () => {
  test("the tables have the same files", () => {
    expect(readTable("corpus").size).toBeGreaterThan(20);
    expect([...readTable("libzstd-1.5.7").keys()]).toEqual([...readTable("corpus").keys()]);
  });

  test.each(LEVELS)("level %i: within 0.5 % in total, no file over 2 % larger", (level) => {
    const { total, files } = besideLibzstd(level);
    expect(total).toBeLessThanOrEqual(1.005);
    expect(files.filter(({ share }) => share > 1.02)).toEqual([]);
  });

  test("docs/performance.md says it", () => {
    const said = /(?<=<!-- sizes -->\n).*(?=<!-- \/sizes -->)/s;
    const rows = LEVELS.map((level) => `| ${level} | ${inWords(besideLibzstd(level)).join(" | ")} |\n`).join("");
    const table = `| level | bytes | beside libzstd | largest beside libzstd |\n|--:|--:|--:|---|\n${rows}`;
    const page = readFileSync(PAGE, "utf8");
    if (UPDATE)
      writeFileSync(
        PAGE,
        page.replace(said, () => table),
      );
    else expect(said.exec(page)?.[0]).toBe(table);
  });
});

/** What a level makes of the corpus, and by how much that is more than what libzstd does, in total and by file. */
function besideLibzstd(level: number) {
  const theirs = readTable("libzstd-1.5.7");
  const sizes = [...readTable("corpus")].map(([name, levels]) => {
    const [our, their] = [levels.get(level)!, theirs.get(name)!.get(level)!];
    return { name, our, their, share: our / their };
  });
  const sum = (side: "our" | "their") => sizes.reduce((total, size) => total + size[side], 0);
  const files = sizes.sort((a, b) => b.share - a.share);
  return { bytes: sum("our"), total: sum("our") / sum("their"), files };
}

function inWords({ bytes, total, files }: ReturnType<typeof besideLibzstd>): string[] {
  const percent = (share: number) => `${share < 1 ? "−" : "+"}${Math.abs(100 * (share - 1)).toFixed(2)} %`;
  return [String(bytes), percent(total), `${files[0]!.name} ${percent(files[0]!.share)}`];
}
