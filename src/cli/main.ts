#!/usr/bin/env node
/** The executable `h4`. CLI.md. */

import { EXIT_BROKEN_PIPE, isBrokenPipe } from "./exit.js";
import { run } from "./program.js";

process.stdout.on("error", (error) => {
  if (!isBrokenPipe(error)) return; // whoever wrote is told as well, and reports it
  if (!process.emit("SIGPIPE")) process.exit(EXIT_BROKEN_PIPE);
});
process.stderr.on("error", () => undefined); // nobody is left to be told

process.exitCode = await run(process.argv.slice(2));
if (process.exitCode > 128) process.exit();
