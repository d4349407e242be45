/** The sources of the artifact, for its bill of materials and for whoever compares with that. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** What asc reads: every source of the engine, relative to `root`, with slashes. */
export function artifactSources(root) {
  return readdirSync(join(root, "assembly"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

/** SHA-256 of a file, in hexadecimal. */
export function sha256Of(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
