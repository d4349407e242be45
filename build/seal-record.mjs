/**
 * build/seal.json: which bytes the engine is, which its decoder alone, and what they were compiled with. As a lock file,
 * it is committed.
 */

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { FLAGS, PASSES } from "./compile.mjs";

const SEAL = new URL("seal.json", import.meta.url);

/** The record of the artifacts (`compileAll`), compiled here and now. `ids`: as a record has them. */
export function recordOf({ engine, decoder }, ids) {
  return {
    ...identityOf(engine, ids.engine_id),
    assemblyscript: versionOf("assemblyscript"),
    binaryen: versionOf("binaryen"),
    flags: FLAGS,
    passes: PASSES.engine,
    decoder: { ...identityOf(decoder, ids.decoder?.engine_id), passes: PASSES.decoder },
  };
}

function identityOf(bytes, engineId) {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { engine_id: engineId, sha256, bytes: bytes.length };
}

/** The pinned record; undefined where none was made yet. */
export function readRecord() {
  try {
    return JSON.parse(readFileSync(SEAL, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

export function writeRecord(record) {
  writeFileSync(SEAL, `${JSON.stringify(record, null, 2)}\n`);
}

/** What differs between the pinned record and the one found, a line each; none when they agree. */
export function differences(pinned, found) {
  const keys = [...new Set([...Object.keys(pinned), ...Object.keys(found)])];
  return keys
    .filter((key) => JSON.stringify(pinned[key]) !== JSON.stringify(found[key]))
    .map((key) => `  ${key}\n    sealed: ${JSON.stringify(pinned[key])}\n    found:  ${JSON.stringify(found[key])}`);
}

function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
}
