/** Fetching what a suite needs and the machine lacks: one installer at a time, loud when it cannot be had. */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** The first of `names` that is an executable file on PATH, or undefined. */
export function onPath(...names: string[]): string | undefined {
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
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && onPath("apt-get") !== undefined && onPath("flock") !== undefined;
}

/**
 * Installs Debian packages, waiting for any other process of this machine that is doing so.
 *
 * @throws {Error} with the last lines of apt-get's own words.
 */
export function installPackages(...packages: string[]): void {
  const apt = "DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300";
  const install = `${apt} install --no-install-recommends ${packages.join(" ")}`;
  runLocked("apt", "sh", ["-c", `${apt} update && ${install}`]);
}

/**
 * Runs a command while holding a lock that every process of this machine asks for by the same name.
 *
 * @throws {Error} when the command cannot be started or does not exit with 0.
 */
export function runLocked(lock: string, command: string, args: string[], cwd?: string): void {
  process.stderr.write(`test set-up: ${[command, ...args].join(" ")}\n`);
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
