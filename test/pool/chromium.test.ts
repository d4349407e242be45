/** The pool in Chromium: module workers under a strict policy, with the script beside the bundle or at a URL of its own. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngine } from "../../src/index.js";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { serve } from "../support/static-server.js";

const ROOT = resolve(import.meta.dirname, "../..");
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'";

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
});
afterAll(async () => browser?.close());

test("works on workers, dies with a typed error, and writes the bytes that Node writes", async () => {
  const page = '<!doctype html><title>pool</title><script type="module" src="/test/pool/page.mjs"></script>';
  const server = await serve(ROOT, { "/": page }, { "content-security-policy": POLICY });
  const opened = await browser.newPage();
  try {
    await opened.goto(`${server.origin}/`);
    await opened.waitForFunction("globalThis.run");
    const h4 = await createEngine();
    const plain = new Uint8Array(readFileSync(join(ROOT, "package-lock.json"))).subarray(0, 200_000);
    expect(await opened.evaluate("globalThis.run()")).toEqual({
      packed: h4.compress(plain, { level: 6 }).length,
      sameAsEngine: true,
      restored: true,
      streamed: true,
      large: true,
      elsewhere: true,
      corrupt: "DATA_CORRUPT",
      aborted: "AbortError",
      absent: "POOL_WORKER_START",
      closed: "POOL_CLOSED",
      verified: true,
    });
  } finally {
    await opened.close();
    await server.close();
  }
});
