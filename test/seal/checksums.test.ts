/** SHA-256 piece by piece and CRC-32, in every way in which a runtime may have them. FIPS 180-4, RFC 1952 §8 */
import { createHash } from "node:crypto";
import { crc32 as crc32OfZlib } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { crc32 as plainCrc32 } from "../../src/platform/crc32.js";
import { createSha256 as withFallback } from "../../src/platform/hash-fallback.js";
import { createSha256 as inNode } from "../../src/platform/node.js";
import { PlainSha256 } from "../../src/platform/sha256.js";
import { sha256Aside as asideInBrowsers, createSha256 as inBrowsers } from "../../src/platform/web.js";
import { noise, Random } from "../support/generators.js";

afterEach(() => vi.unstubAllGlobals());

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const expected = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe.each([
  ["plain", () => Promise.resolve(new PlainSha256())],
  ["withFallback", withFallback],
  ["inNode", inNode],
  ["inBrowsers", inBrowsers],
])("SHA-256 piece by piece, %s", (_, create) => {
  test("at every length around a block, in one piece and in many", async () => {
    const hash = await create();
    const random = new Random(7);
    for (const length of [...Array(200).keys(), 100_000]) {
      const bytes = noise(length, length);
      hash.update(bytes);
      expect(hex(hash.digest()), `${length} bytes`).toBe(expected(bytes));
      for (let at = 0; at < length; ) {
        const size = Math.min(length - at, random.below(150));
        hash.update(bytes.subarray(at, at + size));
        at += size;
      }
      expect(hex(hash.digest()), `${length} bytes in pieces`).toBe(expected(bytes));
    }
  });

  test("two at a time, from memory that is used again", async () => {
    const [first, second] = [await create(), await create()];
    const buffer = new Uint8Array(100);
    for (const fill of [1, 2, 3]) {
      first.update(buffer.fill(fill));
      second.update(buffer.fill(fill + 10));
    }
    const bytes = (offset: number) => Buffer.concat([1, 2, 3].map((fill) => new Uint8Array(100).fill(fill + offset)));
    expect([hex(first.digest()), hex(second.digest())]).toEqual([expected(bytes(0)), expected(bytes(10))]);
  });
});

test("without WebAssembly a browser still hashes piece by piece", async () => {
  vi.stubGlobal("WebAssembly", undefined);
  const hash = await inBrowsers();
  hash.update(noise(1000));
  expect(hex(hash.digest())).toBe(expected(noise(1000)));
});

test("aside, in a browser", async () => {
  expect(hex(await asideInBrowsers!(noise(100_000)))).toBe(expected(noise(100_000)));
});

describe("CRC-32", () => {
  test("of the check value", () => {
    expect(plainCrc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
    expect(plainCrc32(new Uint8Array(0))).toBe(0);
  });

  test("agrees with zlib at every length and alignment, in one piece and in two", () => {
    const bytes = noise(300);
    for (let start = 0; start < 9; start++) {
      for (let end = start; end < 300; end += 1 + (end % 7)) {
        const part = bytes.subarray(start, end);
        const cut = part.length >> 1;
        expect(plainCrc32(part), `${start} to ${end}`).toBe(crc32OfZlib(part));
        expect(plainCrc32(part.subarray(cut), plainCrc32(part.subarray(0, cut)))).toBe(crc32OfZlib(part));
      }
    }
  });
});
