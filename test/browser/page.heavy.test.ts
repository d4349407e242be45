/** The page in Firefox and WebKitGTK, and with a file of several GiB in Chromium. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { killAll, type Served, serve } from "../service/served.js";
import { zstd } from "../service/zstd.js";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { withFirefox } from "../support/firefox.js";
import { json, noise } from "../support/generators.js";
import { memoryOf, peakOf, processesOf } from "../support/process-memory.js";
import type { Tab } from "../support/tab.js";
import { withWebkit } from "../support/webkit.js";
import { findZstd } from "../support/zstd-cli.js";

const PLAIN = Buffer.from(json(9_000_000));

let served: Served;
let folder: string;
beforeAll(async () => {
  served = await serve();
  folder = mkdtempSync(join(tmpdir(), "h4-page-heavy-"));
  writeFileSync(join(folder, "events.json"), PLAIN);
});
afterAll(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

/** Keeps what the page offers as a download: its policy lets no script fetch it by its address. */
const KEEP = `void (URL.createObjectURL = ((make) => (blob) => make.call(URL, (globalThis.offered = blob)))(URL.createObjectURL))`;

/** Its bytes in base64. */
const OFFERED = `new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.readAsDataURL(globalThis.offered);
})`;

describe.each([
  ["Firefox", withFirefox, "private storage"],
  ["WebKitGTK", withWebkit, "held in its memory"],
] as const)("in %s", (_, withBrowser, place) => {
  test("the page opens, compresses a file that zstd reads, and says where results are", async () => {
    await withBrowser(async (tab: Tab) => {
      await tab.open(served.url);
      await tab.waitFor(`document.querySelector("#status").textContent === "Ready"`);
      expect(await tab.evaluate(`document.querySelector("#place-help").textContent`)).toContain(place);
      expect(await tab.evaluate(`document.documentElement.scrollWidth - innerWidth`)).toBeLessThanOrEqual(0);
      await tab.evaluate(KEEP);
      await tab.choose("#files", join(folder, "events.json"));
      await tab.waitFor(`!document.querySelector("#start").disabled`);
      await tab.evaluate(`document.querySelector("#start").scrollIntoView({ block: "center" })`);
      await tab.click("#start");
      await tab.waitFor(`document.querySelector("#status").textContent.startsWith("1 of 1 done")`);
      const packed = Buffer.from(await tab.evaluate<string>(OFFERED), "base64");
      expect((await zstd(["-d", "-c"], packed)).equals(PLAIN)).toBe(true);
    });
  });
});

/** Noise that comes again outside of every window: nothing of it can be left out. */
const PIECE = Buffer.from(noise(64 << 20));
const PIECES = 48;
/** Beside what an open page takes: contents and frames of the workers, and what the browser has under way to the disk. */
const MEMORY_MAX = 512 << 20;

test("3 GiB through the page: to the storage and back as a download, its memory bounded", async () => {
  const source = join(folder, "large.bin");
  const hash = createHash("sha256");
  const file = await open(source, "w");
  for (let i = 0; i < PIECES; i++) {
    await file.write(PIECE);
    hash.update(PIECE);
  }
  await file.close();
  const profile = join(folder, "profile");
  // A profile on disk: in a private window the storage is memory.
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS],
    downloadsPath: folder,
  });
  try {
    const page = await context.newPage();
    await page.goto(served.url);
    await page.getByText("Ready", { exact: true }).waitFor();
    const before = memoryOf(processesOf(profile));
    expect(before).toBeGreaterThan(10 << 20);
    let saved = "";
    const peak = await peakOf(profile, async () => {
      await page.getByLabel("Choose files").setInputFiles(source);
      await page.getByRole("slider").fill("1");
      await page.getByRole("button", { name: "Compress", exact: true }).click();
      await page.locator("#status", { hasText: "1 of 1 done" }).waitFor({ timeout: 900_000 });
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Download large.bin.zst" }).click(),
      ]);
      saved = await download.path();
    });
    console.log(`memory of the browser: ${before >> 20} MiB before, ${peak >> 20} MiB at most`);
    expect(peak - before).toBeLessThan(MEMORY_MAX);
    expect(await digestOfContent(saved)).toBe(hash.digest("hex"));
  } finally {
    await context.close();
  }
});

/** SHA-256 of what zstd makes of `file`. */
async function digestOfContent(file: string): Promise<string> {
  const child = spawn(findZstd(), ["-d", "-c", "-q"], { stdio: ["pipe", "pipe", "inherit"] });
  createReadStream(file).pipe(child.stdin);
  const hash = createHash("sha256");
  for await (const piece of child.stdout) hash.update(piece as Buffer);
  return hash.digest("hex");
}
