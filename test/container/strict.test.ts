/** Every rule of "The strict reader" has a code of its own. S48, T16, T23, T24 */
import { describe, expect, test } from "vitest";
import { type H4Error, H4mkReader, verifyContainer } from "../../src/container.js";
import { createEngine } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { text } from "../support/generators.js";
import {
  chunk,
  EMPTY_OBJECT,
  HEADER,
  indexed,
  join,
  NO_SEEK,
  RUN_LENGTH_META,
  runLengthChunks,
  sha256,
  u32,
  u64,
  utf8,
  withVeri,
} from "./containers.js";

const CORE = chunk("CORE", Uint8Array.of(65, 3));
const SEEK = chunk("SEEK", NO_SEEK);
const META = chunk("META", RUN_LENGTH_META);
const SAFE = chunk("SAFE", EMPTY_OBJECT);
const GOOD = withVeri(CORE, SEEK, META, SAFE);
const VERI = GOOD.subarray(-44);

/** The container with other bytes from `at`. */
function edited(at: number, ...bytes: readonly number[]): Uint8Array {
  const changed = GOOD.slice();
  changed.set(bytes, at);
  return changed;
}

function withSeek(payload: Uint8Array): Uint8Array {
  return withVeri(CORE, chunk("SEEK", payload), META, SAFE);
}

function withMeta(meta: string | Uint8Array): Uint8Array {
  return withVeri(CORE, SEEK, chunk("META", typeof meta === "string" ? utf8(meta) : meta), SAFE);
}

