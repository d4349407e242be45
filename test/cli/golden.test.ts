/**
 * The command line against golden files, in the manner of zstd's own cli-tests: each `golden/NAME.sh` runs with an empty
 * folder around it, and must give `NAME.sh.stdout` exactly, `NAME.sh.stderr` as a pattern, and `NAME.sh.exit`.
 *
 * A missing stdout or stderr is an empty one, a missing exit is 0. In patterns `*` is anything on a line, and a line
 * `...` any lines. Scripts find the artifact of the package in `$ENGINE`, the native core in `$CORE`. `H4_UPDATE_GOLDEN=1` writes stdout and exit
 * anew, for a reviewer to read; patterns are written by hand.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { buildNativeCore } from "../support/native-core.js";
import { builtCli, ended, environment, pathWithH4, scratch } from "./h4.js";

const FOLDER = join(import.meta.dirname, "golden");
const SCRIPTS = readdirSync(FOLDER).filter((name) => name.endsWith(".sh"));
const UPDATE = process.env.H4_UPDATE_GOLDEN === "1";

const CORE = buildNativeCore();

const space = scratch();
const path = pathWithH4(join(space.path, "bin"));
afterAll(space.remove);

/** The content of a golden file; one that is not there is empty. */
function golden(script: string, kind: string): string {
  const file = join(FOLDER, `${script}.${kind}`);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function update(script: string, kind: string, content: string): void {
  const file = join(FOLDER, `${script}.${kind}`);
  if (content === "") rmSync(file, { force: true });
  else writeFileSync(file, content);
}

/** A pattern as a regular expression over the whole text. */
function patternOf(text: string): RegExp {
  const lines = text.split("\n").map((line) => {
    if (line === "...") return "(?:[^\\n]*\\n)*?[^\\n]*";
    return line.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^\\n]*");
  });
  return new RegExp(`^${lines.join("\\n")}$`);
}

async function run(script: string) {
  const cwd = join(space.path, script);
  mkdirSync(cwd);
  const child = spawn("sh", ["-c", `umask 022; . "${join(FOLDER, script)}"`], {
    cwd,
    env: environment({ PATH: path, ENGINE: join(dirname(builtCli()), "engine.wasm"), CORE }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  return await ended(child);
}

describe.concurrent("golden", () => {
  test.for(SCRIPTS)("%s", async (script, { expect }) => {
    const { code, stdout, stderr } = await run(script);
    if (UPDATE) {
      update(script, "stdout", stdout.toString());
      update(script, "exit", code === 0 ? "" : `${code}\n`);
    }
    expect.soft(stdout.toString()).toBe(golden(script, "stdout"));
    expect.soft(stderr).toMatch(patternOf(golden(script, "stderr")));
    expect.soft(code, stderr).toBe(Number(golden(script, "exit")));
  });
});

test("patterns: an asterisk stays on its line, three dots take any lines", () => {
  expect("h4: a (X)\n").toMatch(patternOf("h4: * (X)\n"));
  expect("h4: a\nb (X)\n").not.toMatch(patternOf("h4: * (X)\n"));
  expect("1\n2\n3\n").toMatch(patternOf("1\n...\n"));
  expect("a.c\n").not.toMatch(patternOf("abc\n"));
});
