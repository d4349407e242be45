/** What every bundler must do: build a page and a program for Node that behave as the library itself. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compressWithCli, decompressWithCli } from "../support/zstd-cli-calls.js";
import { BUNDLERS } from "./bundlers.js";
import { Consumer, type Outcome } from "./consumer.js";

/** The text of project/app.mjs. */
const TEXT = Array.from({ length: 20_000 }, (_, i) => `line ${i} of ${(i * 7919) % 1000}\n`).join("");

/** Declares the tests of the bundlers with these names, in one project. */
export function testBundlers(...names: string[]): void {
  let consumer: Consumer;
  let theirs: string;
  let expected: Outcome;
  beforeAll(async () => {
    theirs = Buffer.from(await compressWithCli(Buffer.from(TEXT), ["-9"])).toString("base64");
    consumer = new Consumer();
    expected = consumer.runUnbuilt(theirs);
  });
  afterAll(() => consumer?.remove());

  test("without a bundler, everything is as it should be", async () => {
    const { frame, container, fingerprint, pool, ...rest } = expected;
    const restored = await decompressWithCli(Buffer.from(frame, "base64"));
    expect(Buffer.from(restored).toString()).toBe(TEXT);
    expect(pool).toEqual({ frame, restored: true });
    expect([fingerprint, container]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.any(String)]);
    expect(rest).toEqual({
      restored: true,
      theirsRestored: true,
      streamed: true,
      sealed: true,
      refused: "SEAL_ALTERED",
      selfTest: true,
      attested: false, // nobody signed it
      range: true,
      nodeStream: "Node's own streams",
    });
  });

  describe.each(names)("%s", (name) => {
    test("a page does the same", async () => {
      BUNDLERS[name]!.page(consumer);
      const { nodeStream: _, ...everywhere } = expected;
      expect(await consumer.runInChromium(theirs)).toEqual(everywhere);
    });

    test("a program for Node does the same, with nothing but what was built", () => {
      BUNDLERS[name]!.node(consumer);
      expect(consumer.runInNode(theirs)).toEqual(expected);
    });
  });
}
