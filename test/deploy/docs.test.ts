/** docs/deployment.md keeps its word: its commands are run, its answers and errors are what the service says. S53 to S58, S66 */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runH4 } from "../cli/h4.js";
import { ROOT, read } from "../house/repository.js";
import { json } from "../support/generators.js";
import { onPath } from "../support/install.js";
import { buildNativeCore } from "../support/native-core.js";
import { fingerprintOf, testCore } from "../support/native-cores.js";
import { documents, refusal } from "./manifests.js";
import { binFolder, freePort, type Place, runBlocks, section, sections, substituted } from "./page.js";
import { startService } from "./service.js";

const core = buildNativeCore();
const FP = fingerprintOf(core);
const ID = "h4core-zstd-v1.0.0";

const space = mkdtempSync(join(tmpdir(), "harmony4-deployment-"));
const inSpace = (...parts: string[]) => join(space, ...parts);
const CORE_PATH = inSpace("opt/v1.2.3/h4core.so");
const LOG = inSpace("log/api.log");

let place: Place;
beforeAll(async () => {
  for (const folder of ["opt/v1.2.3", "log", "node_exporter"]) mkdirSync(inSpace(folder), { recursive: true });
  cpSync(join(ROOT, "deploy"), inSpace("checkout/deploy"), { recursive: true });
  writeFileSync(inSpace("checkout/report.json"), json(100_000));
  const port = String(await freePort());
  place = {
    cwd: inSpace("checkout"),
    bin: binFolder(inSpace("bin")),
    env: { PORT: port, REVIEWED: FP },
    replace: [
      ["/path/to/h4core.so", core],
      ["/backup/h4core-v1.2.3.so", core],
      ["/opt/h4core", inSpace("opt")],
      ["/var/log/harmony4", inSpace("log")],
      ["/var/lib/node_exporter", inSpace("node_exporter")],
      ["8000", port],
      ["h4core.so=deploy", "h4core.so=deploy"],
    ],
  };
});
afterAll(() => rmSync(space, { recursive: true }));

const PINS = { HARMONY4_CORE_PATH: CORE_PATH, HARMONY4_ENGINE_ID: ID, HARMONY4_ENGINE_FP: FP };
const installed = () => copyFileSync(core, CORE_PATH);

/** JSON with what differs from one run to another taken out. */
const shape = (text: string) =>
  JSON.parse(
    text
      .replace(/"[0-9a-f]{64}"/g, '"64 digits"')
      .replace(/"[0-9a-f]{32}"/g, '"nonce"')
      .replace(/"timestamp_unix": ?\d+/, '"timestamp_unix":0')
      .replace(/"version": ?"[\d.]+"/, '"version":"now"'),
  ) as unknown;

/** Holds the answers that a section shows against those that its commands gave. */
function answersAgree(title: string, outputs: readonly string[]): void {
  let run = 0;
  for (const { language, text } of section(title).blocks) {
    if (language === "sh") run++;
    if (language === "json") expect(shape(outputs[run - 1]!)).toEqual(shape(text));
  }
}

test("every block of the page is of a kind that is looked at here", () => {
  for (const { title, blocks } of sections(2)) {
    for (const { language } of blocks) expect(["sh", "json", "text"], title).toContain(language);
  }
  const run = ["Reference", "Sealed", "Kubernetes", "Docker", "Verification", "Common errors", "Monitoring", "Logs"];
  expect(
    sections(2)
      .filter(({ blocks }) => blocks.length > 0)
      .map(({ title }) => title),
  ).toEqual(run);
});

test("the digests that it shows of the engine are the sealed one", () => {
  const { sha256 } = JSON.parse(read("build/seal.json")) as { sha256: string };
  const page = read("docs/deployment.md");
  expect(page).toContain(`"engine_id": "h4ref-zstd-v1.0.0",\n  "fingerprint": "${sha256}"`);
  expect(page).toContain(`"declared_fingerprint": "${sha256}"`);
});

test("S1 to S3: Reference", async () => {
  const { ended, outputs } = await runBlocks(section("Reference").blocks, place);
  expect([ended.stderr, ended.code]).toEqual([expect.any(String), 0]);
  answersAgree("Reference", outputs);
  expect(outputs.at(-1)).not.toContain("❌");
});

test("S10 to S20: Sealed", async () => {
  const digest: Place["replace"] = [[/\b[0-9a-f]{64}\b/g, FP]];
  const { ended, outputs } = await runBlocks(section("Sealed").blocks, {
    ...place,
    replace: [...place.replace, ...digest],
  });
  expect([ended.stderr, ended.code]).toEqual([expect.any(String), 0]);
  answersAgree("Sealed", outputs);
  expect(outputs[1]).toContain(`${FP}  ${CORE_PATH}`);
  const shown = section("Sealed").blocks.find(({ language }) => language === "text")!.text;
  const messages = shown
    .replace("[12345]", "[PID]")
    .replace("http://0.0.0.0:8000", "URL")
    .replace(/fp: \w{12}…/, "FP");
  const log = readFileSync(LOG, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { level: string; msg: string })
    .filter(({ level }) => level === "info");
  const said = log.map(({ msg }) =>
    `INFO:     ${msg}`
      .replace(/\[\d+\]/, "[PID]")
      .replace(/http:\S+/, "URL")
      .replace(/fp: \w{12}…/, "FP"),
  );
  expect(said.join("\n")).toContain(messages.trimEnd());
});

