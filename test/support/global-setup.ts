/** What every run needs before its first test: a build, and the tools that suites compare with. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { findChromium } from "./chromium.js";
import { findAllConsumerTools, findConsumerTools } from "./consumer-tools.js";
import { findFirefox } from "./firefox.js";
import { findTool } from "./hand-tools.js";
import { buildNativeCore } from "./native-core.js";
import { findBun, findDeno, findNode, findNode24, MATRIX, requireDriver } from "./runtimes.js";
import { sharedRoot } from "./shared-data.js";
import { findWebkitDriver } from "./webkit.js";
import { findZstd } from "./zstd-cli.js";

/**
 * Looks for each tool and installs what is missing, one after the other and outside any test's time limit. A tool that
 * cannot be had is reported here, and again by each suite that needs it, which fails.
 */
export function setup(project: TestProject): void {
  const root = join(import.meta.dirname, "../..");
  if (!existsSync(join(root, "build/engine.wasm"))) {
    throw new Error("no build/engine.wasm: run `npm run build` (`npm ci` does) before the tests");
  }
  const handTools = (["openssl", "jq"] as const).map((name) => () => findTool(name));
  const tools: (() => unknown)[] = [
    findZstd,
    ...handTools,
    findNode24,
    findDeno,
    findBun,
    findChromium,
    findConsumerTools,
    buildNativeCore,
  ];
  if (project.name === "heavy") {
    const drivers = (["puppeteer-core", "selenium-webdriver"] as const).map((name) => () => requireDriver(name));
    tools.push(...MATRIX.map((release) => () => findNode(release)), ...drivers);
    tools.push(findAllConsumerTools, findFirefox, findWebkitDriver);
  }
  for (const find of tools) {
    try {
      find();
    } catch (error) {
      process.stderr.write(`\n*** test set-up: ${(error as Error).message}\n\n`);
    }
  }
  if (!existsSync(sharedRoot()))
    process.stderr.write(`\n*** test set-up: no ${sharedRoot()}: its suites do not run\n\n`);
}