const RULES: [string, string, Uint8Array][] = [
  ["an empty file", "CONTAINER_TRUNCATED", new Uint8Array(0)],
  ["a header cut short", "CONTAINER_TRUNCATED", HEADER.subarray(0, 7)],
  ["a wrong magic", "CONTAINER_MAGIC", edited(3, 0x4c)],
  ["a wrong magic, cut short", "CONTAINER_MAGIC", utf8("RIFF")],
  ["version 0", "CONTAINER_VERSION", edited(5, 0)],
  ["version 2", "CONTAINER_VERSION", edited(5, 2)],
  ["the little-endian layout", "CONTAINER_VERSION", edited(4, 1, 0)],
  ["a reserved field", "CONTAINER_RESERVED", edited(7, 1)],
  ["nothing but a header", "CONTAINER_VERI_MISSING", HEADER],
  ["a chunk header cut short", "CONTAINER_TRUNCATED", GOOD.subarray(0, HEADER.length + 11)],
  ["a chunk that runs past the end", "CONTAINER_CHUNK_LENGTH", GOOD.subarray(0, -1)],
  ["a CRC that differs", "CONTAINER_CRC", withVeri(chunk("CORE", Uint8Array.of(65, 3), { crc: 1 }), SEEK, META, SAFE)],
  ["a tag with a digit", "CONTAINER_TAG", withVeri(chunk("CO4E", new Uint8Array(2)), SEEK, META, SAFE)],
  ["a tag of zeros", "CONTAINER_TAG", withVeri(chunk("\0\0\0\0", new Uint8Array(2)), SEEK, META, SAFE)],
  ["a tag next to the letters", "CONTAINER_TAG", withVeri(chunk("CORE", new Uint8Array(2)), chunk("a[`{", SEEK))],
  ["no VERI", "CONTAINER_VERI_MISSING", GOOD.subarray(0, -44)],
  ["a second VERI", "CONTAINER_VERI_SECOND", join(GOOD, VERI)],
  ["VERI before SAFE", "CONTAINER_VERI_MISPLACED", join(HEADER, CORE, SEEK, META, VERI, SAFE)],
  ["VERI of 31 bytes", "CONTAINER_VERI_LENGTH", join(GOOD.subarray(0, -44), chunk("VERI", new Uint8Array(31)))],
  ["VERI of 33 bytes", "CONTAINER_VERI_LENGTH", join(GOOD.subarray(0, -44), chunk("VERI", new Uint8Array(33)))],
  ["a digest that differs", "CONTAINER_VERI_MISMATCH", join(GOOD.subarray(0, -44), chunk("VERI", sha256(CORE)))],
  [
    "VERI over the header, too",
    "CONTAINER_VERI_MISMATCH",
    join(GOOD.subarray(0, -44), chunk("VERI", sha256(GOOD.subarray(0, -44)))),
  ],
  ["a byte after VERI", "CONTAINER_TRAILING", join(GOOD, Uint8Array.of(0))],
  ["another container after VERI", "CONTAINER_TRAILING", join(GOOD, GOOD)],
  ["no SEEK", "CONTAINER_CHUNK_MISSING", withVeri(CORE, META, SAFE)],
  ["no META", "CONTAINER_CHUNK_MISSING", withVeri(CORE, SEEK, SAFE)],
  ["no SAFE", "CONTAINER_CHUNK_MISSING", withVeri(CORE, SEEK, META)],
  ["a second SEEK", "CONTAINER_CHUNK_SECOND", withVeri(CORE, SEEK, SEEK, META, SAFE)],
  ["a second META", "CONTAINER_CHUNK_SECOND", withVeri(CORE, SEEK, META, META, SAFE)],
  ["a second META behind SAFE", "CONTAINER_CHUNK_SECOND", withVeri(CORE, SEEK, META, SAFE, META)],
  ["a second SAFE", "CONTAINER_CHUNK_SECOND", withVeri(CORE, SEEK, META, SAFE, SAFE)],
  ["CORE after SEEK", "CONTAINER_CHUNK_ORDER", withVeri(SEEK, CORE, META, SAFE)],
  ["META before SEEK", "CONTAINER_CHUNK_ORDER", withVeri(CORE, META, SEEK, SAFE)],
  ["CORE behind a skipped chunk", "CONTAINER_CHUNK_ORDER", withVeri(chunk("noTE", SEEK), CORE, SEEK, META, SAFE)],
  ["an unknown capital", "CONTAINER_CHUNK_UNKNOWN", withVeri(CORE, SEEK, chunk("NOTE", SEEK), META, SAFE)],
  ["SEEK without a count", "CONTAINER_SEEK_LENGTH", withSeek(new Uint8Array(0))],
  ["SEEK of 3 bytes", "CONTAINER_SEEK_LENGTH", withSeek(new Uint8Array(3))],
  ["SEEK with fewer entries than it says", "CONTAINER_SEEK_LENGTH", withSeek(join(u32(2), u64(0, 0)))],
  ["SEEK with more entries than it says", "CONTAINER_SEEK_LENGTH", withSeek(join(u32(0), u64(0, 0)))],
  // 16 × 0x10000000 is 2^32: a product of 32 bits would be 0.
  ["T24: a count whose product wraps", "CONTAINER_SEEK_LENGTH", withSeek(u32(0x10000000))],
  ["times that go backwards", "CONTAINER_SEEK_ORDER", withSeek(join(u32(2), u64(5, 0, 4, 0)))],
  ["META that is no JSON", "CONTAINER_JSON", withMeta("{")],
  ["META that is an array", "CONTAINER_JSON", withMeta("[]")],
  ["META that is a string", "CONTAINER_JSON", withMeta('"x"')],
  ["META that is empty", "CONTAINER_JSON", withMeta("")],
  ["META with a byte order mark", "CONTAINER_JSON", withMeta("\ufeff{}")],
  ["META that is not UTF-8", "CONTAINER_JSON", withMeta(Uint8Array.of(0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d))],
  ["META with a key twice", "CONTAINER_JSON", withMeta('{"a":1,"a":1}')],
  ["META with NaN", "CONTAINER_JSON", withMeta('{"a":NaN}')],
  ["META nested 65 deep", "CONTAINER_JSON", withMeta(`{"a":${"[".repeat(64)}${"]".repeat(64)}}`)],
  ["SAFE that is no object", "CONTAINER_JSON", withVeri(CORE, SEEK, META, chunk("SAFE", utf8("null")))],
  ["META over 16 MiB", "CONTAINER_JSON_SIZE", withMeta(utf8(`{"a":"${"x".repeat(16 << 20)}"}`))],
  [
    "SAFE over 16 MiB",
    "CONTAINER_JSON_SIZE",
    withVeri(CORE, SEEK, META, chunk("SAFE", new Uint8Array((16 << 20) + 1))),
  ],
  [
    "an index that no tail leads to",
    "CONTAINER_INDEX",
    withVeri(CORE, SEEK, chunk("hIXP", u32(0, 0, 0, 0)), META, SAFE),
  ],
  ["a signature without an index", "CONTAINER_INDEX", withVeri(CORE, SEEK, META, SAFE, chunk("sIGN", EMPTY_OBJECT))],
  ["a run-length block that ends inside a pair", "CONTAINER_BLOCK", withVeri(...runLengthChunks(Uint8Array.of(1)))],
];

