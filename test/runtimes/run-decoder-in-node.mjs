/** Runs the suite of the decoder in whatever Node, Deno or Bun runs this, over the frames in the file it is given. */
import { readFileSync } from "node:fs";
import * as library from "../../dist/decompress.js";
import { conformDecoder } from "./decoder-conformance.mjs";

console.log(JSON.stringify(await conformDecoder(library, JSON.parse(readFileSync(process.argv[2], "utf8")))));
