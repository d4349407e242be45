/** The page of a real `h4 serve` in Chromium, used as a person does; nothing but the service is asked for anything. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LEVEL_MAX } from "../../assembly/common/limits.js";
import { VERSION } from "../../src/api/version.js";
import { createEngine } from "../../src/index.js";
import { killAll, type Served, serve } from "../service/served.js";
import { zstd } from "../service/zstd.js";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { json, noise, text } from "../support/generators.js";
import { Visit } from "../support/page-visit.js";

const PLAIN = Buffer.from(json(1_500_000));
/** More than one frame of 8 MiB, and long enough in work to be cancelled. */
const LARGE = Buffer.from(json(45_000_000));

let browser: Browser;
let served: Served;
let folder: string;
let visit: Visit;
beforeAll(async () => {
  served = await serve();
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
  folder = mkdtempSync(join(tmpdir(), "h4-page-"));
  mkdirSync(join(folder, "logs/older"), { recursive: true });
  mkdirSync(join(folder, "nothing"));
  for (const [name, bytes] of Object.entries(FILES)) writeFileSync(join(folder, name), bytes);
  for (const name of ["first.json", "second.json"]) writeFileSync(join(folder, name), LARGE);
});
afterAll(async () => {
  await browser?.close();
  killAll();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  visit = await Visit.to(browser, served.url);
});
afterEach(() => visit.end(served.url));

/** A folder with a folder, an empty file, and a name that has no room in a header of tar. */
const LONG = `${"a".repeat(90)} – größer.txt`;
const FILES = {
  "logs/events.json": PLAIN,
  "logs/older/empty": Buffer.alloc(0),
  [`logs/older/${LONG}`]: Buffer.from(text(3000)),
};
const PATHS = Object.keys(FILES);

test("S68: shows the version, and the seal that the service has too", async () => {
  const info = (await (await fetch(`${served.url}/compress/info`)).json()) as Record<string, unknown>;
  const { page } = visit;
  expect(await page.locator("h1").textContent()).toBe(`harmony4 ${VERSION}`);
  expect(await page.locator("#fingerprint").textContent()).toBe(info.fingerprint);
  expect(await page.locator("#seal").textContent()).toContain(info.engine_id);
  expect(await page.getByText("whoever served this page").count()).toBe(1);
});

