/** A visit to the page that has nothing but the viewer: a container, a server of ranges, and one page for all tests of a file. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { listChunks, writeContainer } from "../../src/container.js";
import { generateKey } from "../../src/seal.js";
import { gather } from "../container/containers.js";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { json, noise } from "../support/generators.js";
import { inMemory, type RangeServer, serveRanges } from "../support/range-server.js";
import type { StaticServer } from "../support/static-server.js";
import { serveView } from "./view-page.js";

export const EXPOSED = { "access-control-allow-origin": "*", "access-control-expose-headers": "Content-Range, ETag" };
/** Half of it shrinks, half of it does not: blocks of different colours. */
export const PLAIN = Buffer.concat([json(700_000), noise(700_000)]);
export const BLOCK_SIZE = 64 << 10;
/** A name that would end in "exe.txt" if its direction were followed, a letter that nobody sees, and too much of it. */
const META = { title: "report\u202Etxt.exe", author: "Ada\u0000", note: `a\u200Bb${"x".repeat(5000)}` };

export let packed: Uint8Array<ArrayBuffer>;
export let publicKey: string;
export let folder: string;
let browser: Browser;
let pages: StaticServer;
export let files: RangeServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "h4-view-"));
  const signer = await generateKey();
  publicKey = signer.publicKey.toPem();
  const seek = [0, 400_000, 1_000_000].map((offset, second) => ({ pts: second * 1_000_000, offset }));
  packed = await gather(
    writeContainer(PLAIN, { blockSize: BLOCK_SIZE, meta: META, safe: { keeper: "archive" }, seek, signer }),
  );
  [pages, files] = await Promise.all([serveView(), serveRanges(inMemory(packed))]);
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([pages?.close(), files?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** One page for all tests that leave it as it was. */
let context: BrowserContext | undefined;
/** Whether a test has a page of its own. */
let own: boolean;
export let page: Page;
let complaints: string[];
let expected: RegExp;
beforeEach(async () => {
  Object.assign(files, { headers: EXPOSED, misbehave: undefined, etag: '"v1"', served: inMemory(packed) });
  files.requests.length = 0;
  [complaints, expected] = [[], /^$/];
  if (context === undefined) await start();
  else await page.evaluate("view.close()");
  own = false;
});
afterEach(async () => {
  if (own) await end();
  expect(complaints.filter((text) => !expected.test(text))).toEqual([]);
});

/** The test is there to cause complaints like these. */
export function expectComplaints(pattern: RegExp): void {
  expected = pattern;
}

async function end(): Promise<void> {
  await context?.close();
  context = undefined;
}

export async function start(options: BrowserContextOptions = {}, origin = pages.origin): Promise<void> {
  await end();
  own = true;
  context = await browser.newContext(options);
  page = await context.newPage();
  page.setDefaultTimeout(25_000);
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${origin}/`);
  await page.waitForFunction("globalThis.view");
}

export async function choose(name: string, bytes: Uint8Array, shown = name): Promise<void> {
  // As a file on disk: Playwright sends buffers as base64, which takes seconds for some megabytes.
  const path = join(mkdtempSync(join(folder, "chosen-")), name);
  writeFileSync(path, bytes);
  await page.getByLabel("A file:").setInputFiles(path);
  await page.getByRole("heading", { level: 2, name: shown }).waitFor();
}

export async function openUrl(url = files.url): Promise<void> {
  await page.getByLabel("Or its address").fill(url);
  await page.getByRole("button", { name: "Open it" }).click();
}

export const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
export const text = (selector: string) => page.locator(selector).first().innerText();
/** What stands above the picture once a verdict was reached. */
export const verdict = (words: string) => page.locator(".banner", { hasText: words }).first().waitFor();
export const refusal = () => page.locator(".refusal").first();

export async function saved(link: RegExp | string, click = () => page.getByRole("link", { name: link }).click()) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return readFileSync(await download.path());
}

export async function readRange(from: number, to: number): Promise<Buffer> {
  await page.getByLabel("From byte").fill(`${from}`);
  await page.getByLabel("Up to, without byte").fill(`${to}`);
  await press("Read the range");
  return await saved(new RegExp(`^Download .*\\.${from}-${to} `));
}

/** A term of a list with what is said of it. */
export const said = (term: string) =>
  page.locator("dl div", { has: page.locator("dt", { hasText: term }) }).locator("dd");

/** The figures of what the last reading cost, as the page shows them. */
export async function costs(): Promise<{ requests: number; bytes: number }> {
  const cost = page.locator(".cost");
  const figure = async (term: string) =>
    await cost
      .locator("dl div", { has: page.locator("dt", { hasText: new RegExp(`^${term}$`) }) })
      .locator("dd")
      .innerText();
  const bytes = await figure("Transferred");
  return {
    requests: Number((await figure("Requests")).replaceAll(",", "")),
    bytes: Number(/([\d,]+) bytes/.exec(bytes)![1]!.replaceAll(",", "")),
  };
}

/** What the server sent, from request `first` on. */
export function sent(first = 0): { requests: number; bytes: number } {
  const requests = files.requests.slice(first);
  return { requests: requests.length, bytes: requests.reduce((sum, one) => sum + one.sent, 0) };
}

/** Rows of a table, cell by cell. */
export async function rows(caption: string): Promise<string[][]> {
  const found = page.getByRole("table", { name: caption }).locator("tbody tr");
  return await found.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? "")));
}

export async function chunks(): Promise<{ tag: string; offset: number; length: number }[]> {
  const all: { tag: string; offset: number; length: number }[] = [];
  for await (const { tag, offset, length } of listChunks(packed)) all.push({ tag, offset, length });
  return all;
}
