/** The page for everybody: keyboard, screen reader, light and dark, a phone, the seal and the levels in words. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LEVEL_MAX } from "../../assembly/common/limits.js";
import { killAll, type Served, serve } from "../service/served.js";
import { zstd } from "../service/zstd.js";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { json } from "../support/generators.js";
import { Visit } from "../support/page-visit.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DATA = { name: "events.json", buffer: Buffer.from(json(400_000)) };
const DAMAGED = { name: "damaged.zst", buffer: Buffer.from("no frame") };

let browser: Browser;
let served: Served;
let visit: Visit;
beforeAll(async () => {
  served = await serve();
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS, "--host-resolver-rules=MAP h4.test 127.0.0.1"],
  });
});
afterAll(async () => {
  await browser?.close();
  killAll();
});
/** What axe finds, in words that lead to the place. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate("axe.run()")) as AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** The labels of the chart, as drawn for the width it has now, that lie upon each other: read as one, 1918. */
async function coveredLabels(page: Page): Promise<string[]> {
  const late = await page
    .locator("#chart")
    .evaluate((chart) => chart.clientWidth - chart.querySelector("svg")!.clientWidth);
  if (late !== 0) return [`drawn for a width ${late} smaller`];
  const labels = await page
    .locator("#chart text:not(.name)")
    .evaluateAll((all) => all.map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() })));
  expect(labels.length).toBeGreaterThan(LEVEL_MAX / 2);
  return labels.flatMap(({ text, box }, i) =>
    labels
      .slice(i + 1)
      // Of a line of text its digits have two thirds of the height.
      .filter(({ box: other }) => Math.abs(other.y - box.y) < box.height * 0.6)
      .filter(({ box: other }) => other.left < box.right - 1 && box.left < other.right - 1)
      .map((other) => `${text} and ${other.text}`),
  );
}

/** One visit for all that is looked at once files were compressed and levels compared: that is what takes its time. */
describe("with results, and levels compared", () => {
  let seen: Visit;
  beforeAll(async () => {
    seen = await Visit.to(browser, served.url, { reducedMotion: "reduce" });
    const long = `${"a-long-name-without-an-end".repeat(4)}.json`;
    await seen.choose(DATA, { ...DATA, name: long });
    await seen.press("Compress");
    await seen.page.locator("#status", { hasText: "2 of 2 done" }).waitFor();
    await seen.choose(DATA);
    await seen.press("Compare levels");
    await seen.page.getByText(/^On one worker, with all/).waitFor();
  }, 60_000);
  afterAll(() => seen.end(served.url));

  test.each(["light", "dark"] as const)("axe finds nothing in %s", async (colorScheme) => {
    await seen.page.emulateMedia({ colorScheme });
    expect(await findings(seen.page)).toEqual([]);
  });

  test.each([320, 400])("a phone %i wide has nothing to scroll sideways", async (width) => {
    const { page } = seen;
    const before = page.viewportSize()!;
    await page.setViewportSize({ width, height: 720 });
    // Drawn anew for that width in a moment.
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    // WCAG 2.2, 2.5.8: 24 by 24 at least.
    const small = await page.evaluate(() =>
      [
        ...document.querySelectorAll(
          "button, main a, aside a, label.card, .chooser label, .segments label, .point .target",
        ),
      ]
        .filter((element) => element.checkVisibility())
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 24 || box.height < 24)
        .map(({ element }) => element.outerHTML),
    );
    expect(small).toEqual([]);
    await expect.poll(() => coveredLabels(page)).toEqual([]);
    // Where the points are is a matter of speed, so of chance: at other widths they stand otherwise.
    for (let more = 7; more <= 70; more += 7) {
      await page.setViewportSize({ width: width + more, height: 720 });
      await expect.poll(() => coveredLabels(page), { message: `${width + more} wide` }).toEqual([]);
    }
    await page.setViewportSize(before);
  });

  test("a chart to choose a level from, and the same in a table", async () => {
    const { page } = seen;
    const rows = await page.locator("#compare-rows tr").allTextContents();
    expect(rows.length).toBe(LEVEL_MAX);
    const points = page.getByRole("radiogroup", { name: "Levels" }).getByRole("radio");
    expect(await points.count()).toBe(LEVEL_MAX);
    // What it says of a level is what that level makes of the file.
    await page.getByRole("slider").fill(String(LEVEL_MAX));
    const made = page.getByText(`level ${LEVEL_MAX} · `);
    await seen.press("Compress");
    const size = /→ ([\d.]+ KiB)/.exec((await made.textContent())!)![1]!;
    expect(rows.at(-1)).toContain(size);
    expect(await points.nth(LEVEL_MAX - 1).getAttribute("aria-checked")).toBe("true");
    await points.nth(LEVEL_MAX - 1).focus();
    await page.keyboard.press("ArrowLeft");
    expect(await page.locator("#level-value").textContent()).toBe(String(LEVEL_MAX - 1));
    expect(await points.nth(LEVEL_MAX - 2).evaluate((point) => point === document.activeElement)).toBe(true);
    // Points may lie upon each other: each is chosen where it is.
    for (const at of [0, 1]) {
      const { x, y, width, height } = (await points.nth(at).locator(".dot").boundingBox())!;
      await page.mouse.click(x + width / 2, y + height / 2);
      expect(await page.locator("#level-value").textContent()).toBe(String(at + 1));
    }
  });

  test("other files have no figures, and all results go at once", async () => {
    const { page } = seen;
    await seen.choose({ ...DATA, name: "other.json" });
    expect(await page.locator("#compare-results").isVisible()).toBe(false);
    await seen.press("Remove all");
    expect(await page.locator(".row").count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("files");
    await expect.poll(() => seen.stored()).toBe(0);
  });
});