describe("a file", () => {
  test("is compressed to what zstd reads, and decompressed again", async () => {
    const { page } = visit;
    await visit.choose({ name: "data.json", buffer: PLAIN });
    expect(await page.getByRole("slider").getAttribute("max")).toBe(String(LEVEL_MAX));
    await page.getByRole("slider").fill("5");
    await visit.press("Compress");
    const packed = await visit.download("data.json.zst");
    expect(packed.length).toBeLessThan(PLAIN.length);
    expect((await zstd(["-d", "-c"], packed)).equals(PLAIN)).toBe(true);
    expect(await page.locator(".row .words").textContent()).toMatch(
      /^1\.43 MiB → [\d.]+ KiB · ratio \d+\.\d\d · level 5 · [\d.]+ m?s · [\d.]+ MB\/s$/,
    );
    await visit.choose({ name: "data.json.zst", buffer: await zstd(["-19", "-c"], PLAIN) });
    await page.getByLabel("Decompress", { exact: true }).check();
    await visit.press("Decompress");
    expect((await visit.download("data.json")).equals(PLAIN)).toBe(true);
  });

  test("has the bytes that the library makes of it anywhere: one frame, or frames of 8 MiB", async () => {
    const engine = await createEngine();
    const some = LARGE.subarray(0, 9 << 20);
    writeFileSync(join(folder, "large.json"), some);
    await visit.chooseFrom(folder, "large.json");
    await visit.press("Compress");
    const packed = await visit.download("large.json.zst");
    const parts = [some.subarray(0, 8 << 20), some.subarray(8 << 20)];
    expect(packed.equals(Buffer.concat(parts.map((part) => engine.compress(part))))).toBe(true);
  });

  test("becomes a container that is read, and refused with words when a bit of it changed", async () => {
    const { page } = visit;
    await visit.choose({ name: "data.json", buffer: PLAIN });
    await page.getByRole("radio", { name: ".h4mk" }).check();
    await visit.press("Compress");
    const packed = await visit.download("data.json.h4mk");
    const damaged = Buffer.from(packed);
    damaged[5000]! ^= 1;
    await page.getByLabel("Decompress", { exact: true }).check();
    await visit.choose({ name: "data.json.h4mk", buffer: packed }, { name: "damaged.h4mk", buffer: damaged });
    await visit.press("Decompress");
    expect((await visit.download("data.json")).equals(PLAIN)).toBe(true);
    await page.getByText(/Refused, nothing was kept: .*\((CONTAINER|DATA|CHECKSUM)_\w+ at byte [\d,]+\)/).waitFor();
    expect(await page.getByRole("link", { name: "Download damaged" }).count()).toBe(0);
    await page.locator("#status", { hasText: /^1 of 2 done/ }).waitFor();
  });

  test("that is cut while it is read is refused, and nothing of its first part stays", async () => {
    const { page } = visit;
    writeFileSync(join(folder, "cut.json"), LARGE);
    await page.getByRole("slider").fill("12");
    await visit.chooseFrom(folder, "cut.json");
    await visit.press("Compress");
    await page.locator(".row .words", { hasText: "%" }).waitFor();
    expect(await page.title()).toMatch(/^\d+ % · harmony4/);
    truncateSync(join(folder, "cut.json"), 1000);
    await page.locator(".row", { hasText: "The file was changed or removed since it was chosen" }).waitFor();
    expect(await page.locator("#announcer").textContent()).toMatch(/^0 of 1 done · 1 refused: The file was changed/);
    expect(await page.title()).toMatch(/^harmony4/);
    await expect.poll(() => visit.stored()).toBe(0);
  });

  test("T25: has a name that turns nothing around it, and hides nothing", async () => {
    const { page } = visit;
    await visit.choose({ name: "photo\u202Egpj.exe", buffer: Buffer.from("harmony4") });
    expect(await page.locator("#chosen").textContent()).toBe("\u2068photoU+202Egpj.exe\u2069, 8 bytes");
    await visit.press("Compress");
    const row = page.locator(".row", { has: page.getByRole("link", { name: "Download photoU+202Egpj.exe.zst" }) });
    expect(await row.locator(".name").textContent()).toBe("photoU+202Egpj.exe.zst");
  });

  test("that is compressed already is not compressed again without a word", async () => {
    const { page } = visit;
    await visit.choose({ name: "data.json.zst", buffer: await zstd(["-c"], PLAIN) });
    await visit.press("Decompress it");
    expect(await page.getByLabel("Decompress", { exact: true }).isChecked()).toBe(true);
    await visit.press("Decompress");
    expect((await visit.download("data.json")).equals(PLAIN)).toBe(true);
  });
});

