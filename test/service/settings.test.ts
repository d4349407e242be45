/** The settings of `h4 serve`: each as an option and as a variable, and what is wrong with one named. CLI.md */
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { optionOf, readSettings, SETTINGS, variableOf } from "../../src/cli/serve-settings.js";
import { runH4 } from "../cli/h4.js";
import { closure, ROOT } from "../house/repository.js";
import { getJson, killAll, serve, serveFails } from "./served.js";

const space = mkdtempSync(join(tmpdir(), "harmony4-settings-"));
afterAll(() => {
  killAll();
  rmSync(space, { recursive: true, force: true });
});

const OPTIONS = Object.entries(SETTINGS).map(([name, { flags }]) => [name, optionOf(flags)] as const);
/** A value that is right for each. */
const RIGHT: Record<string, [text: string, value: unknown]> = {
  host: ["0.0.0.0", "0.0.0.0"],
  port: ["0", 0],
  managementPort: ["65535", 65_535],
  managementHost: ["::1", "::1"],
  logFile: ["api.log", "api.log"],
  logFormat: ["text", "text"],
  logLevel: ["warn", "warn"],
  store: ["containers", "containers"],
  tokenFile: ["token", "token"],
  workers: ["64", 64],
  queue: ["1", 1],
  clientLimit: ["1000000", 1_000_000],
  maxBody: ["10MiB", 10 << 20],
  maxOutput: ["64K", 65_536],
  metricsTextfile: ["h4.prom", "h4.prom"],
  drainTimeout: ["0", 0],
};

describe("each setting", () => {
  test.each(OPTIONS)("%s: the option counts, then the variable; blank is not set", (name, option) => {
    const [text, value] = RIGHT[name]!;
    const variable = variableOf(option);
    expect(readSettings({ [name]: text }, { [variable]: "nonsense" })).toEqual({ [name]: value });
    expect(readSettings({}, { [variable]: ` ${text}\n` })).toEqual({ [name]: value });
    expect(readSettings({}, { [variable]: " \n" })).toEqual({});
    expect(() => readSettings({ [name]: "" }, {})).toThrow(`${option}: `);
  });

  test("has a variable by its name, none of them twice", () => {
    const variables = OPTIONS.map(([, option]) => variableOf(option));
    expect(new Set(variables).size).toBe(OPTIONS.length);
    expect(variables).toContain("HARMONY4_METRICS_TEXTFILE");
    expect(variables).toContain("HARMONY4_DRAIN_TIMEOUT");
  });

  test.each([
    ["port", "65536"],
    ["port", "tcp://10.0.0.1:8000"],
    ["managementPort", "-1"],
    ["logFormat", "yaml"],
    ["logLevel", "INFO"],
    ["workers", "0"],
    ["workers", "65"],
    ["queue", "0"],
    ["clientLimit", "0"],
    ["maxBody", "0"],
    ["maxBody", "much"],
    ["maxOutput", "1.5GiB"],
    ["drainTimeout", "1m"],
    ["drainTimeout", "86401"],
  ] as const)("%s: %s is refused, by the name that it came under", (name, text) => {
    const option = optionOf(SETTINGS[name].flags);
    expect(() => readSettings({ [name]: text }, {})).toThrow(new RegExp(`^${option}: .*not '`));
    expect(() => readSettings({}, { [variableOf(option)]: text })).toThrow(new RegExp(`^${variableOf(option)}: `));
  });
});

describe.concurrent("a wrong command line ends with 2, and nothing was started", () => {
  test.each<[string, string[], Record<string, string>, RegExp]>([
    ["a variable", [], { HARMONY4_WORKERS: "many" }, /^h4: HARMONY4_WORKERS: .* from 1 to 64, not 'many' \(USAGE\)\n$/],
    ["an option that is none", ["--prot", "1"], {}, /^h4: unknown option '--prot'/],
    ["an argument", ["8000"], {}, /^h4: too many arguments/],
    ["a management host alone", ["--management-host", "::1"], {}, /^h4: --management-host is nothing without/],
  ])("%s", async (_, args, env, words) => {
    const { code, stderr } = await serveFails(args, env);
    expect(stderr).toMatch(words);
    expect(code).toBe(2);
  });
});

