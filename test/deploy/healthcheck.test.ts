/** deploy/healthcheck.sh against the service and against servers of every other kind, with curl and jq and with node. S65 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ended } from "../cli/h4.js";
import { ROOT } from "../house/repository.js";
import { onPath, requireTools } from "../support/install.js";
import { type Running, type Stand, standIn, startService } from "./service.js";

const SCRIPT = join(ROOT, "deploy/healthcheck.sh");
const FP = createHash("sha256")
  .update(readFileSync(join(ROOT, "build/engine.wasm")))
  .digest("hex");

const space = mkdtempSync(join(tmpdir(), "harmony4-health-"));
afterAll(() => rmSync(space, { recursive: true }));

/** A PATH with these commands and no other. */
function pathWith(name: string, commands: Readonly<Record<string, string>>): string {
  const folder = join(space, name);
  mkdirSync(folder);
  for (const [command, file] of Object.entries(commands)) symlinkSync(file, join(folder, command));
  return folder;
}

requireTools("the health check", { curl: "curl", jq: "jq", head: "coreutils", tr: "coreutils" });
const found = (name: string) => onPath(name)!;
const BASICS = { head: found("head"), tr: found("tr") };
const WAYS = {
  "curl and jq": pathWith("curl", { ...BASICS, curl: found("curl"), jq: found("jq") }),
  "node alone": pathWith("node", { ...BASICS, node: process.execPath }),
};

