/** The viewer in Chromium as a person uses it: real containers and frames, a real server of ranges. S44, S46, S47, T15, T25 */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listChunks, writeContainer } from "../../src/container.js";
import { generateKey } from "../../src/seal.js";
import { gather, indexed, rootOf, runLengthChunks, u32, utf8, withVeri } from "../container/containers.js";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { json, noise } from "../support/generators.js";
import { inMemory, type RangeServer, serveRanges } from "../support/range-server.js";
import type { StaticServer } from "../support/static-server.js";
import { trainedDictionary } from "../support/trained-dictionary.js";
import { findZstd } from "../support/zstd-cli.js";
import { serveView } from "./view-page.js";

const AXE = readFileSync(join(import.meta.dirname, "../../node_modules/axe-core/axe.min.js"), "utf8");
const EXPOSED = { "access-control-allow-origin": "*", "access-control-expose-headers": "Content-Range, ETag" };
/** Half of it shrinks, half of it does not: blocks of different colours. */
const PLAIN = Buffer.concat([json(700_000), noise(700_000)]);
const BLOCK_SIZE = 64 << 10;
/** A name that would end in "exe.txt" if its direction were followed, a letter that nobody sees, and too much of it. */
const META = { title: "report\u202Etxt.exe", author: "Ada\u0000", note: `a\u200Bb${"x".repeat(5000)}` };

let packed: Uint8Array<ArrayBuffer>;
let publicKey: string;
let folder: string;
let browser: Browser;
let pages: StaticServer;
let files: RangeServer;
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
let page: Page;
let complaints: string[];
/** Complaints that a test is there to cause. */
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

async function end(): Promise<void> {
  await context?.close();
  context = undefined;
}

async function start(options: BrowserContextOptions = {}, origin = pages.origin): Promise<void> {
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

async function choose(name: string, bytes: Uint8Array, shown = name): Promise<void> {
  // As a file on disk: Playwright sends buffers as base64, which takes seconds for some megabytes.
  const path = join(mkdtempSync(join(folder, "chosen-")), name);
  writeFileSync(path, bytes);
  await page.getByLabel("A file:").setInputFiles(path);
  await page.getByRole("heading", { level: 2, name: shown }).waitFor();
}

async function openUrl(url = files.url): Promise<void> {
  await page.getByLabel("Or its address").fill(url);
  await page.getByRole("button", { name: "Open it" }).click();
}

const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
const text = (selector: string) => page.locator(selector).first().innerText();
/** What stands above the picture once a verdict was reached. */
const verdict = (words: string) => page.locator(".banner", { hasText: words }).first().waitFor();
const refusal = () => page.locator(".refusal").first();

async function saved(link: RegExp | string, click = () => page.getByRole("link", { name: link }).click()) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return readFileSync(await download.path());
}

async function readRange(from: number, to: number): Promise<Buffer> {
  await page.getByLabel("From byte").fill(`${from}`);
  await page.getByLabel("Up to, without byte").fill(`${to}`);
  await press("Read the range");
  return await saved(new RegExp(`^Download .*\\.${from}-${to} `));
}

/** A term of a list with what is said of it. */
const said = (term: string) => page.locator("dl div", { has: page.locator("dt", { hasText: term }) }).locator("dd");

/** The figures of what the last reading cost, as the page shows them. */
async function costs(): Promise<{ requests: number; bytes: number }> {
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
function sent(first = 0): { requests: number; bytes: number } {
  const requests = files.requests.slice(first);
  return { requests: requests.length, bytes: requests.reduce((sum, one) => sum + one.sent, 0) };
}

/** Rows of a table, cell by cell. */
async function rows(caption: string): Promise<string[][]> {
  const found = page.getByRole("table", { name: caption }).locator("tbody tr");
  return await found.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? "")));
}

async function chunks(): Promise<{ tag: string; offset: number; length: number }[]> {
  const all: { tag: string; offset: number; length: number }[] = [];
  for await (const { tag, offset, length } of listChunks(packed)) all.push({ tag, offset, length });
  return all;
}

