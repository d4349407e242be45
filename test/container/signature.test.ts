/** Who stands behind a container: signatures in it and beside it, and every verdict with what it proves. T15, S47 */
import { createHash, verify as verifyWithOpenSsl } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { createSignature, H4mkReader, signContainer, verifyContainer, writeContainer } from "../../src/container.js";
import { createEngine } from "../../src/index.js";
import { generateKey, type PrivateKey, type PublicKey } from "../../src/seal.js";
import { expectBytes } from "../support/expect-bytes.js";
import { json } from "../support/generators.js";
import { chunk, gather, indexed, rootOf, runLengthChunks, withVeri } from "./containers.js";

const PLAIN = json(20_000);
let key: PrivateKey;
let other: PublicKey;
let unsigned: Uint8Array<ArrayBuffer>;
let signed: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  key = await generateKey();
  other = (await generateKey()).publicKey;
  unsigned = await gather(writeContainer(PLAIN, { blockSize: 4096 }));
  signed = await gather(writeContainer(PLAIN, { blockSize: 4096, signer: key }));
});

describe("a signature in the container", () => {
  test("is opened with its key and with no other", async () => {
    for (const strict of [false, true]) {
      const reader = await H4mkReader.open(signed, { key: [other, key.publicKey], strict });
      expect(reader.info).toMatchObject({ signed: true, authenticated: true });
      expectBytes(await reader.read(), PLAIN);
      const wrong = H4mkReader.open(signed, { key: other, strict });
      await expect(wrong).rejects.toMatchObject({ code: "CONTAINER_SIGNATURE" });
      const missing = H4mkReader.open(unsigned, { key: key.publicKey, strict });
      await expect(missing).rejects.toMatchObject({ code: "CONTAINER_UNSIGNED" });
    }
    expect((await H4mkReader.open(signed)).authenticated).toBe(false);
  });

  test("is a DSSE envelope over the root, which OpenSSL verifies", () => {
    const at = Buffer.from(signed).indexOf("sIGN");
    const length = Buffer.from(signed).readUInt32BE(at + 4);
    const envelope = JSON.parse(Buffer.from(signed.subarray(at + 12, at + 12 + length)).toString());
    const payload = Buffer.from(envelope.payload, "base64");
    expectBytes(payload, rootOf(signed));
    const type = "application/vnd.harmony4.h4mk-root";
    expect(envelope.payloadType).toBe(type);
    const message = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} 32 `), payload]);
    const signature = Buffer.from(envelope.signatures[0].sig, "base64");
    expect(verifyWithOpenSsl(null, message, key.publicKey.toPem(), signature)).toBe(true);
  });

  test("can be put into a container that exists: the bytes are those of one that was signed when written", async () => {
    expectBytes(await gather(signContainer(unsigned, key)), signed);
    expectBytes(await gather(signContainer(new Blob([signed]), key)), signed);
    const again = await gather(signContainer(signed, await generateKey()));
    expect((await verifyContainer(again)).ok).toBe(true);
    expect(rootOf(again)).toEqual(rootOf(unsigned));
  });

  test("leaves chunks that are not known where they are", async () => {
    const h4 = await createEngine();
    const blocks = [{ payload: h4.compress(PLAIN), plainLength: PLAIN.length }];
    const skipped = [chunk("noTE", Buffer.from("one")), chunk("abCD", Buffer.from("two"))];
    const bytes = indexed({ blocks, skipped });
    const result = await gather(signContainer(bytes, key));
    expect((await verifyContainer(result, { key: key.publicKey, decode: true })).ok).toBe(true);
    expect(result.length - bytes.length).toBe(
      12 + Buffer.from(result).readUInt32BE(Buffer.from(result).indexOf("sIGN") + 4),
    );
    const reader = await H4mkReader.open(result, { key: key.publicKey });
    expect(await reader.seek(0)).toBeUndefined();
    expectBytes(await reader.read(), PLAIN);
  });

  test("is not made for what is damaged, or has no root", async () => {
    const damaged = unsigned.slice();
    damaged[30]! ^= 1;
    const pieces = signContainer(damaged, key);
    await expect(pieces.next()).rejects.toMatchObject({ code: "CONTAINER_CRC" });
    await expect(createSignature(damaged, key)).rejects.toMatchObject({ code: "CONTAINER_CRC" });
    const version1 = withVeri(...runLengthChunks(Uint8Array.of(65, 1)));
    await expect(createSignature(version1, key)).rejects.toMatchObject({ code: "CONTAINER_UNINDEXED" });
    await expect(gather(signContainer(version1, key))).rejects.toMatchObject({ code: "CONTAINER_UNINDEXED" });
  });

  test("is void where the container changed after it was verified", async () => {
    let passes = 0;
    const source = {
      size: unsigned.length,
      read(offset: number, length: number) {
        const bytes = unsigned.slice(offset, offset + length);
        // Opened, verified, copied: the third look at the first byte sees another container.
        if (offset === 0 && ++passes === 3) bytes[30]! ^= 1;
        return Promise.resolve(bytes);
      },
    };
    const pieces = signContainer(source, key);
    await expect(gather(pieces)).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
  });
});

describe("a detached signature", () => {
  test("opens the container that it is of, and no other", async () => {
    const signature = await createSignature(unsigned, key);
    const options = { key: key.publicKey, signature };
    expect((await H4mkReader.open(unsigned, options)).authenticated).toBe(true);
    const { ok, signature: verdict } = await verifyContainer(unsigned, options);
    expect([ok, verdict.outcome]).toEqual([true, "passed"]);
    const another = await gather(writeContainer(PLAIN, { blockSize: 8192 }));
    await expect(H4mkReader.open(another, options)).rejects.toMatchObject({
      code: "CONTAINER_SIGNATURE",
      message: expect.stringContaining("another root"),
    });
    const cut = { key: key.publicKey, signature: signature.subarray(1) };
    await expect(H4mkReader.open(unsigned, cut)).rejects.toMatchObject({ code: "CONTAINER_SIGNATURE" });
  });
});

describe("S47: the verdicts", () => {
  test("of a container that nobody vouches for: VERI proves that nothing was damaged, META is anybody's word", async () => {
    const { engine_id, fingerprint } = (await createEngine()).info();
    const result = await verifyContainer(unsigned, { engineId: engine_id, fingerprint, sealed: false });
    expect(result.ok).toBe(true);
    expect(result.integrity.says).toMatch(/VERI has no key: .* not who wrote it/);
    expect(result.engineId.says).toContain("nothing but VERI stands behind META");
    for (const asked of ["root", "signature", "content"] as const) expect(result[asked].outcome).toBe("not asked");
  });

  test("of a signed one: the signer stands behind META", async () => {
    const { engine_id } = (await createEngine()).info();
    const result = await verifyContainer(signed, { key: key.publicKey, engineId: engine_id, decode: true });
    expect(result.ok).toBe(true);
    expect(result.signature.says).toContain(key.publicKey.keyId);
    expect(result.engineId.says).toContain("the signer of the root stands behind META");
    const trusted = await verifyContainer(signed, { root: rootOf(signed), engineId: engine_id });
    expect(trusted.engineId.says).toContain("the root that you trust stands behind META");
    expect(trusted.root.says).toContain("SEEK is not covered");
  });

  test("of pins that differ: each by itself", async () => {
    const pins = { engineId: "h4core-geo-v1.2.3", fingerprint: "0".repeat(64), sealed: true };
    const result = await verifyContainer(unsigned, pins);
    expect(result.ok).toBe(false);
    const outcomes = [result.integrity, result.engineId, result.fingerprint, result.sealed].map(
      ({ outcome }) => outcome,
    );
    expect(outcomes).toEqual(["passed", "failed", "failed", "failed"]);
    expect(result.engineId.error).toMatchObject({ code: "CONTAINER_AUDIT", limit: "h4core-geo-v1.2.3" });
    expect(result.sealed.error).toMatchObject({ code: "CONTAINER_AUDIT", got: "false", limit: "true" });
  });

  test("of a damaged one: nothing that rests on it is judged", async () => {
    const damaged = signed.slice();
    damaged[damaged.length - 1]! ^= 1;
    const result = await verifyContainer(damaged, {
      key: key.publicKey,
      root: rootOf(signed),
      engineId: "x",
      decode: true,
    });
    expect(result.ok).toBe(false);
    const { integrity, content, root, signature, engineId, fingerprint } = result;
    const outcomes = [integrity, content, root, signature, engineId, fingerprint].map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["failed", "unknown", "unknown", "unknown", "unknown", "not asked"]);
  });

  test("of one without an index: neither root nor signature", async () => {
    const version1 = withVeri(...runLengthChunks(Uint8Array.of(65, 1)));
    const result = await verifyContainer(version1, { root: rootOf(signed), key: key.publicKey });
    expect(result).toMatchObject({
      ok: false,
      integrity: { outcome: "passed" },
      root: { outcome: "failed", error: { code: "CONTAINER_UNINDEXED" } },
      signature: { outcome: "failed", error: { code: "CONTAINER_UNINDEXED" } },
    });
    const options = { root: createHash("sha256").digest("hex") };
    await expect(H4mkReader.open(version1, options)).rejects.toMatchObject({ code: "CONTAINER_UNINDEXED" });
  });

  test("an unset pin is refused, not left out", async () => {
    for (const name of ["engineId", "fingerprint"]) {
      await expect(verifyContainer(signed, { [name]: undefined })).rejects.toMatchObject({ code: "SEAL_CONFIG" });
    }
    for (const name of ["root", "key", "sealed"]) {
      await expect(verifyContainer(signed, { [name]: undefined })).rejects.toThrow(TypeError);
    }
  });
});