describe("a container is refused for", () => {
  test.each(RULES)("%s: %s", async (_, code, bytes) => {
    await expect(H4mkReader.open(bytes)).rejects.toMatchObject({ name: "H4Error", code });
    await expect(H4mkReader.open(bytes, { strict: true })).rejects.toMatchObject({ code });
    const { ok, integrity, info } = await verifyContainer(bytes);
    expect({ ok, outcome: integrity.outcome, info }).toEqual({ ok: false, outcome: "failed", info: undefined });
    expect(integrity.error?.code).toBe(code);
  });

  test("each rule by a code of its own", () => {
    // A rule may have several cases; a code never stands for two rules that this table could tell apart.
    expect(new Set(RULES.map(([, code]) => code)).size).toBeGreaterThanOrEqual(22);
  });
});

describe("what looks odd and is right", () => {
  test("T16: the little-endian layout is named", async () => {
    const other = edited(4, 1, 0);
    await expect(H4mkReader.open(other)).rejects.toThrow(/little-endian layout/);
  });

  test.each<[string, Uint8Array, string]>([
    ["no block", withVeri(SEEK, META, SAFE), ""],
    ["an empty block", withVeri(...runLengthChunks(new Uint8Array(0))), ""],
    ["a run of 0", withVeri(...runLengthChunks(Uint8Array.of(65, 0, 66, 2))), "BB"],
    [
      "a block that begins with the Zstandard magic",
      withVeri(...runLengthChunks(Uint8Array.of(0x28, 1, 0x41, 3))),
      "(AAA",
    ],
    [
      "skipped chunks",
      withVeri(CORE, chunk("noTE", SEEK), SEEK, chunk("noTE", META), META, SAFE, chunk("zzzz", SAFE)),
      "AAA",
    ],
    ["equal times", withSeek(join(u32(2), u64(5, 0, 5, 1))), "AAA"],
  ])("%s", async (_, bytes, plain) => {
    expectBytes(await (await H4mkReader.open(bytes)).read(), utf8(plain));
  });

  test("T24: 64 bits of SEEK are never rounded", async () => {
    const highest = 2n ** 64n - 1n;
    const reader = await H4mkReader.open(withSeek(join(u32(2), u64(2n ** 53n + 1n, highest, highest, 2n ** 53n + 1n))));
    expect([...(await reader.seekTable())]).toEqual([
      { pts: 2n ** 53n + 1n, offset: highest },
      { pts: highest, offset: 2n ** 53n + 1n },
    ]);
    expect(await reader.seek(highest)).toEqual({ pts: highest, offset: 2n ** 53n + 1n, block: undefined });
  });

  test("T23: __proto__ in META is data", async () => {
    const { info } = await H4mkReader.open(
      withMeta('{"__proto__":{"engine":"x"},"compression":{"__proto__":{"codec":"zstd"}}}'),
    );
    expect(Object.keys(info.meta)).toEqual(["__proto__", "compression"]);
    expect(info.codec).toBeUndefined();
    expect(({} as { engine?: string }).engine).toBeUndefined();
  });
});

