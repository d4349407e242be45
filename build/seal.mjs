/** `npm run seal [-- ENGINE_ID]`: pins the artifact that assembly/ compiles to. An explicit act, for a reviewed change. */

import { fileURLToPath } from "node:url";
import { writeArtifact } from "./artifact-module.mjs";
import { compile } from "./compile.mjs";
import { differences, readRecord, recordOf, writeRecord } from "./seal-record.mjs";

/** The id of the first artifact. A change of output is a new id. */
const FIRST_ENGINE_ID = "h4ref-zstd-v1.0.0";

const pinned = readRecord();
const bytes = await compile(fileURLToPath(new URL("..", import.meta.url)));
const record = recordOf(bytes, process.argv[2] ?? pinned?.engine_id ?? FIRST_ENGINE_ID);
writeRecord(record);
writeArtifact(bytes, record);
const changes = differences(pinned ?? {}, record);
console.log(changes.length === 0 ? "build/seal.json: no change" : `build/seal.json now pins\n${changes.join("\n")}`);
