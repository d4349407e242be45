/** Rules for every file of the repository. */
import { expect, test } from "vitest";
import { read, repositoryFiles } from "./repository.js";

const FILES = repositoryFiles();
const CODE = FILES.filter((file) => /\.(ts|mts|mjs)$/.test(file));
const BINARY = /\.(zst|dict|bin|png|wasm|h4mk)$/;

/** What a script writes and nobody reads from end to end says so at its start. */
const GENERATED = /^\/\*\* Written by `npm run \w+`/;

/** Longest file of the library and the engine; tests are tables and may be longer. */
const MOST_LINES = 400;

test("code opens with what it is", () => {
  expect(CODE.filter((file) => !/^(#!.*\n)?\/\*\*/.test(read(file)))).toEqual([]);
});

test("a file of the library or the engine is about one thing, and short enough to say so", () => {
  const sources = FILES.filter((file) => /^(src|assembly)\/.*\.ts$/.test(file));
  const lengths = sources.map((file) => ({ file, lines: read(file).split("\n").length - 1 }));
  expect(lengths.filter(({ file, lines }) => lines > MOST_LINES && !GENERATED.test(read(file)))).toEqual([]);
});

test("nothing is left unfinished, silences a checker, or names a place on one machine", () => {
  const offending = FILES.filter((file) => !BINARY.test(file) && !file.endsWith("package-lock.json")).flatMap((file) =>
    read(file)
      .split("\n")
      .flatMap((line, i) => (REFUSED.some((rule) => rule.test(line)) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
  );
  expect(offending).toEqual([]);
});

/** Written so that none of them matches its own source. */
const REFUSED: readonly RegExp[] = [
  /\b(TO)DO\b|\b(FIX)ME\b|\b(X)XX\b/,
  /@ts-(ignore)(?!: decorator$)|@ts-(nocheck)/,
  /\b(eslint)-(disable)/,
  /(?<![\w.])\/(root|work|home\/\w+)\//,
  /(?<![\w.])\/tmp\/h4/,
];
