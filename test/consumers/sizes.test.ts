/** What parts of the library cost in a program of one file: the limits of project/.size-limit.json, by size-limit and esbuild. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Consumer } from "./consumer.js";

interface Measured {
  name: string;
  passed: boolean;
  size: number;
}

let consumer: Consumer;
beforeAll(() => {
  consumer = new Consumer();
  const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, "package.json"), "utf8"));
  consumer.manifest({ devDependencies: dependencies }); // where size-limit looks for its plugins
});
afterAll(() => consumer?.remove());

test("each stays within its limit, with all that it needs, minified and gzipped", () => {
  const measured = JSON.parse(consumer.tool("size-limit", "--json")) as Measured[];
  expect(measured.map(({ name }) => name)).toContain("decompress");
  for (const { name, size } of measured) expect(size, name).toBeGreaterThan(5_000); // not an empty bundle
  expect(measured.filter(({ passed }) => !passed)).toEqual([]);
});
