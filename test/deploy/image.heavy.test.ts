/** The image of deploy/Dockerfile: built, looked into, and run as a careful operator runs it. S30 to S32, S66; T28, T29 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runH4 } from "../cli/h4.js";
import { read } from "../house/repository.js";
import { buildah, buildImage, CONFINED, podman, prepareBase, type Said } from "../support/containers.js";
import { buildNativeCore } from "../support/native-core.js";
import { fingerprintOf } from "../support/native-cores.js";
import { BASE, copyCheckout } from "./context.js";
import { freePort } from "./page.js";

const core = buildNativeCore();
const FP = fingerprintOf(core);
const WRONG_FP = FP.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
const ID = "h4core-zstd-v1.0.0";
const PINNED = { CORE_BINARY: "deploy/core/h4core.so", HARMONY4_ENGINE_ID: ID, HARMONY4_ENGINE_FP: FP };

const space = mkdtempSync(join(tmpdir(), "harmony4-image-"));
/** What the repository holds, and a core in the place for one: no more is in the build context. */
const context = join(space, "context");
const tags: string[] = [];
let containers = 0;

beforeAll(() => {
  prepareBase(BASE);
  copyCheckout(context);
  copyFileSync(core, join(context, "deploy/core/h4core.so"));
}, 600_000);
afterAll(() => {
  for (const tag of tags) podman("rmi", "--force", tag);
  rmSync(space, { recursive: true });
});

function build(name: string, args: Readonly<Record<string, string>> = {}): Said & { tag: string } {
  const tag = `localhost/harmony4-test:${name}`;
  tags.push(tag);
  return { ...buildImage(context, "deploy/Dockerfile", tag, args), tag };
}

/** The files below `path` of an image, as `find -printf` lists them. */
function find(tag: string, path: string, format: string, ...where: string[]): string[] {
  const { stdout: name } = buildah("from", "--pull-never", tag);
  try {
    const { stdout: mount } = buildah("mount", name.trim());
    const { stdout } = spawnSync("find", [join(mount.trim(), path), ...where, "-printf", `${format}\n`], {
      encoding: "utf8",
    });
    return stdout
      .trim()
      .split("\n")
      .filter((line) => line !== "")
      .sort();
  } finally {
    buildah("rm", name.trim());
  }
}

/** One of what an SBOM lists. */
interface Component {
  readonly name: string;
  readonly version: string;
  readonly hashes: { alg: string; content: string }[];
}

/** A container that runs; `name` for podman, `url` for clients. */
interface Container {
  readonly name: string;
  readonly url: string;
}

async function start(tag: string, env: Readonly<Record<string, string>> = {}, ...flags: string[]): Promise<Container> {
  const port = await freePort();
  const name = `harmony4-test-${process.pid}-${containers++}`;
  const variables = Object.entries({ HARMONY4_PORT: `${port}`, ...env }).flatMap(([key, value]) => [
    "-e",
    `${key}=${value}`,
  ]);
  const { status, said } = podman("run", "--detach", "--name", name, ...CONFINED, ...flags, ...variables, tag);
  if (status !== 0) throw new Error(said);
  return { name, url: `http://127.0.0.1:${port}` };
}

/** Waits until it is ready; what it says otherwise is the failure. */
async function ready({ name, url }: Container): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const status = await fetch(`${url}/readyz`).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`never ready: ${podman("logs", name).said}`);
}

/** Waits until it has ended; its exit code and what it said. */
function ended({ name }: Container): { code: number; said: string } {
  const code = Number(podman("wait", name).stdout);
  return { code, said: podman("logs", name).said };
}

async function withContainer(
  tag: string,
  env: Readonly<Record<string, string>>,
  work: (container: Container) => unknown,
  ...flags: string[]
) {
  const container = await start(tag, env, ...flags);
  try {
    await ready(container);
    await work(container);
  } finally {
    podman("rm", "--force", "--time", "5", container.name);
  }
}

