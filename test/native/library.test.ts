/** What `npm run build:native` makes: which symbols, what it needs, that it is the same everywhere, and when it refuses. */

import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { LEVEL_DEFAULT, LEVEL_MAX, LEVEL_MIN, WINDOW_LOG_DEFAULT_MAX } from "../../assembly/common/limits.js";
import * as Status from "../../assembly/common/status.js";
import { hoist } from "../../native/hoist.mjs";
import { onPath } from "../support/install.js";
import { buildNativeCore } from "../support/native-core.js";
import { Conformance } from "./conformance.js";

const ROOT = join(import.meta.dirname, "../..");
const core = buildNativeCore();
const conformance = new Conformance();
const folder = mkdtempSync(join(tmpdir(), "harmony4-build-"));
afterAll(() => {
  conformance.remove();
  rmSync(folder, { recursive: true });
});

const sealed = JSON.parse(readFileSync(join(ROOT, "build/seal.json"), "utf8"));
const sha256 = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
const output = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: "utf8" });

describe("the library", () => {
  test("S6, S59: exports the C interface and nothing else", () => {
    const symbols = output("nm", "-D", "--defined-only", core).trim().split("\n");
    expect(symbols.map((line) => line.replace(/^[0-9a-f]+ /, ""))).toEqual([
      "T h4_abi_version",
      "T h4_compress",
      "T h4_compress_bound",
      "T h4_compress_into",
      "T h4_decompress",
      "T h4_decompress_into",
      "T h4_engine_fp",
      "T h4_engine_id",
      "T h4_free",
    ]);
  });

  test("T9: needs libc alone", () => {
    const needed = [...output("readelf", "-d", core).matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name);
    expect(needed).toEqual(["libc.so.6"]);
  });

  test("imports memory, per-thread storage and the way back from a trap: no signals, no threads, no input or output", () => {
    const imports = output("nm", "-D", "--undefined-only", core).trim().split("\n");
    const names = imports.map((line) =>
      line
        .trim()
        .replace(/^[Uw] /, "")
        .replace(/@.*/, ""),
    );
    const memory = ["calloc", "free", "malloc", "memcpy", "memmove", "memset", "mmap", "mprotect", "munmap", "realloc"];
    const allowed = [...memory, "_setjmp", "longjmp", "call_once", "tss_create", "tss_get", "tss_set"];
    expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  test("T1: has nothing that runs when it is loaded or let go of", () => {
    expect(output("readelf", "-d", core)).not.toMatch(/INIT|FINI|TEXTREL|SONAME|R(UN)?PATH/);
    expect(output("readelf", "-d", core)).toMatch(/NOW/);
    expect(output("readelf", "-d", core)).toMatch(/NODELETE/); // threads that end later free their engine by its code
  });

  test("keeps its tables read-only and its stack without execution", () => {
    const segments = output("readelf", "-lW", core);
    expect(segments).toMatch(/GNU_RELRO/);
    expect(segments).toMatch(/GNU_STACK.* RW /);
    expect(segments).not.toMatch(/ RWE /);
  });

  test("S10: has mode 755", () => {
    expect(statSync(core).mode & 0o777).toBe(0o755);
  });

  test("S7, S8: names itself after the sealed artifact, and declares the artifact's digest", () => {
    const { lines } = conformance.run(core, "identity");
    // A frame without content: magic, header of 2 bytes, a block header, a checksum; the bound is for the worst of all.
    expect(lines).toEqual([sealed.engine_id.replace("h4ref", "h4core"), sealed.sha256, "2", "25 26 0"]);
    expect(lines[0]).toMatch(/^h4core-zstd-v[\d.]+$/);
  });

  test("holds no path of the machine it was built on", () => {
    const text = readFileSync(core, "latin1");
    expect(text).not.toContain(ROOT);
    expect(text).not.toContain(tmpdir());
  });
});

test("native/h4core.h says what assembly/common says", () => {
  const header = readFileSync(join(ROOT, "native/h4core.h"), "utf8");
  const declared = [...header.matchAll(/^ {2}H4_(\w+) = (-\d+),$/gm)].map(([, name, value]) => [name, Number(value)]);
  expect(Object.fromEntries(declared)).toEqual(
    Object.fromEntries(Object.entries(Status).filter(([, value]) => value < 0)),
  );
  const constant = (name: string) => Number(new RegExp(`^#define H4_${name} (\\d+)$`, "m").exec(header)?.[1]);
  expect(constant("LEVEL_MIN")).toBe(LEVEL_MIN);
  expect(constant("LEVEL_DEFAULT")).toBe(LEVEL_DEFAULT);
  expect(constant("LEVEL_MAX")).toBe(LEVEL_MAX);
  expect(constant("WINDOW_LOG_MAX")).toBe(WINDOW_LOG_DEFAULT_MAX);
});

describe("the build", () => {
  /** A copy of what the build reads, in a folder of its own. */
  function checkout(name: string): string {
    const path = join(folder, name);
    mkdirSync(join(path, "build"), { recursive: true });
    cpSync(join(ROOT, "native"), join(path, "native"), {
      recursive: true,
      filter: (source) => !source.startsWith(join(ROOT, "native/build/")),
    });
    for (const file of ["packages.mjs", "seal.json", "engine.wasm"]) {
      cpSync(join(ROOT, "build", file), join(path, "build", file));
    }
    return path;
  }

  const build = (path: string, env: NodeJS.ProcessEnv = process.env) =>
    spawnSync(process.execPath, ["native/build.mjs"], { cwd: path, encoding: "utf8", env });

  test("S11, S34: gives the same bytes in another folder, and prints their digest and the lines that pin them", () => {
    const path = checkout("another place/with 'quotes'");
    const { status, stdout, stderr } = build(path, { ...process.env, LC_ALL: "C.UTF-8", TZ: "Asia/Tokyo" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const library = join(path, "native/build/h4core.so");
    expect(sha256(library)).toBe(sha256(core)); // which was built in this checkout
    expect(stdout.split("\n")[0]).toContain(`${sha256(core)}  ${statSync(core).size} bytes`);
    const shown = 'printf "%s\\n" "$HARMONY4_CORE_PATH" "$HARMONY4_ENGINE_ID" "$HARMONY4_ENGINE_FP"';
    const exports = stdout.split("\n").slice(2).join("\n");
    const said = execFileSync("sh", ["-c", `${exports}\n${shown}`], { encoding: "utf8" });
    expect(said).toBe(`${library}\n${sealed.engine_id.replace("h4ref", "h4core")}\n${sha256(core)}\n`);
  });

  test("refuses an artifact that is not the sealed one, and makes nothing", () => {
    const path = checkout("tampered");
    const artifact = join(path, "build/engine.wasm");
    const bytes = readFileSync(artifact);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(artifact, bytes);
    const { status, stderr } = build(path);
    expect(status).toBe(1);
    expect(stderr).toContain("build/engine.wasm is not the artifact that build/seal.json pins");
    expect(stderr).toContain(`sealed: ${sealed.sha256}`);
    expect(stderr).toContain(`found:  ${sha256(artifact)}`);
    expect(spawnSync("find", [join(path, "native/build"), "-type", "f"], { encoding: "utf8" }).stdout).toBe("");
  });

  test("says what to install when a tool is missing and cannot be installed", () => {
    const path = checkout("without tools");
    const bin = join(folder, "bin");
    mkdirSync(bin);
    symlinkSync(onPath("gcc")!, join(bin, "gcc"));
    const { status, stderr } = build(path, { PATH: bin });
    expect(status).toBe(1);
    expect(stderr).toBe(
      "The native core needs wasm2c, not on PATH. On Debian, as root: apt-get install --no-install-recommends wabt\n",
    );
  });
});

describe("the rewriting of the C", () => {
  const MEMORY_ACCESS = '(memory (export "memory") 1) (func (export "f") (result i32) (i32.load (i32.const 0)))';

  /** What wasm2c makes of a module in text form, rewritten. */
  function rewritten(text: string): string {
    const [wat, wasm, c] = ["wat", "wasm", "c"].map((extension) => join(folder, `module.${extension}`)) as string[];
    writeFileSync(wat!, `(module ${text})`);
    execFileSync("wat2wasm", [wat!, "-o", wasm!]);
    execFileSync("wasm2c", [wasm!, "--module-name", "h4", "-o", c!]);
    return hoist(readFileSync(c!, "utf8"), "module.h").source;
  }

  test("reads the base of the memory once a function, and makes a prefetch of a load that nobody reads", () => {
    const twice = "(drop (i32.load8_u (i32.const 7))) (i32.add (i32.load (i32.const 0)) (i32.load (i32.const 4)))";
    const text = rewritten(`(memory (export "memory") 1) (func (export "f") (result i32) ${twice})`);
    expect(text.match(/H4_BASE\(instance\)/g)).toHaveLength(1);
    expect(text.match(/h4_i32_load\(base, /g)).toHaveLength(2);
    expect(text.match(/h4_touch\(base, /g)).toHaveLength(1);
  });

  test.each([
    ["C of another make", () => hoist("int main(void) {}", "module.h"), /it does not begin as that does/],
    ["no memory", () => rewritten('(func (export "f"))'), /no function accesses the memory/],
    ["imports", () => rewritten(`(import "a" "b" (func)) ${MEMORY_ACCESS}`), /the artifact has imports/],
    [
      "floats in memory",
      () => rewritten('(memory (export "memory") 1) (func (export "f") (result f32) (f32.load (i32.const 0)))'),
      /f32_load/,
    ],
    ["a table", () => rewritten(`(table 1 funcref) ${MEMORY_ACCESS}`), /wasm_rt_allocate_funcref_table/],
  ])("refuses %s", (_, rewrite, message) => {
    expect(rewrite).toThrow(message);
  });
});
