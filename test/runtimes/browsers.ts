/** The suite in a page of a browser, under each set of headers that a site may send. */
import { chromium } from "playwright-core";
import { expect } from "vitest";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { type StaticServer, serve } from "../support/static-server.js";
import type { Tab } from "../support/tab.js";
import { type Results, ROOT, tellTable } from "./runners.js";

/** No script but the site's own files, no evaluation but WebAssembly. What Firefox and Safari call the same. */
const STRICT = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
].join("; ");

/** What a page says of itself. `evaluates`, `inline`: whether text becomes script, by `eval` and in an element. */
interface PageFacts {
  readonly secure: boolean;
  readonly isolated: boolean;
  readonly subtle: boolean;
  readonly evaluates: boolean;
  readonly inline: boolean;
}

interface HeaderSet {
  readonly headers: Readonly<Record<string, string>>;
  readonly insecure?: boolean;
  readonly page: PageFacts;
}

const PLAIN: PageFacts = { secure: true, isolated: false, subtle: true, evaluates: true, inline: true };

/** The four sets, by name. */
export const HEADER_SETS: Readonly<Record<string, HeaderSet>> = {
  plain: { headers: {}, page: PLAIN },
  "a strict policy": {
    headers: { "content-security-policy": STRICT },
    page: { ...PLAIN, evaluates: false, inline: false },
  },
  "COOP and COEP": {
    headers: { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" },
    page: { ...PLAIN, isolated: true },
  },
  "an insecure origin": { headers: {}, insecure: true, page: { ...PLAIN, secure: false, subtle: false } },
};

/** What Web Crypto is needed for says so where there is none. */
const UNSIGNED = {
  code: "UNSUPPORTED",
  message: "there is no crypto.subtle, which signatures need: a page must be on https",
};
const SIGNED_CASES = /\bsigned container\b|^an attestation is the same everywhere, verifies/;

/**
 * Runs the suite under the set of headers `name`, in `tab`, and holds it against `here`, what this Node gives.
 * `insecureHost` is a name of this machine that the browser does not trust.
 */
export async function expectConformance(
  tab: Pick<Tab, "open" | "evaluate" | "waitFor">,
  browser: string,
  name: string,
  insecureHost: string,
  here: Results,
): Promise<void> {
  const { headers, insecure = false, page } = HEADER_SETS[name]!;
  const server = await serve(ROOT, { "/": PAGE }, headers);
  try {
    await tab.open(`${originOf(server, insecure ? insecureHost : undefined)}/`);
    await tab.waitFor("globalThis.run");
    const results = JSON.parse(await tab.evaluate<string>("globalThis.run()"));
    tellTable(`${browser}, ${name}`, results);
    expect(results.page).toMatchObject(page);
    // Without Web Crypto every digest of the library is one of its fallback.
    if (insecure) expect(results.page.fallback).toBe(true);
    expect(results.table).toEqual(here.table);
    const refused = Object.keys(here.cases).filter((title) => insecure && SIGNED_CASES.test(title));
    expect(refused).toHaveLength(insecure ? 2 : 0);
    expect(results.cases).toEqual({ ...here.cases, ...Object.fromEntries(refused.map((title) => [title, UNSIGNED])) });
  } finally {
    await server.close();
  }
}

const PAGE = '<!doctype html><title>conformance</title><script type="module" src="/test/runtimes/page.mjs"></script>';

function originOf({ origin }: StaticServer, host: string | undefined): string {
  return host === undefined ? origin : origin.replace("127.0.0.1", host);
}

/** A name that Chromium, started here, takes for this machine without trusting it. */
export const CHROMIUM_INSECURE_HOST = "h4.test";

/** Starts Chromium without a window, hands a tab of it to `use`, and ends it. */
export async function withChromium(
  use: (tab: Pick<Tab, "open" | "evaluate" | "waitFor">) => Promise<void>,
): Promise<void> {
  const args = [...CHROMIUM_ARGS, `--host-resolver-rules=MAP ${CHROMIUM_INSECURE_HOST} 127.0.0.1`];
  const browser = await chromium.launch({ executablePath: findChromium(), args });
  try {
    const page = await browser.newPage();
    await use({
      open: async (url) => void (await page.goto(url)),
      evaluate: (expression) => page.evaluate(expression) as Promise<never>,
      waitFor: async (expression) => void (await page.waitForFunction(expression)),
    });
  } finally {
    await browser.close();
  }
}
