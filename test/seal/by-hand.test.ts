/** docs/verify-by-hand.md, attestations: its very commands take a fresh attestation, with no other tool, and none that was changed. T13, T14, S21 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../src/index.js";
import { attest, generateKey, type PrivateKey } from "../../src/seal.js";
import { hashOf, outer, signed, statement } from "../support/attestations.js";
import { findTool } from "../support/hand-tools.js";
import { onPath } from "../support/install.js";

const ROOT = join(import.meta.dirname, "../..");
/** What the page has about attestations; test/container/by-hand.test.ts has the rest. */
const [PAGE] = readFileSync(join(ROOT, "docs/verify-by-hand.md"), "utf8").split("\n# A container\n") as [string];
/** The page's own list of what it needs. */
const TOOLS = ["openssl", "jq", "sha256sum", "base64"] as const;

/** Every command of the page, as one script, with the attestation fetched where the page says so. */
function script(fetch: string): string {
  const sections = PAGE.split(/^## /m).map((section) =>
    [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join(""),
  );
  expect(sections.filter((commands) => commands !== "").length).toBe(5);
  const [head, bring, ...rest] = sections;
  return [head, bring, fetch, ...rest].join("\n");
}

let folder: string;
let key: PrivateKey;
let fingerprint: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "harmony4-by-hand-"));
  mkdirSync(join(folder, "bin"));
  for (const tool of TOOLS) {
    const path = tool === "openssl" || tool === "jq" ? findTool(tool) : onPath(tool);
    symlinkSync(path!, join(folder, "bin", tool));
  }
  copyFileSync(join(ROOT, "build/engine.wasm"), join(folder, "engine.wasm"));
  key = await generateKey();
  writeFileSync(join(folder, "key.pem"), key.toPem(), { mode: 0o600 });
  writeFileSync(join(folder, "attest.pem.pub"), key.publicKey.toPem());
  fingerprint = execFileSync("sha256sum", [join(folder, "engine.wasm")], { encoding: "utf8" }).slice(0, 64);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the page in a folder whose PATH has the tools of the page and nothing else. */
function run(fetch: string) {
  const env = { PATH: join(folder, "bin"), LC_ALL: "C" };
  return spawnSync("/bin/sh", ["-c", script(fetch)], { cwd: folder, env, encoding: "utf8" });
}

/** The attestation of a test, in place of the service's answer. The page's own nonce gives way to ours. */
function given(attestation: unknown, nonce = NONCE): string {
  writeFileSync(join(folder, "attestation.json"), JSON.stringify(attestation));
  return `NONCE=${nonce}`;
}

const NONCE = "00112233445566778899aabbccddeeff";
/** When the attestations of these tests are made: one time for all of their parts. */
const MADE = Math.floor(Date.now() / 1000);

test("a fresh attestation of the built command line, for the nonce that the page chose", () => {
  const node = `'${process.execPath}' '${join(ROOT, "dist/cli.js")}'`;
  const fetch = `HARMONY4_ENGINE_FP=$REVIEWED ${node} attest --key key.pem --nonce "$NONCE" > attestation.json`;
  const { status, stdout, stderr } = run(fetch);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/^🔐 Compression core sealed: .*\n$/)]);
  expect(stdout).toBe(`Signature Verified Successfully\n${"true\n".repeat(6)}`);
});

test("a fresh attestation of the library, indented and not", async () => {
  const engine = await createEngine({ seal: { fingerprint } });
  const attestation = await attest(engine, { key, nonce: NONCE });
  const fetch = given(attestation);
  expect(run(fetch).status).toBe(0);
  writeFileSync(join(folder, "attestation.json"), JSON.stringify(attestation, null, 2));
  expect(run(fetch).status).toBe(0);
});

describe("stops at the first command that does not find what must be there", () => {
  /** A statement about the reviewed engine, made now, and the fields beside it. */
  const fresh = (predicate: object = {}, top: object = {}) => {
    const time = { issued_at: MADE, not_after: MADE + 300 };
    const subject = [{ digest: { sha256: fingerprint }, name: "h4ref-zstd-v1.0.0" }];
    return statement({ ...time, ...predicate }, { subject, ...top });
  };
  const beside = (change: object = {}) => ({ fingerprint, timestamp_unix: MADE, ...change });

  test("which is none, for what these tests make", async () => {
    expect(run(given(await signed(key, fresh(), beside()))).status).toBe(0);
  });

  test.each<[string, string, () => Promise<unknown>]>([
    ["signature", "another key", async () => signed(await generateKey(), fresh(), beside())],
    ["signature", "no signature", async () => ({ ...outer(beside()), signed: false })],
    [
      "signature",
      "a changed payload",
      async () => {
        const attestation = await signed(key, fresh({ sealed: false }), beside());
        attestation.envelope.payload = Buffer.from(fresh()).toString("base64");
        return attestation;
      },
    ],
    [
      "statement",
      "another fingerprint",
      async () =>
        signed(
          key,
          fresh({}, { subject: [{ name: "h4ref-zstd-v1.0.0", digest: { sha256: "f".repeat(64) } }] }),
          beside(),
        ),
    ],
    [
      "statement",
      "another kind of statement",
      async () => signed(key, fresh({}, { predicateType: "urn:other" }), beside()),
    ],
    ["nonce", "another nonce", async () => signed(key, fresh({ nonce: "ff".repeat(16) }), beside())],
    ["time", "an old one", async () => signed(key, fresh({ issued_at: MADE - 400, not_after: MADE - 100 }), beside())],
    [
      "time",
      "one from the future",
      async () => signed(key, fresh({ issued_at: MADE + 120, not_after: MADE + 200 }), beside()),
    ],
    ["time", "one that lasts too long", async () => signed(key, fresh({ not_after: MADE + 400 }), beside())],
    [
      "self-test",
      "an engine that is broken",
      async () => signed(key, fresh({ self_test: { checks: 1, passed: false } }), beside()),
    ],
    [
      "self-test",
      "one that nobody pinned",
      async () => signed(key, fresh({ sealed: false, seal_level: "none" }), beside({ sealed: false })),
    ],
    ["beside", "another engine beside it", async () => signed(key, fresh(), beside({ engine_id: "other" }))],
    ["beside", "another seal beside it", async () => signed(key, fresh(), beside({ sealed: false }))],
    ["hash", "another hash", async () => signed(key, fresh(), beside({ attestation_hash: hashOf("a", "b", 1) }))],
  ])("%s: %s", async (stage, _, make) => {
    const { status, stdout } = run(given(await make()));
    expect(status).not.toBe(0);
    const stages = ["signature", "statement", "nonce", "time", "self-test", "beside", "hash"];
    expect(stdout.match(/^true$/gm)?.length ?? 0).toBe(Math.max(0, stages.indexOf(stage) - 1));
    expect(stdout.includes("Verified Successfully")).toBe(stage !== "signature");
  });
});