test("S71: Verification", async () => {
  installed();
  rmSync(LOG, { force: true });
  const before = `h4 serve --port $PORT --log-file ${LOG}`;
  const { ended, outputs } = await runBlocks(
    section("Verification").blocks,
    { ...place, env: { ...place.env, ...PINS } },
    before,
  );
  expect([ended.stderr, ended.code]).toEqual([expect.any(String), 0]);
  expect(outputs).toHaveLength(3);
  for (const output of outputs) expect(output).toMatch(/^(?!.*❌).*(✅|passed)/s);
  expect(outputs[2]).toMatch(/wrong core path.*wrong engine ID.*wrong fingerprint/s);
});

test("S60, S65: Monitoring", async () => {
  const { ended, outputs } = await runBlocks(section("Monitoring").blocks, place);
  expect([ended.stderr, ended.code]).toEqual([expect.any(String), 0]);
  expect(outputs[1]).toBe("✅ Ready; sealing was not asked for\n");
  expect(readFileSync(inSpace("node_exporter/harmony4.prom"), "utf8")).toContain("harmony4_seal_failures_total 0");
});

test("S63, S64: Logs, in both forms", async () => {
  installed();
  for (const form of ["text", "json"]) {
    rmSync(LOG, { force: true });
    for (let starts = 0; starts < 2; starts++) {
      const { ended } = await runBlocks(
        [],
        { ...place, env: { ...place.env, ...PINS } },
        `h4 serve --port $PORT --log-format ${form} --log-file ${LOG}`,
      );
      expect(ended.code).toBe(0);
    }
    const { ended, outputs } = await runBlocks(section("Logs").blocks, place);
    expect(ended.code).toBe(0);
    expect(outputs[0]!.trimEnd().split("\n").slice(0, 2)).toEqual([
      expect.stringContaining(`🔐 Compression core sealed: ${ID}`),
      expect.stringContaining("🔐"),
    ]);
    expect(outputs[0]!.trimEnd().split("\n").at(-1)).toBe("2");
  }
});

describe("Common errors", () => {
  const mismatch = { HARMONY4_ENGINE_ID: "h4core-geo-v1.2.3" };
  const STARTS: Readonly<Record<string, [prepare: () => void, env: Readonly<Record<string, string>>]>> = {
    "Compression core not found": [() => rmSync(CORE_PATH), PINS],
    "Compression core could be replaced by others": [() => void execChmod(0o777), PINS],
    "Compression engine ID mismatch": [installed, { ...PINS, ...mismatch }],
    "Compression core altered": [installed, { ...PINS, HARMONY4_ENGINE_FP: "0".repeat(64) }],
    "No symbols in binary": [
      () => copyFileSync(testCore({ NO_COMPRESS: true }), CORE_PATH),
      { HARMONY4_CORE_PATH: CORE_PATH, HARMONY4_ENGINE_FP: fingerprintOf(testCore({ NO_COMPRESS: true })) },
    ],
    "must be 64 hexadecimal digits": [installed, { ...PINS, HARMONY4_ENGINE_FP: FP.slice(2) }],
  };
  const errors = sections(3);

  function execChmod(mode: number): void {
    rmSync(CORE_PATH, { force: true });
    installed();
    // A mode that the umask does not take from it.
    process.getBuiltinModule("node:fs").chmodSync(CORE_PATH, mode);
  }

  test("S53: have the guide's headings, and each is seen here but the one that root never meets", () => {
    const titles = errors.map(({ title }) => title.replaceAll('"', ""));
    expect(titles.filter((title) => !(title in STARTS))).toEqual(["Compression core cannot be read"]);
    expect(Object.keys(STARTS).filter((title) => !titles.includes(title))).toEqual([]);
    expect(titles).toEqual(expect.arrayContaining(["Compression engine ID mismatch", "Compression core altered"]));
  });

  test.each(Object.keys(STARTS))("S49 to S58: %s", async (title) => {
    const [prepare, env] = STARTS[title]!;
    installed();
    prepare();
    const { code, stderr } = await runH4(["serve", "--port", "0", "--log-format", "text"], { env });
    expect(code).toBe(4);
    const { blocks } = errors.find((each) => each.title.includes(title))!;
    const [shown] = blocks.filter(({ language }) => language === "text");
    const expected = substituted(shown!.text.trimEnd(), place.replace).replace(
      /Found: {4}[0-9a-f]{64}/,
      `Found:    ${FP}`,
    );
    expect(stderr).toContain(expected);
    const { ended } = await runBlocks(blocks, { ...place, env: { ...place.env, ...env } });
    expect([ended.stderr, ended.code]).toEqual([expect.any(String), 0]);
  });

  test("S54: what may not be read is told apart from what is not there", async () => {
    const { title, blocks } = errors.find((each) => each.title.includes("cannot be read"))!;
    expect(title).toBe('"Compression core cannot be read"');
    const folder = inSpace("opt/v1.2.3");
    const { stderr } = await runH4(["serve", "--port", "0", "--log-format", "text"], {
      env: { HARMONY4_CORE_PATH: `${CORE_PATH}/x` },
    });
    expect(stderr).toContain("Compression core not found");
    const { stderr: unread } = await runH4(["info"], { env: { HARMONY4_CORE_PATH: folder } });
    const words = blocks[0]!.text.slice(0, blocks[0]!.text.indexOf(":"));
    expect(read("src/platform/core-file.ts")).toContain(words.replace("🔐 ", ""));
    expect(unread).toContain("is not a regular file");
  });

  test("S56: to find out why comes first, and a new pin only with a review", () => {
    for (const title of ["Compression engine ID mismatch", "Compression core altered"]) {
      const { prose } = errors.find((each) => each.title.includes(title))!;
      expect(prose).not.toMatch(/export HARMONY4_ENGINE/);
      expect(prose).toMatch(/\?/);
    }
    expect(section("Common errors").prose).toMatch(/Find out why first.*restore.*review/s);
  });
});