describe("a container from a file", () => {
  test("shows its chunks, fields and timeline, and verifies it", async () => {
    await choose("data.h4mk", packed);
    await verdict("Whole");
    expect(await said("Blocks").first().innerText()).toBe(`${Math.ceil(PLAIN.length / BLOCK_SIZE)} of up to 64.0 KiB`);
    expect(await said("Root").innerText()).toBe(Buffer.from(rootOf(packed)).toString("hex"));
    const counts = new Map<string, number>();
    for (const { tag } of await chunks()) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    const kinds = (await rows("Kinds of parts")).map(([tag, parts]) => [tag, Number(parts)]);
    expect(kinds).toEqual([["H4MK", 1], ...counts]);
    expect(await rows("3 times")).toMatchObject([
      ["0:00:00.000000", "0", "0", "Take this range"],
      ["0:00:01.000000", "1,000,000", "400,000", "Take this range"],
      ["0:00:02.000000", "2,000,000", "1,000,000", "Take this range"],
    ]);
    expect(await rows("Fields of SAFE")).toEqual([["keeper", "archive"]]);
    const rules = await page.locator(".rule strong").allInnerTexts();
    expect(rules).toEqual([...Array(10).fill("Holds"), "Not asked", "Not asked"]);
    expect(await text(".proofs")).toContain("Who wrote it. VERI and CRC-32 have no key");
  });

  test("T25: what a stranger wrote is text whose hidden characters are seen and whose length is bounded", async () => {
    await choose("name\u202Egpj.h4mk", packed, "nameU+202Egpj.h4mk");
    await verdict("Whole");
    const fields = new Map((await rows("Fields of META")).map(([name, value]) => [name, value!]));
    expect(fields.get("title")).toBe("reportU+202Etxt.exe");
    expect(fields.get("author")).toBe("AdaU+0000");
    expect(fields.get("note")).toMatch(/^aU\+200Bbx{397}… and 4,603 more characters$/);
    const shown = (await page.locator("#view").textContent()) ?? "";
    for (const hidden of ["\u202e", "\u0000", "\u200b"]) expect(shown.includes(hidden)).toBe(false);
  });

  test("a range is what the original has there; a time of SEEK fills in the range", async () => {
    await choose("data.h4mk", packed);
    await verdict("Whole");
    expect((await readRange(123_456, 345_678)).equals(PLAIN.subarray(123_456, 345_678))).toBe(true);
    await page.getByRole("region", { name: "3 times" }).getByRole("button").nth(1).click();
    expect(await page.getByLabel("From byte").inputValue()).toBe("400000");
    expect(await page.getByLabel("Up to, without byte").inputValue()).toBe("1000000");
    await press("Read the range");
    expect((await saved("Download data.400000-1000000")).equals(PLAIN.subarray(400_000, 1_000_000))).toBe(true);
    await page.getByLabel("Time, as").fill("0:01.5");
    await press("Take the range at this time");
    expect(await page.getByLabel("From byte").inputValue()).toBe("400000");
    await page.getByLabel("Hexadecimal").check();
    const first = Buffer.from(PLAIN.subarray(400_000, 400_016))
      .toString("hex")
      .replace(/..(?!$)/g, "$& ");
    expect(await page.getByLabel("Preview of the bytes").innerText()).toContain(`00061a80  ${first}`);
  });

  test("the whole content is what was packed, also of a container of `h4 pack`", async () => {
    const [plain, made] = [join(folder, "plain.json"), join(folder, "plain.json.h4mk")];
    writeFileSync(plain, PLAIN);
    execFileSync(process.execPath, [join(import.meta.dirname, "../../dist/cli.js"), "pack", "-q", plain, "-o", made]);
    // Without the picker of files, which no test can answer.
    await page.evaluate("delete globalThis.showSaveFilePicker");
    await choose("plain.json.h4mk", readFileSync(made));
    await press("Save the whole content");
    expect((await saved("Download plain.json")).equals(PLAIN)).toBe(true);
  });

  test("where the browser can, the content is written to the person's file as it comes, or not at all", async () => {
    // A file of the page's own store in the place of one that a person would pick: the same interface writes it.
    await page.evaluate(`globalThis.showSaveFilePicker = async ({ suggestedName }) =>
      (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true })`);
    const digest = () =>
      page.evaluate(`navigator.storage.getDirectory().then((folder) => folder.getFileHandle("data"))
        .then((handle) => handle.getFile()).then((file) => file.arrayBuffer())
        .then((bytes) => crypto.subtle.digest("SHA-256", bytes)).then((digest) => [...new Uint8Array(digest)])`);
    await choose("data.h4mk", packed);
    await verdict("Whole");
    await press("Save the whole content");
    await page.getByText(/^Saved: /).waitFor();
    const whole = [...createHash("sha256").update(PLAIN).digest()];
    expect(await digest()).toEqual(whole);
    const damaged = packed.slice();
    damaged[(await chunks())[9]!.offset + 50]! ^= 1;
    await choose("data.h4mk", damaged);
    await page.locator(".status", { hasText: "Refused" }).waitFor();
    await press("Save the whole content");
    await page.locator(".work .refusal", { hasText: "CONTAINER_LEAF" }).waitFor();
    expect(await digest()).toEqual(whole);
  });

  test("a version 1 container without an index is verified as a whole, then read", async () => {
    await choose("old.h4mk", withVeri(...runLengthChunks(Uint8Array.of(65, 3, 66, 2), Uint8Array.of(67, 255))));
    await verdict("Whole");
    expect(await said("Index").innerText()).toContain("none");
    expect((await readRange(0, 10)).toString()).toBe("AAABBCCCCC");
    expect((await page.locator(".rule strong").allInnerTexts()).filter((word) => word === "Not asked").length).toBe(4);
  });
});

