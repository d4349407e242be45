/** docs/deployment.md as something that can be run: its sections, their commands, and a shell for them. */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { builtCli, type Ended, ended, environment } from "../cli/h4.js";
import { read } from "../house/repository.js";

/** A fenced block of the page. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** A section of the page, up to the next heading of its level or above. */
export interface Section {
  readonly title: string;
  readonly prose: string;
  readonly blocks: readonly Block[];
}

/** The sections below headings of `level`. */
export function sections(level: 2 | 3, page: string = read("docs/deployment.md")): Section[] {
  const [, ...parts] = page.split(new RegExp(`^${"#".repeat(level)} `, "m"));
  return parts.map((part) => {
    const end = level === 3 ? part.search(/^## /m) : -1;
    const text = end < 0 ? part : part.slice(0, end);
    const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
    return {
      title: text.slice(0, text.indexOf("\n")),
      prose: text,
      blocks: blocks.map(([, language, block]) => ({ language: language!, text: block! })),
    };
  });
}

export const section = (title: string): Section => sections(2).find((each) => each.title === title)!;

/** Where the page's commands are run, and with what in the place of its paths, ports and digests. */
export interface Place {
  readonly cwd: string;
  /** Comes before PATH. */
  readonly bin: string;
  readonly replace: readonly (readonly [from: string | RegExp, to: string])[];
  readonly env: Readonly<Record<string, string>>;
}

/** What `h4` is: a service that is started goes on in the background until the shell ends, and must then end with 0. */
const PRELUDE = `set -euo pipefail
services=
end() {
  code=$?
  for service in $services; do
    kill -TERM "$service"
    wait "$service" || code=99
  done
  exit "$code"
}
trap end EXIT
h4() {
  if [ "$1" != serve ]; then command h4 "$@"; return; fi
  command h4 "$@" >&2 </dev/null & services="$services $!"
  for _ in $(seq 100); do
    ! curl -s -o /dev/null "http://127.0.0.1:$PORT/readyz" || return 0
    kill -0 "$!" || return 1
    sleep 0.1
  done
  return 1
}
`;

const MARK = "\u001e";

/** Runs blocks of `sh` one after the other in one shell, after `before`; the output of each. */
export async function runBlocks(
  blocks: readonly Block[],
  { cwd, bin, replace, env }: Place,
  before = "",
): Promise<{ ended: Ended; outputs: string[] }> {
  const commands = blocks.filter(({ language }) => language === "sh").map(({ text }) => substituted(text, replace));
  const script = [PRELUDE, before, ...commands.map((text) => `printf '${MARK}'\n${text}`)].join("\n");
  const path = [bin, process.env.PATH ?? ""].join(delimiter);
  const child = spawn("bash", ["-c", script], {
    cwd,
    env: { ...environment(env), PATH: path },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = await ended(child);
  return { ended: end, outputs: end.stdout.toString().split(MARK).slice(1) };
}

export function substituted(text: string, replace: Place["replace"]): string {
  return replace.reduce((result, [from, to]) => result.replaceAll(from, to), text);
}

/** A folder with an `h4`, and whatever else is to stand for a command. */
export function binFolder(folder: string, scripts: Readonly<Record<string, string>> = {}): string {
  mkdirSync(folder, { recursive: true });
  const h4 = `exec '${process.execPath}' '${builtCli()}' "$@"`;
  for (const [name, script] of Object.entries({ h4, ...scripts })) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
