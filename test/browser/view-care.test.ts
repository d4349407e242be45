/** The viewer in Chromium by keyboard, on a phone, in the dark, by screen reader, and with more than can be drawn. */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { indexed, u32 } from "../container/containers.js";
import { findZstd } from "../support/zstd-cli.js";
import {
  BLOCK_SIZE,
  choose,
  chunks,
  folder,
  PLAIN,
  packed,
  page,
  readRange,
  saved,
  start,
  verdict,
} from "./view-visit.js";

const AXE = readFileSync(join(import.meta.dirname, "../../node_modules/axe-core/axe.min.js"), "utf8");

describe("a person", () => {
  test("needs nothing but a keyboard", async () => {
    await choose("data.h4mk", packed);
    await verdict("Whole");
    const focused = () =>
      page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");
    const tabTo = async (name: string) => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press("Tab");
        if ((await focused()) === name) return;
      }
      throw new Error(`Tab does not lead to ${name}`);
    };
    await tabTo("Parts of the file");
    const parts = (await chunks()).length + 1;
    const spoken = page.locator(".explorer [role=status]");
    await page.keyboard.press("End");
    await expect.poll(() => spoken.innerText()).toMatch(/^VERI: SHA-256/);
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => spoken.innerText()).toMatch(/^tAIL: /);
    expect(await page.getByRole("slider").getAttribute("aria-valuetext")).toBe(`tAIL, ${parts - 1} of ${parts}`);
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("+");
    await page.locator(".explorer.zoomed").waitFor();
    await page.keyboard.press("0");
    await page.locator(".explorer:not(.zoomed)").waitFor();
    await tabTo("Take this range");
    await page.keyboard.press("Enter");
    expect(await page.getByLabel("From byte").inputValue()).toBe(`${BLOCK_SIZE}`);
    await page.keyboard.press("Enter");
    await tabTo(`Download data.${BLOCK_SIZE}-${2 * BLOCK_SIZE} (64.0 KiB (65,536 bytes))`);
    const bytes = await saved("", () => page.keyboard.press("Enter"));
    expect(bytes.equals(PLAIN.subarray(BLOCK_SIZE, 2 * BLOCK_SIZE))).toBe(true);
  });

  test.each(["light", "dark"] as const)(
    "with a screen reader or a phone: axe finds nothing, nothing is cut off (%s)",
    async (colorScheme) => {
      await start({ colorScheme, viewport: { width: 320, height: 700 }, reducedMotion: "reduce" });
      const damaged = packed.slice();
      damaged[5000]! ^= 1;
      const audit = async (state: string) => {
        const found = (await page.evaluate(
          `${AXE}; axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
          violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html, failureSummary }) => html + failureSummary).join()))`,
        )) as string[];
        expect(found, state).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth"), state).toBe(320);
      };
      await audit("nothing open");
      await choose("data.h4mk", packed);
      await verdict("Whole");
      await readRange(0, 5000);
      await page.getByText("Every part, one by one").click();
      await audit("a container");
      await choose("damaged.h4mk", damaged);
      await page.locator(".status", { hasText: "Refused" }).waitFor();
      await audit("a damaged one");
      writeFileSync(join(folder, "plain"), PLAIN);
      await choose("data.zst", execFileSync(findZstd(), ["-q", "-c", join(folder, "plain")], { maxBuffer: 1 << 28 }));
      await verdict("Whole");
      await audit("frames");
    },
  );

  test("sees 100,000 blocks at once, each of them by keyboard", async () => {
    // A frame of one raw block with four bytes: 13 bytes for 4.
    const block = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 4, 0x21, 0, 0, 1, 2, 3, 4);
    const blocks = Array.from({ length: 100_000 }, () => ({ payload: block, plainLength: 4 }));
    await choose("many.h4mk", indexed({ blocks, seek: u32(0) }));
    await page
      .locator(".status", { hasText: "100,398 parts" })
      .or(page.locator(".status", { hasText: "Whole" }))
      .waitFor();
    const slider = page.getByRole("slider");
    expect(await slider.getAttribute("aria-valuemax")).toBe("100398");
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("PageDown");
    expect(await slider.getAttribute("aria-valuetext")).toMatch(/^CORE 5,020, one of 100,000, 5,022 of 100,398$/);
    // The strip is painted from one end to the other.
    const empty = await page.locator(".stage canvas").evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const row = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, height >> 2, width, 1).data;
      return Array.from({ length: width }, (_, x) => row[4 * x + 3]!).filter((alpha) => alpha === 0).length;
    });
    expect(empty).toBe(0);
  });
});
