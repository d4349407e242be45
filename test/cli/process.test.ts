/** What the command line does as a process: terminals, signals, readers that go away, files that appear meanwhile. */
import { spawn } from "node:child_process";
import { chmodSync, closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { expectBytes } from "../support/expect-bytes.js";
import { noise } from "../support/generators.js";
import { onPath } from "../support/install.js";
import { decompressWithCli } from "../support/zstd-cli-calls.js";
import { ended, environment, pathWithH4, runH4, scratch, startH4 } from "./h4.js";
import { logLines } from "./log-lines.js";

/** Long enough to be interrupted. */
const longText = (megabytes: number) => Buffer.concat([...logLines(megabytes << 20)]);

let space: ReturnType<typeof scratch>;
beforeEach(() => {
  space = scratch();
});
afterEach(() => space.remove());

/** Waits until `holds`, or fails after ten seconds. */
async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`it never happened that ${what}`);
}

const unfinished = () => readdirSync(space.path).filter((name) => name.endsWith(".tmp"));

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("T33: %s while a file is written removes it and ends with %i", async (signal, code) => {
  const child = startH4(["compress", "-", "-o", "out.zst"], { cwd: space.path });
  const end = ended(child);
  child.stdin!.on("error", () => undefined);
  child.stdin!.write(longText(1)); // and then nothing: it waits for more
  await until(() => unfinished().length === 1, "an unfinished file is there");
  child.kill(signal);
  expect(await end).toMatchObject({ code, stderr: "" });
  expect(readdirSync(space.path)).toEqual([]);
});

test("a signal while stdout is the output ends it at once, as the system has it", async () => {
  const child = startH4(["-c"], { cwd: space.path });
  const end = ended(child);
  child.stdin!.on("error", () => undefined);
  child.stdin!.write("not all of it");
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill("SIGINT");
  expect(await end).toMatchObject({ code: null, signal: "SIGINT", stderr: "" });
});

