#!/usr/bin/env node
/** The executable `h4`. CLI.md. */

import { EXIT_BROKEN_PIPE, EXIT_OK, failureOf, isBrokenPipe } from "./exit.js";
import { run } from "./program.js";

/** What the system refused of stdout. Who writes a content is told as well, and reports it; results are written unheard. */
let unwritten: Error | undefined;

process.stdout.on("error", (error) => {
  if (!isBrokenPipe(error)) unwritten = error;
  else if (!process.emit("SIGPIPE")) process.exit(EXIT_BROKEN_PIPE);
});
process.stderr.on("error", () => undefined); // nobody is left to be told
process.on("exit", () => {
  if (unwritten === undefined || process.exitCode !== EXIT_OK) return;
  const { exitCode, message, code } = failureOf(unwritten);
  process.exitCode = exitCode;
  process.stderr.write(`h4: stdout: ${message} (${code})\n`);
});

process.exitCode = await run(process.argv.slice(2));
if (process.exitCode > 128) process.exit();
