/** The viewer in Chromium on what is read by its address, from a real server of ranges. S46, S47 */

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { noise } from "../support/generators.js";
import { inMemory } from "../support/range-server.js";
import { findZstd } from "../support/zstd-cli.js";
import { serveView } from "./view-page.js";
import {
  costs,
  EXPOSED,
  expectComplaints,
  files,
  folder,
  openUrl,
  PLAIN,
  packed,
  page,
  press,
  readRange,
  refusal,
  sent,
  start,
  text,
  verdict,
} from "./view-visit.js";

describe("by address", () => {
  test("S46: what the page counts is what the server sent, and the range is the original's", async () => {
    await openUrl();
    await page.getByRole("button", { name: "Read the range" }).waitFor();
    expect(files.requests.map(({ method }) => method)).not.toContain("OPTIONS");
    // The first bytes and the last ones, which have index, fields and timeline.
    const opened = sent();
    expect(opened.requests).toBe(2);
    expect(opened.bytes).toBeLessThan(packed.length / 4);
    const [requests] = /^\d+/.exec(await text(".traffic"))!;
    expect(Number(requests)).toBe(opened.requests);
    const before = files.requests.length;
    const [from, to] = [200_000, 420_000];
    expect((await readRange(from, to)).equals(PLAIN.subarray(from, to))).toBe(true);
    expect(await costs()).toEqual(sent(before));
    expect(sent(before).bytes).toBeLessThan(packed.length / 2);
    expect(Number(/^\d+/.exec(await text(".traffic"))![0])).toBe(files.requests.length);
    await press("Verify all of it (reads the whole file)");
    await verdict("Whole");
  });

  test("each refusal in words, with its code", async () => {
    expectComplaints(/CORS|net::ERR|404|Failed to load resource/);
    const refused = async (code: string, words: RegExp) => {
      await openUrl();
      const box = refusal().filter({ hasText: code });
      await box.waitFor();
      expect(await box.innerText()).toMatch(words);
      await press("Close");
    };
    files.headers = {};
    await refused("SOURCE_UNREACHABLE", /Access-Control-Allow-Origin/);
    files.headers = { "access-control-allow-origin": "*" };
    await refused("SOURCE_RANGE", /Access-Control-Expose-Headers/);
    files.headers = EXPOSED;
    files.misbehave = (_, response) => {
      response.writeHead(200, EXPOSED).end("all of it");
      return true;
    };
    await refused("SOURCE_RANGE_IGNORED", /does not answer range requests[\s\S]*open it as a file/);
    files.misbehave = (_, response) => {
      response.writeHead(404, EXPOSED).end();
      return true;
    };
    await refused("SOURCE_NOT_FOUND", /nothing at the URL/);
    for (const [address, words] of [
      ["ftp://example.test/a", "not with ftp:"],
      ["http://", "This is no address"],
    ] as const) {
      await page.evaluate(`globalThis.view.open(${JSON.stringify(address)})`);
      expect(await refusal().innerText()).toContain(words);
    }
  });

  test("a file that changes is SOURCE_CHANGED; a redirect is followed, to what is there", async () => {
    await openUrl();
    await page.getByRole("button", { name: "Read the range" }).waitFor();
    files.etag = '"v2"';
    await press("Read the range");
    await page.locator(".work .refusal", { hasText: "SOURCE_CHANGED" }).waitFor();
    expect(await page.getByRole("link", { name: /^Download/ }).count()).toBe(0);
    await press("Verify all of it (reads the whole file)");
    await page.locator(".status", { hasText: "Not verified" }).waitFor();
    files.misbehave = (request, response) => {
      if (request.url !== "/moved") return false;
      response.writeHead(302, { ...EXPOSED, location: files.url }).end();
      return true;
    };
    await openUrl(files.url.replace("/file.h4mk", "/moved"));
    await page.getByText(`Redirected to ${files.url}`).waitFor();
    expect((await readRange(0, 100)).equals(PLAIN.subarray(0, 100))).toBe(true);
  });

  test("the policy of the page is named where it is what forbids", async () => {
    expectComplaints(/Content Security Policy|Refused to connect|violates/);
    const strict = await serveView("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'");
    try {
      await start({}, strict.origin);
      await openUrl();
      await refusal().filter({ hasText: "The policy of this page" }).waitFor();
      expect(files.requests).toEqual([]);
    } finally {
      await strict.close();
    }
  });

  test("Cancel ends what is on its way, and the next reading is right", async () => {
    await openUrl();
    await page.getByRole("button", { name: "Read the range" }).waitFor();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    files.served = {
      size: packed.length,
      bytes: async (from, to) => {
        await held;
        return packed.subarray(from, to);
      },
    };
    for (const start of ["Verify all of it (reads the whole file)", "Read the range"]) {
      await press(start);
      await page.getByRole("button", { name: "Cancel", disabled: false }).click();
      await page.getByText("Cancelled: nothing was kept").first().waitFor();
    }
    release();
    expect((await readRange(5, 500)).equals(PLAIN.subarray(5, 500))).toBe(true);
  });

  test("Zstandard data are read whole once that was asked for", async () => {
    const plain = noise(2_000_000);
    writeFileSync(join(folder, "noise"), plain);
    const bytes = execFileSync(findZstd(), ["-q", "-c", join(folder, "noise")], { maxBuffer: 1 << 28 });
    files.served = inMemory(bytes);
    await openUrl();
    await page.getByRole("button", { name: "Read all of it" }).waitFor();
    expect(sent().bytes).toBeLessThan(100);
    await press("Read all of it");
    expect((await readRange(1_000_000, 1_000_500)).equals(Buffer.from(plain.subarray(1_000_000, 1_000_500)))).toBe(
      true,
    );
    expect(Number(/^\d+/.exec(await text(".traffic"))![0])).toBe(files.requests.length);
  });
});
