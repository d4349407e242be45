/** `h4 check --url`: the guide's list after a deployment, on the service in each state and on servers that are none. S71 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runH4, scratch } from "../cli/h4.js";
import { ROOT } from "../house/repository.js";
import { buildNativeCore } from "../support/native-core.js";
import { fingerprintOf } from "../support/native-cores.js";
import { type Lie, liar, type Running, standIn, startService } from "./service.js";

const { engine_id: ID, sha256: FP } = JSON.parse(readFileSync(join(ROOT, "build/seal.json"), "utf8")) as {
  engine_id: string;
  sha256: string;
};
const OTHER_FP = FP.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));

const space = scratch();
afterAll(space.remove);

/** What a check says: its exit code, and the items that hold and that do not. */
async function check(...args: string[]) {
  const { code, stdout, stderr } = await runH4(["check", ...args], { cwd: space.path });
  const lines = stdout.toString().trimEnd().split("\n").slice(1);
  const marked = (mark: string) => lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(2));
  expect(lines.every((line) => /^(✅|❌) /.test(line))).toBe(true);
  return {
    code,
    stderr,
    good: marked("✅"),
    bad: marked("❌"),
    names: lines.map((line) => line.split(": ")[0]!.slice(2)),
  };
}

const ITEMS = [
  "API starts without errors",
  '/compress/info returns "sealed"',
  "/compress/attest returns valid attestation",
  "Compression works end-to-end",
  "H4MK containers include sealing metadata",
  "VERI hashes validate correctly",
  "Seal checks pass",
];