/** A start that must fail: nothing answers at any time, and it ends with 4. */
async function refused(tag: string, env: Readonly<Record<string, string>>): Promise<string> {
  const container = await start(tag, env);
  const { code, said } = ended(container);
  const answer = await fetch(`${container.url}/healthz`).then(
    () => "answers",
    () => "nobody is there",
  );
  podman("rm", "--force", container.name);
  expect([code, answer]).toEqual([4, "nobody is there"]);
  expect(said).not.toContain("Waiting for connections");
  return said;
}

const info = async ({ url }: Container) =>
  (await (await fetch(`${url}/compress/info`)).json()) as Record<string, unknown>;
/** The HEALTHCHECK of the image, run as the engine does. */
const health = ({ name }: Container) => {
  const { status, said } = podman("exec", name, "/app/deploy/healthcheck.sh", "--as-configured");
  return [status, said.trim()];
};

describe("S30, S1: the image without a core", () => {
  let image: ReturnType<typeof build>;
  beforeAll(() => {
    image = build("reference");
  }, 600_000);

  test("is built, and the build has started its engine", () => {
    expect([image.said.split("\n").slice(-12).join("\n"), image.status]).toEqual([expect.any(String), 0]);
    expect(image.said).toMatch(/engine_id +h4ref-zstd/);
  });

  test("S30: says how it is run", () => {
    const { config } = JSON.parse(buildah("inspect", "--type", "image", image.tag).stdout).Docker;
    expect(config).toMatchObject({
      User: "10001:10001",
      WorkingDir: "/app",
      ExposedPorts: { "8000/tcp": {} },
      Cmd: ["node", "dist/cli.js", "serve", "--host", "0.0.0.0"],
      Healthcheck: { Test: ["CMD", "/app/deploy/healthcheck.sh", "--as-configured"] },
    });
    expect(config.Env).toEqual(expect.arrayContaining(["HARMONY4_CORE_PATH=", "HARMONY4_ENGINE_FP="]));
  });

  test("T28, T29: holds what runs, and neither sources, tools nor a core", () => {
    expect(find(image.tag, "app", "%P", "-mindepth", "1", "-maxdepth", "1")).toEqual([
      "deploy",
      "dist",
      "node_modules",
      "package.json",
      "sbom.cdx.json",
    ]);
    expect(find(image.tag, "app/node_modules", "%f", "-mindepth", "1", "-maxdepth", "1")).toEqual([
      "@koromix",
      "koffi",
    ]);
    expect(find(image.tag, "opt/h4core", "%P", "-mindepth", "1")).toEqual([]);
    expect(find(image.tag, "var/cache/npm", "%P", "-mindepth", "1")).toEqual([]);
  });

  test("T28: it says what it was made of, by the digests of the lock file", () => {
    const { stdout } = podman("run", "--rm", ...CONFINED, image.tag, "cat", "/app/sbom.cdx.json");
    const { bomFormat, components } = JSON.parse(stdout) as { bomFormat: string; components: Component[] };
    expect(bomFormat).toBe("CycloneDX");
    const locked = JSON.parse(read("package-lock.json")).packages as Record<
      string,
      { version: string; integrity: string }
    >;
    for (const name of ["hono", "pino", "koffi", "assemblyscript"]) {
      const { version, integrity } = locked[`node_modules/${name}`]!;
      const digest = Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex");
      expect(components.find((each) => each.name === name)).toMatchObject({
        version,
        hashes: [{ alg: "SHA-512", content: digest }],
      });
    }
  });

  test("T8: nothing of it can be written by the user it runs as", () => {
    expect(
      find(image.tag, "app", "%u %m %P", "(", "-uid", "10001", "-o", "-perm", "/022", ")", "!", "-type", "l"),
    ).toEqual([]);
  });

  test("S1, S3: runs confined, healthy, and ends with 0", async () => {
    await withContainer(image.tag, {}, async (container) => {
      expect(await info(container)).toMatchObject({ engine: "reference", sealed: false, identity_safe: true });
      expect(health(container)).toEqual([0, "✅ Ready; sealing was not asked for"]);
      const status = podman("exec", container.name, "cat", "/proc/1/status").stdout;
      expect(status).toMatch(/^Uid:\t10001\t10001\t10001\t10001$/m);
      expect(status).toMatch(/^CapEff:\t0000000000000000$/m);
      expect(status).toMatch(/^NoNewPrivs:\t1$/m);
      expect(status).toMatch(/^Seccomp:\t2$/m);
      expect(podman("exec", container.name, "touch", "/app/x").said).toMatch(/Read-only file system/);
      const { code, stdout } = await runH4(["check", "--url", container.url, "--reference"]);
      expect([code, stdout.toString()]).toEqual([0, expect.not.stringContaining("❌")]);
      expect(podman("stop", "--time", "20", container.name).status).toBe(0);
      const { code: exit, said } = ended(container);
      expect([exit, said]).toEqual([0, expect.stringContaining("Finished server process")]);
    });
  });

  test("S69: with a pin of the engine inside, wrong or right", async () => {
    expect(await refused(image.tag, { HARMONY4_ENGINE_FP: WRONG_FP })).toContain("🔐 COMPRESSION CORE ALTERED");
    const fingerprint = JSON.parse(read("build/seal.json")).sha256 as string;
    await withContainer(image.tag, { HARMONY4_ENGINE_FP: fingerprint }, async (container) => {
      expect(await info(container)).toMatchObject({ engine: "reference", sealed: true });
      expect(health(container)).toEqual([0, "✅ Sealing OK"]);
    });
  });

  test("S26: a core out of a Secret volume is sealed, for the user of the image", async () => {
    const volume = join(space, "volume");
    mkdirSync(join(volume, "..stamp/v1.2.3"), { recursive: true });
    copyFileSync(core, join(volume, "..stamp/v1.2.3/h4core.so"));
    chmodSync(join(volume, "..stamp/v1.2.3/h4core.so"), 0o755);
    symlinkSync("..stamp", join(volume, "..data"));
    symlinkSync("..data/v1.2.3", join(volume, "v1.2.3"));
    chmodSync(volume, 0o1777);
    const env = { HARMONY4_CORE_PATH: "/opt/h4core/v1.2.3/h4core.so", HARMONY4_ENGINE_ID: ID, HARMONY4_ENGINE_FP: FP };
    const mount = ["-v", `${volume}:/opt/h4core:ro`];
    await withContainer(
      image.tag,
      env,
      async (container) => {
        expect(await info(container)).toMatchObject({ engine: "core", engine_id: ID, fingerprint: FP, sealed: true });
        expect(podman("logs", container.name).said).not.toMatch(/WARN/i);
      },
      ...mount,
    );
  });
});

