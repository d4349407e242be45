/** The scripts that a worker consists of, for a runtime that is handed each of them: no bundler comes between. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** `entry`, a path in the folder `root`, and every script that it imports, directly or not, as modules of miniflare. */
export function scriptsBehind(root, entry) {
  const paths = new Set([join(root, entry)]);
  return Array.from(reached(paths), ([path, contents]) => ({ type: "ESModule", path, contents }));
}

/** A set yields what is added to it while it is walked. */
function* reached(paths) {
  for (const path of paths) {
    const contents = readFileSync(path, "utf8");
    for (const [, specifier] of contents.matchAll(/\b(?:from|import)\s*\(?"(\.[^"]+\.m?js)"/g)) {
      paths.add(join(dirname(path), specifier));
    }
    yield [path, contents];
  }
}
