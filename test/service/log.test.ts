/** The log of `h4 serve`: one record an event, in both forms, on stderr and in a file. S16 to S18, S57, S63, S64; T25 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ended, environment, pathWithH4 } from "../cli/h4.js";
import { onPath } from "../support/install.js";
import { killAll, recordsOf, serve, serveFails } from "./served.js";

const SEAL = JSON.parse(readFileSync(join(import.meta.dirname, "../../build/seal.json"), "utf8"));
const PINS = { HARMONY4_ENGINE_FP: SEAL.sha256 };
const SEALED = `🔐 Compression core sealed: ${SEAL.engine_id} (fp: ${SEAL.sha256.slice(0, 12)}…)`;

const space = mkdtempSync(join(tmpdir(), "harmony4-log-"));
afterAll(() => {
  killAll();
  rmSync(space, { recursive: true, force: true });
});

/** Waits until `holds`, or fails after ten seconds. */
async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`it never happened that ${what}`);
}

describe.concurrent("in JSON", () => {
  test("S57, T25: one record a request: method, route, status, time, id and bytes; nothing of body, query or token", async () => {
    const service = await serve();
    const response = await fetch(`${service.url}/compress?level=5`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", authorization: "Bearer hunter2-hunter2-hunter2" },
      body: "the secret content",
    });
    const packed = await response.arrayBuffer();
    await fetch(`${service.url}/compress/info?secret=hunter2`);
    await fetch(`${service.url}/no/such/hunter2`);
    await service.stop();
    expect(service.log()).not.toMatch(/secret|hunter2/);
    const requests = service.records().filter(({ route }) => route !== undefined);
    expect(requests).toHaveLength(3);
    expect(requests[0]).toMatchObject({
      level: "info",
      method: "POST",
      route: "/compress",
      status: 200,
      id: response.headers.get("x-request-id"),
      read: 18,
      written: packed.byteLength,
      ms: expect.any(Number),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      pid: service.child.pid,
    });
  });

  test("T25: what a client sends forges no record and no colour", async () => {
    const service = await serve();
    await new Promise((resolve) => {
      const headers = { "x-request-id": 'a"}\u009b31m', "user-agent": "\u0085{}" };
      request(`${service.url}/%0a%7b%7d`, { headers, method: "GET" }, (response) => {
        response.resume();
        response.on("end", resolve);
      }).end();
    });
    await service.stop();
    expect(service.records()).toHaveLength(5);
    expect(service.log()).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

describe.concurrent("in a file", () => {
  test.each(["json", "text"])(
    "S63, S64: as %s, grep finds the line of the seal, once, with its emoji",
    async (form) => {
      const file = join(space, `api-${form}.log`);
      const read = () => (existsSync(file) ? readFileSync(file, "utf8") : "");
      for (let starts = 1; starts <= 2; starts++) {
        const said = () => read().split("Finished server process").at(-1)!;
        const service = await serve(["--log-file", file, "--log-format", form], PINS, said);
        const { code, stderr } = await service.stop();
        expect([code, stderr]).toEqual([0, ""]);
        expect(execFileSync("grep", ["-c", "🔐", file], { encoding: "utf8" })).toBe(`${starts}\n`); // it is appended to
      }
      expect(execFileSync("grep", ["🔐", file], { encoding: "utf8" })).toContain(SEALED);
      expect(statSync(file).mode & 0o777).toBe(0o640);
    },
  );

  test("S49, S57: a start that failed is in the file, and on stderr as every command of h4 says it", async () => {
    const file = join(space, "failed.log");
    const variables = { HARMONY4_CORE_PATH: "/opt/none.so", HARMONY4_LOG_FILE: file };
    const { code, stderr } = await serveFails([], variables);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^🔐 Compression core not found: \/opt\/none\.so\n/);
    const records = recordsOf(readFileSync(file, "utf8"));
    expect(records.at(-1)).toMatchObject({ level: "fatal", msg: "🔐 Compression core not found: /opt/none.so" });
  });

  test("SIGHUP opens it anew, as logrotate wants it", async () => {
    const file = join(space, "rotated.log");
    const read = (name: string) => (existsSync(name) ? readFileSync(name, "utf8") : "");
    const service = await serve(["--log-file", file], {}, () => read(file) + read(`${file}.1`));
    renameSync(file, `${file}.1`);
    service.child.kill("SIGHUP");
    await until(() => existsSync(file), "the file is there again");
    await fetch(`${service.url}/compress/info`);
    await service.stop();
    expect(recordsOf(read(`${file}.1`)).at(-1)!.msg).toMatch(/^Waiting for connections/);
    expect(recordsOf(read(file)).map(({ msg }) => msg)).toEqual([
      "request",
      "Shutting down",
      expect.stringMatching(/^Finished/),
    ]);
  });

  test("one that cannot be opened is a failed command, and no port opens", async () => {
    const { code, stderr } = await serveFails(["--log-file", join(space, "none/api.log")]);
    expect(stderr).toMatch(/^h4: .*no such file or directory.*\(ENOENT\)\n$/);
    expect(code).toBe(1);
  });
});

describe.concurrent("as text", () => {
  test("S16, S17, S18: the lines of the guide", async () => {
    const service = await serve(["--log-format", "text", "--host", "0.0.0.0"], PINS);
    const { port } = new URL(service.url);
    await service.stop();
    expect(service.log().split("\n").slice(0, 3)).toEqual([
      `INFO:     Started server process [${service.child.pid}]`,
      `INFO:     ${SEALED}`,
      `INFO:     Waiting for connections on http://0.0.0.0:${port}`,
    ]);
  });

  test("S51, S57: three lines are one record, with two and four spaces as the guide has them", async () => {
    const { stderr } = await serveFails(["--log-format", "text"], { HARMONY4_ENGINE_ID: "h4core-geo-v1.2.3" });
    expect(stderr.split("\n").slice(1, 4)).toEqual([
      "CRITICAL: 🔐 COMPRESSION CORE MISMATCH:",
      "  Expected: h4core-geo-v1.2.3",
      expect.stringMatching(`^  Found:    ${SEAL.engine_id}`),
    ]);
  });

  test("is what a terminal gets", async () => {
    const script = onPath("script");
    if (script === undefined) throw new Error("no script(1): install the package bsdutils");
    const env = environment({ PATH: pathWithH4(join(space, "bin")), HARMONY4_PORT: "0" });
    const command = "h4 serve & sleep 1; kill $!; wait $!; echo exit $?";
    const child = spawn(script, ["-q", "-c", command, "/dev/null"], { env, stdio: ["ignore", "pipe", "pipe"] });
    const { stdout } = await ended(child);
    expect(stdout.toString()).toMatch(/^INFO: {5}Started.*\r\nINFO: {5}Waiting for connections on http.*exit 0\r\n$/s);
  });
});

test("a level leaves out what is below it", async () => {
  const file = join(space, "warn.log");
  const { stderr, code } = await serveFails(["--log-level", "fatal"], { HARMONY4_ENGINE_FP: "none" });
  expect(recordsOf(stderr).map(({ level }) => level)).toEqual(["fatal"]);
  expect(code).toBe(4);
  const silent = await serveFails(["--log-level", "silent", "--log-file", file], { HARMONY4_ENGINE_FP: "none" });
  expect([silent.code, readFileSync(file, "utf8")]).toEqual([4, ""]);
  expect(silent.stderr).toMatch(/^🔐 SEAL CONFIGURATION/);
});
