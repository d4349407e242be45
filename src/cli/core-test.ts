/** `h4 core-test`: whether a native core is one, in a process of its own: a ✅ or ❌ line a property. S33 of PROMISES.md. */

import { resolve } from "node:path";
import type { Command } from "commander";
import { testCore } from "../api/core-test.js";
import { EXIT_OK, EXIT_SEAL, UsageError } from "./exit.js";
import { printable } from "./figures.js";
import { STANDARD_STREAM } from "./input.js";
import * as shared from "./options.js";
import { Report, type ReportOptions } from "./report.js";

const EXAMPLE = `h4 core-test build/h4core.so         ends with 4 if it would not be, or should not be, an engine`;

/** Adds `h4 core-test` to the parser. */
export function addCoreTest(program: Command, finish: shared.Finish): void {
  shared
    .addCommand(program, "core-test", "a native core, property by property, in a process of its own", EXAMPLE)
    .argument("<FILE.so>", "the native core; it runs from a private copy of the bytes that were hashed")
    .addOption(shared.jsonOption())
    .action(async (file: string, options: ReportOptions) => finish(await coreTest(file, options)));
}

async function coreTest(file: string, options: ReportOptions): Promise<number> {
  const report = new Report(options);
  if (file === STANDARD_STREAM) throw new UsageError("a core is tested as a file: stdin has no path to judge");
  let failed = 0;
  for await (const check of testCore(resolve(file))) {
    if (!check.ok) failed++;
    const detail = check.detail === undefined ? "" : `: ${check.detail}`;
    report.result({ file, ...check }, printable(`${check.ok ? "✅" : "❌"} ${check.name}${detail}`));
  }
  return failed === 0 ? EXIT_OK : EXIT_SEAL;
}
