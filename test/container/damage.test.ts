/** A container that was changed anywhere, by accident or on purpose, is refused. S44, S48, T15, T16, T17 */
import { beforeAll, describe, expect, test } from "vitest";
import { H4Error, H4mkReader, verifyContainer, writeContainer } from "../../src/container.js";
import { createEngine } from "../../src/index.js";
import { generateKey } from "../../src/seal.js";
import { expectBytes } from "../support/expect-bytes.js";
import { json } from "../support/generators.js";
import { gather, indexed, rootOf, type StoredBlock, ZSTD_META } from "./containers.js";

/** Three blocks, with a signature: every kind of chunk. */
const PLAIN = json(10_000);
let good: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  const seek = [{ pts: 0, offset: 0 }];
  good = await gather(
    writeContainer(
      PLAIN.map((byte) => byte & 0x3f),
      { blockSize: 4096, seek, signer: await generateKey() },
    ),
  );
});

/** The code with which a container is refused; "accepted" if it is not. */
async function refusalOf(bytes: Uint8Array): Promise<string> {
  try {
    await H4mkReader.open(bytes, { strict: true });
    return "accepted";
  } catch (error) {
    return error instanceof H4Error ? error.code : String(error);
  }
}

/** Every code must be one of the container's own: nothing else may be thrown. */
async function expectRefused(name: string, bytes: Uint8Array): Promise<void> {
  const code = await refusalOf(bytes);
  if (!code.startsWith("CONTAINER_")) expect.fail(`${name}: ${code}`);
}

test("the container itself is right, and has every kind of chunk", async () => {
  expect(await refusalOf(good)).toBe("accepted");
  const text = Buffer.from(good).toString("latin1");
  for (const tag of ["CORE", "SEEK", "hIXP", "META", "SAFE", "hIXR", "sIGN", "tAIL", "VERI"])
    expect(text).toContain(tag);
});

describe("the strict reader refuses", () => {
  test("every flip of a single bit", async () => {
    const bytes = good.slice();
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      await expectRefused(`bit ${bit}`, bytes);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
    }
  });

  test("every cut", async () => {
    for (let length = 0; length < good.length; length++) {
      await expectRefused(`the first ${length} bytes`, good.subarray(0, length));
      await expectRefused(`all but the first ${length + 1} bytes`, good.subarray(length + 1));
    }
  });

  test("every deletion of one byte, and of many", async () => {
    for (let at = 0; at < good.length; at++) {
      for (const length of [1, 12, 44]) {
        const bytes = new Uint8Array(Buffer.concat([good.subarray(0, at), good.subarray(at + length)]));
        await expectRefused(`without ${length} bytes at ${at}`, bytes);
      }
    }
  });

  test("every insertion of a byte", async () => {
    for (let at = 0; at <= good.length; at++) {
      for (const byte of [0, 0xff, good[at] ?? 1]) {
        const bytes = new Uint8Array(Buffer.concat([good.subarray(0, at), Uint8Array.of(byte), good.subarray(at)]));
        await expectRefused(`${byte} at ${at}`, bytes);
      }
    }
  });
});

test("read by range, no byte that was changed lets another byte out", async () => {
  const plain = await (await H4mkReader.open(good)).read();
  const bytes = good.slice();
  for (let at = 0; at < bytes.length; at++) {
    bytes[at]! ^= 1 << (at & 7);
    try {
      const read = await (await H4mkReader.open(bytes)).read();
      if (Buffer.compare(read, plain) !== 0) expect.fail(`byte ${at} gave other bytes`);
    } catch (error) {
      if (!(error instanceof H4Error)) expect.fail(`byte ${at}: ${error}`);
    }
    bytes[at]! ^= 1 << (at & 7);
  }
});

