/** What createEngine lets run: the artifact whose digest is built in or pinned, and nothing else. T1 to T7, S51, S52, S70 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { createEngine } from "../../src/index.js";
import { failure } from "../support/failure.js";
import { serve } from "../support/static-server.js";

const BUILD = join(import.meta.dirname, "../../build");
const ARTIFACT = new Uint8Array(readFileSync(join(BUILD, "engine.wasm")));
const { engine_id: ID, sha256: FINGERPRINT } = JSON.parse(readFileSync(join(BUILD, "seal.json"), "utf8"));
const OTHER = "0123456789abcdef".repeat(4);

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe("info", () => {
  const verified = {
    engine: "reference",
    engine_id: ID,
    fingerprint: FINGERPRINT,
    deterministic: true,
    identity_safe: true,
    verified: true,
    seal_scope: "bytes",
  };

  test("S70: without pins the engine is verified, and not sealed", async () => {
    expect((await createEngine()).info()).toEqual({ ...verified, sealed: false, seal_level: "none" });
    expect((await createEngine({ seal: {} })).info()).toEqual({ ...verified, sealed: false, seal_level: "none" });
  });

  test("S70: a pinned id alone does not seal", async () => {
    const h4 = await createEngine({ seal: { engineId: ID } });
    expect(h4.info()).toEqual({ ...verified, sealed: false, seal_level: "id" });
  });

  test.each([
    ["alone", { fingerprint: FINGERPRINT }],
    ["with the id", { engineId: ID, fingerprint: FINGERPRINT }],
    ["in upper case", { fingerprint: FINGERPRINT.toUpperCase() }],
    ["S14: with blanks and a newline around", { engineId: ` ${ID}\n`, fingerprint: `\t${FINGERPRINT} \n` }],
  ])("S70: a pinned fingerprint that matches seals: %s", async (_, seal) => {
    expect((await createEngine({ seal })).info()).toEqual({ ...verified, sealed: true, seal_level: "fingerprint" });
  });

  test("is the caller's to change", async () => {
    const h4 = await createEngine();
    h4.info().fingerprint = OTHER;
    expect(h4.info().fingerprint).toBe(FINGERPRINT);
  });
});

describe("pins that do not match", () => {
  test("S52: a wrong fingerprint is SEAL_ALTERED, in the guide's words", async () => {
    const error = await failure(createEngine({ seal: { fingerprint: OTHER } }));
    expect(error).toMatchObject({ code: "SEAL_ALTERED", got: FINGERPRINT, limit: OTHER });
    expect(error.message).toBe(`🔐 COMPRESSION CORE ALTERED:\n  Expected: ${OTHER}\n  Found:    ${FINGERPRINT}`);
  });

  test("S51: a wrong id is SEAL_MISMATCH, in the guide's words", async () => {
    const error = await failure(createEngine({ seal: { engineId: "h4core-geo-v1.2.3" } }));
    expect(error).toMatchObject({ code: "SEAL_MISMATCH", got: ID, limit: "h4core-geo-v1.2.3" });
    expect(error.message).toBe(`🔐 COMPRESSION CORE MISMATCH:\n  Expected: h4core-geo-v1.2.3\n  Found:    ${ID}`);
  });

  test("T3: the fingerprint decides before the id is looked at", async () => {
    const error = await failure(createEngine({ seal: { engineId: "wrong", fingerprint: OTHER } }));
    expect(error.code).toBe("SEAL_ALTERED");
  });

  test("a right id does not make up for a wrong fingerprint", async () => {
    expect((await failure(createEngine({ seal: { engineId: ID, fingerprint: OTHER } }))).code).toBe("SEAL_ALTERED");
  });
});

describe("S14, T26: malformed pins are SEAL_CONFIG, never ignored", () => {
  const digits = FINGERPRINT as string;
  test.each<[string, object]>([
    ["62 digits, as in the guide", { fingerprint: digits.slice(0, 62) }],
    ["65 digits", { fingerprint: `${digits}0` }],
    ["a digit that is none", { fingerprint: `${digits.slice(0, 63)}g` }],
    ["an abbreviation", { fingerprint: "a7c4b1d9..." }],
    ["a prefix", { fingerprint: `sha256:${digits}` }],
    ["a blank within", { fingerprint: `${digits.slice(0, 32)} ${digits.slice(32)}` }],
    ["full-width digits", { fingerprint: digits.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d))) }],
    ["an empty fingerprint", { fingerprint: "" }],
    ["a fingerprint that is undefined", { fingerprint: undefined }],
    ["a fingerprint that is null", { fingerprint: null }],
    ["a fingerprint of bytes", { fingerprint: new Uint8Array(32) }],
    ["an empty id", { engineId: "" }],
    ["an id that is undefined", { engineId: undefined }],
    ["an id with a newline within", { engineId: "h4\nref" }],
    ["an id of 129 characters", { engineId: "a".repeat(129) }],
  ])("%s", async (_, seal) => {
    const error = await failure(createEngine({ seal: seal as never }));
    expect(error.code).toBe("SEAL_CONFIG");
    expect(error.message).toContain(`seal.${Object.keys(seal)[0]}`);
  });

  test("a pin whose name is misspelt is a TypeError", async () => {
    await expect(createEngine({ seal: { fingerPrint: FINGERPRINT } as never })).rejects.toThrow(TypeError);
    await expect(createEngine({ seal: FINGERPRINT as never })).rejects.toThrow(TypeError);
    await expect(createEngine({ seal: null as never })).rejects.toThrow(TypeError);
  });
});

describe("the caller's own copy of the artifact", () => {
  test("runs when it is the built-in one", async () => {
    const h4 = await createEngine({ wasm: ARTIFACT });
    expect(h4.info()).toMatchObject({ fingerprint: FINGERPRINT, verified: true, sealed: false });
    expect(h4.decompress(h4.compress(ARTIFACT))).toEqual(ARTIFACT);
  });

  test("one flipped bit anywhere is SEAL_ALTERED", async () => {
    const edges = [...Array(16).keys()].flatMap((i) => [i, ARTIFACT.length - 1 - i]);
    const spread = Array.from({ length: 400 }, (_, i) => Math.floor((i * ARTIFACT.length) / 400));
    for (const [i, offset] of [...edges, ...spread].entries()) {
      const altered = ARTIFACT.slice();
      altered[offset]! ^= 1 << (i % 8);
      const error = await failure(createEngine({ wasm: altered }));
      expect(error, `byte ${offset}`).toMatchObject({ code: "SEAL_ALTERED", got: digest(altered), limit: FINGERPRINT });
    }
  });

  test.each([
    ["empty", ARTIFACT.subarray(0, 0)],
    ["the header alone", ARTIFACT.subarray(0, 8)],
    ["its first half", ARTIFACT.subarray(0, ARTIFACT.length >> 1)],
    ["without its last byte", ARTIFACT.subarray(0, -1)],
    ["without its first byte", ARTIFACT.subarray(1)],
    ["with a byte more", new Uint8Array([...ARTIFACT, 0])],
    ["twice", new Uint8Array([...ARTIFACT, ...ARTIFACT])],
  ])("%s is SEAL_ALTERED", async (_, wasm) => {
    expect((await failure(createEngine({ wasm }))).code).toBe("SEAL_ALTERED");
  });

  test("a right pin does not let altered bytes pass", async () => {
    const altered = ARTIFACT.with(100, ARTIFACT[100]! ^ 1);
    const error = await failure(createEngine({ wasm: altered, seal: { fingerprint: FINGERPRINT } }));
    expect(error).toMatchObject({ code: "SEAL_ALTERED", got: digest(altered), limit: FINGERPRINT });
  });

  test("other bytes pass only under their own pin, and only as what they are", async () => {
    const other = withCustomSection(ARTIFACT);
    expect((await failure(createEngine({ wasm: other }))).code).toBe("SEAL_ALTERED");
    const h4 = await createEngine({ wasm: other, seal: { fingerprint: digest(other) } });
    expect(h4.info()).toMatchObject({
      engine_id: "unknown",
      fingerprint: digest(other),
      sealed: true,
      seal_level: "fingerprint",
    });
  });

  test("an artifact whose id cannot be known does not match a pinned id", async () => {
    const other = withCustomSection(ARTIFACT);
    const seal = { engineId: ID, fingerprint: digest(other) };
    expect(await failure(createEngine({ wasm: other, seal }))).toMatchObject({ code: "SEAL_MISMATCH", got: "unknown" });
  });

  test("T2: bytes changed after the call are not what runs", async () => {
    const mine = ARTIFACT.slice();
    const pending = createEngine({ wasm: mine });
    mine.fill(0);
    const h4 = await pending;
    expect(h4.info().fingerprint).toBe(FINGERPRINT);
    expect(h4.decompress(h4.compress(ARTIFACT))).toEqual(ARTIFACT);
  });

  test("T2: bytes repaired after the call are refused all the same", async () => {
    const mine = ARTIFACT.with(1000, ARTIFACT[1000]! ^ 1);
    const pending = createEngine({ wasm: mine });
    mine.set(ARTIFACT);
    expect((await failure(pending)).code).toBe("SEAL_ALTERED");
  });

  test("may be a part of a buffer, an ArrayBuffer, a DataView, or in shared memory", async () => {
    const padded = new Uint8Array(ARTIFACT.length + 20);
    padded.set(ARTIFACT, 7);
    const shared = new Uint8Array(new SharedArrayBuffer(ARTIFACT.length));
    shared.set(ARTIFACT);
    const part = [padded.buffer, 7, ARTIFACT.length] as const;
    for (const wasm of [new Uint8Array(...part), new DataView(...part), ARTIFACT.buffer, shared]) {
      expect((await createEngine({ wasm })).info().verified).toBe(true);
    }
  });

  test.each<[string, unknown]>([
    ["a string", "engine.wasm"],
    ["a number", 1],
    ["null", null],
    ["a module without bytes", { module: new WebAssembly.Module(ARTIFACT) }],
    ["a module that is none", { module: {}, bytes: ARTIFACT }],
    ["an unknown key beside the module", { module: new WebAssembly.Module(ARTIFACT), bytes: ARTIFACT, sha: "" }],
    ["a module alone", new WebAssembly.Module(ARTIFACT)],
  ])("%s is a TypeError", async (_, wasm) => {
    await expect(createEngine({ wasm: wasm as never })).rejects.toThrow(TypeError);
  });
});

describe("where the artifact may come from", () => {
  test("a module with its bytes: the bytes are what is hashed and run", async () => {
    const other = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    const h4 = await createEngine({ wasm: { module: other, bytes: ARTIFACT } });
    expect(h4.decompress(h4.compress(ARTIFACT))).toEqual(ARTIFACT);
    const module = new WebAssembly.Module(ARTIFACT);
    const altered = ARTIFACT.with(9, ARTIFACT[9]! ^ 1);
    expect((await failure(createEngine({ wasm: { module, bytes: altered } }))).code).toBe("SEAL_ALTERED");
  });

  test("a Response, whatever its chunks", async () => {
    const stream = new ReadableStream({
      start(controller) {
        for (let at = 0; at < ARTIFACT.length; at += 1000) controller.enqueue(ARTIFACT.slice(at, at + 1000));
        controller.close();
      },
    });
    const h4 = await createEngine({ wasm: new Response(stream), seal: { fingerprint: FINGERPRINT } });
    expect(h4.info().sealed).toBe(true);
  });

  test("a file URL; one that is not there is CORE_NOT_FOUND, one that cannot be read CORE_UNREADABLE", async () => {
    expect((await createEngine({ wasm: pathToFileURL(join(BUILD, "engine.wasm")) })).info().verified).toBe(true);
    const absent = await failure(createEngine({ wasm: pathToFileURL(join(BUILD, "absent.wasm")) }));
    expect(absent.code).toBe("CORE_NOT_FOUND");
    expect(absent.message).toMatch(/^Compression core not found: .*absent\.wasm$/);
    expect((await failure(createEngine({ wasm: pathToFileURL(BUILD) }))).code).toBe("CORE_UNREADABLE");
  });

  test("an HTTP URL; 404 is CORE_NOT_FOUND, an altered file SEAL_ALTERED", async () => {
    const server = await serve(BUILD, { "/altered.wasm": "not an engine" });
    try {
      const at = (path: string) => createEngine({ wasm: new URL(path, server.origin) });
      expect((await at("/engine.wasm")).info().verified).toBe(true);
      expect(await failure(at("/absent.wasm"))).toMatchObject({ code: "CORE_NOT_FOUND", got: 404 });
      expect((await failure(at("/altered.wasm"))).code).toBe("SEAL_ALTERED");
    } finally {
      await server.close();
    }
  });

  test("a host that does not answer is CORE_UNREADABLE, with the cause", async () => {
    const server = await serve(BUILD);
    await server.close();
    const error = await failure(createEngine({ wasm: new URL("/engine.wasm", server.origin) }));
    expect(error.code).toBe("CORE_UNREADABLE");
    expect(error.cause).toBeInstanceOf(Error);
  });

  test("an endless response is given up, not gathered", async () => {
    let pulled = 0;
    let cancelled = false;
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(1 << 20));
        pulled++;
      },
      cancel() {
        cancelled = true;
      },
    });
    expect((await failure(createEngine({ wasm: new Response(endless) }))).code).toBe("CORE_UNREADABLE");
    expect(pulled).toBeLessThan(10);
    expect(cancelled).toBe(true);
  });

  test("progress of what is read is told, and an abort ends it", async () => {
    const progress: { read: number; written: number }[] = [];
    await createEngine({ wasm: new Response(ARTIFACT), onProgress: (now) => progress.push(now) });
    expect(progress.at(-1)).toEqual({ read: ARTIFACT.length, written: 0 });
    const hanging = new ReadableStream({ pull: () => new Promise(() => undefined) });
    const reason = new Error("enough");
    const controller = new AbortController();
    const pending = createEngine({ wasm: new Response(hanging), signal: controller.signal });
    setTimeout(() => controller.abort(reason), 10);
    await expect(pending).rejects.toBe(reason);
    await expect(createEngine({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

/** The artifact with an empty custom section at its end: the same engine, other bytes. */
function withCustomSection(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array([...bytes, 0, 2, 1, 0x78]);
}
