/** build/seal.json: the artifact is a function of the sources, and any other one is refused until it is sealed. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileAll } from "../../build/compile.mjs";
import { differences, readRecord, recordOf } from "../../build/seal-record.mjs";
import { inlinedDecoder as decoderInNode } from "../../src/platform/decoder-node.js";
import { inlinedDecoder as decoderInBrowsers } from "../../src/platform/decoder-web.js";
import { inlinedArtifact as engineInNode } from "../../src/platform/node.js";
import { inlinedArtifact as engineInBrowsers } from "../../src/platform/web.js";
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

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function run(folder: string, script: string, environment: Record<string, string> = {}) {
  const options = { cwd: folder, encoding: "utf8" as const, env: { ...process.env, ...environment } };
  return spawnSync(process.execPath, [join(folder, "build", `${script}.mjs`)], options);
}

let elsewhere: string;
beforeAll(() => {
  elsewhere = checkoutElsewhere();
});
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

test("the artifacts have the same bytes from another directory, process, time zone and language", () => {
  const { status, stderr } = run(elsewhere, "compile", { TZ: "Asia/Kolkata", LANG: "de_DE.UTF-8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const digestOf = (name: string) => sha256(readFileSync(join(elsewhere, "build", name)));
  expect(digestOf("engine.wasm")).toBe(readRecord().sha256);
  expect(digestOf("decoder.wasm")).toBe(readRecord().decoder.sha256);
});

test("the artifacts are those that seal.json pins, compiled with what seal.json names", async () => {
  expect(differences(readRecord(), recordOf(await compileAll(ROOT), readRecord()))).toEqual([]);
});

describe.each([
  ["engine", engineInNode, engineInBrowsers],
  ["decoder", decoderInNode, decoderInBrowsers],
])("%s.wasm", (name, inlinedInNode, inlinedInBrowsers) => {
  const artifact = new Uint8Array(readFileSync(join(ROOT, `build/${name}.wasm`)));

  test("imports nothing", () => {
    expect(WebAssembly.Module.imports(new WebAssembly.Module(artifact))).toEqual([]);
  });

  test("runs nothing when it is instantiated: it has no start section", () => {
    expect(sectionIds(artifact)).not.toContain(8);
  });

  test("is inlined for Node and for browsers alike", () => {
    expectBytes(inlinedInNode(), artifact);
    expectBytes(inlinedInBrowsers(), artifact);
  });

  test("carries no names, no source map and no custom section that could tell where it was built", () => {
    expect(sectionIds(artifact)).not.toContain(0);
  });
});

test("the decoder exports of the engine what decodes, and nothing else", () => {
  const namesOf = (name: string) => {
    const module = new WebAssembly.Module(readFileSync(join(ROOT, `build/${name}.wasm`)));
    return WebAssembly.Module.exports(module).map((entry) => entry.name);
  };
  expect(namesOf("engine")).toEqual(expect.arrayContaining(namesOf("decoder")));
  expect(namesOf("decoder").filter((name) => name.startsWith("compress"))).toEqual([]);
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

  test("refuses a decoder that differs likewise", () => {
    const seal = join(elsewhere, "build/seal.json");
    writeFileSync(
      seal,
      JSON.stringify({ ...readRecord(), decoder: { ...readRecord().decoder, sha256: "0".repeat(64) } }),
    );
    const { status, stderr } = run(elsewhere, "build");
    expect(status).toBe(1);
    expect(stderr).toContain(`"sha256":"${"0".repeat(64)}"`);
    expect(stderr).toContain(readRecord().decoder.sha256);
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
    expect(stdout).toContain(readRecord().decoder.sha256);
    expect(JSON.parse(readFileSync(join(elsewhere, "build/seal.json"), "utf8"))).toEqual(readRecord());
  });
});

test.each(["sha256", "bytes", "assemblyscript", "binaryen", "flags", "engine_id", "decoder"])(
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
