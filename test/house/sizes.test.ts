/** Budgets of what is downloaded: the artifact, and everything that a browser loads to compress and decompress. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { BROWSER, type Conditions, closure, ROOT, read, resolveConditions } from "./repository.js";

const KIB = 1024;

function gzipped(file: string): number {
  return gzipSync(readFileSync(join(ROOT, file)), { level: 9 }).length;
}

test("the artifact has at most 48 KiB, 22 KiB gzipped", () => {
  expect(readFileSync(join(ROOT, "build/engine.wasm")).length).toBeLessThanOrEqual(48 * KIB);
  expect(gzipped("build/engine.wasm")).toBeLessThanOrEqual(22 * KIB);
});

test("a page that only verifies attestations loads at most 9 KiB gzipped", () => {
  const { exports } = JSON.parse(read("package.json")) as { exports: Conditions };
  const files = closure(resolveConditions(exports, "./seal", BROWSER), BROWSER, "static");
  expect(files.reduce((sum, file) => sum + gzipped(file), 0)).toBeLessThanOrEqual(9 * KIB);
});

test("a browser with crypto.subtle loads at most 36 KiB gzipped, artifact and everything", () => {
  const { exports } = JSON.parse(read("package.json")) as { exports: Conditions };
  const files = closure(resolveConditions(exports, ".", BROWSER), BROWSER, "static");
  expect(files.length).toBeGreaterThan(0);
  expect(files.reduce((sum, file) => sum + gzipped(file), 0)).toBeLessThanOrEqual(36 * KIB);
});

test.each([
  ["the page's own code, its document and its styles", 24, ["index.html", "page.js", "style.css", "icon.svg", "sw.js"]],
  ["its viewer", 34, ["view.js", "view.css"]],
] as const)("%s: at most %i KiB gzipped beside the library", (_, limit, names) => {
  expect(names.reduce((sum, name) => sum + gzipped(`dist/web/${name}`), 0)).toBeLessThanOrEqual(limit * KIB);
});