describe("Kubernetes", () => {
  /** A kubectl without a cluster: it renders what it would send, and says where. */
  const KUBECTL = (real: string, log: string) => `case $1 in
  apply)
    shift
    while [ $# -gt 0 ]; do
      case $1 in
        -f) cat "$2"; echo "---" ;;
        -k) '${real}' kustomize "$2"; echo "---" ;;
      esac
      shift 2
    done >>'${log}' ;;
  create) shift; '${real}' create "$@" --dry-run=client -o yaml >>'${log}'; echo "---" >>'${log}' ;;
  rollout | port-forward) ;;
  *) exit 9 ;;
esac`;

  test("S28, S29: what its commands would send is valid, and the service answers what comes after", async () => {
    const real = onPath("kubectl");
    if (real === undefined) {
      process.stderr.write(
        "\n*** kubectl is absent: the commands of docs/deployment.md for Kubernetes are not run here.\n",
      );
      return;
    }
    const sent = inSpace("sent.yaml");
    writeFileSync(sent, "");
    const service = await startService({ HARMONY4_CORE_PATH: core, HARMONY4_ENGINE_ID: ID, HARMONY4_ENGINE_FP: FP }, [
      "--management-port",
      "0",
    ]);
    const ports: Place["replace"] = [
      ["http://localhost:8000", service.url],
      ["http://localhost:9000", service.managementUrl],
    ];
    const kubectl = { ...place, bin: binFolder(inSpace("bin-kubectl"), { kubectl: KUBECTL(real, sent) }) };
    const blocks = section("Kubernetes").blocks.map((block) => ({
      ...block,
      text: block.text.replace("cd deploy/kubernetes\n", ""),
    }));
    const inFolder = { ...kubectl, cwd: join(place.cwd, "deploy/kubernetes"), replace: place.replace };
    const first = await runBlocks(blocks.slice(0, 1), inFolder);
    const rest = await runBlocks(blocks.slice(1), { ...kubectl, replace: [...ports, ...place.replace] });
    await service.stop();
    expect([first.ended.stderr, first.ended.code]).toEqual(["", 0]);
    expect([rest.ended.stderr, rest.ended.code]).toEqual(["", 0]);
    expect(rest.outputs.at(-1)).toMatch(/"sealed":true.*✅(?!.*❌)/s);
    const all = documents(readFileSync(sent, "utf8")).filter((document) => document !== null);
    expect(all.slice(0, 5).map(({ kind }) => kind)).toEqual(["Secret", "ConfigMap", "Secret", "Deployment", "Service"]);
    expect(all.length).toBeGreaterThan(20);
    for (const document of all) {
      if (document.data?.["h4core.so"] !== undefined)
        document.data["h4core.so"] = document.data["h4core.so"].replaceAll("\n", "");
      expect([document.kind, await refusal(document)]).toEqual([document.kind, undefined]);
    }
  });
});

test("its figures are those of the code", async () => {
  const { LIMITS } = await import("../../src/service/limits.js");
  const page = read("docs/deployment.md");
  expect(page).toContain(`| body of a request | ${LIMITS.body / 2 ** 30} GiB |`);
  expect(page).toContain(`| what a request may decompress to | ${LIMITS.output / 2 ** 30} GiB |`);
  expect(page).toContain(`| window of a frame that is decoded | ${2 ** LIMITS.windowLog / 2 ** 20} MiB |`);
  expect(page).toContain(`| requests that wait | ${LIMITS.queue} |`);
  const known = `${read("docs/cli.md")}${read("deploy/healthcheck.sh")}`;
  const named = [...page.matchAll(/`(--[\w-]+)`/g)].map(([, option]) => option!);
  expect(named.filter((option) => !known.includes(`${option} `))).toEqual([]);
});