test("a reader that goes away is no error to talk about: exit 141, as by SIGPIPE", async () => {
  writeFileSync(join(space.path, "big"), longText(16));
  const pipeline = 'set -o pipefail; h4 -c big | head -c 10 > /dev/null; echo "exit $?"';
  const child = spawn("bash", ["-c", pipeline], {
    cwd: space.path,
    env: environment({ PATH: pathWithH4(join(space.path, "bin")) }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { stdout, stderr } = await ended(child);
  expect(stdout.toString()).toBe("exit 141\n");
  expect(stderr).toBe("");
});

test("T33: a file that appears while its content is made is not replaced", async () => {
  const child = startH4(["compress", "-", "-o", "out.zst"], { cwd: space.path });
  const end = ended(child);
  child.stdin!.write("content");
  await until(() => unfinished().length === 1, "an unfinished file is there");
  writeFileSync(join(space.path, "out.zst"), "somebody else's");
  child.stdin!.end();
  const { code, stderr } = await end;
  expect(code).toBe(1);
  expect(stderr).toMatch(/out\.zst.*\(FILE_EXISTS\)\n$/);
  expect(readdirSync(space.path)).toEqual(["out.zst"]);
  expect(readFileSync(join(space.path, "out.zst"), "utf8")).toBe("somebody else's");
});

test("a source that shrinks while it is read is found out, and nothing is left", async () => {
  const file = join(space.path, "log");
  writeFileSync(file, longText(16));
  const child = startH4(["-9", "log"], { cwd: space.path });
  const end = ended(child);
  await until(() => unfinished().length === 1, "an unfinished file is there");
  closeSync(openSync(file, "w"));
  const { code, stderr } = await end;
  expect(stderr).toMatch(/^h4: log: .*\(CONTENT_SIZE_MISMATCH\)\n$/);
  expect(code).toBe(1);
  expect(readdirSync(space.path)).toEqual(["log"]);
});

/** What takes a line off the screen. ECMA-48, EL */
const ERASE_LINE = "\x1b[2K";

/** Runs a shell command on a terminal of its own; what appeared on it is the answer. */
async function onTerminal(command: string): Promise<{ screen: string; code: number | null }> {
  const script = onPath("script");
  if (script === undefined) throw new Error("no script(1): install the package bsdutils");
  const child = spawn(script, ["-q", "-e", "-c", command, "/dev/null"], {
    cwd: space.path,
    env: environment({ PATH: pathWithH4(join(space.path, "bin")) }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { stdout, code } = await ended(child);
  return { screen: stdout.toString(), code };
}

test("a terminal on stderr gets a progress bar that is gone at the end; -q and a file get none", async () => {
  writeFileSync(join(space.path, "big"), longText(12));
  const { screen, code } = await onTerminal("h4 -5 big");
  expect(code).toBe(0);
  expect(screen).toMatch(/big \[=+ *\] \d+% [\d.]+ MiB → /);
  const erased = screen.slice(screen.lastIndexOf(ERASE_LINE) + ERASE_LINE.length);
  expect(erased).toMatch(/^[^[]*big: 12\.0 MiB → [\d.]+ [KM]iB \([\d.]+%\), big\.zst\r\n$/);
  expect((await onTerminal("h4 -5 -q -f big")).screen).toBe("");
  const { screen: silent } = await onTerminal("h4 -5 -f big 2> said");
  expect(silent).toBe("");
  expect(readFileSync(join(space.path, "said"), "utf8")).toMatch(/^big: 12\.0 MiB → [^\p{Cc}]*\n$/u);
});

test("nothing binary goes to a terminal without -f, and text does", async () => {
  writeFileSync(join(space.path, "text"), "plain text\n");
  writeFileSync(join(space.path, "binary"), Buffer.from([0, 1, 2, 3, 0x9b, 0xff]));
  await runH4(["-q", "text", "binary"], { cwd: space.path });
  const packed = await onTerminal("h4 -c text");
  expect(packed.code).toBe(1);
  expect(packed.screen).toMatch(/^h4: text: stdout is a terminal.*\(TERMINAL\)\r\n$/);
  const plain = await onTerminal("h4 -dc text.zst");
  expect(plain).toEqual({ screen: "plain text\r\n", code: 0 });
  const binary = await onTerminal("h4 -dc binary.zst");
  expect(binary.code).toBe(1);
  expect(binary.screen).toMatch(/^h4: binary\.zst: the content is binary.*\(TERMINAL\)\r\n$/);
  expect((await onTerminal("h4 -dcf binary.zst")).code).toBe(0);
});

test("a terminal on stdin is not waited for: help, or a refusal", async () => {
  const help = await onTerminal("h4");
  expect(help.screen).toMatch(/^Usage: h4 COMMAND/);
  expect(help.code).toBe(2);
  const refused = await onTerminal("h4 -d");
  expect(refused.screen).toMatch(/^h4: stdin: stdin is a terminal.*\(TERMINAL\)\r\n$/);
  expect(refused.code).toBe(1);
});

test("names cannot speak to the terminal", async () => {
  const name = "\x1b[31mred\x07.zst";
  writeFileSync(join(space.path, name), "not zstandard");
  const { stderr } = await runH4(["-d", name], { cwd: space.path });
  expect(stderr).toMatch(/^h4: \\x1b\[31mred\\x07\.zst: .*\(DATA_CORRUPT\)\n$/);
});

test("a folder that cannot be written to is named, and a file that cannot be read", async () => {
  // Root may read and write everything, unless it gives up the capabilities for that.
  const bound = process.getuid?.() === 0 ? "setpriv --bounding-set=-dac_override,-dac_read_search " : "";
  writeFileSync(join(space.path, "open"), "content");
  writeFileSync(join(space.path, "secret"), "content");
  const child = spawn("sh", ["-c", `chmod 644 open && chmod 0 secret && chmod 555 . && ${bound}h4 open secret`], {
    cwd: space.path,
    env: environment({ PATH: pathWithH4(join(space.path, "bin")) }),
  });
  const { code, stderr } = await ended(child);
  chmodSync(space.path, 0o755);
  expect(stderr).toBe(
    "h4: open: cannot write open.zst: permission denied (EACCES)\nh4: secret: permission denied (EACCES)\n",
  );
  expect(code).toBe(1);
  expect(existsSync(join(space.path, "open.zst"))).toBe(false);
});

test("--long finds what is repeated far back, as a stream and as a file, and zstd reads it", async () => {
  const once = noise(700_000);
  const content = Buffer.concat([once, longText(1), once]);
  writeFileSync(join(space.path, "log"), content);
  const near = await runH4(["-1", "-c", "log"], { cwd: space.path });
  const file = await runH4(["-1", "--long", "-c", "log"], { cwd: space.path });
  const stream = await runH4(["-1", "--long=21", "-c"], { cwd: space.path, input: content });
  expect(near.stdout.length).toBeGreaterThan(2 * once.length);
  for (const { code, stdout } of [file, stream]) {
    expect(code).toBe(0);
    expect(stdout.length).toBeLessThan(near.stdout.length - once.length * 0.99);
    expectBytes(await decompressWithCli(stdout), content);
  }
});
