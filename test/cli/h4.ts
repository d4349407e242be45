/** The built command line, run as a user runs it: a process, its streams and its exit code. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { findZstd } from "../support/zstd-cli.js";

const ROOT = join(import.meta.dirname, "../..");

/** What a process left behind. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** How a process is started. */
export interface Start {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What stdin gives; left out, stdin is empty. */
  readonly input?: Uint8Array;
}

/** Path of the built command line; `$H4_CLI` is another build of it. */
export function builtCli(): string {
  if (process.env.H4_CLI) return process.env.H4_CLI;
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { bin: { h4: string } };
  const file = join(ROOT, manifest.bin.h4);
  if (existsSync(file)) return file;
  throw new Error(`no ${file}: run \`npm run build\` (\`npm ci\` does) before the tests`);
}

/** A folder of its own for one test, removed by `remove`. */
export function scratch(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "harmony4-cli-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Makes a folder with an executable `h4` in it; the answer is a PATH that begins with that folder. */
export function pathWithH4(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "h4");
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${builtCli()}' "$@"\n`);
  chmodSync(file, 0o755);
  return [folder, dirname(findZstd()), process.env.PATH ?? ""].join(delimiter);
}

/** The environment of every test: no pins, no locale, no colours, whatever the machine has set. */
export function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? "", HOME: tmpdir(), LC_ALL: "C.UTF-8", NO_COLOR: "1", TERM: "xterm", ...more };
}

/** Collects what a child says until it has ended; `stdout: false` leaves its stdout to others. */
export function ended(child: ChildProcess, { stdout: collect = true } = {}): Promise<Ended> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  if (collect) child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

/** Starts `h4` and lets it run. */
export function startH4(args: readonly string[], { cwd, env }: Start = {}): ChildProcess {
  return spawn(process.execPath, [builtCli(), ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: environment(env),
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Runs `h4` to its end. */
export function runH4(args: readonly string[], start: Start = {}): Promise<Ended> {
  const child = startH4(args, start);
  child.stdin?.on("error", () => undefined); // it may end without reading
  child.stdin?.end(start.input ?? new Uint8Array());
  return ended(child);
}
