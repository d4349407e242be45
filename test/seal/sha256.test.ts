/** Every way in which a runtime may hash the artifact gives the same digest. FIPS 180-4 */
import { createHash } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { sha256 as withFallback } from "../../src/platform/hash-fallback.js";
import { sha256 as inNode } from "../../src/platform/node.js";
import { sha256 as plain } from "../../src/platform/sha256.js";
import { sha256 as inBrowsers } from "../../src/platform/web.js";
import { noise } from "../support/generators.js";

const IMPLEMENTATIONS = { plain, withFallback, inNode, inBrowsers };

afterEach(() => vi.unstubAllGlobals());

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

describe.each(Object.entries(IMPLEMENTATIONS))("%s", (_, sha256) => {
  test.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
  ])("hashes %j as the standard's example does", async (text, digest) => {
    expect(hex(await sha256(new TextEncoder().encode(text)))).toBe(digest);
  });

  test("agrees with OpenSSL at every length around a block, and on a large input", async () => {
    for (const length of [...Array(200).keys(), 1 << 20]) {
      const bytes = noise(length, length);
      expect(hex(await sha256(bytes)), `${length} bytes`).toBe(createHash("sha256").update(bytes).digest("hex"));
    }
  });
});

test("without crypto.subtle a browser still hashes, and where WebAssembly is not allowed either, too", async () => {
  const bytes = noise(1000);
  const digest = createHash("sha256").update(bytes).digest("hex");
  vi.stubGlobal("crypto", { subtle: undefined });
  expect(hex(await inBrowsers(bytes))).toBe(digest);
  vi.stubGlobal("WebAssembly", undefined);
  expect(hex(await inBrowsers(bytes))).toBe(digest);
});
