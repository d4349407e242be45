/** What may be in the repository, in the build context and in the Dockerfile. T28, T29; S30 */
import { closeSync, openSync, readSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf, ROOT, read, repositoryFiles } from "../house/repository.js";
import { BASE } from "./context.js";

const dockerfile = read("deploy/Dockerfile")
  .split("\n")
  .filter((line) => !line.startsWith("#"))
  .join("\n")
  .replaceAll("\\\n", " ");
/** The instructions, stage by stage. */
const stages = dockerfile.split(/^(?=FROM )/m).slice(1);

describe("T28: the Dockerfile", () => {
  test("names its base by an exact tag, which a build argument replaces, and invents no digest", () => {
    expect(BASE).toMatch(/^docker\.io\/library\/node:\d+\.\d+\.\d+-bookworm-slim$/);
    expect(dockerfile.match(/^FROM .*$/gm)!.map((line) => line.split(" ")[1])).toEqual(
      stages.map(() => `\${NODE_IMAGE}`),
    );
    expect(read("deploy/Dockerfile")).not.toMatch(/sha256:[0-9a-f]/);
  });

  test("takes dependencies from the lock file before it takes sources, and runs none of their scripts", () => {
    const [builder] = stages as [string];
    expect(builder).toMatch(/COPY package.json package-lock.json \.\/\nRUN npm ci --ignore-scripts/);
    expect(builder.indexOf("npm ci")).toBeLessThan(builder.indexOf("COPY src"));
    expect(dockerfile).not.toMatch(/COPY \.|ADD |npm (i|install)\b|curl|apt-get/);
  });

  test("S30: runs as a user with a number, on port 8000, without a shell", () => {
    const last = stages.at(-1)!;
    expect(last).toMatch(/^WORKDIR \/app$/m);
    expect(last).toMatch(/^USER 10001:10001$/m);
    expect(last).toMatch(/^EXPOSE 8000$/m);
    expect(last).toMatch(/^HEALTHCHECK .* CMD \["\/app\/deploy\/healthcheck\.sh"/m);
    expect(last).toMatch(/^CMD \["node", "dist\/cli\.js", "serve", "--host", "0\.0\.0\.0"\]$/m);
  });

  test("takes in everything that the build reads", () => {
    const copied = [...stages[0]!.matchAll(/^COPY (.*) \S+$/gm)].flatMap(([, names]) => names!.split(" "));
    const covered = (file: string) => copied.some((name) => file === name || file.startsWith(`${name}/`));
    const sources = repositoryFiles("src", "build", "rollup.config.mjs").filter((file) => /\.(ts|mjs)$/.test(file));
    expect(sources.length).toBeGreaterThan(100);
    const folders = [...read("rollup.config.mjs").matchAll(/resolve\(ROOT, "(\w+)"/g)].map(([, name]) => name!);
    expect(folders).toContain("web");
    expect(folders.filter((name) => !covered(name))).toEqual([]);
    for (const file of sources) {
      const local = importsOf(file).filter((specifier) => specifier.startsWith("."));
      const targets = local.map((specifier) => normalize(join(dirname(file), specifier)));
      expect([file, targets.filter((target) => !covered(target))]).toEqual([file, []]);
    }
  });

  test("and .dockerignore lets through what it takes in, and nothing that nobody named", () => {
    const lines = read(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines[0]).toBe("*");
    const allowed = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from|\$)(.*) \S+$/gm)].flatMap(([, names]) => names!.split(" "));
    expect(copied.filter((name) => !allowed.includes(name))).toEqual([]);
    expect(allowed.filter((name) => /\*|\.so|\.git$|env|key|pem/.test(name))).toEqual(["build/*.mjs"]);
  });
});

describe("T29: the repository", () => {
  const files = repositoryFiles();

  test("has no binary of any platform: no core, wherever it was built", () => {
    const magic = /^(7f454c46|4d5a|feedfac[ef]|c[ef]faedfe|cafebabe|0061736d)/; // ELF, PE, Mach-O, WebAssembly
    expect(files.filter((file) => magic.test(firstBytes(file)))).toEqual([]);
  });

  test("has no private key but the example of RFC 8410, and none in deploy/", () => {
    const keys = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\s\\n"]+([A-Za-z0-9+/]{16,})/g;
    const found = files.flatMap((file) =>
      [...read(file).matchAll(keys)].map(([, body]) => `${file} ${body!.slice(0, 16)}`),
    );
    expect(found.filter((each) => !/^test\/.* (MC4CAQAwBQYDK2Vw|MHICAQEwBQYDK2Vw)/.test(each))).toEqual([]);
  });

  test("leaves out the places for a core", () => {
    const ignored = read(".gitignore").split("\n");
    expect(ignored).toEqual(expect.arrayContaining(["/deploy/core/*", "/deploy/kustomize/sealed/h4core.so"]));
    expect(files.filter((file) => file.startsWith("deploy/core/"))).toEqual(["deploy/core/none"]);
  });
});

function firstBytes(file: string): string {
  const bytes = Buffer.alloc(4);
  const handle = openSync(join(ROOT, file), "r");
  readSync(handle, bytes, 0, 4, 0);
  closeSync(handle);
  return bytes.toString("hex");
}
