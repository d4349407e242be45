/** The packages whose code is in dist/, as rollup put it there and package-lock.json pins it, and their licenses. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What comes before the name of a package in a path: the last of them where one package holds another. */
const MODULES = "/node_modules/";

/** Modules that the build made of a file of a package. */
const MADE_OF = { "/build/hash-wasm.js": "node_modules/hash-wasm" };

/**
 * @param {Iterable<import("rollup").OutputChunk | import("rollup").OutputAsset>} output What rollup wrote.
 * @returns {string[]} Places in package-lock.json, as `node_modules/hono`, of the packages that some of it is from.
 */
export function bundledPackages(output) {
  const places = new Set();
  for (const { modules = {} } of output) {
    for (const [id, { renderedLength }] of Object.entries(modules)) {
      const file = id.replaceAll("\\", "/");
      for (const [end, place] of Object.entries(MADE_OF)) if (file.endsWith(end)) places.add(place);
      const at = file.lastIndexOf(MODULES);
      if (at < 0 || renderedLength === 0) continue;
      const [name] = /^(@[^/]+\/)?[^/]+/.exec(file.slice(at + MODULES.length));
      places.add(`${file.slice(file.indexOf(MODULES) + 1, at + MODULES.length)}${name}`);
    }
  }
  return [...places].sort();
}

/**
 * What the licenses of the bundled packages ask for: their own words beside their code, which minifying left without.
 * A package without a file of such words is named with what its manifest declares.
 *
 * @param {string} root
 * @param {string[]} places From `bundledPackages`.
 */
export function licensesOf(root, places) {
  const sections = places.map((place) => {
    const folder = join(root, place);
    const { name, version, license, author, homepage } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e\b/i.test(entry));
    const words =
      file === undefined
        ? [`SPDX-License-Identifier: ${license}`, author?.name ?? author, homepage].filter(Boolean).join("\n")
        : readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
    return `${name} ${version}\n\n${words}\n`;
  });
  return `Code of these packages is in the files of this folder.\n\n${sections.join(`\n${"-".repeat(80)}\n\n`)}`;
}
