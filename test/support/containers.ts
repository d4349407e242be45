/** Images and containers without a daemon and without a registry: buildah, podman and runc, in a store of their own. */
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireTools, runLocked } from "./install.js";
import { findNode24 } from "./runtimes.js";

const FOLDER = join(tmpdir(), "harmony4-containers");
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
  runLocked("containers", "sh", [join(import.meta.dirname, "base-image.sh"), FOLDER, image, findNode24(), npm]);
}

/** `buildah ARGS`. */
export function buildah(...args: string[]): Said {
  return run("buildah", [...STORE, ...args]);
}

/** Builds `dockerfile` of the context, which is the current folder of the build; npm takes what it has fetched before. */
export function buildImage(context: string, dockerfile: string, tag: string, args: Readonly<Record<string, string>>) {
  const cache = run("npm", ["config", "get", "cache"]).stdout.trim();
  const buildArgs = Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
  const how = ["--isolation", "chroot", "--pull-never", "--format", "docker", "--layers", "-v", `${cache}:/root/.npm`];
  return run("buildah", [...STORE, "bud", ...how, ...buildArgs, "-f", dockerfile, "-t", tag, "."], context);
}

/** `podman ARGS`. */
export function podman(...args: string[]): Said {
  return run("podman", [
    ...STORE,
    "--cgroup-manager",
    "cgroupfs",
    "--runtime",
    "runc",
    "--events-backend",
    "file",
    ...args,
  ]);
}

/** What a container of a careful operator may do: nothing but to run, on the network of this machine. */
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
  ...["--network", "host", "--no-healthcheck", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"],
];
