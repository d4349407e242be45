/** docs/format-h4mk.md: its example is a container that is made here, by hand, and read by the library. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join as joinPath } from "node:path";
import { expect, test } from "vitest";
import { H4mkReader, listChunks } from "../../src/container.js";
import { ROOT, read } from "../house/repository.js";
import { indexed, join, rootOf, utf8 } from "./containers.js";

const PAGE = "docs/format-h4mk.md";
const MARKER = "<!-- example: test/container/format-page.test.ts writes what follows -->\n";

/** A frame in a single segment with one raw block. RFC 8878 §3.1.1 */
function rawFrame(plain: string): Uint8Array {
  const block = (plain.length << 3) | 1;
  const header = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, plain.length, block, 0, 0);
  return join(header, utf8(plain));
}

/** The names of the fields of a payload and their lengths; what is left is one more field. */
const FIELDS: Readonly<Record<string, [string, number][]>> = {
  CORE: [
    ["magic of the frame", 4],
    ["single segment, content size in one byte", 1],
    ["content size", 1],
    ["last block, raw, its size", 3],
    ["content", 99],
  ],
  SEEK: [["no entries", 4]],
  hIXP: [
    ["page", 4],
    ["first block", 4],
    ["count", 4],
    ["0", 4],
    ...[0, 1, 2].flatMap((block): [string, number][] => [
      [`block ${block}: offset`, 8],
      ["payload length", 4],
      ["plain length", 4],
      ["leaf", 32],
    ]),
  ],
  META: [["JSON", 999]],
  SAFE: [["JSON", 999]],
  hIXR: [
    ["version, SHA-256, 2^8 entries, 0", 4],
    ["pages", 4],
    ["blocks", 8],
    ["plain size", 8],
    ["block size", 4],
    ["0", 4],
    ["page 0: offset", 8],
    ["plain offset", 8],
    ["hash", 32],
  ],
  tAIL: [
    ["H4RA", 4],
    ["version", 2],
    ["flags", 2],
    ["offset of hIXR", 8],
    ["length of hIXR", 4],
    ["0", 4],
    ["offset of META", 8],
    ["length of META", 4],
    ["length of SAFE", 4],
    ["size of the container", 8],
    ["root", 32],
  ],
  VERI: [["SHA-256 of bytes 8 up to here", 32]],
};

function example(): Uint8Array<ArrayBuffer> {
  const blocks = ["a".repeat(10), "b".repeat(10), "end"].map((plain) => ({
    payload: rawFrame(plain),
    plainLength: plain.length,
  }));
  return indexed({ blocks, meta: utf8('{"compression":{"engine":"example","codec":"zstd"}}') });
}

async function picture(container: Uint8Array): Promise<string> {
  const rows = [row(0, container.subarray(0, 4), "H4MK"), row(4, container.subarray(4, 8), "version, reserved")];
  for await (const { tag, offset, length } of listChunks(container)) {
    rows.push("", row(offset, container.subarray(offset, offset + 4), tag));
    rows.push(row(offset + 4, container.subarray(offset + 4, offset + 8), "length"));
    rows.push(row(offset + 8, container.subarray(offset + 8, offset + 12), "CRC-32"));
    let at = offset + 12;
    const end = at + length;
    for (const [name, size] of FIELDS[tag]!) {
      rows.push(row(at, container.subarray(at, Math.min(end, at + size)), name));
      at = Math.min(end, at + size);
    }
    expect(at, tag).toBe(end);
  }
  const digest = createHash("sha256").update(container).digest("hex");
  const root = Buffer.from(rootOf(container)).toString("hex");
  const facts = [`size    ${container.length} bytes`, `root    ${root}`, `SHA-256 ${digest}`];
  return `\n\`\`\`text\n${rows.join("\n")}\n\`\`\`\n\n\`\`\`text\n${facts.join("\n")}\n\`\`\`\n`;
}

/** Sixteen bytes a line; the name stands beside the first. */
function row(at: number, bytes: Uint8Array, name: string): string {
  const lines: string[] = [];
  for (let i = 0; i < bytes.length; i += 16) {
    const hex = Array.from(bytes.subarray(i, i + 16), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const offset = (at + i).toString(16).padStart(4, "0");
    lines.push(`${offset}  ${i === 0 ? `${hex.padEnd(47)}  ${name}` : hex}`);
  }
  return lines.join("\n");
}

test("the container of the page is read by the library", async () => {
  const container = example();
  const reader = await H4mkReader.open(container, { strict: true, root: rootOf(container) });
  expect(new TextDecoder().decode(await reader.read())).toBe("aaaaaaaaaabbbbbbbbbbend");
  expect(reader.info).toMatchObject({ blocks: 3, blockSize: 10, authenticated: true, verified: true });
});

test("the page shows it byte by byte; H4_WRITE_DOCS=1 writes it anew", async () => {
  const [text, shown] = read(PAGE).split(MARKER);
  const expected = await picture(example());
  if (process.env.H4_WRITE_DOCS === "1") writeFileSync(joinPath(ROOT, PAGE), `${text}${MARKER}${expected}`);
  else expect(shown).toBe(expected);
});

test("the page names every rule of the strict reader by its code", () => {
  const page = read(PAGE);
  const sources = ["scan", "order", "format"].map((name) => read(`src/container/${name}.ts`)).join("");
  const codes = sources.matchAll(/"CONTAINER_(\w+)"/g);
  for (const [, code] of codes) if (code !== "LIMIT") expect(page, code).toContain(`\`${code}\``);
});
