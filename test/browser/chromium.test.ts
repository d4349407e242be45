/** The bundle for browsers in Chromium: on secure and insecure origins, under a strict policy, isolated or not. T31 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../src/index.js";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { type StaticServer, serve } from "../support/static-server.js";
import { CASES } from "./page.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const ARTIFACT = readFileSync(join(ROOT, "dist/engine.wasm"));
const FINGERPRINT = createHash("sha256").update(ARTIFACT).digest("hex");

/** A name that is not this machine's own, so that plain HTTP is no secure context. */
const FOREIGN = "example.test";
const STRICT_POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'";

interface Variant {
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the page has `crypto.subtle`. */
  readonly subtle: boolean;
}

const VARIANTS: Record<string, Variant> = {
  "a plain page": { host: "127.0.0.1", headers: {}, subtle: true },
  "a strict policy": { host: "127.0.0.1", headers: { "content-security-policy": STRICT_POLICY }, subtle: true },
  "an insecure origin": { host: FOREIGN, headers: {}, subtle: false },
  "an insecure origin with a strict policy": {
    host: FOREIGN,
    headers: { "content-security-policy": STRICT_POLICY },
    subtle: false,
  },
  "an isolated page": {
    host: "127.0.0.1",
    headers: { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" },
    subtle: true,
  },
};

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS, `--host-resolver-rules=MAP ${FOREIGN} 127.0.0.1`],
  });
});
afterAll(async () => browser?.close());

/** A page with nothing but the library, so that a policy judges that alone. */
const PAGE = {
  "/": '<!doctype html><title>harmony4</title><script type="module" src="/test/browser/boot.mjs"></script>',
};

async function open(server: StaticServer, host: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${server.origin.replace("127.0.0.1", host)}/`);
  await page.waitForFunction("globalThis.run");
  return page;
}

/** Runs one case of page.mjs in the page. */
function runIn(page: Page, name: keyof typeof CASES): Promise<unknown> {
  return page.evaluate(`globalThis.run(${JSON.stringify(name)})`);
}

describe.each(Object.entries(VARIANTS))("%s", (_, { host, headers, subtle }) => {
  let server: StaticServer;
  let page: Page;
  beforeAll(async () => {
    server = await serve(ROOT, PAGE, headers);
    page = await open(server, host);
  });
  afterAll(async () => {
    await page?.close();
    await server?.close();
  });
  const run = (name: keyof typeof CASES) => runIn(page, name);

  test("the engine is verified, with or without Web Crypto", async () => {
    expect(await run("info")).toMatchObject({ fingerprint: FINGERPRINT, verified: true, sealed: false, subtle });
  });

  test("the fallback hash is loaded only where it is needed", async () => {
    await run("info");
    const loaded = (await page.evaluate(
      'performance.getEntriesByType("resource").map(({ name }) => name)',
    )) as string[];
    expect(loaded.some((name) => name.includes("/dist/web/hash-fallback-"))).toBe(!subtle);
  });

  test("writes the bytes that Node writes", async () => {
    const here = await createEngine();
    expect(here.info().fingerprint).toBe(FINGERPRINT);
    expect(await run("frames")).toEqual(await CASES.frames({ createEngine } as never));
  });

  test("compresses and decompresses: one-shot, streams, sessions, in a worker", async () => {
    expect(await run("roundTrip")).toBe(true);
    expect(await run("streams")).toEqual({ oneShotBytes: true, restored: true });
    expect(await run("sessions")).toBe(true);
    expect(await run("worker")).toBe(true);
  });

  test("holds a writer back", async () => {
    expect(await run("backPressure")).toEqual({ heldBack: true, small: true, total: 64 << 20 });
  });

  test("refuses with the same codes", async () => {
    expect(await run("refusals")).toEqual({
      corrupt: "DATA_CORRUPT",
      truncated: "DATA_TRUNCATED",
      checksum: "CHECKSUM_MISMATCH",
      limit: "OUTPUT_LIMIT",
      window: "WINDOW_TOO_LARGE",
      string: "TypeError",
      level: "RangeError",
      aborted: "AbortError",
    });
    expect(await run("windowDefault")).toEqual(["WINDOW_TOO_LARGE", "none"]);
  });

  test("T13: attestations are signed and verified; without Web Crypto a signature is UNSUPPORTED, and nothing less", async () => {
    const unsigned = { signed: false, authenticated: false };
    const refused = {
      flipped: "ATTESTATION_CONTRADICTION",
      replayed: "ATTESTATION_NONCE",
      wrongKey: "ATTESTATION_KEY_UNKNOWN",
      stripped: "ATTESTATION_UNSIGNED",
    };
    const expected = subtle ? { authenticated: true, fresh: true, ...refused } : { key: "UNSUPPORTED" };
    expect(await run("attestation")).toEqual({ unsigned, ...expected });
  });

  test("T31: a swapped artifact is refused, a pin seals", async () => {
    expect(await run("seal")).toEqual({
      digest: subtle ? FINGERPRINT : "no crypto.subtle",
      pinned: true,
      fetched: true,
      flipped: "SEAL_ALTERED",
      wrongPin: "SEAL_ALTERED",
      wrongId: "SEAL_MISMATCH",
      malformed: "SEAL_CONFIG",
      absent: "CORE_NOT_FOUND",
    });
  });
});

test("a policy without 'wasm-unsafe-eval' is UNSUPPORTED, said as such", async () => {
  const server = await serve(ROOT, PAGE, { "content-security-policy": "default-src 'self'; script-src 'self'" });
  const page = await open(server, "127.0.0.1");
  try {
    const message = await runIn(page, "forbidden");
    expect(message).toMatch(/^UNSUPPORTED: .*Content Security Policy/);
  } finally {
    await page.close();
    await server.close();
  }
});
