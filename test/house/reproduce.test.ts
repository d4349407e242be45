/** docs/reproduce.md: the compiler's own command line gives the sealed bytes, by the commands of the page. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findNode24 } from "../support/runtimes.js";
import { ROOT, read } from "./repository.js";

/** The commands of one section of the page. */
function commandsOf(heading: string): string {
  const section = read("docs/reproduce.md").split(`## ${heading}\n`)[1]!;
  return /^```sh\n([\s\S]*?)^```$/m.exec(section)![1]!;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "harmony4-reproduce-"));
  for (const name of ["assembly", "build/seal.json"]) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["the Node that is there", () => process.execPath],
  ["Node 24", findNode24],
])(
  "the compiler alone, on %s, in another folder, locale and time zone",
  (_, node) => {
    const output = execFileSync("sh", ["-ec", commandsOf("Without it")], {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        PATH: `${dirname(node())}${delimiter}${process.env.PATH}`,
        LANG: "tr_TR.UTF-8",
        TZ: "Asia/Tokyo",
      },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const { sha256, decoder } = JSON.parse(read("build/seal.json"));
    expect(output).toBe(`${sha256}  rebuilt.wasm\n${decoder.sha256}  decoder.wasm\n`);
  },
  180_000,
);
