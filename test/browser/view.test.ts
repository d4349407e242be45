/** The viewer in Chromium as a person uses it, on files: real containers and frames. S44, S46, T15, T25 */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generateKey } from "../../src/seal.js";
import { rootOf, runLengthChunks, utf8, withVeri } from "../container/containers.js";
import { json } from "../support/generators.js";
import { trainedDictionary } from "../support/trained-dictionary.js";
import { findZstd } from "../support/zstd-cli.js";
import {
  BLOCK_SIZE,
  choose,
  chunks,
  folder,
  PLAIN,
  packed,
  page,
  press,
  publicKey,
  readRange,
  refusal,
  rows,
  said,
  saved,
  text,
  verdict,
} from "./view-visit.js";

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
