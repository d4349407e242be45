/** Fetching a tool that the machine lacks: one installer at a time, loud when it cannot be had. */

import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/**
 * @param {...string} names
 * @returns {string | undefined} The first of `names` that is an executable file on PATH.
 */
export function onPath(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // not in this folder
      }
    }
  }
  return undefined;
}

/** Whether this process may install Debian packages. */
export function canInstallPackages() {
  return process.getuid?.() === 0 && onPath("apt-get") !== undefined && onPath("flock") !== undefined;
}

/**
 * Installs Debian packages, waiting for any other process of this machine that is doing so.
 *
 * @param {...string} packages
 * @throws {Error} with the last lines of apt-get's own words.
 */
export function installPackages(...packages) {
  const apt = "DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300";
  const install = `${apt} install --no-install-recommends ${packages.join(" ")}`;
  runLocked("apt", "sh", ["-c", `${apt} update && ${install}`]);
}

/**
 * Runs a command while holding a lock that every process of this machine asks for by the same name.
 *
 * @param {string} lock
 * @param {string} command
 * @param {string[]} args
 * @param {string} [cwd]
 * @throws {Error} when the command cannot be started or does not exit with 0.
 */
export function runLocked(lock, command, args, cwd) {
  process.stderr.write(`set-up: ${[command, ...args].join(" ")}\n`);
  const lockFile = join(tmpdir(), `harmony4-${lock}.lock`);
  const { error, status, stdout, stderr } = spawnSync("flock", [lockFile, command, ...args], {
    cwd,
    encoding: "utf8",
    timeout: 600_000,
  });
  if (error) throw new Error(`cannot run ${command}: ${error.message}`, { cause: error });
  if (status !== 0) {
    const lastWords = `${stdout}${stderr}`.trim().split("\n").slice(-12).join("\n");
    throw new Error(`${command} ${args.join(" ")} exited with ${status}:\n${lastWords}`);
  }
}

/**
 * Makes sure that tools are there: installs their packages where this process may.
 *
 * @param {string} purpose What cannot be done without them, for the message.
 * @param {Readonly<Record<string, string>>} tools Name of each command, and the Debian packages that have it.
 * @throws {Error} that names every missing command and what to install.
 */
export function requireTools(purpose, tools) {
  const missing = () => Object.entries(tools).filter(([name]) => onPath(name) === undefined);
  if (missing().length === 0) return;
  if (canInstallPackages()) installPackages(...new Set(missing().flatMap(([, packages]) => packages.split(" "))));
  const still = missing();
  if (still.length === 0) return;
  const packages = [...new Set(still.map(([, names]) => names))].join(" ");
  throw new Error(
    `${purpose} needs ${still.map(([name]) => name).join(", ")}, not on PATH. ` +
      `On Debian, as root: apt-get install --no-install-recommends ${packages}`,
  );
}
