/** Envelopes: what is signed is type and payload, nothing is let out unverified, and every other reading is refused. */
import { execFileSync } from "node:child_process";
import { verify as nodeVerify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { H4Error } from "../../src/index.js";
import {
  type Envelope,
  type EnvelopeRefusals,
  openEnvelope,
  preAuthEncoding,
  signEnvelope,
} from "../../src/seal/dsse.js";
import { generateKey, type PrivateKey } from "../../src/seal.js";
import { findTool } from "../support/hand-tools.js";

const TYPE = "application/vnd.in-toto+json";
const PAYLOAD = new TextEncoder().encode('{"statement":"é"}');
const LIMIT = 4096;
const REFUSALS: EnvelopeRefusals = {
  what: "the envelope",
  tooLarge: "ATTESTATION_TOO_LARGE",
  malformed: "ATTESTATION_MALFORMED",
  payloadType: "ATTESTATION_PAYLOAD_TYPE",
  unknownKey: "ATTESTATION_KEY_UNKNOWN",
  signature: "ATTESTATION_SIGNATURE",
};

let key: PrivateKey;
let other: PrivateKey;
let envelope: Envelope;
beforeAll(async () => {
  [key, other] = [await generateKey(), await generateKey()];
  envelope = await signEnvelope(TYPE, PAYLOAD, key);
});

const bytesOf = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

function open(value: unknown, { payloadType = TYPE, publicKeys = [key.publicKey] } = {}) {
  const bytes = value instanceof Uint8Array ? value : bytesOf(value);
  return openEnvelope(bytes, LIMIT, { payloadType, publicKeys, refusals: REFUSALS });
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(H4Error);
  return (error as H4Error).code;
}

test("the pre-authentication encoding is that of the protocol's own example", () => {
  const message = preAuthEncoding("http://example.com/HelloWorld", bytesOf("hello world"));
  expect(new TextDecoder().decode(message)).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
});

test("lengths count bytes, not characters", () => {
  expect(new TextDecoder().decode(preAuthEncoding("é", bytesOf("🔐")))).toBe("DSSEv1 2 é 4 🔐");
});

test("gives the payload as it was signed, and the key that signed it", async () => {
  const { payload, publicKey } = await open(envelope, { publicKeys: [other.publicKey, key.publicKey] });
  expect(payload).toEqual(PAYLOAD);
  expect(publicKey).toBe(key.publicKey);
  expect(envelope.signatures[0].keyid).toBe(key.publicKey.keyId);
});

test("an empty payload can be signed", async () => {
  expect((await open(await signEnvelope(TYPE, new Uint8Array(0), key))).payload).toEqual(new Uint8Array(0));
});

test("openssl and Node verify the signature over the encoding", () => {
  const signature = Buffer.from(envelope.signatures[0].sig, "base64");
  const message = preAuthEncoding(TYPE, PAYLOAD);
  expect(nodeVerify(null, message, key.publicKey.toPem(), signature)).toBe(true);
  const folder = mkdtempSync(join(tmpdir(), "harmony4-dsse-"));
  try {
    writeFileSync(join(folder, "key.pem"), key.publicKey.toPem());
    writeFileSync(join(folder, "message"), message);
    writeFileSync(join(folder, "signature"), signature);
    const args = [
      "pkeyutl",
      "-verify",
      "-pubin",
      "-inkey",
      "key.pem",
      "-rawin",
      "-in",
      "message",
      "-sigfile",
      "signature",
    ];
    expect(execFileSync(findTool("openssl"), args, { cwd: folder, encoding: "utf8" })).toContain(
      "Signature Verified Successfully",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a signer that gives no signature of its own lets nothing out", async () => {
  const broken = { publicKey: key.publicKey, sign: () => Promise.resolve(new Uint8Array(64)) };
  await expect(signEnvelope(TYPE, PAYLOAD, broken)).rejects.toThrow("own public key");
  const foreign = { publicKey: key.publicKey, sign: (message: Uint8Array<ArrayBuffer>) => other.sign(message) };
  await expect(signEnvelope(TYPE, PAYLOAD, foreign)).rejects.toThrow("own public key");
});

describe("is refused", () => {
  const [signature] = [() => envelope.signatures[0]];
  const swapped = (change: object) => ({ ...envelope, ...change });
  const resigned = (change: object) => swapped({ signatures: [{ ...signature(), ...change }] });

  test("by another key: the keyid is none of the given ones", async () => {
    expect(await codeOf(open(envelope, { publicKeys: [other.publicKey] }))).toBe("ATTESTATION_KEY_UNKNOWN");
    expect(await codeOf(open(envelope, { publicKeys: [] }))).toBe("ATTESTATION_KEY_UNKNOWN");
  });

  test("by another key that says it is this one", async () => {
    const foreign = await signEnvelope(TYPE, PAYLOAD, other);
    const claim = { ...foreign, signatures: [{ ...foreign.signatures[0], keyid: key.publicKey.keyId }] };
    expect(await codeOf(open(claim))).toBe("ATTESTATION_SIGNATURE");
  });

  test("under another payload type than it was signed for, before the signature is looked at", async () => {
    expect(await codeOf(open(envelope, { payloadType: "text/plain" }))).toBe("ATTESTATION_PAYLOAD_TYPE");
    expect(await codeOf(open(swapped({ payloadType: "text/plain" })))).toBe("ATTESTATION_PAYLOAD_TYPE");
    const text = await signEnvelope("text/plain", PAYLOAD, key);
    expect(await codeOf(open({ ...text, payloadType: TYPE }))).toBe("ATTESTATION_SIGNATURE");
  });

  test("with another payload, or another encoding of the same JSON", async () => {
    for (const text of [
      '{"statement":"e"}',
      '{ "statement":"é"}',
      '{"statement":"\\u00e9"}',
      '{"statement":"é"}\n',
      "",
    ]) {
      const payload = Buffer.from(text).toString("base64");
      expect(await codeOf(open(swapped({ payload }))), text).toBe("ATTESTATION_SIGNATURE");
    }
  });

  test.each<[string, () => unknown]>([
    ["no JSON", () => "envelope"],
    ["an array", () => [envelope]],
    ["a field more", () => swapped({ extra: 1 })],
    ["a field less", () => ({ payloadType: TYPE, signatures: [signature()] })],
    ["a duplicate key", () => JSON.stringify(envelope).replace("{", '{"payload":"",')],
    ["a payload that is no text", () => swapped({ payload: [] })],
    ["a payload type that is no text", () => swapped({ payloadType: 1 })],
    ["no signature", () => swapped({ signatures: [] })],
    ["two signatures", () => swapped({ signatures: [signature(), signature()] })],
    ["signatures that are no list", () => swapped({ signatures: signature() })],
    ["a signature that is text", () => swapped({ signatures: [signature().sig] })],
    ["a signature with a field more", () => resigned({ cert: "" })],
    ["a keyid that is no text", () => resigned({ keyid: null })],
    ["base64 without padding", () => resigned({ sig: signature().sig.replace(/=+$/, "") })],
    ["base64 for URLs", () => swapped({ payload: "-_-_" })],
    ["base64 with a blank", () => swapped({ payload: `${envelope.payload} ` })],
    [
      "base64 with a newline",
      () => swapped({ payload: `${envelope.payload.slice(0, 4)}\n${envelope.payload.slice(4)}` }),
    ],
    ["base64 with stray bits", () => resigned({ sig: signature().sig.replace(/.==$/, "B==") })],
    ["padding in the middle", () => swapped({ payload: "AA==AAAA" })],
  ])("as malformed: %s", async (_, make) => {
    expect(await codeOf(open(make()))).toBe("ATTESTATION_MALFORMED");
  });

  test("over the limit, before it is read", async () => {
    const large = new Uint8Array(LIMIT + 1);
    expect(await codeOf(open(large))).toBe("ATTESTATION_TOO_LARGE");
  });

  test("cut short anywhere", async () => {
    const whole = bytesOf(envelope);
    for (let length = 0; length < whole.length; length++) {
      expect(await codeOf(open(whole.subarray(0, length))), `${length} bytes`).toBe("ATTESTATION_MALFORMED");
    }
  });

  test("with any one bit flipped", async () => {
    const whole = bytesOf(envelope);
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const flipped = whole.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      await codeOf(open(flipped));
    }
  });
});
