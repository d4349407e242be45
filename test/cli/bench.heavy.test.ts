/** `h4 bench`: one run over all levels, with every figure there, and the zstd command beside this engine. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runH4, scratch } from "./h4.js";
import { logLines } from "./log-lines.js";

const space = scratch();
afterAll(space.remove);

test("each codec has a row for each level, and nobody is wrong", async () => {
  writeFileSync(join(space.path, "log"), Buffer.concat([...logLines(1 << 20)]));
  const { stdout, stderr, code } = await runH4(["bench", "--json", "log", "nowhere"], { cwd: space.path });
  expect(stderr).toMatch(/^h4: log, 1\.00 MiB, \d+ codecs, levels 1,3,6,9\n$/);
  expect(code).toBe(1);
  const lines = stdout.toString().trimEnd().split("\n");
  expect(JSON.parse(lines.pop()!)).toMatchObject({ file: "nowhere", error: { code: "ENOENT" } });
  const rows = lines.map((line) => JSON.parse(line));
  for (const codec of ["harmony4", "zstd command"]) {
    const own = rows.filter((row) => row.codec === codec);
    expect(own.map(({ level }) => level)).toEqual([1, 3, 6, 9]);
    for (const { ratio, compress, decompress } of own) {
      expect(ratio).toBeGreaterThan(2);
      expect(compress).toBeGreaterThan(1e6);
      expect(decompress).toBeGreaterThan(1e6);
    }
  }
});

test("without --json it is a table", async () => {
  writeFileSync(join(space.path, "small"), "a small file, a small file");
  const { stdout, code } = await runH4(["bench", "-q", "small"], { cwd: space.path });
  expect(code).toBe(0);
  expect(stdout.toString()).toMatch(/^Level +Ratio +Compress MB\/s +Decompress MB\/s +Codec\n +1 .* harmony4 h4ref/);
});
