/**
 * Runs the conformance suite in whatever Node runs this, or Deno, or Bun, and prints what it returned; with `--table` the
 * digest of each output, a line each. The package is named by its file, because this folder has a package.json of its own.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as container from "../../dist/container.js";
import * as library from "../../dist/index.js";
import * as pool from "../../dist/pool.js";
import * as seal from "../../dist/seal.js";
import { conform } from "./suite/conform.mjs";
import { outputs } from "./suite/table.mjs";

const artifact = new Uint8Array(readFileSync(join(import.meta.dirname, "../../dist/engine.wasm")));
const api = { ...library, ...seal, ...container, ...pool, artifact, handedIn: (bytes) => bytes };

if (process.argv[2] === "--table") {
  for (const [output, digest] of Object.entries(await outputs(api))) console.log(`${digest}  ${output}`);
} else {
  console.log(JSON.stringify(await conform(api)));
}
