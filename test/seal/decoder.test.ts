/** What createDecoder lets run: the decoder whose digest is built in or pinned, and nothing else. T1 to T7, S51, S52, S70 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createDecoder, decompress } from "../../src/decompress.js";
import { compress, createEngine, type H4Error } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { failure } from "../support/failure.js";
import { mixed, text } from "../support/generators.js";
import { trainedDictionary } from "../support/trained-dictionary.js";

const BUILD = join(import.meta.dirname, "../../build");
const ARTIFACT = new Uint8Array(readFileSync(join(BUILD, "decoder.wasm")));
const SEAL = JSON.parse(readFileSync(join(BUILD, "seal.json"), "utf8"));
const { engine_id: ID, sha256: FINGERPRINT } = SEAL.decoder;
const OTHER = "0123456789abcdef".repeat(4);

describe("info", () => {
  const verified = { engine: "decoder", engine_id: ID, fingerprint: FINGERPRINT, verified: true, seal_scope: "bytes" };

  test("S70: without pins the decoder is verified, and not sealed", async () => {
    for (const options of [{}, { seal: {} }, { seal: undefined, wasm: undefined }]) {
      expect((await createDecoder(options)).info()).toEqual({ ...verified, sealed: false, seal_level: "none" });
    }
  });

  test("S70: a pinned id alone does not seal, a pinned fingerprint does", async () => {
    const byId = await createDecoder({ seal: { engineId: ID } });
    expect(byId.info()).toEqual({ ...verified, sealed: false, seal_level: "id" });
    for (const fingerprint of [FINGERPRINT, ` ${FINGERPRINT.toUpperCase()}\n`]) {
      const sealed = await createDecoder({ seal: { engineId: ID, fingerprint } });
      expect(sealed.info()).toEqual({ ...verified, sealed: true, seal_level: "fingerprint" });
    }
  });

  test("is the caller's to change", async () => {
    const decoder = await createDecoder();
    decoder.info().fingerprint = OTHER;
    expect(decoder.info().fingerprint).toBe(FINGERPRINT);
  });

  test("the engine and its decoder are two artifacts: a pin of one does not admit the other", async () => {
    expect(FINGERPRINT).not.toBe(SEAL.sha256);
    const error = await failure(createDecoder({ seal: { fingerprint: SEAL.sha256 } }));
    expect([error.code, error.got, error.limit]).toEqual(["SEAL_ALTERED", FINGERPRINT, SEAL.sha256]);
    expect((await failure(createEngine({ seal: { fingerprint: FINGERPRINT } }))).code).toBe("SEAL_ALTERED");
  });
});

describe("fails closed", () => {
  test.each([
    ["S52: another fingerprint", { seal: { fingerprint: OTHER } }, "SEAL_ALTERED"],
    ["S51: another id", { seal: { engineId: "h4dec-zstd-v9" } }, "SEAL_MISMATCH"],
    ["S14: a fingerprint that is too short", { seal: { fingerprint: "abc" } }, "SEAL_CONFIG"],
    ["S14: a fingerprint that is not set", { seal: { fingerprint: undefined as never } }, "SEAL_CONFIG"],
    ["S14: an empty id", { seal: { engineId: " " } }, "SEAL_CONFIG"],
    ["T1: one altered bit", { wasm: ARTIFACT.with(100, ARTIFACT[100]! ^ 1) }, "SEAL_ALTERED"],
    ["T1: bytes that are cut short", { wasm: ARTIFACT.subarray(0, -1) }, "SEAL_ALTERED"],
    ["T1: no bytes", { wasm: new Uint8Array(0) }, "SEAL_ALTERED"],
    ["more than 4 MiB", { wasm: new Uint8Array((4 << 20) + 1) }, "CORE_UNREADABLE"],
  ] as const)("%s", async (_, options, code) => {
    expect((await failure(createDecoder(options))).code).toBe(code);
  });

  test("T1: pinned bytes that are no decoder are refused by what they lack", async () => {
    const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
    const fingerprint = createHash("sha256").update(empty).digest("hex");
    expect((await failure(createDecoder({ wasm: empty, seal: { fingerprint } }))).code).toBe("CORE_SYMBOL_MISSING");
    const noise = text(100);
    const pinned = { fingerprint: createHash("sha256").update(noise).digest("hex") };
    expect((await failure(createDecoder({ wasm: noise, seal: pinned }))).code).toBe("UNSUPPORTED");
  });

  test("T4: pinned bytes of another make have no id that a pin could match", async () => {
    const engine = readFileSync(join(BUILD, "engine.wasm"));
    const seal = { fingerprint: SEAL.sha256 };
    const decoder = await createDecoder({ wasm: engine, seal });
    expect(decoder.info()).toMatchObject({ engine_id: "unknown", fingerprint: SEAL.sha256, sealed: true });
    for (const engineId of ["unknown", SEAL.engine_id]) {
      const refused = createDecoder({ wasm: engine, seal: { ...seal, engineId } });
      expect((await failure(refused)).code).toBe("SEAL_MISMATCH");
    }
  });

  test("T2: what was hashed is what runs, whenever the caller's bytes change meanwhile", async () => {
    const packed = await compress(text(1000));
    for (let turns = 0; turns < 12; turns++) {
      const mine = ARTIFACT.slice();
      const loading = createDecoder({ wasm: mine }).catch((error: H4Error) => error.code);
      for (let i = 0; i < turns; i++)
        await new Promise((resolve) => (i % 3 === 2 ? setImmediate(resolve) : resolve(0)));
      mine.fill(0);
      const loaded = await loading;
      if (typeof loaded === "string") expect(loaded).toBe("SEAL_ALTERED");
      else expectBytes(loaded.decompress(packed), text(1000));
    }
  });

  test("a failure is not remembered, options that are unknown are refused", async () => {
    await failure(createDecoder({ seal: { fingerprint: OTHER } }));
    expect((await createDecoder()).info().verified).toBe(true);
    await expect(createDecoder({ sael: {} } as never)).rejects.toThrow('unknown option "sael"');
    await expect(createDecoder({ seal: { fp: OTHER } as never })).rejects.toThrow('unknown option "fp"');
    await expect(createDecoder({ wasm: "decoder.wasm" as never })).rejects.toThrow(TypeError);
  });
});

describe("decompress", () => {
  const plain = mixed(3_000_000);

  test("at once, in steps, and with a decoder of the caller's own", async () => {
    const packed = await compress(plain);
    const steps: { read: number; written: number; total?: number }[] = [];
    const options = { signal: new AbortController().signal, onProgress: (step: (typeof steps)[0]) => steps.push(step) };
    expectBytes(await decompress(packed), plain);
    expectBytes(await decompress(packed, options), plain);
    expectBytes(await decompress(packed.buffer, {}, createDecoder({ seal: { fingerprint: FINGERPRINT } })), plain);
    expect(steps.length).toBeGreaterThan(3);
    expect(steps.at(-1)).toEqual({ read: packed.length, written: plain.length, total: packed.length });
  });

  test("the output owns all of its memory, also where the frame does not say how long it is", async () => {
    const h4 = await createEngine();
    const session = h4.compressor();
    const unsized = Buffer.concat([...session.push(plain), ...session.end()]);
    for (const packed of [unsized, h4.compress(plain), h4.compress(text(10)), h4.compress(new Uint8Array(0))]) {
      const output = (await createDecoder()).decompress(packed);
      expect([output.byteOffset, output.buffer.byteLength]).toEqual([0, output.length]);
      expectBytes(output, h4.decompress(packed));
    }
  });

  test("several frames, each with the dictionary that it names, and one that nobody has", async () => {
    const h4 = await createEngine();
    const [first, second] = [trainedDictionary(16_384), trainedDictionary(4096)];
    const frames = [first, second].map((dictionary) => h4.compress(text(5000), { dictionary }));
    const both = Buffer.concat(frames);
    const decoder = await createDecoder();
    expectBytes(decoder.decompress(both, { dictionary: [first, second] }), Buffer.concat([text(5000), text(5000)]));
    const expected = await failure((async () => h4.decompress(both, { dictionary: first }))());
    const found = await failure((async () => decoder.decompress(both, { dictionary: first }))());
    expect([found.code, found.got, found.offset]).toEqual([expected.code, expected.got, expected.offset]);
  });

  test("an abort ends it with the reason, and the decoder goes on", async () => {
    const packed = await compress(plain);
    const reason = new Error("enough");
    const controller = new AbortController();
    const onProgress = () => controller.abort(reason);
    await expect(decompress(packed, { signal: controller.signal, onProgress })).rejects.toBe(reason);
    await expect(decompress(packed, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expectBytes(await decompress(packed), plain);
  });

  test.each([
    ["no bytes", () => decompress("text" as never)],
    ["an unknown option", () => decompress(plain, { level: 3 } as never)],
    ["a negative limit", () => decompress(plain, { maxOutput: -1 })],
    ["a window that is too large", () => decompress(plain, { windowLogMax: 31 })],
    ["a signal that is none", () => decompress(plain, { signal: {} as never })],
    ["a dictionary that is no bytes", () => decompress(plain, { dictionary: ["text"] as never })],
  ])("a caller's mistake is a TypeError or a RangeError: %s", async (_, call) => {
    const error: unknown = await call().catch((reason: unknown) => reason);
    expect([TypeError, RangeError]).toContain((error as Error).constructor);
  });
});
