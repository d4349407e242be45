/** What is written is read: strict, by range, from every kind of source. */
import { describe, expect, test } from "vitest";
import { H4mkReader, writeContainer } from "../../src/container.js";
import { createEngine } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { mixed } from "../support/generators.js";
import { gather } from "./containers.js";

describe("a container of some blocks", () => {
  const plain = mixed(100_000);
  const packed = gather(writeContainer(plain, { blockSize: 4096, meta: { title: "test" } }));

  test("is read back whole, strictly and by range", async () => {
    for (const strict of [true, false]) {
      const reader = await H4mkReader.open(await packed, { strict });
      expect(reader.info).toMatchObject({ indexed: true, verified: strict, blocks: 25, plainSize: 100_000 });
      expectBytes(await reader.read(), plain);
      for (const [from, to] of [
        [0, 1],
        [4095, 4097],
        [99_999, 100_000],
        [5000, 5000],
        [12_345, 54_321],
      ] as const) {
        expectBytes(await reader.read(from, to), plain.subarray(from, to));
      }
      expectBytes(await gather(reader.stream(1, 99_999)), plain.subarray(1, 99_999));
    }
  });

  test("S43: META has the seal of the engine that ran", async () => {
    const { engine, engine_id, fingerprint, deterministic, identity_safe, sealed } = (await createEngine()).info();
    const { info } = await H4mkReader.open(await packed);
    expect(JSON.stringify(info.meta)).toBe(
      JSON.stringify({
        title: "test",
        compression: {
          engine,
          engine_id,
          fingerprint,
          deterministic,
          identity_safe,
          opaque: false,
          sealed,
          codec: "zstd",
        },
      }),
    );
  });
});
