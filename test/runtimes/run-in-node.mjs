/**
 * Runs the conformance suite in whatever Node runs this, or Deno, or Bun, and prints what it returned. The package is named by its file,
 * because this folder has a package.json of its own.
 */
import * as container from "../../dist/container.js";
import * as library from "../../dist/index.js";
import * as seal from "../../dist/seal.js";
import { conform } from "./conformance.mjs";

console.log(JSON.stringify(await conform({ ...library, ...seal, ...container })));
