/** What may be installed: exact versions, no install scripts, and nothing at all with the published package. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, read, repositoryFiles } from "./repository.js";

interface Manifest {
  allowScripts?: Record<string, boolean>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  peerDependencies?: Record<string, string>;
}

interface Lock {
  packages: Record<
    string,
    {
      integrity?: string;
      link?: boolean;
      hasInstallScript?: boolean;
      optionalDependencies?: Record<string, string>;
    }
  >;
}

const MANIFESTS = repositoryFiles().filter(
  (file) => file.endsWith("package.json") && !file.startsWith("test/vectors/"),
);

/** What a manifest has installed; the user of the package whom test/consumers plays declares nothing. */
function requiredBy(file: string): Record<string, string> {
  const manifest = JSON.parse(read(file)) as Manifest;
  return { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
}

const REQUIRING = MANIFESTS.filter((file) => Object.keys(requiredBy(file)).length > 0);

test.each(REQUIRING)("%s pins every version exactly", (file) => {
  const loose = Object.entries(requiredBy(file)).filter(
    ([, version]) => !/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+[\w.-]*$/.test(version),
  );
  expect(loose).toEqual([]);
});

test.each(REQUIRING)("%s has a lockfile that fixes the bytes of every package", (file) => {
  const lock = JSON.parse(read(join(dirname(file), "package-lock.json"))) as Lock;
  const packages = Object.entries(lock.packages).filter(([path]) => path !== "");
  expect(packages.length).toBeGreaterThan(0);
  expect(packages.filter(([, { integrity, link }]) => !integrity && !link).map(([path]) => path)).toEqual([]);
});

test("the lockfile has the packages of every platform, without which `npm ci` refuses it", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as Lock;
  const named = Object.values(packages).flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}));
  const missing = named.filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});

test("nothing that `npm ci` installs needs a script: that of koffi, which has its binary prebuilt, is denied", () => {
  const lock = JSON.parse(read("package-lock.json")) as Lock;
  const scripted = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  expect(scripted.map(([path]) => path)).toEqual(["node_modules/koffi"]);
  expect((JSON.parse(read("package.json")) as Manifest).allowScripts).toEqual({ koffi: false });
  expect(existsSync(join(ROOT, "node_modules/koffi/build"))).toBe(false);
});

test("where a lockfile beside the root has install scripts, that folder forbids running them", () => {
  for (const file of repositoryFiles().filter((name) => name.endsWith("/package-lock.json"))) {
    const lock = JSON.parse(read(file)) as Lock;
    if (!Object.values(lock.packages).some(({ hasInstallScript }) => hasInstallScript)) continue;
    const configured = execFileSync("npm", ["config", "get", "ignore-scripts"], {
      cwd: join(ROOT, dirname(file)),
      encoding: "utf8",
    });
    expect(configured.trim(), dirname(file)).toBe("true");
  }
});

test("the published package depends on nothing at run time", () => {
  const manifest = JSON.parse(read("package.json")) as Manifest;
  expect(manifest.dependencies ?? {}).toEqual({});
  expect(manifest.optionalDependencies ?? {}).toEqual({});
  for (const peer of Object.keys(manifest.peerDependencies ?? {})) {
    expect(manifest.peerDependenciesMeta?.[peer]?.optional, peer).toBe(true);
  }
});
