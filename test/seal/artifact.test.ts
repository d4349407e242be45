/** build/seal.json: the artifact is a function of the sources, and any other one is refused until it is sealed. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compile } from "../../build/compile.mjs";
import { differences, readRecord, recordOf } from "../../build/seal-record.mjs";
import { inlinedArtifact as inlinedInNode } from "../../src/platform/node.js";
import { inlinedArtifact as inlinedInBrowsers } from "../../src/platform/web.js";
import { expectBytes } from "../support/expect-bytes.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** A checkout elsewhere: sources, scripts and seal, with the same packages installed. */
function checkoutElsewhere(): string {
  const folder = mkdtempSync(join(tmpdir(), "h4 another root "));
  for (const name of ["assembly", "build/seal.json", "package.json", "rollup.config.mjs"]) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  for (const name of readdirSync(join(ROOT, "build")).filter((file) => file.endsWith(".mjs"))) {
    cpSync(join(ROOT, "build", name), join(folder, "build", name));
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function run(folder: string, script: string, environment: Record<string, string> = {}) {
  const options = { cwd: folder, encoding: "utf8" as const, env: { ...process.env, ...environment } };
  return spawnSync(process.execPath, [join(folder, "build", `${script}.mjs`)], options);
}

let elsewhere: string;
beforeAll(() => {
  elsewhere = checkoutElsewhere();
});
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

describe("the artifact", () => {
  test("has the same bytes from another directory, process, time zone and language", () => {
    const { status, stderr } = run(elsewhere, "compile", { TZ: "Asia/Kolkata", LANG: "de_DE.UTF-8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const rebuilt = readFileSync(join(elsewhere, "build/engine.wasm"));
    expect(createHash("sha256").update(rebuilt).digest("hex")).toBe(readRecord().sha256);
  });

  test("is the one that seal.json pins, compiled with what seal.json names", async () => {
    expect(differences(readRecord(), recordOf(await compile(ROOT), readRecord().engine_id))).toEqual([]);
  });

  test("imports nothing", () => {
    const module = new WebAssembly.Module(readFileSync(join(ROOT, "build/engine.wasm")));
    expect(WebAssembly.Module.imports(module)).toEqual([]);
  });

  test("runs nothing when it is instantiated: it has no start section", () => {
    expect(sectionIds(readFileSync(join(ROOT, "build/engine.wasm")))).not.toContain(8);
  });

  test("is inlined for Node and for browsers alike", () => {
    const artifact = new Uint8Array(readFileSync(join(ROOT, "build/engine.wasm")));
    expectBytes(inlinedInNode(), artifact);
    expectBytes(inlinedInBrowsers(), artifact);
  });

  test("carries no names, no source map and no custom section that could tell where it was built", () => {
    expect(sectionIds(readFileSync(join(ROOT, "build/engine.wasm")))).not.toContain(0);
  });
});

describe("npm run build", () => {
  test("refuses an artifact that differs, says what differs, and leaves the pin alone", () => {
    const seal = join(elsewhere, "build/seal.json");
    const pinned = JSON.parse(readFileSync(seal, "utf8"));
    writeFileSync(seal, JSON.stringify({ ...pinned, sha256: "0".repeat(64) }));
    const { status, stderr } = run(elsewhere, "build");
    expect(status).toBe(1);
    expect(stderr).toContain(`sealed: "${"0".repeat(64)}"`);
    expect(stderr).toContain(`found:  "${pinned.sha256}"`);
    expect(stderr).toContain("npm run seal");
    expect(JSON.parse(readFileSync(seal, "utf8")).sha256).toBe("0".repeat(64));
  });

  test("refuses to run without a seal", () => {
    rmSync(join(elsewhere, "build/seal.json"));
    const { status, stderr } = run(elsewhere, "build");
    expect(status).toBe(1);
    expect(stderr).toContain("build/seal.json is missing");
  });

  test("`npm run seal` pins what is there, and says so", () => {
    const { status, stdout } = run(elsewhere, "seal");
    expect(status).toBe(0);
    expect(stdout).toContain(readRecord().sha256);
    expect(JSON.parse(readFileSync(join(elsewhere, "build/seal.json"), "utf8"))).toEqual(readRecord());
  });
});

test.each(["sha256", "bytes", "assemblyscript", "binaryen", "flags", "engine_id"])(
  "a difference in %s is named",
  (key) => {
    const [found] = differences(readRecord(), { ...readRecord(), [key]: "other" });
    expect(found).toMatch(new RegExp(`^ {2}${key}\n {4}sealed: .+\n {4}found: {2}"other"$`));
  },
);

/** The ids of the sections of a module, in order. WebAssembly core specification §5.5.2 */
function sectionIds(bytes: Uint8Array): number[] {
  const ids: number[] = [];
  for (let at = 8; at < bytes.length; ) {
    ids.push(bytes[at++]!);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += size;
  }
  return ids;
}
