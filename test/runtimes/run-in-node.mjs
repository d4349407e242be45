/**
 * Runs the conformance suite in whatever Node runs this, and prints what it returned. The package is named by its file,
 * because this folder has a package.json of its own.
 */
import * as api from "../../dist/index.js";
import { conform } from "./conformance.mjs";

console.log(JSON.stringify(await conform(api)));