async function health(path: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn("/bin/sh", [SCRIPT, ...args], { env: { PATH: path, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const { code, stdout, stderr } = await ended(child);
  return { code, said: stdout.toString(), stderr };
}

const OK = { code: 0, said: "✅ Sealing OK\n", stderr: "" };
const FAILED = { code: 1, said: "❌ Sealing FAILED\n", stderr: "" };
const READY = { code: 0, said: "✅ Ready; sealing was not asked for\n", stderr: "" };
const NOT_READY = { code: 1, said: "❌ Not ready\n", stderr: "" };

const says =
  (body: string, status = 200): RequestListener =>
  (_, response) =>
    void response.writeHead(status).end(body);

describe.each(Object.entries(WAYS))("S65: with %s", (_, path) => {
  let sealed: Running;
  let reference: Running;
  beforeAll(async () => {
    [sealed, reference] = await Promise.all([startService({ HARMONY4_ENGINE_FP: FP }), startService()]);
  });
  afterAll(async () => {
    await Promise.all([sealed.stop(), reference.stop()]);
  });

  test("a sealed service", async () => {
    expect(await health(path, [sealed.url])).toEqual(OK);
    expect(await health(path, ["--sealed", `${sealed.url}/`])).toEqual(OK);
    expect(await health(path, [], { HARMONY4_PORT: `${new URL(sealed.url).port}\n` })).toEqual(OK);
  });

  test("S1: one that pins nothing is not sealed, and is ready", async () => {
    expect(await health(path, [reference.url])).toEqual(FAILED);
    expect(await health(path, ["--ready", reference.url])).toEqual(READY);
  });

  test("one that needs a token is shown the token of its environment, and no other is", async () => {
    const file = join(space, `token-${process.hrtime.bigint()}`);
    writeFileSync(file, "correct-horse-battery-staple\n", { mode: 0o600 });
    const closed = await startService({ HARMONY4_ENGINE_FP: FP, HARMONY4_TOKEN_FILE: file });
    try {
      expect(await health(path, [closed.url])).toEqual(FAILED);
      expect(await health(path, [closed.url], { HARMONY4_TOKEN_FILE: file })).toEqual(OK);
      expect(await health(path, ["--ready", closed.url], { HARMONY4_TOKEN_FILE: file })).toEqual(READY);
      writeFileSync(file, "another-horse-battery-staple");
      expect(await health(path, [closed.url], { HARMONY4_TOKEN_FILE: file })).toEqual(FAILED);
      expect(await health(path, [closed.url], { HARMONY4_TOKEN_FILE: `${file}.gone` })).toEqual(FAILED);
    } finally {
      await closed.stop();
    }
  });

  test("what the environment pins is what is asked for", async () => {
    expect(await health(path, ["--as-configured", reference.url])).toEqual(READY);
    const blank = { HARMONY4_CORE_PATH: "", HARMONY4_ENGINE_FP: " \n" };
    expect(await health(path, ["--as-configured", reference.url], blank)).toEqual(READY);
    for (const name of ["HARMONY4_CORE_PATH", "HARMONY4_ENGINE_ID", "HARMONY4_ENGINE_FP"]) {
      expect(await health(path, ["--as-configured", reference.url], { [name]: "x" })).toEqual(FAILED);
    }
    expect(await health(path, ["--as-configured", sealed.url], { HARMONY4_ENGINE_FP: FP })).toEqual(OK);
  });

  test.each<[string, RequestListener]>([
    ["500 with the right words", says('{"sealed":true}', 500)],
    ["204", (_, response) => void response.writeHead(204).end()],
    [
      "a redirect to it",
      (_, response) => void response.writeHead(302, { location: sealed.url }).end('{"sealed":true}'),
    ],
    ["no JSON", says("<html>sealed: true</html>")],
    ["nothing", says("")],
    ["JSON that ends early", says('{"sealed":true')],
    ["sealed as a string", says('{"sealed":"true"}')],
    ["sealed as a number", says('{"sealed":1}')],
    ["sealed false", says('{"sealed":false}')],
    ["a list", says('[{"sealed":true}]')],
    ["null", says("null")],
    ["two objects", says('{"sealed":false}{"sealed":true}')],
    ["sealed below", says('{"engine":{"sealed":true}}')],
    [
      "a body that breaks off",
      (_, response) =>
        void response.writeHead(200, { "content-length": 99 }).write('{"sealed":true}', () => response.destroy()),
    ],
    ["no HTTP", ({ socket }) => void socket.end("hello\r\n")],
  ])("a server that answers with %s", async (_name, listener) => {
    const stand = await standIn(listener);
    expect(await health(path, [stand.url])).toEqual(FAILED);
    await stand.close();
  });

  test.concurrent.each<[string, RequestListener]>([
    ["never answers", () => undefined],
    [
      "sends its answer for ever",
      (_, response) => {
        response.write('{"sealed":true,"x":"');
        const timer = setInterval(() => response.write("x"), 100);
        response.on("close", () => clearInterval(timer));
      },
    ],
    [
      "sends without an end",
      (_, response) => {
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536, " ")));
          response.once("drain", more);
        };
        more();
      },
    ],
  ])("a server that %s: an end", async (_name, listener) => {
    const stand: Stand = await standIn(listener);
    const both = await Promise.all([health(path, [stand.url]), health(path, ["--ready", stand.url])]);
    await stand.close();
    expect(both).toEqual([FAILED, NOT_READY]);
  });

  test("a server that is down, or ends", async () => {
    const stand = await standIn(says('{"sealed":true}'));
    await stand.close();
    expect(await health(path, [stand.url])).toEqual(FAILED);
    expect(await health(path, ["--ready", stand.url])).toEqual(NOT_READY);
    expect(await health(path, ["http://no-such-host.invalid:8000"])).toEqual(FAILED);
    const ending = await standIn(says("{}", 503));
    expect(await health(path, ["--ready", ending.url])).toEqual(NOT_READY);
    await ending.close();
  });

  test("a proxy of the environment is not asked", async () => {
    const proxy = await standIn(says('{"sealed":true}'));
    const env = { http_proxy: proxy.url, HTTP_PROXY: proxy.url, ALL_PROXY: proxy.url };
    expect(await health(path, [reference.url], env)).toEqual(FAILED);
    await proxy.close();
  });

  test.each([["--nonsense"], ["ftp://x"], ["http://a", "http://b"], ["--sealed", ""]])(
    "a wrong command line: %j",
    async (...args) => {
      const { code, said, stderr } = await health(path, args);
      expect([code, said]).toEqual([2, ""]);
      expect(stderr).toMatch(/^usage: /);
    },
  );
});

test("S65: with neither, nothing is healthy", async () => {
  const { code, said, stderr } = await health(pathWith("bare", BASICS), ["http://127.0.0.1:1"]);
  expect([code, said]).toEqual([1, "❌ Sealing FAILED\n"]);
  expect(stderr).toContain("needs curl and jq, or node");
});
