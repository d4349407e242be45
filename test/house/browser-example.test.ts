/** examples/browser.html does in Chromium what it says, with nothing between the page and the files of the package. */
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { type StaticServer, serve } from "../support/static-server.js";
import { ROOT } from "./repository.js";

let browser: Browser;
let server: StaticServer;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
  server = await serve(ROOT);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test("examples/browser.html restores what it compressed, and says so", async () => {
  const page = await browser.newPage();
  const failure = new Promise<never>((_, reject) => {
    page.on("pageerror", reject);
    page.on("response", (response) => {
      if (response.status() >= 400) reject(new Error(`${response.status()} ${response.url()}`));
    });
  });
  failure.catch(() => undefined); // it may come before the race below begins
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await page.goto(`${server.origin}/examples/browser.html`);
  await Promise.race([failure, page.waitForFunction(() => document.querySelector("output")?.textContent !== "")]);
  expect(await page.textContent("output")).toMatch(/^24000 bytes became \d{2}; restored: true$/);
});
