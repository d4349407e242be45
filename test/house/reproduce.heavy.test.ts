/** docs/reproduce.md, its first section: a checkout somewhere else is installed and built, and gives the sealed bytes. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ROOT, read, repositoryFiles } from "./repository.js";
import { commandsOf } from "./reproduction.js";

const checkout = mkdtempSync(join(tmpdir(), "harmony4-checkout-"));
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

test("T28: the build of the repository gives the bytes of build/seal.json", () => {
  for (const file of repositoryFiles()) cpSync(join(ROOT, file), join(checkout, file));
  const output = execFileSync("sh", ["-ec", commandsOf("With the build of this repository")], {
    cwd: checkout,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { sha256, decoder } = JSON.parse(read("build/seal.json"));
  expect(output.trim().split("\n").slice(-4)).toEqual([
    `${sha256}  build/engine.wasm`,
    `${decoder.sha256}  build/decoder.wasm`,
    sha256,
    decoder.sha256,
  ]);
});
