/** `npm run bench`: installs the peers if they are not there, then runs the suite under the Node that bench/package.json pins. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chooseNode } from "./node.mjs";
import { parseOptions, USAGE } from "./options.mjs";
import { PACKAGE_VARIABLE, packageFolder } from "./peers/harmony4.mjs";

const HERE = new URL("./", import.meta.url);

/** Peers come with integrity hashes and without their install scripts: what is prebuilt loads all the same. */
function installPeers() {
  if (existsSync(new URL("node_modules/.package-lock.json", HERE))) return;
  const prefix = fileURLToPath(HERE);
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", prefix];
  const { status } = spawnSync("npm", args, { stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`npm ${args.join(" ")} failed`);
}

/** @returns {number} Exit code. */
function main() {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    if (options.package !== undefined) process.env[PACKAGE_VARIABLE] = resolve(options.package);
    if (!options.peersOnly && !existsSync(new URL("dist/", packageFolder()))) {
      throw new Error("harmony4 is not built: npm run build first, or --peers-only");
    }
    installPeers();
    const suite = fileURLToPath(new URL("suite.mjs", HERE));
    return spawnSync(chooseNode(), [suite, ...process.argv.slice(2)], { stdio: "inherit" }).status ?? 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
}

process.exitCode = main();