describe("damage is refused with its code and its place", () => {
  test("S44: one byte in each kind of chunk", async () => {
    const all = await chunks();
    for (const tag of new Set(all.map((chunk) => chunk.tag))) {
      const which = all.filter((chunk) => chunk.tag === tag);
      const { offset, length } = which[Math.floor(which.length / 2)]!;
      const damaged = packed.slice();
      damaged[offset + 12 + (length >> 1)]! ^= 1;
      await choose(`${tag}.h4mk`, damaged);
      // The last word is that of the whole verification, where the container could be opened at all.
      await page.locator(".status", { hasText: "Refused" }).waitFor();
      // A page of the index is held against its hash when the first of its blocks comes, long before its own CRC.
      const box = refusal().filter({ hasText: tag === "hIXP" ? "CONTAINER_PAGE" : "CONTAINER_CRC" });
      await box.waitFor().catch((cause) => expect.fail(`${tag}: ${cause}`));
      expect(await box.locator(".place").innerText()).toContain(`at byte ${offset.toLocaleString("en")} (`);
      expect(await page.locator(".wound").isVisible()).toBe(true);
      const index = all.findIndex((chunk) => chunk.offset === offset);
      expect(await page.getByRole("slider").getAttribute("aria-valuenow")).toBe(`${index + 2}`);
      expect(await text(".details h3")).toMatch(new RegExp(`^${tag}\\b`));
    }
  });

  test("in the header of the file and of a chunk, and where the file ends early", async () => {
    const { offset } = (await chunks())[3]!;
    const cases: [string, number, number, RegExp][] = [
      ["version", 5, 2, /^CONTAINER_VERSION at byte 4 /],
      ["reserved", 7, 1, /^CONTAINER_RESERVED at byte 6 /],
      ["tag", offset, 0x7f, new RegExp(`^CONTAINER_TAG at byte ${offset.toLocaleString("en")} `)],
    ];
    for (const [name, at, bits, place] of cases) {
      const damaged = packed.slice();
      damaged[at]! ^= bits;
      await choose(name, damaged);
      await page.locator(".status", { hasText: "Refused" }).waitFor();
      expect(await refusal().locator(".place").innerText()).toMatch(place);
    }
    await choose("cut", packed.subarray(0, offset + 100));
    await page.locator(".status", { hasText: "Refused" }).waitFor();
    expect(await refusal().locator(".place").innerText()).toContain(
      `CONTAINER_CHUNK_LENGTH at byte ${offset.toLocaleString("en")}`,
    );
    expect(await text(".details h3")).toBe("unreadable");
    expect(await page.getByRole("button", { name: "Read the range" }).count()).toBe(0);
  });

  test("S46: a block that is damaged is not given out; its neighbours are", async () => {
    const { offset } = (await chunks())[2]!;
    const damaged = packed.slice();
    damaged[offset + 40]! ^= 1;
    await choose("data.h4mk", damaged);
    await page.locator(".status", { hasText: "Refused" }).waitFor();
    await page.getByLabel("From byte").fill(`${2 * BLOCK_SIZE}`);
    await page.getByLabel("Up to, without byte").fill(`${2 * BLOCK_SIZE + 10}`);
    await press("Read the range");
    await page.locator(".work .refusal", { hasText: "CONTAINER_LEAF" }).waitFor();
    expect(await page.getByRole("link", { name: /^Download/ }).count()).toBe(0);
    expect((await readRange(0, 10)).equals(PLAIN.subarray(0, 10))).toBe(true);
  });

  test("what is neither a container nor Zstandard data, and an empty file", async () => {
    await choose("page.html", utf8("<!doctype html><title>x</title>"));
    expect(await refusal().innerText()).toMatch(/neither a container nor Zstandard[\s\S]*DATA_CORRUPT at byte 0 /);
    await choose("empty.zst", new Uint8Array(0));
    expect(await refusal().innerText()).toMatch(/^This file is empty[\s\S]*DATA_TRUNCATED/);
  });
});