describe("S30, S31: the image with a core", () => {
  let image: ReturnType<typeof build>;
  beforeAll(() => {
    image = build("sealed", PINNED);
  }, 600_000);

  test("is built where the pins are those of the file", () => {
    expect(image.status).toBe(0);
    expect(image.said).toContain(`🔐 Compression core sealed: ${ID} (fp: ${FP.slice(0, 12)}…)`);
    expect(find(image.tag, "opt/h4core", "%U %m %P", "-type", "f")).toEqual(["0 755 v1.2.3/h4core.so"]);
  });

  test.each([{}, { HARMONY4_CORE_ISOLATED: "1" }])(
    "S15, S18, S45: runs confined, sealed and healthy %o",
    async (env) => {
      await withContainer(image.tag, env, async (container) => {
        expect(await info(container)).toMatchObject({ engine: "core", engine_id: ID, fingerprint: FP, sealed: true });
        expect(health(container)).toEqual([0, "✅ Sealing OK"]);
        const { code, stdout } = await runH4(["check", "--url", container.url, "--fingerprint", FP, "--engine-id", ID]);
        expect([code, stdout.toString()]).toEqual([0, expect.not.stringContaining("❌")]);
        const { said } = podman("logs", container.name);
        expect(said.match(/Compression core sealed/g)).toHaveLength(1);
        expect(said).not.toMatch(/WARN/i);
        podman("stop", "--time", "20", container.name);
        expect(ended(container).code).toBe(0);
      });
    },
  );

  test("S32: -e wins over the image", async () => {
    expect(await refused(image.tag, { HARMONY4_ENGINE_FP: WRONG_FP })).toContain(`Expected: ${WRONG_FP}`);
    expect(await refused(image.tag, { HARMONY4_ENGINE_FP: "a7c4b1d9..." })).toContain("HARMONY4_ENGINE_FP");
    expect(await refused(image.tag, { HARMONY4_ENGINE_ID: "h4core-rle-v2.0.1" })).toContain(
      "🔐 COMPRESSION CORE MISMATCH",
    );
    expect(await refused(image.tag, { HARMONY4_CORE_PATH: "/opt/none.so" })).toContain(
      "Compression core not found: /opt/none.so",
    );
    const none = { HARMONY4_CORE_PATH: "", HARMONY4_ENGINE_ID: "", HARMONY4_ENGINE_FP: "" };
    await withContainer(image.tag, none, async (container) => {
      expect(await info(container)).toMatchObject({ engine: "reference", sealed: false });
    });
  });

  test.each<[string, Record<string, string>, string]>([
    ["S31: a fingerprint of another file", { HARMONY4_ENGINE_FP: WRONG_FP }, "🔐 COMPRESSION CORE ALTERED"],
    [
      "S31: a fingerprint with 62 digits, as the guide prints it",
      { HARMONY4_ENGINE_FP: FP.slice(2) },
      "HARMONY4_ENGINE_FP",
    ],
    ["S31: an id of another core", { HARMONY4_ENGINE_ID: "h4core-geo-v1.2.3" }, "🔐 COMPRESSION CORE MISMATCH"],
    ["a core that is not in the context", { CORE_BINARY: "deploy/core/none.so" }, "none.so"],
    ["T29: a core from elsewhere in the context", { CORE_BINARY: "build/h4core.so" }, "h4core.so"],
  ])("%s fails the build", (_, args, says) => {
    copyFileSync(core, join(context, "build/h4core.so"));
    const { status, said } = build("refused", { ...PINNED, ...args });
    rmSync(join(context, "build/h4core.so"));
    expect(status).not.toBe(0);
    expect(said).toContain(says);
  });

  test("S31: a core without a pin is not run by the build, and is unhealthy until it has one", async () => {
    const unpinned = build("unpinned", { CORE_BINARY: PINNED.CORE_BINARY });
    expect([unpinned.status, unpinned.said]).toEqual([0, expect.stringContaining("the image is not sealed")]);
    expect(unpinned.said).not.toMatch(/engine_id +h4core/);
    await withContainer(unpinned.tag, {}, (container) => {
      expect(health(container)).toEqual([1, "❌ Sealing FAILED"]);
    });
    await withContainer(unpinned.tag, { HARMONY4_ENGINE_FP: FP }, (container) => {
      expect(health(container)).toEqual([0, "✅ Sealing OK"]);
    });
  });
});

