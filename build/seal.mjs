/**
 * `npm run seal [-- ENGINE_ID [DECODER_ID]]`: pins the artifacts that assembly/ compiles to. An explicit act, for a
 * reviewed change.
 */

import { fileURLToPath } from "node:url";
import { writeArtifacts } from "./artifact-module.mjs";
import { compileAll } from "./compile.mjs";
import { differences, readRecord, recordOf, writeRecord } from "./seal-record.mjs";

/** The ids of the first artifacts. A change of output is a new id. */
const FIRST_ENGINE_ID = "h4ref-zstd-v1.0.0";
const FIRST_DECODER_ID = "h4dec-zstd-v1.0.0";

const pinned = readRecord();
const artifacts = await compileAll(fileURLToPath(new URL("..", import.meta.url)));
const [engineId, decoderId] = process.argv.slice(2);
const record = recordOf(artifacts, {
  engine_id: engineId ?? pinned?.engine_id ?? FIRST_ENGINE_ID,
  decoder: { engine_id: decoderId ?? pinned?.decoder?.engine_id ?? FIRST_DECODER_ID },
});
writeRecord(record);
writeArtifacts(artifacts, record);
const changes = differences(pinned ?? {}, record);
console.log(changes.length === 0 ? "build/seal.json: no change" : `build/seal.json now pins\n${changes.join("\n")}`);