describe("a sealed service", () => {
  const log = join(space.path, "api.log");
  let service: Running;
  beforeAll(async () => {
    service = await startService({ HARMONY4_ENGINE_FP: FP, HARMONY4_ENGINE_ID: ID });
  });
  afterAll(async () => {
    await service.stop();
  });

  test("S39 to S46: everything holds, and each line says what was seen", async () => {
    const { code, names, bad, good } = await check("--url", service.url, "--fingerprint", FP, "--engine-id", ID);
    expect([bad, names, code]).toEqual([[], ITEMS, 0]);
    expect(good[1]).toBe(`/compress/info returns "sealed": true: ${ID}, ${FP}, as expected`);
    expect(good[3]).toMatch(/0 and 100000 bytes came back, the latter from \d{5}$/);
  });

  test("S70: what was not compared is not said to match", async () => {
    const { code, good } = await check("--url", `${service.url}/`);
    expect(code).toBe(0);
    expect(good[1]).toContain("its own word: --fingerprint compares it");
    expect(good[2]).toContain("not signed, so that anyone could have written it");
  });

  test("S40, S41, S43: another fingerprint than was reviewed fails what names it, and nothing else", async () => {
    const { code, bad } = await check("--url", service.url, "--fingerprint", OTHER_FP);
    expect(code).toBe(1);
    expect(bad.map((line) => line.split(": ")[0])).toEqual([ITEMS[1], ITEMS[2], ITEMS[4]]);
    expect(bad[0]).toContain(`fingerprint is "${FP}", expected is "${OTHER_FP}"`);
  });

  test("a service that is sealed is not one that pins nothing", async () => {
    const { code, bad } = await check("--url", service.url, "--reference");
    expect([code, bad.length > 0]).toEqual([1, true]);
    expect(bad[0]).toContain("sealed is true, expected is false");
  });

  test("--json gives an object an item", async () => {
    const { code, stdout } = await runH4(["check", "--url", service.url, "--json"]);
    const objects = stdout
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { ok: boolean });
    expect([code, objects.map(({ ok }) => ok)]).toEqual([0, ITEMS.map(() => true)]);
  });

  test("a container is audited in the same run", async () => {
    writeFileSync(join(space.path, "plain"), "some text".repeat(1000));
    await runH4(["pack", "plain"], { cwd: space.path, env: { HARMONY4_ENGINE_FP: FP } });
    const { code, stdout } = await runH4(["check", "--url", service.url, "plain.h4mk"], { cwd: space.path });
    expect(stdout.toString()).toMatch(/^Post-deployment\n.*^Audit verification\n.*VERI matches prior chunks/ms);
    expect(code).toBe(0);
  });

  describe("and what lies in between", () => {
    const change =
      (from: string | RegExp, to: string): Lie =>
      (body) =>
        body.toString().replace(from, to);
    const damage: Lie = (body) => {
      body[body.length >> 1]! ^= 1;
      return body;
    };
    let earlier: Buffer | undefined;
    const replay: Lie = (body) => {
      earlier ??= body;
      return earlier;
    };
    const onContainer =
      (lie: Lie): Lie =>
      (body, request, sent) =>
        request.url!.includes("h4mk") ? lie(body, request, sent) : body;

    test.each<[string, Record<string, Lie>, number[], RegExp]>([
      ["T6: a service that is not ready", { "/readyz": () => 503 }, [0], /GET \/readyz answers 503/],
      [
        "S40: sealed as a string",
        { "/compress/info": change(/"sealed":true/, '"sealed":"true"') },
        [1],
        /sealed is "true"/,
      ],
      [
        "T23: a key twice",
        { "/compress/info": change(/\}$/, ',"sealed":true}') },
        [1, 2, 4, 5, 6],
        /not a JSON object/,
      ],
      [
        "T26: an id that none can have",
        { "/compress/info": change(/"engine_id":"[^"]*"/, '"engine_id":"rle v2"') },
        [1, 2, 4, 5, 6],
        /engine_id is/,
      ],
      [
        "T14: a hash that is not that of its fields",
        { "/compress/attest": change(/"timestamp_unix":\d/, '"timestamp_unix":2') },
        [2],
        /ATTESTATION_(HASH|FUTURE)/,
      ],
      [
        "S42: a byte that is lost",
        { "/compress/decompress": (body) => body.subarray(1) },
        [3],
        /100000 bytes came back as 99999 others/,
      ],
      [
        "S42: a service that compresses nothing",
        {
          "/compress": (body, { url }, sent) => (url!.includes("h4mk") ? body : sent),
          "/compress/decompress": (_body, _request, sent) => sent,
        },
        [3],
        /100000 bytes of text became 100000: nothing was compressed/,
      ],
      ["S44: a container with a bit turned", { "/compress": onContainer(damage) }, [4, 5], /CONTAINER_/],
      ["S43: a container of nobody", { "/compress": onContainer(() => "H4MK") }, [4, 5], /CONTAINER_/],
      [
        "S61: a seal check that failed",
        { "/metrics": change(/^harmony4_seal_failures_total 0$/m, "harmony4_seal_failures_total 1") },
        [6],
        /1 seal checks failed/,
      ],
      ["S60: metrics without the counters", { "/metrics": () => "up 1\n" }, [6], /no harmony4_seal_checks_total/],
      [
        "S62: another engine in the metrics",
        { "/metrics": change(/(harmony4_active_engine\{engine_id=")[^"]*/, "$1h4core-rle-v2.0.1") },
        [6],
        /no harmony4_active_engine/,
      ],
    ])("%s", async (_, lies, items, says) => {
      const stand = await liar(service.url, lies);
      const { code, bad } = await check("--url", stand.url, "--fingerprint", FP);
      await stand.close();
      expect(bad.map((line) => line.split(": ")[0])).toEqual(items.map((item) => ITEMS[item]));
      expect(bad[0]).toMatch(says);
      expect(code).toBe(1);
    });

    test("T13, S41: an attestation that was made for somebody else", async () => {
      const stand = await liar(service.url, { "/compress/attest": replay });
      expect((await check("--url", stand.url)).code).toBe(0);
      const { code, bad } = await check("--url", stand.url);
      await stand.close();
      expect([code, bad]).toEqual([1, [expect.stringMatching(/made for another nonce \(ATTESTATION_NONCE\)/)]]);
    });
  });

  describe("S45: its log", () => {
    const line = `INFO:     🔐 Compression core sealed: ${ID} (fp: ${FP.slice(0, 12)}…)\n`;
    const start = "INFO:     Started server process [1]\n";
    test.each<[string, string, RegExp | undefined]>([
      ["has the line once", start + line, undefined],
      ["S64: had it for each start", start + line + start + line, undefined],
      [
        "as JSON",
        `{"msg":"Started server process [1]"}\n{"msg":"🔐 Compression core sealed: ${ID} (fp: ${FP.slice(0, 12)}…)"}\n`,
        undefined,
      ],
      ["has it twice", start + line + line, /2 seal lines/],
      ["has none", start, /0 seal lines/],
      ["has none since the last start", start + line + start, /0 seal lines/],
      ["is about another engine", start + line.replace(ID, "h4core-rle-v2.0.1"), /1 seal lines/],
      [
        "S46: tells of a mismatch",
        `${start}${line}WARNING: 🔐 COMPRESSION CORE ALTERED:\n`,
        /COMPRESSION CORE ALTERED/,
      ],
      ["knows no start", line, /has no line "Started server process/],
    ])("%s", async (_, content, says) => {
      writeFileSync(log, content);
      const { code, bad } = await check("--url", service.url, "--log-file", log);
      if (says === undefined) expect([code, bad]).toEqual([0, []]);
      else expect([code, bad]).toEqual([1, [expect.stringMatching(says)]]);
    });
  });
});

describe("other deployments", () => {
  const running: Running[] = [];
  const start = async (...args: Parameters<typeof startService>) => {
    const service = await startService(...args);
    running.push(service);
    return service;
  };
  afterAll(async () => {
    for (const service of running) await service.stop();
  });

  test("S1, S3: one that pins nothing passes for what it is, and never for a sealed one", async () => {
    const { url } = await start();
    expect((await check("--url", url, "--reference")).bad).toEqual([]);
    const { code, bad } = await check("--url", url);
    expect(code).toBe(1);
    expect(bad.map((line) => line.split(": ")[0])).toEqual([ITEMS[1], ITEMS[2], ITEMS[4], ITEMS[6]]);
  });

  test.each([{}, { HARMONY4_CORE_ISOLATED: "1" }])("S15: a native core %o", async (more) => {
    const core = buildNativeCore();
    const fingerprint = fingerprintOf(core);
    const env = { HARMONY4_CORE_PATH: core, HARMONY4_ENGINE_FP: fingerprint, ...more };
    const { url } = await start({ ...env, HARMONY4_ENGINE_ID: "h4core-zstd-v1.0.0" });
    const { code, bad } = await check("--url", url, "--fingerprint", fingerprint);
    expect([bad, code]).toEqual([[], 0]);
  });

  test("T22: metrics and attestations on a port of their own", async () => {
    const { url, managementUrl } = await start({ HARMONY4_ENGINE_FP: FP }, ["--management-port", "0"]);
    expect((await check("--url", url, "--management-url", managementUrl)).bad).toEqual([]);
    const { code, bad } = await check("--url", url);
    expect(code).toBe(1);
    expect(bad.map((line) => line.split(": ")[0])).toEqual([ITEMS[2], ITEMS[6]]);
    expect(bad[0]).toMatch(/answers 404.*--management-url/);
  });

  test("T22: a token is shown where one is asked for", async () => {
    const token = join(space.path, "token");
    writeFileSync(token, "a-token-that-nobody-guesses-0123456789\n", { mode: 0o600 });
    const { url } = await start({ HARMONY4_ENGINE_FP: FP, HARMONY4_TOKEN_FILE: token });
    expect((await check("--url", url, "--token-file", token)).bad).toEqual([]);
    const { code, bad } = await check("--url", url);
    expect([code, bad.length]).toEqual([1, 6]);
    expect(bad[0]).toMatch(/answers 401.*--token-file/);
  });

  test("S41, T13: who signed the attestation", async () => {
    for (const name of ["attest", "other"]) await runH4(["keygen", "-o", `${name}.pem`], { cwd: space.path });
    const { url } = await start({ HARMONY4_ENGINE_FP: FP, HARMONY4_ATTEST_KEY: join(space.path, "attest.pem") });
    const { bad, good } = await check("--url", url, "--key", "attest.pem.pub");
    expect([bad, good[2]]).toEqual([[], expect.stringMatching(/made for a new nonce, and signed by/)]);
    expect((await check("--url", url, "--key", "other.pem.pub")).bad).toEqual([
      expect.stringMatching(/ATTESTATION_KEY_UNKNOWN/),
    ]);
    expect((await check("--url", url)).good[2]).toContain("its signature was not checked: --key names the signer");
  });
});

describe("T19: servers that are none", () => {
  test.concurrent.each<[string, Parameters<typeof standIn>[0], RegExp]>([
    ["answers 500", (_, response) => response.writeHead(500).end("{}"), /answers 500/],
    ["answers a page", (_, response) => response.end("<html>"), /not a JSON object/],
    ["redirects", (_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(), /answers 302/],
    ["closes the connection", ({ socket }) => socket.destroy(), /no answer/],
    ["speaks no HTTP", ({ socket }) => socket.end("SSH-2.0-OpenSSH\r\n"), /no answer/],
    ["sends escapes", (_, response) => response.writeHead(500).end("\u001b[2J\r\n✅ everything"), /\\x1b\[2J/],
    ["never ends a header", () => undefined, /nothing complete within 15 s/],
    [
      "sends without an end",
      (_, response) => {
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536, "x")));
          response.once("drain", more);
        };
        more();
      },
      /more than 1048576 bytes/,
    ],
    [
      "sends a bomb",
      (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(new Uint8Array(64 << 20))),
      /more than 1048576 bytes/,
    ],
    [
      "sends a byte at a time",
      (_, response) => void setInterval(() => response.write("x"), 500).unref(),
      /within 15 s/,
    ],
  ])("%s: ❌ for every item, and an end", async (_, listener, says) => {
    const stand = await standIn(listener);
    const { code, bad, good } = await check("--url", stand.url);
    await stand.close();
    expect([code, good.length, bad.length]).toEqual([1, 0, ITEMS.length]);
    expect(bad.join("\n")).toMatch(says);
  });

  test("nobody is there", async () => {
    const stand = await standIn(() => undefined);
    await stand.close();
    const { code, bad } = await check("--url", stand.url);
    expect([code, bad.length]).toEqual([1, ITEMS.length]);
    expect(bad[6]).toMatch(/ECONNREFUSED.*\(SOURCE_UNREACHABLE\)/);
  });
});

test.each([
  ["--url", "ftp://example.test"],
  ["--url", "localhost:8000"],
  ["--url", "http://user:secret@example.test"],
  ["--url", "http://example.test?x=1"],
  ["--url", "http://example.test", "--root", FP],
  ["--url", "http://example.test", "--fingerprint", FP.slice(2)],
  ["--management-url", "http://example.test"],
  ["--reference"],
  ["--fingerprint", FP],
])("a command line that makes no sense: %j", async (...args) => {
  const { code, stdout, stderr } = await runH4(["check", ...args]);
  expect([code, stdout.toString()]).toEqual([2, ""]);
  expect(stderr).toMatch(/^h4: |error/);
});