describe("T15: what is trusted", () => {
  test("a root or a public key authenticates; others are refused", async () => {
    await choose("data.h4mk", packed);
    await verdict("Whole");
    const field = page.getByLabel("Trusted root or public key");
    const root = Buffer.from(rootOf(packed)).toString("hex");
    await field.fill(root.replace(/^./, (digit) => (digit === "0" ? "1" : "0")));
    await press("Check root or key alone");
    await refusal().filter({ hasText: "CONTAINER_UNTRUSTED" }).waitFor();
    expect(await said("Authenticated").innerText()).toMatch(/^no/);
    await field.fill((await generateKey()).publicKey.toPem());
    await press("Verify all of it");
    await refusal().filter({ hasText: "CONTAINER_SIGNATURE" }).waitFor();
    await field.fill("my container");
    await press("Verify all of it");
    await page.locator(".work .refusal", { hasText: "neither a root" }).waitFor();
    await press("Check root or key alone");
    await page.locator(".work .refusal", { hasText: "neither a root" }).waitFor();
    expect(await page.locator(".refusal", { hasText: "This container is refused" }).count()).toBe(1);
    for (const trusted of [root, publicKey]) {
      await field.fill(trusted);
      await press("Check root or key alone");
      await verdict("Authenticated");
      await press("Verify all of it");
      await verdict("Whole, and authenticated");
      expect(await said("Authenticated").innerText()).toMatch(/^yes/);
    }
  });
});