test("T29: what .dockerignore lets through has no secret, no core and nothing that was installed", () => {
  const planted = [
    ".env",
    "deploy/.env.prod",
    "src/signing.pem",
    "deploy/core/tls.key",
    "build/other.so",
    "h4core.so",
    ".git/config",
    ".npmrc",
    "token",
    "node_modules/x/index.js",
    "bench/node_modules/x/index.js",
    "dist/cli.js",
  ];
  const copy = join(space, "planted");
  cpSync(context, copy, { recursive: true });
  for (const file of planted) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), "planted");
  }
  writeFileSync(join(space, "Dockerfile.all"), "FROM scratch\nCOPY . /\n");
  const tag = "localhost/harmony4-test:context";
  tags.push(tag);
  expect(buildImage(copy, join(space, "Dockerfile.all"), tag, {}).status).toBe(0);
  const files = find(tag, "", "%P", "-type", "f");
  expect(files.filter((file) => planted.includes(file))).toEqual([]);
  expect(files.filter((file) => file.endsWith(".so"))).toEqual(["deploy/core/h4core.so"]);
  expect(files).toEqual(
    expect.arrayContaining(["package-lock.json", "build/seal.json", "src/index.ts", "deploy/healthcheck.sh"]),
  );
  expect(new Set(files.map((file) => file.split("/")[0]))).toEqual(
    new Set(
      readdirSync(context).filter((name) => readFileSync(join(context, ".dockerignore"), "utf8").includes(`!${name}`)),
    ),
  );
});
