/** Images and containers without a daemon and without a registry: buildah, podman and runc, in a store of their own. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireTools, runLocked } from "./install.js";
import { findNode24 } from "./runtimes.js";

const BASE_SCRIPT = join(import.meta.dirname, "base-image.sh");
/** Another recipe of the base is another store. */
const RECIPE = createHash("sha256").update(readFileSync(BASE_SCRIPT)).digest("hex").slice(0, 12);
const FOLDER = join(tmpdir(), `harmony4-containers-${RECIPE}`);
const STORE = ["--root", join(FOLDER, "store"), "--runroot", join(FOLDER, "run"), "--storage-driver", "overlay"];

/** What a command left behind; `said` is stdout and stderr. */
export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly said: string;
}

function run(command: string, args: readonly string[], cwd?: string): Said {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: 900_000,
  });
  if (error !== undefined) throw error;
  return { status, stdout, said: stdout + stderr };
}

/**
 * Installs the tools where they are missing, and makes `image`, a base with Node 24 and npm, where it is.
 *
 * @throws {Error} that says what is missing, or what the tools said.
 */
export function prepareBase(image: string): void {
  requireTools("The image", { buildah: "buildah", podman: "podman", runc: "runc", debootstrap: "debootstrap" });
  const npm = join(run("npm", ["root", "--global"]).stdout.trim(), "npm");
  runLocked("containers", "sh", [BASE_SCRIPT, FOLDER, image, findNode24(), npm]);
}

/** `buildah ARGS`. */
export function buildah(...args: string[]): Said {
  return run("buildah", [...STORE, ...args]);
}

/** How images are built here, as arguments of buildah: npm takes what it has fetched before. */
export function buildArguments(): string[] {
  const cache = run("npm", ["config", "get", "cache"]).stdout.trim();
  const how = ["--isolation", "chroot", "--pull-never", "--force-rm", "--format", "docker", "--layers"];
  return [...STORE, "bud", ...how, "--volume", `${cache}:/var/cache/npm`];
}

/** Builds `dockerfile` of the context, which is the current folder of the build. */
export function buildImage(context: string, dockerfile: string, tag: string, args: Readonly<Record<string, string>>) {
  const buildArgs = Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
  return run("buildah", [...buildArguments(), ...buildArgs, "-f", dockerfile, "-t", tag, "."], context);
}

/** What every call of podman begins with. */
export const PODMAN: readonly string[] = [
  ...STORE,
  ...["--cgroup-manager", "cgroupfs", "--runtime", "runc", "--events-backend", "file"],
];

/** `podman ARGS`. */
export function podman(...args: string[]): Said {
  return run("podman", [...PODMAN, ...args]);
}

/** What a container needs on this machine, whatever it may do: no systemd, no rights over its limits, no bridge. */
export const HERE: readonly string[] = [
  ...["--network", "host", "--no-healthcheck", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"],
];

/** What a container of a careful operator may do: nothing but to run. */
export const CONFINED: readonly string[] = [
  ...[
    "--read-only",
    "--cap-drop=all",
    "--security-opt",
    "no-new-privileges",
    "--memory",
    "512m",
    "--pids-limit",
    "128",
  ],
  ...HERE,
];
