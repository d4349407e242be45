/** docs/reproduce.md: a checkout, and the package alone, give the sealed bytes by the commands of the page. */
import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { packLibrary } from "../support/package.js";
import { findNode24 } from "../support/runtimes.js";
import { ROOT, read } from "./repository.js";
import { commandsOf } from "./reproduction.js";

/** A compilation takes seconds, and a minute beside others. */
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "harmony4-reproduce-"));
  for (const name of ["assembly", "build/seal.json"]) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["the Node that is there", () => process.execPath],
  ["Node 24", findNode24],
])("the compiler alone, on %s, in another folder, locale and time zone", (_, node) => {
  const output = execFileSync("sh", ["-ec", commandsOf("Without it")], {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${dirname(node())}${delimiter}${process.env.PATH}`,
      LANG: "tr_TR.UTF-8",
      TZ: "Asia/Tokyo",
    },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { sha256, decoder } = JSON.parse(read("build/seal.json"));
  expect(output).toBe(`${sha256}  rebuilt.wasm\n${decoder.sha256}  decoder.wasm\n`);
});

test("the command line prints the digest of what is inlined, and of a file", () => {
  const cli = join(ROOT, (JSON.parse(read("package.json")) as { bin: { h4: string } }).bin.h4);
  const digests = commandsOf("Checking an installed package")
    .trim()
    .split("\n")
    .map((command) => {
      const [name, ...args] = command.split(" ");
      expect(name).toBe("h4");
      const said = execFileSync(process.execPath, [cli, ...args], { cwd: ROOT, encoding: "utf8" });
      return /\b[0-9a-f]{64}\b/.exec(said)?.[0];
    });
  const { sha256 } = JSON.parse(read("build/seal.json"));
  expect(digests).toEqual([sha256, sha256]);
});

/** Any line of `assembly/` whose change must show in the artifact. */
const ENGINE_LINE = ["assembly/hash/xxh64.ts", "0x27d4eb2f165667c5", "0x27d4eb2f165667c7"] as const;

describe("the package alone", () => {
  let unpacked: string;
  beforeAll(() => {
    unpacked = mkdtempSync(join(tmpdir(), "harmony4-unpacked-"));
    cpSync(packLibrary(), join(unpacked, "harmony4-0.tgz"));
  });
  afterAll(() => rmSync(unpacked, { recursive: true, force: true }));

  /**
   * The commands of the page, with something done between unpacking and verifying; `offline` with what npm has of the
   * compiler in its cache.
   */
  function verify(
    meddle: (file: (name: string) => string) => void,
    { offline = false } = {},
  ): { status: number | null; said: string[] } {
    rmSync(join(unpacked, "package"), { recursive: true, force: true });
    const [unpack, enter, command] = commandsOf("From the package alone").trim().split("\n");
    execFileSync("sh", ["-ec", unpack!], { cwd: unpacked });
    meddle((name) => join(unpacked, "package", name));
    const { status, stdout, stderr } = spawnSync("sh", ["-ec", `${enter}\n${command}`], {
      cwd: unpacked,
      encoding: "utf8",
      env: { ...process.env, npm_config_offline: String(offline) },
    });
    return { status, said: `${stdout}${stderr}`.split("\n") };
  }

  const { engine_id, sha256, bytes, assemblyscript, binaryen, decoder } = JSON.parse(read("build/seal.json"));

  test("T28: compiles to what it carries", () => {
    const { status, said } = verify(() => {});
    expect(said).toEqual(
      expect.arrayContaining([
        `compiler  assemblyscript ${assemblyscript}, binaryen ${binaryen}`,
        `rebuilt   ${sha256}  ${engine_id}, ${bytes} bytes`,
        `rebuilt   ${decoder.sha256}  ${decoder.engine_id}, ${decoder.bytes} bytes`,
        `shipped   ${sha256}  dist/engine.wasm`,
        `shipped   ${decoder.sha256}  dist/decoder.wasm`,
        "inlined   dist/index.js",
        "verified: what is shipped is what the sources compile to",
      ]),
    );
    expect(status).toBe(0);
  });

  test("T28: a flipped bit of the artifact, another compiler in the record, a comment in a source are each told", () => {
    const { status, said } = verify((file) => {
      const wasm = readFileSync(file("dist/engine.wasm"));
      wasm[wasm.length - 1]! ^= 1;
      writeFileSync(file("dist/engine.wasm"), wasm);
      const seal = readFileSync(file("build/seal.json"), "utf8");
      writeFileSync(file("build/seal.json"), seal.replace(`"${assemblyscript}"`, '"0.0.1"'));
      appendFileSync(file("assembly/index.ts"), "// no influence\n");
      writeFileSync(file("assembly/more.ts"), "");
      rmSync(file("dist/web"), { recursive: true });
      cpSync(file("dist/seal.js"), file("dist/web/seal.js"));
    });
    const findings = said.slice(said.lastIndexOf("inlined   ") + 1);
    expect(findings).toEqual([
      "sources altered since dist/ was built: assembly/index.ts",
      "sources added since dist/ was built: assembly/more.ts",
      "differs from build/seal.json:",
      "  assemblyscript",
      '    sealed: "0.0.1"',
      `    found:  "${assemblyscript}"`,
      expect.stringMatching(`^dist/engine.wasm is not what the sources compile to: [0-9a-f]{64}, not ${sha256}$`),
      "no script of dist/web/ carries the engine that the sources compile to",
      "no script of dist/web/ carries the decoder that the sources compile to",
      "",
    ]);
    expect(status).toBe(1);
  });

  test("T28: without a network, another engine in the sources is told, by the file and by what it compiles to", () => {
    const [name, from, to] = ENGINE_LINE;
    const meddle = (file: (name: string) => string) => {
      const source = readFileSync(file(name), "utf8");
      expect(source).toContain(from);
      writeFileSync(file(name), source.replace(from, to));
    };
    const { status, said } = verify(meddle, { offline: true });
    expect(said).toContain(`sources altered since dist/ was built: ${name}`);
    expect(said.slice(said.indexOf("  sha256")).slice(0, 2)).toEqual(["  sha256", `    sealed: "${sha256}"`]);
    for (const name of ["engine", "decoder"]) {
      expect(said).toContain(`no script of dist/ carries the ${name} that the sources compile to`);
    }
    expect(status).toBe(1);
  });

  test("installs the compiler that the repository builds with, byte for byte", () => {
    const { packages } = JSON.parse(read("package-lock.json"));
    const { "": _, ...compiler } = JSON.parse(read("build/compiler/package-lock.json")).packages;
    expect(Object.keys(compiler).sort()).toEqual(
      ["assemblyscript", "binaryen", "long"].map((n) => `node_modules/${n}`),
    );
    for (const [place, { version, integrity }] of Object.entries<{ version: string; integrity: string }>(compiler)) {
      expect({ version, integrity }, place).toEqual({
        version: packages[place].version,
        integrity: packages[place].integrity,
      });
    }
  });
});
