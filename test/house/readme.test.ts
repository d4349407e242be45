/** README and docs keep their word: commands are run, code is that of the examples, examples are run, links lead somewhere. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectBytes } from "../support/expect-bytes.js";
import { json } from "../support/generators.js";
import { buildNativeCore } from "../support/native-core.js";
import { findBun, findDeno } from "../support/runtimes.js";
import { findZstd } from "../support/zstd-cli.js";
import { decompressWithCli } from "../support/zstd-cli-calls.js";
import { ROOT, read, repositoryFiles } from "./repository.js";

const PAGES = repositoryFiles().filter((file) => /^(\w+|docs\/.+)\.md$/.test(file));
const MANIFEST = JSON.parse(read("package.json")) as { scripts: Record<string, string>; bin: { h4: string } };

/** The fenced blocks of a page in one language. */
function blocks(page: string, language: string): string[] {
  return [...read(page).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter((block) => block[1] === language)
    .map((block) => block[2]!);
}

/** The shell commands of a page, without their comments; `&&` separates commands. */
function commands(page: string): string[] {
  return blocks(page, "sh")
    .flatMap((block) => block.split("\n"))
    .flatMap((line) => line.replace(/\s+#.*$/, "").split("&&"))
    .map((command) => command.trim())
    .filter((command) => command !== "");
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "harmony4-readme-"));
  writeFileSync(join(folder, "report.json"), json(200_000));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("README", () => {
  test("its two commands come first", () => {
    expect(commands("README.md").slice(0, 4)).toEqual(["npm ci", "npm start", "npm ci", "npm test"]);
  });

  test("S2: npm start says where it listens, answers there, and ends when it is told to", async () => {
    const child = spawn("npm", ["start"], {
      cwd: ROOT,
      env: { ...process.env, HARMONY4_PORT: "0", HARMONY4_LOG_FORMAT: "text" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    let origin: string | undefined;
    for await (const line of createInterface(child.stderr)) {
      origin ??= /Waiting for connections on (http:\S+)$/.exec(line)?.[1];
      if (!/Waiting for connections/.test(line)) continue;
      const info = await fetch(`${origin}/compress/info`);
      expect(await info.json()).toMatchObject({ fingerprint: JSON.parse(read("build/seal.json")).sha256 });
      child.kill("SIGTERM"); // npm passes it on
    }
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await ended;
  });

  test("every npm script that any page names exists", () => {
    const named = PAGES.flatMap(commands).flatMap(
      (command) => /^npm (?:run )?(test|start|[\w:]+)\b/.exec(command)?.[1] ?? [],
    );
    const scripts = named.filter((name) => name !== "ci");
    expect(scripts.length).toBeGreaterThan(3);
    expect(scripts.filter((name) => !(name in MANIFEST.scripts))).toEqual([]);
  });

  test("every h4 command works as it is written, one after the other", () => {
    const h4 = commands("README.md").filter((command) => command.startsWith("h4 "));
    expect(h4.length).toBeGreaterThan(5);
    for (const command of h4) {
      const line = command.replace(/^h4 /, `"${process.execPath}" "${join(ROOT, MANIFEST.bin.h4)}" `);
      execFileSync("sh", ["-c", line], { cwd: folder, encoding: "utf8", stdio: "pipe" });
    }
    for (const copy of ["copy.json", "same.json"]) {
      execFileSync("cmp", [join(folder, "report.json"), join(folder, copy)]);
    }
  });

  test("every line of code is in an example, in that order", () => {
    const code = [...blocks("README.md", "js"), ...blocks("README.md", "html")];
    const examples = repositoryFiles("examples").map(read);
    expect(code.length).toBeGreaterThan(3);
    for (const block of code)
      expect(
        examples.some((example) => example.includes(block)),
        block,
      ).toBe(true);
  });

  test("its limits are those of the code", async () => {
    const limits = await import("../../assembly/common/limits.js");
    const page = read("README.md");
    expect(page).toContain(`| \`level\` | ${limits.LEVEL_DEFAULT} | ${limits.LEVEL_MIN} to ${limits.LEVEL_MAX},`);
    expect(page).toContain(
      `${limits.WINDOW_LOG_MIN} to ${limits.ENCODER_WINDOW_LOG_MAX}; at most ${limits.WINDOW_LOG_HTTP}`,
    );
    expect(page).toContain(
      `| ${limits.WINDOW_LOG_DEFAULT_MAX}, in browsers and edge workers ${limits.WINDOW_LOG_HTTP} |`,
    );
    expect(page).toContain(`${limits.WINDOW_LOG_MIN} to ${limits.WINDOW_LOG_MAX}; a frame`);
  });

  test("the entries have what the table says", async () => {
    for (const [, entry, names] of read("README.md").matchAll(/^\| `(harmony4(?:\/\w+)?)` \| (.*) \|$/gm)) {
      const module = (await import(entry!)) as Record<string, unknown>;
      for (const [, name] of names!.matchAll(/`(\w+)`/g))
        expect(module[name!], `${entry}: ${name}`).toBeTypeOf("function");
    }
  });
});

test.each(PAGES)("%s: links lead somewhere", (page) => {
  const targets = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map((link) => join(dirname(page), link[1]!));
  expect(targets.filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
});

describe("examples", () => {
  const run = (example: string, ...args: string[]) => runBy([process.execPath], example, ...args);
  const runBy = ([runtime, ...flags]: [string, ...string[]], example: string, ...args: string[]) =>
    execFileSync(runtime, [...flags, join(ROOT, "examples", example), ...args], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });

  test("node.mjs restores what it compressed", () => {
    expect(run("node.mjs", "report.json")).toMatch(/^200000 bytes became \d{5}; restored: true\n$/);
  });

  test("decoder.mjs reads a .zst with the decoder alone", () => {
    execFileSync(findZstd(), ["-q", "-f", join(folder, "report.json"), "-o", join(folder, "decoded.zst")]);
    const { engine_id } = JSON.parse(read("build/seal.json")).decoder;
    expect(run("decoder.mjs", "decoded.zst")).toBe(`${engine_id}: 200000 bytes\n`);
  });

  test("node-streams.mjs leaves a .zst and reads all of it back", () => {
    writeFileSync(join(folder, "streamed.json"), json(3_000_000));
    expect(run("node-streams.mjs", "streamed.json")).toBe("streamed.json.zst holds 3000000 bytes\n");
  });

  test("deno.mjs leaves a .zst and reads all of it back", async () => {
    const content = json(3_000_000);
    writeFileSync(join(folder, "deno.json"), content);
    const flags = ["--no-remote", "--node-modules-dir=manual", "--allow-read", "--allow-write"];
    expect(runBy([findDeno(), "run", ...flags], "deno.mjs", "deno.json")).toBe("deno.json.zst holds 3000000 bytes\n");
    expectBytes(await decompressWithCli(readFileSync(join(folder, "deno.json.zst"))), content);
  });

  test("bun.mjs restores what it compressed", async () => {
    const content = json(200_000);
    writeFileSync(join(folder, "bun.json"), content);
    const said = runBy([findBun(), "--no-install"], "bun.mjs", "bun.json");
    expect(said).toMatch(/^200000 bytes became \d{5}; restored: true\n$/);
    expectBytes(await decompressWithCli(readFileSync(join(folder, "bun.json.zst"))), content);
  });

  test("into.mjs sends every line there and back", () => {
    const lines = Buffer.from(json(200_000)).toString().split("\n").length;
    expect(run("into.mjs", "report.json")).toBe(`${lines} messages, ${200_000 - lines + 1} bytes there and back\n`);
  });

  test("dictionary.mjs makes a payload smaller by what its like have in common", () => {
    const orders = Array.from(
      { length: 400 },
      (_, i) => `{"id":${i * 7919},"event":"order.created","customer":"n${i % 97}"}`,
    );
    writeFileSync(join(folder, "lines.json"), orders.join("\n"));
    const said = run("dictionary.mjs", "lines.json");
    const [, length, packed, without] = /^(\d+) bytes became (\d+), without a dictionary (\d+); restored: true\n$/.exec(
      said,
    )!;
    expect(Number(length)).toBe(orders[0]!.length);
    expect(Number(packed)).toBeLessThan(Number(without) / 2);
  });

  test("environment.mjs runs the engine that the environment names", () => {
    const { engine_id } = JSON.parse(read("build/seal.json"));
    expect(run("environment.mjs")).toMatch(new RegExp(`^${engine_id} made \\d+ bytes of 1000\n$`));
    process.env.HARMONY4_CORE_PATH = buildNativeCore();
    try {
      expect(run("environment.mjs")).toMatch(/^h4core-zstd-v1\.0\.0 made \d+ bytes of 1000\n$/);
    } finally {
      delete process.env.HARMONY4_CORE_PATH;
    }
  });

  test("attestation.mjs signs, verifies, and says what is not proved", () => {
    expect(run("attestation.mjs")).toBe(
      "true true true\nnot proved: that its signer tells the truth: who holds the key can sign anything\n",
    );
  });

  test("container.mjs packs, signs, reads a range, and says what was proved", () => {
    const lines = run("container.mjs", "report.json").split("\n");
    expect(lines[0]).toBe("100 bytes, authenticated true; all of it verified");
    expect(lines[1]).toContain("VERI has no key");
    expect(lines[2]).toContain("signed this root");
  });

  test("pool.mjs restores on two threads what it compressed on them", () => {
    expect(run("pool.mjs", "report.json")).toMatch(/^200000 bytes became \d{5}; restored: true\n$/);
  });

  test("pinned.mjs runs the sealed engine and no other", () => {
    const { engine_id, sha256 } = JSON.parse(read("build/seal.json"));
    expect(run("pinned.mjs", sha256)).toBe(`${engine_id}: sealed true\n`);
    const other = sha256.replace(/^./, (digit: string) => (digit === "0" ? "1" : "0"));
    expect(() => run("pinned.mjs", other)).toThrow("SEAL_ALTERED");
  });
});
