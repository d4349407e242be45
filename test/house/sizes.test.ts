/** Budgets of what is downloaded: the artifact, and everything that a browser loads to compress and decompress. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { BROWSER, type Conditions, closure, ROOT, read, resolveConditions } from "./repository.js";

const KIB = 1024;

function gzipped(file: string): number {
  return gzipSync(readFileSync(join(ROOT, file)), { level: 9 }).length;
}

test("the artifact has at most 48 KiB, 22 KiB gzipped", () => {
  expect(readFileSync(join(ROOT, "build/engine.wasm")).length).toBeLessThanOrEqual(48 * KIB);
  expect(gzipped("build/engine.wasm")).toBeLessThanOrEqual(22 * KIB);
});

test("the decoder alone has at most 14 KiB, 7 KiB gzipped", () => {
  expect(readFileSync(join(ROOT, "build/decoder.wasm")).length).toBeLessThanOrEqual(14 * KIB);
  expect(gzipped("build/decoder.wasm")).toBeLessThanOrEqual(7 * KIB);
});

describe("harmony4/decompress in a browser with crypto.subtle", () => {
  const entry = () => {
    const { exports } = JSON.parse(read("package.json")) as { exports: Conditions };
    return resolveConditions(exports, "./decompress", BROWSER);
  };

  test("loads at most 10 KiB gzipped, artifact and everything", () => {
    const files = closure(entry(), BROWSER, "static");
    expect(files.length).toBeGreaterThan(1);
    expect(files.reduce((sum, file) => sum + gzipped(file), 0)).toBeLessThanOrEqual(10 * KIB);
  });

  test("loads at most 1.5 KiB more for a pin", () => {
    const pins = closure(entry(), BROWSER).filter((file) => file.includes("/decoder-pins-"));
    expect(pins).toHaveLength(1);
    expect(gzipped(pins[0]!)).toBeLessThanOrEqual(1.5 * KIB);
  });
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
