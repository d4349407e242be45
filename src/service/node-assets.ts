/** The files of the page in Node: a fixed list, read once from the folder beside the bundle. T19 */

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Asset, Assets } from "./assets.js";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** What a page is made of at least: without one of these there is none. */
const NEEDED = ["index.html", "page.js", "style.css"];

/**
 * The files of `folder`, in memory: a name that a client sends is looked up among them and never reaches the file
 * system. Undefined where there is no page.
 *
 * @throws the error of node:fs for a file that is there and cannot be read
 */
export async function directoryAssets(folder: string): Promise<Assets | undefined> {
  const names = await namesIn(folder);
  if (!NEEDED.every((name) => names.includes(name))) return undefined;
  const files = new Map<string, Asset>();
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const bytes = new Uint8Array(await readFile(join(folder, name)));
    const digest = createHash("sha256").update(bytes).digest("hex");
    files.set(name, { bytes, type, etag: `"${digest.slice(0, ETAG_DIGITS)}"` });
  }
  return { names: [...files.keys()], open: (name) => Promise.resolve(files.get(name)) };
}

/** 128 bits, as those of other answers. */
const ETAG_DIGITS = 32;

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