describe("T15: whoever edits a container and computes every CRC and VERI anew", () => {
  let blocks: StoredBlock[];
  let forged: StoredBlock[];
  let root: Uint8Array;
  beforeAll(async () => {
    const h4 = await createEngine();
    const block = (plain: Uint8Array) => ({ payload: h4.compress(plain), plainLength: plain.length });
    blocks = [block(PLAIN.subarray(0, 4000)), block(PLAIN.subarray(4000, 8000)), block(PLAIN.subarray(8000))];
    forged = [blocks[0]!, block(PLAIN.subarray(4001, 8001)), blocks[2]!];
    root = rootOf(indexed({ blocks }));
  });

  test("the root is that of the bytes that were built by hand", async () => {
    const reader = await H4mkReader.open(indexed({ blocks }), { root });
    expect(reader.authenticated).toBe(true);
    expectBytes(await reader.read(), PLAIN);
  });

  test("passes VERI, which has no key, and is refused by a trusted root", async () => {
    const bytes = indexed({ blocks: forged });
    expect((await verifyContainer(bytes)).ok).toBe(true);
    expect((await H4mkReader.open(bytes)).authenticated).toBe(false);
    for (const strict of [false, true]) {
      await expect(H4mkReader.open(bytes, { root, strict })).rejects.toMatchObject({ code: "CONTAINER_UNTRUSTED" });
    }
    const { ok, integrity, root: verdict } = await verifyContainer(bytes, { root });
    expect([ok, integrity.outcome, verdict.outcome]).toEqual([false, "passed", "failed"]);
    expect(verdict.error?.code).toBe("CONTAINER_UNTRUSTED");
  });

  test("with the index of the original, the forged block is refused before a byte of it leaves", async () => {
    const lengths = new Set([blocks[1]!.payload.length, forged[1]!.payload.length]);
    const swapped = forged[1]!.payload.slice(0, Math.min(...lengths));
    const padded = { payload: new Uint8Array(blocks[1]!.payload.length), plainLength: 4000 };
    padded.payload.set(swapped);
    // The same lengths, so that the index of the original still leads to every chunk.
    const original = indexed({ blocks });
    const index = new Map<string, Uint8Array[]>();
    indexed({
      blocks,
      change(tag, payload) {
        index.set(tag, [...(index.get(tag) ?? []), new Uint8Array(payload)]);
        return undefined;
      },
    });
    const bytes = indexed({
      blocks: [blocks[0]!, padded, blocks[2]!],
      change: (tag) => (tag === "CORE" ? undefined : index.get(tag)!.shift()),
    });
    expect(bytes.length).toBe(original.length);
    const reader = await H4mkReader.open(bytes, { root });
    expect(reader.authenticated).toBe(true);
    expectBytes(await reader.read(0, 4000), PLAIN.subarray(0, 4000));
    await expect(reader.read(3999, 4001)).rejects.toMatchObject({ code: "CONTAINER_LEAF" });
    expectBytes(await reader.read(8000, 8010), PLAIN.subarray(8000, 8010));
    expect((await verifyContainer(bytes, { root })).integrity.error?.code).toBe("CONTAINER_LEAF");
  });

  test("blocks in another order, META, and SAFE are refused, too", async () => {
    const swapped = indexed({ blocks: [blocks[1]!, blocks[0]!, blocks[2]!] });
    const meta = indexed({ blocks, meta: Buffer.concat([ZSTD_META, Buffer.from(" ")]) });
    const safe = indexed({ blocks, safe: Buffer.from('{"scope":"all"}') });
    for (const bytes of [swapped, meta, safe]) {
      expect((await verifyContainer(bytes)).ok).toBe(true);
      await expect(H4mkReader.open(bytes, { root })).rejects.toMatchObject({ code: "CONTAINER_UNTRUSTED" });
    }
  });

  test("SEEK is not covered by the root, and that is said", async () => {
    const seek = Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.alloc(16)]);
    const bytes = indexed({ blocks, seek });
    const { ok, root: verdict } = await verifyContainer(bytes, { root: rootOf(bytes) });
    expect(ok).toBe(true);
    expect(verdict.says).toContain("SEEK is not covered");
  });
});