describe.concurrent("T22: the token", () => {
  const token = "0123456789abcdef-._~+/=";
  function tokenFile(name: string, content: string, mode: number): string {
    const file = join(space, name);
    writeFileSync(file, content);
    chmodSync(file, mode);
    return file;
  }

  test("is asked of requests, without the newline of its file; probes need none; no log has it", async () => {
    const service = await serve([], { HARMONY4_TOKEN_FILE: tokenFile("token", `${token}\n`, 0o440) });
    const status = async (path: string, authorization?: string) =>
      (await fetch(`${service.url}${path}`, authorization === undefined ? {} : { headers: { authorization } })).status;
    expect(await status("/compress/info")).toBe(401);
    expect(await status("/compress/info", `Bearer ${token}x`)).toBe(401);
    expect(await status("/compress/info", `Bearer ${token}`)).toBe(200);
    expect([await status("/healthz"), await status("/readyz")]).toEqual([200, 200]);
    await service.stop();
    expect(service.log()).not.toContain(token);
  });

  test.each<[string, string, number, RegExp]>([
    ["others may read", token, 0o644, /is open to others: its mode is 0644/],
    ["the group may write", token, 0o660, /is open to others: its mode is 0660/],
    ["is too short", "too short", 0o600, /16 to 1024 characters, got 9/],
    ["has a blank in it", "0123456789 abcdef", 0o600, /letters, digits/],
  ])("one that %s is refused", async (what, content, mode, words) => {
    const { code, stderr } = await serveFails(["--token-file", tokenFile(what, content, mode)]);
    expect(stderr).toMatch(/^h4: --token-file \(HARMONY4_TOKEN_FILE\): /);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain(content);
    expect(code).toBe(2);
  });

  test("a file that is not there is refused", async () => {
    const { code, stderr } = await serveFails(["--token-file", join(space, "none")]);
    expect(stderr).toMatch(/there is no token/);
    expect(code).toBe(2);
  });
});

describe.concurrent("what they do", () => {
  test("--store serves the containers of a directory; one that is not there is a failed start", async () => {
    const content = Buffer.alloc(100_000, "content of a container ");
    writeFileSync(join(space, "file"), content);
    await runH4(["pack", "-q", "file"], { cwd: space });
    const service = await serve(["--store", space]);
    const response = await fetch(`${service.url}/containers/file.h4mk`, { headers: { range: "bytes=0-3" } });
    expect([response.status, await response.text()]).toEqual([206, "H4MK"]);
    const unpacked = await runH4(["unpack", "-c", `${service.url}/containers/file.h4mk`]);
    expect(unpacked.stdout.equals(content)).toBe(true);
    await service.stop();
    const { code, stderr } = await serveFails(["--store", join(space, "none")]);
    expect(code).toBe(1);
    expect(stderr).not.toContain("Waiting for connections");
  });

  test("--max-body, --max-output: more is 413", async () => {
    const service = await serve(["--max-body", "1KiB", "--max-output", "2KiB", "--workers", "1", "--queue", "2"]);
    const post = async (path: string, body: Buffer<ArrayBuffer>) => {
      const headers = { "content-type": "application/octet-stream" };
      const response = await fetch(`${service.url}${path}`, { method: "POST", headers, body });
      return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
    };
    expect((await post("/compress", Buffer.alloc(1025))).status).toBe(413);
    const { stdout } = await runH4(["-c"], { input: Buffer.alloc(2049) });
    expect((await post("/compress/decompress", Buffer.from(stdout))).status).toBe(413);
    expect((await post("/compress", Buffer.alloc(1024))).status).toBe(200);
    await service.stop();
  });

  test("--client-limit: one address has so many at a time, and 429 beyond", async () => {
    const service = await serve(["--client-limit", "1"]);
    const first = request(`${service.url}/compress`, { method: "POST" });
    first.write("some of a body");
    const second = async () => (await fetch(`${service.url}/compress`, { method: "POST", body: "x" })).status;
    const metrics = async () => await (await fetch(`${service.url}/metrics`)).text();
    while (!(await metrics()).includes("\nharmony4_work_in_progress 1\n")) await new Promise(setImmediate);
    expect(await second()).toBe(429);
    first.end();
    const [response] = (await once(first, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    response.resume();
    await once(response, "end");
    expect(await second()).toBe(200);
    await service.stop();
  });

  test("S20, T13: attestations are signed with the key that HARMONY4_ATTEST_KEY names", async () => {
    await runH4(["keygen", "-o", "attest.pem"], { cwd: space });
    const service = await serve([], { HARMONY4_ATTEST_KEY: join(space, "attest.pem") });
    const attestation = await getJson(`${service.url}/compress/attest?nonce=${"ab".repeat(16)}`);
    await service.stop();
    writeFileSync(join(space, "attestation.json"), JSON.stringify(attestation));
    const args = ["attest", "verify", "attestation.json", "--key", "attest.pem.pub", "--nonce", "ab".repeat(16)];
    expect((await runH4(args, { cwd: space })).code).toBe(0);
  });
});

test("no other command loads the service", () => {
  const metric = "harmony4_http_request_duration_seconds"; // that only the service counts
  const counting = (entry: string) =>
    closure(entry, ["node", "import"], "static")
      .filter((file) => file.startsWith("dist/"))
      .filter((file) => readFileSync(join(ROOT, file), "utf8").includes(metric));
  expect(counting("dist/service.js")).toHaveLength(1);
  expect(counting("dist/cli.js")).toEqual([]);
});