describe("each in a visit of its own", () => {
  afterEach(() => visit.end(new URL(visit.page.url()).origin));

  test("axe finds nothing at first, with a pin that differs, with a refusal, and in the viewer", async () => {
    visit = await Visit.to(browser, served.url, { reducedMotion: "reduce" });
    const { page } = visit;
    const audit = async () => {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await findings(page), colorScheme).toEqual([]);
      }
    };
    await audit();
    await page.getByLabel("A fingerprint you have").fill("0".repeat(64));
    await visit.press("Compare");
    await page.getByText("Not the same").waitFor();
    await audit();
    await visit.press("Remove the pin");
    await visit.ready();
    await page.getByLabel("Decompress", { exact: true }).check();
    await visit.choose(DAMAGED);
    await visit.press("Decompress");
    await page.getByText(/Refused, nothing was kept/).waitFor();
    await audit();
    await page.getByLabel("Open", { exact: true }).check();
    await audit();
  });

  test("by keyboard alone: a level is chosen, a file compressed, saved, and removed", async () => {
    visit = await Visit.to(browser, served.url);
    const { page } = visit;
    const { keyboard } = page;
    /** Tab until the element with that name has the focus. */
    async function tabTo(name: string): Promise<void> {
      for (let i = 0; i < 60; i++) {
        await keyboard.press("Tab");
        const said = await page.evaluate(() => {
          const { activeElement: at } = document;
          return (
            at?.getAttribute("aria-label") ?? (at as HTMLInputElement)?.labels?.[0]?.textContent ?? at?.textContent
          );
        });
        if (said?.trim() === name) return;
      }
      throw new Error(`Tab does not reach ${name}`);
    }
    await keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the files");
    await keyboard.press("Enter");
    await tabTo("Choose files");
    // Listening is told to the browser first: a dialog that opens before it has heard is nobody's.
    const asked = page.waitForEvent("filechooser");
    await page.evaluate(() => undefined);
    await keyboard.press("Enter");
    const chooser = await asked;
    await chooser.setFiles({ ...DATA, mimeType: "application/json" });
    await tabTo("Level");
    await keyboard.press("End");
    expect(await page.locator("#level-value").textContent()).toBe(String(LEVEL_MAX));
    await tabTo("Compress");
    await keyboard.press("Enter");
    await page.locator("#status", { hasText: "1 of 1 done" }).waitFor();
    // Whoever pressed it is still there, and was told.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("start");
    expect(await page.locator("#announcer").textContent()).toContain("1 of 1 done");
    await tabTo("Download events.json.zst");
    const [saved] = await Promise.all([page.waitForEvent("download"), keyboard.press("Enter")]);
    expect((await zstd(["-d", "-c"], readFileSync(await saved.path()))).equals(DATA.buffer)).toBe(true);
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await expect.poll(() => page.locator(".row").count()).toBe(0);
  });

  describe("the seal", () => {
    test("S68: a fingerprint from elsewhere seals the engine, another one stops everything", async () => {
      visit = await Visit.to(browser, served.url);
      const { page } = visit;
      const print = (await page.locator("#fingerprint").textContent())!;
      await visit.choose(DATA);
      const field = page.getByLabel("A fingerprint you have");
      // What is no fingerprint stops nothing.
      await field.fill("a7d2");
      await visit.press("Compare");
      await page
        .getByText("This is no fingerprint: 4 characters, not 64 hexadecimal digits.", { exact: true })
        .waitFor();
      expect(await page.locator("#badge").textContent()).toContain("verified");
      // As people copy it: in groups, in capitals, with a prefix.
      await field.fill(`sha256: ${print.toUpperCase().replace(/.{16}/g, "$& ")}`);
      await visit.press("Compare");
      await page.getByText(`The same: the engine of this page is ${print.slice(0, 8)}…, the one you gave.`).waitFor();
      const seal = await page.locator("#seal").textContent();
      expect(seal).toMatch(/seal_level\s*fingerprint/);
      expect(seal).toMatch(/sealed\s*true/);
      expect(await page.locator("#badge").textContent()).toContain("sealed");
      await visit.press("Compress");
      await visit.download("events.json.zst");

      await field.fill(print.replace(/^./, (digit) => (digit === "0" ? "1" : "0")));
      await visit.press("Compare");
      await page.getByText("Not the same: this page has another engine than the one you gave.").waitFor();
      expect(await page.getByRole("button", { name: "Compress", exact: true }).isDisabled()).toBe(true);
      expect(await page.locator("#seal-facts").isVisible()).toBe(false);
      expect(await page.locator("#badge").textContent()).toContain("refused");

      await field.fill("a7d2");
      await visit.press("Compare");
      await page.getByText(/64 hexadecimal digits.* Nothing runs until you remove the pin/).waitFor();

      await visit.press("Remove the pin");
      await visit.ready();
      await visit.press("Compress");
      await expect.poll(() => page.getByRole("link", { name: "Download events.json.zst" }).count()).toBe(2);
    });

    test("is copied with a button", async () => {
      visit = await Visit.to(browser, served.url, { permissions: ["clipboard-read", "clipboard-write"] });
      const { page } = visit;
      await visit.press("Copy");
      await page.getByText("Fingerprint copied").waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
        await page.locator("#fingerprint").textContent(),
      );
    });
  });

  test("of a large file a part is compared, and the page says which", async () => {
    visit = await Visit.to(browser, served.url);
    await visit.choose({ name: "large.json", buffer: Buffer.from(json(6 << 20)) });
    await visit.press("Compare levels");
    await visit.page.getByText(/4\.00 MiB of large\.json, taken at four places of its 6\.00 MiB/).waitFor();
    await visit.press("Stop");
    await visit.page.locator("#compare-status", { hasText: "Stopped" }).waitFor();
    // Work does not wait for a comparison: it ends it.
    await visit.press("Compare levels");
    await visit.page.getByText("Trying each level").waitFor();
    await visit.press("Compress");
    await visit.page.locator("#compare-status", { hasText: "Stopped" }).waitFor();
    await visit.page.locator("#status", { hasText: "1 of 1 done" }).waitFor();
  });

  test("an address that browsers do not trust has no storage, no copy and no clipboard, and it works and says so", async () => {
    visit = await Visit.to(browser, served.url.replace("127.0.0.1", "h4.test"));
    const { page } = visit;
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    // What Chromium says of a header of the service on such an address, and nothing else.
    expect(visit.complaints.splice(0)).toEqual([expect.stringContaining("Cross-Origin-Opener-Policy")]);
    expect(await page.locator("#place-help").textContent()).toContain("held in its memory");
    await page.getByText(/This page needs the network to open/).waitFor();
    await visit.choose(DATA);
    await visit.press("Compress");
    const packed = await visit.download("events.json.zst");
    expect((await zstd(["-d", "-c"], packed)).equals(DATA.buffer)).toBe(true);
    await visit.press("Copy");
    await page.getByText("Fingerprint selected").waitFor();
    expect(await page.evaluate(() => String(getSelection()).replace(/\s/g, ""))).toBe(
      await page.locator("#fingerprint").textContent(),
    );
  });
});
