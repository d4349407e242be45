/** The tools of the other suites do what those suites take for granted. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EDGE_LENGTHS, GENERATORS } from "../support/generators.js";
import { OracleError, ZlibOracle } from "../support/zlib-oracle.js";
import { findZstd } from "../support/zstd-cli.js";

describe("generators", () => {
  const LENGTH = 100_000;

  test("give the same bytes on every machine", () => {
    const hash = createHash("sha256");
    for (const generate of Object.values(GENERATORS)) hash.update(generate(LENGTH));
    expect(hash.digest("hex")).toBe("0de6f5f59af287404d43e0d20114764b7aca4d7e6f3ed04565001a12e540212e");
  });

  test.each(Object.entries(GENERATORS))("%s: a longer result begins with a shorter one", (_, generate) => {
    const long = generate(LENGTH);
    for (const length of EDGE_LENGTHS.filter((edge) => edge <= LENGTH)) {
      expect(Buffer.compare(generate(length), long.subarray(0, length)), `${length} bytes`).toBe(0);
    }
  });
});

describe("the zlib oracle", () => {
  let oracle: ZlibOracle;
  beforeAll(() => {
    oracle = new ZlibOracle();
  });
  afterAll(() => oracle.close());

  test("answers overlapping calls in order, and agrees with the zstd command line", async () => {
    const inputs = Object.values(GENERATORS).map((generate) => generate(20_000));
    const frames = await Promise.all(inputs.map((bytes) => oracle.compress(bytes, { level: 5, checksum: true })));
    for (const [i, frame] of frames.entries()) {
      const restored = execFileSync(findZstd(), ["-q", "-d", "-c"], { input: frame });
      expect(Buffer.compare(restored, inputs[i]!)).toBe(0);
      expect(Buffer.compare(await oracle.decompress(frame), inputs[i]!)).toBe(0);
    }
  });

  test("passes on the words of libzstd when it refuses, and goes on", async () => {
    const frame = await oracle.compress(GENERATORS.text!(1000), { checksum: true });
    frame[frame.length - 1]! ^= 1;
    await expect(oracle.decompress(frame)).rejects.toThrow(OracleError);
    await expect(oracle.decompress(frame)).rejects.toMatchObject({ code: "ZSTD_error_checksum_wrong" });
    expect(await oracle.decompress(await oracle.compress(new Uint8Array(3)))).toEqual(new Uint8Array(3));
  });

  test("uses a dictionary only when it is given one", async () => {
    const dictionary = GENERATORS.json!(4096);
    const content = dictionary.slice(1000, 2000);
    const frame = await oracle.compress(content, { dictionary });
    expect(frame.length).toBeLessThan(100);
    expect(await oracle.decompress(frame, { dictionary })).toEqual(content);
    await expect(oracle.decompress(frame)).rejects.toThrow(OracleError);
  });
});