describe("several files", () => {
  test("dropped with their folder keep their paths; what is removed leaves the storage", async () => {
    const { page } = visit;
    await visit.drop([join(folder, "logs"), join(folder, "logs/events.json")]);
    await page.locator("#chosen", { hasText: /^4 files, / }).waitFor();
    await visit.press("Compress");
    await page.locator("#status", { hasText: /^4 of 4 done · / }).waitFor();
    for (const path of PATHS) {
      const packed = await visit.download(`${path}.zst`, `${path.replaceAll("/", "_")}.zst`);
      expect((await zstd(["-d", "-c"], packed)).equals(FILES[path]!), path).toBe(true);
    }
    expect(await visit.stored()).toBe(4);
    await page.getByRole("button", { name: "Remove logs/events.json.zst" }).click();
    await expect.poll(() => visit.stored()).toBe(3);
  });

  test("of a chosen folder become one archive, which tar reads", async () => {
    const { page } = visit;
    await page.getByLabel("Choose a folder").setInputFiles(join(folder, "logs"));
    await page.getByLabel("All files in one archive").check();
    await visit.press("Compress");
    const tar = await zstd(["-d", "-c"], await visit.download("logs.tar.zst"));
    const target = mkdtempSync(join(folder, "tar-"));
    const { status, stderr } = spawnSync("tar", ["-xf", "-", "-C", target], { input: tar, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    for (const path of PATHS) expect(readFileSync(join(target, path)).equals(FILES[path]!), path).toBe(true);
  });

  test("dropped or pasted while it works are for the next start; of an empty folder it is said that it is one", async () => {
    const { page } = visit;
    await page.getByRole("slider").fill(String(LEVEL_MAX));
    await visit.chooseFrom(folder, "first.json");
    await visit.press("Compress");
    await page.getByRole("button", { name: "Cancel first.json" }).waitFor();
    await visit.drop([join(folder, "logs")]);
    await page.locator("#chosen", { hasText: /^3 files, / }).waitFor();
    await visit.drop([join(folder, "nothing")]);
    await page.getByText("There is no file in what you dropped").first().waitFor();
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(["harmony4"], "pasted.txt"));
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await page.locator("#chosen", { hasText: "pasted.txt" }).waitFor();
    await visit.press("Cancel all");
    await page.locator("#status", { hasText: "Cancelled: 0 of 1 done" }).waitFor();
    await visit.press("Compress");
    expect((await zstd(["-d", "-c"], await visit.download("pasted.txt.zst"))).toString()).toBe("harmony4");
  });

  test("can be cancelled: one of them, then all, and work goes on afterwards", async () => {
    const { page } = visit;
    await page.getByRole("slider").fill(String(LEVEL_MAX));
    await visit.chooseFrom(folder, "first.json", "second.json");
    await visit.press("Compress");
    await page.getByRole("button", { name: "Cancel first.json" }).click();
    await page.getByRole("button", { name: "Cancel second.json" }).waitFor();
    await visit.press("Cancel all");
    await page.locator("#status", { hasText: "Cancelled: 0 of 2 done" }).waitFor();
    expect(await page.getByText("Cancelled: nothing was kept").count()).toBe(2);
    expect(await page.getByRole("link", { name: /^Download/ }).count()).toBe(0);
    await expect.poll(() => visit.stored()).toBe(0);
    await page.getByRole("slider").fill("1");
    await visit.choose({ name: "small.txt", buffer: Buffer.from("harmony4") });
    await visit.press("Compress");
    expect((await zstd(["-d", "-c"], await visit.download("small.txt.zst"))).toString()).toBe("harmony4");
  });
});

test("a full disk is said, and nothing of the result stays", async () => {
  const { page, context } = visit;
  const client = await context.newCDPSession(page);
  await client.send("Storage.overrideQuotaForOrigin", { origin: served.url, quotaSize: 2_000_000 });
  writeFileSync(join(folder, "noise.bin"), noise(9_000_000));
  await visit.chooseFrom(folder, "noise.bin");
  await visit.press("Compress");
  await page.getByText(/Refused, nothing was kept: .*quota/i).waitFor();
  await expect.poll(() => visit.stored()).toBe(0);
});

describe("opened", () => {
  test("what was chosen, and what is dropped there, goes to the viewer", async () => {
    const { page } = visit;
    const packed = await zstd(["-c"], PLAIN);
    await visit.choose({ name: "data.json.zst", buffer: packed });
    await visit.press("Open it");
    await page.locator("#view").getByText("data.json.zst").first().waitFor();
    expect(await page.locator("#results-title").isVisible()).toBe(false);
    writeFileSync(join(folder, "other.zst"), packed);
    await visit.drop([join(folder, "other.zst")], "#badge");
    await page.locator("#view").getByText("other.zst").first().waitFor();
    await visit.drop([join(folder, "logs")], ".view .drop");
    await page.getByText("The first of 3 files: one is opened at a time").waitFor();
    await visit.press("Close");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("view-file");
    expect(await page.getByRole("button", { name: "Close" }).count()).toBe(0);
    await visit.drop([join(folder, "nothing")], ".view .drop");
    await page.locator("#view").getByText("There is no file in what was dropped").waitFor();
  });
});

describe("saved to disk", () => {
  // The dialog is the system's, and a test has no hand for it: real handles of the private storage are what it picks.
  beforeEach(async () => {
    await visit.context.close();
    visit = await Visit.to(browser, served.url, {}, () => {
      const storage = navigator.storage;
      Object.assign(globalThis, {
        showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) =>
          (await (await storage.getDirectory()).getDirectoryHandle("disk", { create: true })).getFileHandle(
            suggestedName,
            { create: true },
          ),
        showDirectoryPicker: async () => (await storage.getDirectory()).getDirectoryHandle("disk", { create: true }),
      });
    });
    await visit.page.getByLabel("Save to disk").check();
  });

  /** Sizes by path of what is on that disk. */
  function disk(): Promise<Record<string, string>> {
    return visit.page.evaluate(async () => {
      interface Handle extends FileSystemFileHandle {
        entries(): AsyncIterable<[string, Handle]>;
      }
      const found: Record<string, string> = {};
      async function look(folder: Handle, path: string): Promise<void> {
        for await (const [name, handle] of folder.entries()) {
          if (!("getFile" in handle)) await look(handle, `${path}${name}/`);
          else {
            const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
            found[`${path}${name}`] = bytes.reduce((all, byte) => all + String.fromCharCode(byte), "");
          }
        }
      }
      const root = await navigator.storage.getDirectory();
      await look((await root.getDirectoryHandle("disk")) as unknown as Handle, "");
      return found;
    });
  }

  test("one file is where it was wanted, and cancelled it leaves nothing", async () => {
    const { page } = visit;
    await visit.choose({ name: "data.json", buffer: PLAIN });
    await visit.press("Compress");
    await page.getByText("Saved", { exact: true }).waitFor();
    const packed = Buffer.from((await disk())["data.json.zst"]!, "latin1");
    expect((await zstd(["-d", "-c"], packed)).equals(PLAIN)).toBe(true);
    await page.getByRole("slider").fill(String(LEVEL_MAX));
    await visit.chooseFrom(folder, "first.json");
    await visit.press("Compress");
    await page.getByRole("button", { name: "Cancel first.json" }).click();
    await page.getByText("Cancelled: nothing was kept").waitFor();
    expect(Object.keys(await disk())).toEqual(["data.json.zst"]);
  });

  test("several keep their folders, replace nothing, and what is damaged leaves nothing", async () => {
    const { page } = visit;
    await visit.drop([join(folder, "logs")]);
    await page.locator("#chosen", { hasText: /^3 files, / }).waitFor();
    for (let round = 1; round <= 2; round++) {
      await visit.press("Compress");
      await page.locator("#status", { hasText: /^3 of 3 done · / }).waitFor();
      await expect.poll(async () => Object.keys(await disk()).length).toBe(3 * round);
      await expect.poll(() => page.getByText("Saved", { exact: true }).count()).toBe(3 * round);
    }
    const found = await disk();
    expect(Object.keys(found)).toContain("logs/events (2).json.zst");
    for (const path of PATHS) {
      const plain = await zstd(["-d", "-c"], Buffer.from(found[`${path}.zst`]!, "latin1"));
      expect(plain.equals(FILES[path]!), path).toBe(true);
    }
    const packed = await zstd(["-c", "--check"], Buffer.from(noise(300_000)));
    packed[250_000]! ^= 1;
    await page.getByLabel("Decompress", { exact: true }).check();
    await visit.choose({ name: "a.zst", buffer: packed }, { name: "b.zst", buffer: packed });
    await visit.press("Decompress");
    await page.locator("#status", { hasText: /^0 of 2 done/ }).waitFor();
    expect(Object.keys(await disk())).toEqual(Object.keys(found));
  });
});

test("results of a page that is gone are removed by the next one", async () => {
  await visit.choose({ name: "data.json", buffer: PLAIN });
  await visit.press("Compress");
  await visit.download("data.json.zst");
  await visit.page.close();
  const next = await visit.context.newPage();
  await next.goto(served.url);
  Object.assign(visit, { page: next });
  await visit.ready();
  await expect.poll(() => visit.stored()).toBe(0);
});
