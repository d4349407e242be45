/** `h4 serve` in each state of the pins: what it says, what it answers, and that no port opens when the start fails. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { buildNativeCore } from "../support/native-core.js";
import { fingerprintOf, type Macros, testCore } from "../support/native-cores.js";
import { findZstd } from "../support/zstd-cli.js";
import { getJson, killAll, type LogRecord, recordsOf, serve, serveFails } from "./served.js";

const SEAL = JSON.parse(readFileSync(join(import.meta.dirname, "../../build/seal.json"), "utf8"));
const OTHER = "0123456789abcdef".repeat(4);
const ID = "h4core-test-v1.0.0";
const CORE = testCore({ PLAIN: true });
const CORE_FP = fingerprintOf(CORE);

const space = mkdtempSync(join(tmpdir(), "harmony4-start-"));
afterAll(() => {
  killAll();
  rmSync(space, { recursive: true, force: true });
});

type Variables = Record<string, string>;

const messages = (records: LogRecord[]) => records.map(({ msg }) => msg);

describe.concurrent("a start that comes about", () => {
  test("S1, S3, S16, S17: nothing set: the reference engine, not sealed, no line about a seal, SIGTERM is exit 0", async () => {
    const service = await serve();
    const info = await getJson(`${service.url}/compress/info`);
    expect(info).toMatchObject({
      engine: "reference",
      engine_id: SEAL.engine_id,
      fingerprint: SEAL.sha256,
      deterministic: true,
      identity_safe: true,
      verified: true,
      sealed: false,
    });
    const { code, signal } = await service.stop();
    expect([code, signal]).toEqual([0, null]);
    expect(messages(service.records())).toEqual([
      `Started server process [${service.child.pid}]`,
      `Waiting for connections on ${service.url}`,
      "request",
      "Shutting down",
      `Finished server process [${service.child.pid}]`,
    ]);
    expect(service.records().every(({ level }) => level === "info")).toBe(true);
  });

  const native = join(space, "native.so");
  copyFileSync(buildNativeCore(), native);
  chmodSync(native, 0o555); // writable for nobody, as it should be deployed
  test.each<[string, string, string, Variables]>([
    ["S15, S19: a core with all pins right", "core", "h4core-zstd-v1.0.0", { HARMONY4_CORE_PATH: native }],
    ["S25: newlines and capitals around them", "core", ID, { HARMONY4_CORE_PATH: `${CORE}\n` }],
    ["S69: the engine of the package, pinned", "reference", SEAL.engine_id, {}],
    ["T10: a core in a process of its own", "core", ID, { HARMONY4_CORE_PATH: CORE, HARMONY4_CORE_ISOLATED: "1" }],
  ])("%s: sealed, said in one line before the port opens, and no warning", async (_, engine, id, variables) => {
    const path = variables.HARMONY4_CORE_PATH?.trim();
    const fingerprint = path === undefined ? SEAL.sha256 : fingerprintOf(path);
    const pins = { HARMONY4_ENGINE_ID: `${id}\n`, HARMONY4_ENGINE_FP: ` ${fingerprint.toUpperCase()}\n` };
    const service = await serve([], { ...variables, ...pins });
    const info = await getJson(`${service.url}/compress/info`);
    expect(info).toMatchObject({ engine, engine_id: id, fingerprint, sealed: true, deterministic: true });
    expect(await getJson(`${service.url}/readyz`)).toMatchObject({ ready: true, sealed: true, engine_id: id });
    expect((await service.stop()).code).toBe(0);
    expect(messages(service.records()).slice(0, 3)).toEqual([
      `Started server process [${service.child.pid}]`,
      `🔐 Compression core sealed: ${id} (fp: ${fingerprint.slice(0, 12)}…)`,
      `Waiting for connections on ${service.url}`,
    ]);
    expect(service.records().filter(({ level }) => level !== "info")).toEqual([]);
    expect(count(service.log(), "Compression core sealed")).toBe("1\n");
  });

  test("S40, S70, T7: a core without pins runs, says neither verified nor sealed, and no line claims it", async () => {
    const service = await serve([], { HARMONY4_CORE_PATH: CORE });
    expect(await getJson(`${service.url}/compress/info`)).toMatchObject({
      engine: "core",
      verified: false,
      sealed: false,
    });
    await service.stop();
    expect(service.log()).not.toContain("sealed:");
  });

  test("S9: what an operator should know about a core is a warning, one record each", async () => {
    const service = await serve([], { HARMONY4_CORE_PATH: testCore({ PLAIN: true, NO_FREE: true }) });
    await service.stop();
    const warnings = service.records().filter(({ level }) => level === "warn");
    expect(messages(warnings)).toEqual([expect.stringMatching(/^⚠️ .*exports no h4_free/)]);
  });

  test("S20, S21, S41: its attestation is of now, and its hash that of its fields", async () => {
    const service = await serve([], { HARMONY4_CORE_PATH: CORE, HARMONY4_ENGINE_FP: CORE_FP });
    const attestation = await getJson(`${service.url}/compress/attest`);
    await service.stop();
    const { engine_id, fingerprint, timestamp_unix, attestation_hash, sealed } = attestation;
    expect([engine_id, fingerprint, sealed]).toEqual([ID, CORE_FP, true]);
    expect(Math.abs(Number(timestamp_unix) - Date.now() / 1000)).toBeLessThan(60);
    const hash = createHash("sha256").update(`${engine_id}|${fingerprint}|${timestamp_unix}`).digest("hex");
    expect(attestation_hash).toBe(hash);
  });

  test.each<[string, Variables]>([
    ["the engine of the package", {}],
    ["the native core", { HARMONY4_CORE_PATH: native, HARMONY4_ENGINE_FP: fingerprintOf(native) }],
  ])("S42: %s: zstd reads what it compresses, and it restores what zstd compressed", async (_, variables) => {
    const service = await serve([], variables);
    for (const length of [0, 1, 300_000]) {
      const plain = Buffer.alloc(length, "What goes in comes back. ");
      const post = async (path: string, body: Buffer<ArrayBuffer>) => {
        const headers = { "content-type": "application/octet-stream" };
        const response = await fetch(`${service.url}${path}`, { method: "POST", headers, body });
        expect(response.status).toBe(200);
        return Buffer.from(await response.arrayBuffer());
      };
      const packed = await post("/compress", plain);
      expect(execFileSync(findZstd(), ["-dc"], { input: packed })).toEqual(plain);
      expect(await post("/compress/decompress", execFileSync(findZstd(), ["-c"], { input: plain }))).toEqual(plain);
    }
    await service.stop();
  });
});

/**
 * A port that nobody has: below those that the system gives out by itself, from 32768. Of one of those another process
 * may have been given it, or the very socket that asks, which is then connected with itself.
 */