describe("T32: the codec", () => {
  const zstd = '{"compression":{"engine":"reference","codec":"zstd"}}';
  test.each([
    ["no word about it", "{}", "none"],
    ["another codec", '{"compression":{"engine":"reference","codec":"lz4"}}', "lz4"],
    ["another engine", '{"compression":{"engine":"core"}}', "core"],
    ["the open engine with another codec", '{"compression":{"engine":"geometric-reference","codec":"x"}}', "x"],
    ["words of other types", '{"compression":[1]}', "none"],
  ])("%s in META: lists, verifies, and is not decoded", async (_, meta, got) => {
    const bytes = withMeta(meta);
    const reader = await H4mkReader.open(bytes);
    expect(reader.info).toMatchObject({ blocks: 1, plainSize: undefined, codec: undefined });
    await expect(reader.read()).rejects.toMatchObject({ code: "CONTAINER_CODEC", got });
    expect((await verifyContainer(bytes)).ok).toBe(true);
    const decoded = await verifyContainer(bytes, { decode: true });
    expect(decoded).toMatchObject({ ok: false, content: { outcome: "failed", error: { code: "CONTAINER_CODEC" } } });
  });

  test("T25: words of META reach a message as one line of text", async () => {
    const evil = `x\n\u001b[31m\u202e${"y".repeat(500)}`;
    const meta = JSON.stringify({ compression: { engine: "e", codec: evil, engine_id: evil } });
    const reader = await H4mkReader.open(withMeta(meta));
    const { message, got } = await reader.read().then(
      () => expect.fail("it was decoded"),
      (error: H4Error) => error,
    );
    const { engineId } = await verifyContainer(withMeta(meta), { engineId: "x" });
    for (const text of [message, String(got), engineId.says, String(engineId.error?.got)]) {
      expect(text).toMatch(/^[ -~…]{1,400}$/);
      expect(text).toContain("x\\u000a\\u001b[31m\\u202e");
    }
  });

  test("Zstandard blocks without an index are read too", async () => {
    const h4 = await createEngine();
    const plain = text(10_000);
    const first = h4.compress(plain.subarray(0, 4000));
    const streamed = h4.compressor();
    const second = join(...streamed.push(plain.subarray(4000)), ...streamed.end());
    const bytes = withVeri(chunk("CORE", first), chunk("CORE", second), SEEK, chunk("META", utf8(zstd)), SAFE);
    const reader = await H4mkReader.open(bytes);
    expectBytes(await reader.read(3990, 4010), plain.subarray(3990, 4010));
  });
});

describe("blocks that are not what is said", () => {
  test("damage inside a frame, with every digest right", async () => {
    const h4 = await createEngine();
    const payload = h4.compress(text(5000));
    payload[payload.length - 1]! ^= 1;
    const reader = await H4mkReader.open(indexed({ blocks: [{ payload, plainLength: 5000 }] }), { strict: true });
    await expect(reader.read()).rejects.toMatchObject({
      code: "CONTAINER_BLOCK",
      cause: { code: "CHECKSUM_MISMATCH" },
    });
  });

  test.each([4999, 5001])("a length of %i in the index for 5000 bytes", async (plainLength) => {
    const h4 = await createEngine();
    const sized = { payload: h4.compress(text(5000)), plainLength };
    const streamed = h4.compressor();
    const unsized = { payload: join(...streamed.push(text(5000)), ...streamed.end()), plainLength };
    const runs = { payload: new Uint8Array(40).fill(125), plainLength: plainLength - 2500 };
    for (const block of [sized, unsized]) {
      const reader = await H4mkReader.open(indexed({ blocks: [block] }));
      await expect(reader.read()).rejects.toMatchObject({ code: "CONTAINER_BLOCK_LENGTH", limit: plainLength });
    }
    const reader = await H4mkReader.open(indexed({ blocks: [runs], meta: RUN_LENGTH_META }));
    await expect(reader.read()).rejects.toMatchObject({ code: "CONTAINER_BLOCK_LENGTH", got: 2500 });
  });
});
