/** docs/verify-by-hand.md, containers: its very script and commands take ours, and none that was changed. S44, S48, T15, T16 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { H4mkReader, verifyContainer, writeContainer } from "../../src/container.js";
import { generateKey, type PrivateKey } from "../../src/seal.js";
import { json } from "../support/generators.js";
import { findTool } from "../support/hand-tools.js";
import { onPath } from "../support/install.js";
import { findZstd } from "../support/zstd-cli.js";
import { type Bytes, chunk, gather, join as joined, sha256 } from "./containers.js";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/verify-by-hand.md"), "utf8").split(
  "\n# A container\n",
)[1]!;
/** Blocks of one language on that part of the page. */
const blocks = (language: string) =>
  [...PAGE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, name]) => name === language).map(([, , text]) => text!);
const [SCRIPT] = blocks("python") as [string];
const COMMANDS = blocks("sh").join("");

const CONTENT = json(150_000);
const BLOCK_SIZE = 4096;

let folder: string;
let key: PrivateKey;
let container: Bytes;
let root: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "harmony4-by-hand-"));
  mkdirSync(join(folder, "bin"));
  // What is called python3 may be a script that needs more tools to find the interpreter.
  const python = execFileSync(findTool("python3"), ["-c", "import sys; print(sys.executable, end='')"], {
    encoding: "utf8",
  });
  symlinkSync(python, join(folder, "bin", "python3"));
  for (const path of [findTool("openssl"), findZstd(), onPath("rm")!]) {
    symlinkSync(path, join(folder, "bin", path.slice(path.lastIndexOf("/") + 1)));
  }
  key = await generateKey();
  writeFileSync(join(folder, "author.pem.pub"), key.publicKey.toPem());
  writeFileSync(join(folder, "h4mk.py"), SCRIPT);
  container = await gather(writeContainer(CONTENT, { signer: key, blockSize: BLOCK_SIZE, meta: { title: "by hand" } }));
  ({ root } = (await H4mkReader.open(container)).info as { root: string });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the page's commands on `bytes`, in a folder whose PATH has its tools and nothing else. */
function run(bytes: Uint8Array, commands = COMMANDS, trusted = root) {
  writeFileSync(join(folder, "archive.h4mk"), bytes);
  rmSync(join(folder, "block"), { force: true });
  const env = { PATH: join(folder, "bin"), LC_ALL: "C.UTF-8", ROOT: trusted };
  return spawnSync("/bin/sh", ["-c", commands], { cwd: folder, env, encoding: "utf8" });
}

const SCRIPT_ONLY = "python3 h4mk.py archive.h4mk 1";

test("the script has at most 60 lines, and of modules those of the standard library", () => {
  expect(SCRIPT.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  const imports = [...SCRIPT.matchAll(/^(?:import|from) (.*)$/gm)].map(([, names]) => names);
  expect(imports).toEqual(["base64, hashlib, json, os, re, struct, sys, zlib"]);
});

test("a container with more than a page of blocks, its signature, and a block of it", async () => {
  const large = json((256 + 30) * BLOCK_SIZE);
  const bytes = await gather(writeContainer(large, { signer: key, blockSize: BLOCK_SIZE }));
  const { root: trusted } = (await H4mkReader.open(bytes)).info;
  const { status, stdout, stderr } = run(bytes, COMMANDS, trusted);
  expect([status, stderr, stdout]).toEqual([0, "", "Signature Verified Successfully\n"]);
  expect(readFileSync(join(folder, "block"))).toEqual(Buffer.from(large.subarray(BLOCK_SIZE, 2 * BLOCK_SIZE)));
});

test("prints the root that the library computes, of an empty and of an unsigned container too", async () => {
  for (const content of [new Uint8Array(0), CONTENT]) {
    const bytes = await gather(writeContainer(content));
    expect(run(bytes, SCRIPT_ONLY).stdout).toBe(`${(await H4mkReader.open(bytes)).info.root}\n`);
  }
});

describe("stops", () => {
  test("at a flipped bit anywhere, as the library does", async () => {
    // The blocks at wide intervals, the chunks behind them at narrow ones.
    const intervals = (from: number, to: number, step: number) =>
      Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step);
    const end = container.length;
    for (const at of [...intervals(3, end - 700, 2999), ...intervals(end - 700, end, 41)]) {
      const bytes = container.slice();
      bytes[at] = bytes[at]! ^ 0x10;
      expect(run(bytes, SCRIPT_ONLY).status, `byte ${at}`).not.toBe(0);
      expect((await verifyContainer(bytes)).ok).toBe(false);
    }
  });

  test("at a container that is cut or goes on", () => {
    for (const bytes of [container.subarray(0, -1), container.subarray(0, -44), joined(container, Uint8Array.of(0))]) {
      expect(run(bytes, SCRIPT_ONLY).status).toBe(1);
    }
  });

  test("T15: at another root and at another key, where VERI was computed anew", async () => {
    const other = await gather(
      writeContainer(CONTENT.subarray(1), { signer: await generateKey(), blockSize: BLOCK_SIZE }),
    );
    expect(run(other, SCRIPT_ONLY).status).toBe(0);
    expect(run(other).status).toBe(1);
    const { root: itsOwn } = (await H4mkReader.open(other)).info;
    const { status, stdout } = run(other, COMMANDS, itsOwn);
    expect([status, stdout]).toEqual([1, "Signature Verification Failure\n"]);
  });

  test("T16: at META changed with its CRC-32 and VERI made right", () => {
    const at = Buffer.from(container).indexOf("META") + 12;
    const length = new DataView(container.buffer).getUint32(at - 8);
    const meta = Buffer.from(container.subarray(at, at + length))
      .toString()
      .replace("by hand", "by fist");
    const changed = joined(
      container.subarray(0, at - 12),
      chunk("META", Buffer.from(meta)),
      container.subarray(at + length),
    );
    const body = changed.subarray(0, -44);
    const { status, stderr } = run(joined(body, chunk("VERI", sha256(body.subarray(8)))), SCRIPT_ONLY);
    expect([status, stderr]).toEqual([1, "tAIL is not what it must be\n"]);
  });
});