let nextPort = 20_000 + (process.pid % 12_000);

/** Runs a start that must fail while it is asked, again and again, whether its port is open. */
async function refused(variables: Variables) {
  const port = nextPort++;
  let answered = 0;
  let over = false;
  const ended = serveFails(["--port", String(port)], variables).finally(() => {
    over = true;
  });
  while (!over) {
    if (await canConnect(port)) answered++;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  const { code, stdout, stderr } = await ended;
  expect(stdout.toString()).toBe("");
  expect(answered).toBe(0);
  expect(stderr).not.toContain("Waiting for connections");
  const records = recordsOf(stderr);
  expect(records.map(({ level }) => level)).toEqual(["info", "fatal"]);
  return { code, fatal: records[1]! };
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

describe.concurrent("T5, T6: a start that fails: exit 4, one record, and the port was never open", () => {
  const absent = "/opt/h4core/v1.2.3/h4core.so";
  const open = join(space, "open.so");
  copyFileSync(CORE, open);
  chmodSync(open, 0o777);
  const text = join(space, "text.so");
  writeFileSync(text, "no shared object", { mode: 0o555 });
  const noCompress = testCore({ NO_COMPRESS: true });
  const noDecompress = testCore({ NO_DECOMPRESS: true });
  const core = (macros: Macros) => ({ HARMONY4_CORE_PATH: testCore(macros) });

  test.each<[string, Variables, string, string | RegExp]>([
    [
      "S49, S50: wrong path",
      { HARMONY4_CORE_PATH: absent },
      "CORE_NOT_FOUND",
      `🔐 Compression core not found: ${absent}`,
    ],
    [
      "S51: wrong id",
      { HARMONY4_CORE_PATH: CORE, HARMONY4_ENGINE_ID: "h4core-geo-v1.2.3" },
      "SEAL_MISMATCH",
      `🔐 COMPRESSION CORE MISMATCH:\n  Expected: h4core-geo-v1.2.3\n  Found:    ${ID}`,
    ],
    [
      "S51: an id where the core says none",
      { ...core({ PLAIN: true, NO_ID: true }), HARMONY4_ENGINE_ID: ID },
      "SEAL_MISMATCH",
      `🔐 COMPRESSION CORE MISMATCH:\n  Expected: ${ID}\n  Found:    unknown`,
    ],
    [
      "S52: wrong fingerprint",
      { HARMONY4_CORE_PATH: CORE, HARMONY4_ENGINE_FP: OTHER },
      "SEAL_ALTERED",
      `🔐 COMPRESSION CORE ALTERED:\n  Expected: ${OTHER}\n  Found:    ${CORE_FP}`,
    ],
    [
      "S69: wrong fingerprint of the engine of the package",
      { HARMONY4_ENGINE_FP: OTHER },
      "SEAL_ALTERED",
      `🔐 COMPRESSION CORE ALTERED:\n  Expected: ${OTHER}\n  Found:    ${SEAL.sha256}`,
    ],
    [
      "S14: the guide's fingerprint of 62 digits",
      { HARMONY4_ENGINE_FP: "a7c4b1d9e2f0a3c5d8f1b2c4e7f9a1d3e5f7a9b1c3d5e7f9a1b3c5d7e9f1a3" },
      "SEAL_CONFIG",
      /^🔐 SEAL CONFIGURATION: HARMONY4_ENGINE_FP must be 64 hexadecimal digits.*it has 62$/,
    ],
    ["S32: its abbreviation", { HARMONY4_ENGINE_FP: "a7c4b1d9..." }, "SEAL_CONFIG", /HARMONY4_ENGINE_FP must be 64/],
    [
      "S12: a relative path",
      { HARMONY4_CORE_PATH: "h4core.so" },
      "SEAL_CONFIG",
      /HARMONY4_CORE_PATH must be an absolute/,
    ],
    ["S36, T8: a core that others can write", { HARMONY4_CORE_PATH: open }, "CORE_UNSAFE_PATH", /^🔐 .*has mode 0777/],
    [
      "S58: no h4_compress",
      { HARMONY4_CORE_PATH: noCompress },
      "CORE_SYMBOL_MISSING",
      `🔐 ${noCompress}: undefined symbol: h4_compress`,
    ],
    [
      "S6: no h4_decompress",
      { HARMONY4_CORE_PATH: noDecompress },
      "CORE_SYMBOL_MISSING",
      `🔐 ${noDecompress}: undefined symbol: h4_decompress`,
    ],
    ["no shared object", { HARMONY4_CORE_PATH: text }, "CORE_UNREADABLE", /^🔐 Compression core cannot be loaded: /],
    ["S54: a folder", { HARMONY4_CORE_PATH: space }, "CORE_UNREADABLE", /^🔐 /],
    ["T12: a lossy core", core({ LOSSY: true }), "CORE_SELF_TEST", /^🔐 Compression core failed its self-test/],
    ["T12: another output each time", core({ OTHER_BYTES: true }), "CORE_SELF_TEST", /^🔐 /],
    ["T11: lengths that are none", core({ MINUS_ONE: true }), "CORE_SELF_TEST", /^🔐 /],
  ])("S57: %s", async (_, variables, code, message) => {
    const failed = await refused(variables);
    expect(failed.code).toBe(4);
    expect(failed.fatal).toMatchObject({
      code,
      msg: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });

  test("S52, T1: nothing of a core with another fingerprint has run", async () => {
    const witness = join(space, "witness");
    const path = testCore({ CONSTRUCTOR_WRITES: witness });
    expect((await refused({ HARMONY4_CORE_PATH: path, HARMONY4_ENGINE_FP: OTHER })).code).toBe(4);
    expect(() => readFileSync(witness)).toThrow("ENOENT");
  });

  test("T10: a core that dies while it is loaded, in a process of its own", async () => {
    const variables = { ...core({ CONSTRUCTOR_CRASHES: true }), HARMONY4_CORE_ISOLATED: "1" };
    expect(await refused(variables)).toMatchObject({ code: 4, fatal: { msg: expect.stringMatching(/^🔐 /) } });
  });

  test("S26: a link that leads nowhere is not found; one that leads to the core is followed", async () => {
    const folder = join(space, "..data");
    mkdirSync(folder);
    copyFileSync(CORE, join(folder, "h4core.so"));
    chmodSync(join(folder, "h4core.so"), 0o555);
    const link = join(space, "h4core.so");
    symlinkSync("..data/h4core.so", link);
    const service = await serve([], { HARMONY4_CORE_PATH: link, HARMONY4_ENGINE_FP: CORE_FP });
    expect(await getJson(`${service.url}/compress/info`)).toMatchObject({ sealed: true });
    await service.stop();
    const broken = join(space, "broken.so");
    symlinkSync("nowhere", broken);
    expect((await refused({ HARMONY4_CORE_PATH: broken })).fatal.code).toBe("CORE_NOT_FOUND");
  });

  test("T13: a key of attestations that cannot be used is a failed start: none goes out unsigned", async () => {
    const { code, fatal } = await refused({ HARMONY4_ATTEST_KEY: join(space, "none.pem") });
    expect([code, fatal.code]).toEqual([1, "KEY_NOT_FOUND"]);
  });
});

/** What `grep -c` counts. */
function count(log: string, words: string): string {
  return execFileSync("grep", ["-c", words], { input: log, encoding: "utf8" });
}
