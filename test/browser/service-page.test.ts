/** The page of a real `h4 serve` in Chromium, used as a person does; nothing but the service is asked for anything. */
import { readFileSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { VERSION } from "../../src/api/version.js";
import { killAll, type Served, serve } from "../service/served.js";
import { zstd } from "../service/zstd.js";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { json } from "../support/generators.js";

const PLAIN = Buffer.from(json(1_500_000));

let browser: Browser;
let served: Served;
let context: BrowserContext;
let page: Page;
let asked: string[];
let complaints: string[];
beforeAll(async () => {
  served = await serve();
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
});
afterAll(async () => {
  await browser?.close();
  killAll();
});
beforeEach(async () => {
  [asked, complaints] = [[], []];
  context = await browser.newContext();
  page = await context.newPage();
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(served.url);
  await page.getByText("Ready").waitFor();
});
afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
  expect(asked.filter((url) => !url.startsWith(`${served.url}/`) && !url.startsWith("blob:"))).toEqual([]);
});

async function choose(name: string, buffer: Buffer): Promise<void> {
  await page.getByLabel("Choose files").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
}

async function download(name: string): Promise<Buffer> {
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: `Download ${name}`, exact: true }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe(name);
  return readFileSync(await saved.path());
}

describe("the page of the service", () => {
  test("S68: shows the version, and the seal that the service has too", async () => {
    const info = (await (await fetch(`${served.url}/compress/info`)).json()) as Record<string, unknown>;
    expect(await page.locator("h1").textContent()).toBe(`harmony4 ${VERSION}`);
    const seal = await page.locator("#seal").textContent();
    for (const field of ["engine_id", "fingerprint"]) expect(seal).toContain(info[field]);
    expect(await page.locator("#proof").textContent()).toContain("not that whoever served this page");
  });

  test("compresses a file that zstd reads, and decompresses it again", async () => {
    await choose("data.json", PLAIN);
    await page.getByLabel("Level").fill("5");
    await page.getByRole("button", { name: "Compress", exact: true }).click();
    const packed = await download("data.json.zst");
    expect(packed.length).toBeLessThan(PLAIN.length);
    expect((await zstd(["-d", "-c"], packed)).equals(PLAIN)).toBe(true);
    await choose("data.json.zst", await zstd(["-3", "-c"], PLAIN));
    await page.getByLabel("Decompress").check();
    await page.getByRole("button", { name: "Decompress", exact: true }).click();
    expect((await download("data.json")).equals(PLAIN)).toBe(true);
  });

  test("makes a container that it reads, and refuses it with words when a bit of it changed", async () => {
    await choose("data.json", PLAIN);
    await page.getByLabel("Format").selectOption("h4mk");
    await page.getByRole("button", { name: "Compress", exact: true }).click();
    const packed = await download("data.json.h4mk");
    await page.getByLabel("Decompress").check();
    await choose("data.json.h4mk", packed);
    await page.getByRole("button", { name: "Decompress", exact: true }).click();
    expect((await download("data.json")).equals(PLAIN)).toBe(true);
    const damaged = Buffer.from(packed);
    damaged[5000]! ^= 1;
    await choose("damaged.h4mk", damaged);
    await page.getByRole("button", { name: "Decompress", exact: true }).click();
    await page.getByText(/Refused, nothing was kept: .*\((CONTAINER|DATA|CHECKSUM)_\w+\)/).waitFor();
    expect(await page.getByRole("link", { name: "Download damaged" }).count()).toBe(0);
  });

  test("can be cancelled, and works on afterwards", async () => {
    await choose("large.json", Buffer.from(json(45_000_000)));
    await page.getByLabel("Level").fill("9");
    await page.getByRole("button", { name: "Compress", exact: true }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Cancelled: nothing was kept").waitFor();
    expect(await page.getByRole("link", { name: "Download large" }).count()).toBe(0);
    await choose("small.txt", Buffer.from("harmony4"));
    await page.getByRole("button", { name: "Compress", exact: true }).click();
    expect((await zstd(["-d", "-c"], await download("small.txt.zst"))).toString()).toBe("harmony4");
  });
});