describe("Zstandard data", () => {
  /** Frames of zstd(1) with a skippable one between: all types of blocks, with and without checksum and content size. */
  function frames(): { bytes: Buffer; plain: Buffer; sizes: number[] } {
    const zstd = (input: Uint8Array, ...options: string[]) =>
      execFileSync(findZstd(), ["-q", "-c", ...options], { input, maxBuffer: 1 << 28 });
    const file = (name: string, content: Uint8Array, ...options: string[]) => {
      writeFileSync(join(folder, name), content);
      return execFileSync(findZstd(), ["-q", "-c", ...options, join(folder, name)], { maxBuffer: 1 << 28 });
    };
    const zeros = Buffer.alloc(500_000);
    const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);
    const parts = [file("a", PLAIN, "-3"), skippable, file("b", zeros, "--no-check"), zstd(PLAIN, "-1")];
    return {
      bytes: Buffer.concat(parts),
      plain: Buffer.concat([PLAIN, zeros, PLAIN]),
      sizes: parts.map(({ length }) => length),
    };
  }

  test("shows frames and blocks as the headers describe them, and decodes them", async () => {
    const { bytes, sizes } = frames();
    await choose("data.zst", bytes);
    await verdict("Decodes to its end; 1 of 3 frames has no checksum");
    const table = await rows("Frames, one by one");
    expect(table.map((row) => row[2])).toEqual(sizes.map((size) => size.toLocaleString("en")));
    expect(table[0]).toMatchObject({ 1: "0", 3: PLAIN.length.toLocaleString("en"), 6: "XXH64", 7: "none" });
    expect(table[1]).toMatchObject({ 0: "1: skippable", 3: "4 to skip" });
    expect(table[2]![3]).toBe("500,000");
    expect(table[2]![6]).toBe("none");
    expect(table[2]![8]).toMatch(/[1-9]\d* RLE$/);
    expect(table[3]).toMatchObject({ 3: "not said", 6: "XXH64" });
    expect(await page.locator(".rule").nth(1).innerText()).toContain("2 of 3 frames have one");
    const kinds = new Map((await rows("Kinds of parts")).map(([kind, , size]) => [kind, size]));
    expect([...kinds.keys()].sort()).toEqual(
      ["RLE block", "checksum", "compressed block", "frame header", "raw block", "skippable frame"].sort(),
    );
  });

  test("ranges of frames that say their content, the whole of all", async () => {
    const { bytes, plain, sizes } = frames();
    await page.evaluate("delete globalThis.showSaveFilePicker");
    await choose("said.zst", bytes.subarray(0, sizes[0]! + sizes[1]! + sizes[2]!));
    await verdict("Decodes to its end; 1 of 2 frames has no checksum");
    const [from, to] = [PLAIN.length - 1000, PLAIN.length + 1000];
    expect((await readRange(from, to)).equals(plain.subarray(from, to))).toBe(true);
    await choose("data.zst", bytes);
    await verdict("Decodes to its end");
    expect(await page.getByRole("button", { name: "Read the range" }).count()).toBe(0);
    await press("Save the whole content");
    expect((await saved("Download data ")).equals(plain)).toBe(true);
  });

  test("what needs a dictionary is not called broken: nothing is known about it", async () => {
    const [at, plain] = [join(folder, "dictionary"), join(folder, "sample")];
    writeFileSync(at, trainedDictionary());
    writeFileSync(plain, json(2000));
    await choose("data.zst", execFileSync(findZstd(), ["-q", "-c", "-D", at, plain]));
    await page.locator(".status", { hasText: "Not decoded: DICTIONARY_MISSING" }).waitFor();
    expect(await refusal().innerText()).toMatch(/^A dictionary is needed to decode this/);
    expect(await page.locator(".rule strong").allInnerTexts()).toEqual(["Not judged", "Not judged"]);
    expect(await page.locator(".wound").isVisible()).toBe(false);
  });

  test("a changed byte is CHECKSUM_MISMATCH in its frame; an end too early is DATA_TRUNCATED", async () => {
    const { bytes } = frames();
    const damaged = Buffer.from(bytes);
    // Within the noise, which is stored as it is.
    damaged[bytes.length - 100_000]! ^= 1;
    await choose("damaged.zst", damaged);
    await refusal().filter({ hasText: "CHECKSUM_MISMATCH" }).waitFor();
    expect(await refusal().locator(".place").innerText()).toContain(
      `at byte ${(bytes.length - 4).toLocaleString("en")} `,
    );
    await choose("cut.zst", bytes.subarray(0, bytes.length - 1000));
    await refusal().filter({ hasText: "DATA_TRUNCATED" }).waitFor();
    expect(await text(".details h3")).toBe("unreadable");
  });
});

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
    expected = /CORS|net::ERR|404|Failed to load resource/;
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
    expected = /Content Security Policy|Refused to connect|violates/;
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
