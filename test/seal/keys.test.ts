/** Keys: what OpenSSL and the RFC write is read, what is written they read, and anything else is refused by name. */
import { execFileSync } from "node:child_process";
import { generateKeyPairSync, sign as nodeSign, verify as nodeVerify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { H4Error } from "../../src/index.js";
import * as inNode from "../../src/platform/crypto-node.js";
import * as inBrowsers from "../../src/platform/crypto-web.js";
import { generateKey, parsePrivateKey, parsePublicKey } from "../../src/seal.js";
import { findTool } from "../support/hand-tools.js";

/** RFC 8410 §10.1 and §10.3 */
const RFC_PUBLIC = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
`;
const RFC_PRIVATE = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
`;
/** The same key in version 2, with an attribute and the public key. RFC 8410 §10.3 */
const RFC_VERSION_2 = `-----BEGIN PRIVATE KEY-----
MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
Z9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PRIVATE KEY-----
`;

/** RFC 8032 §7.1: secret key, public key, message, signature. */
const RFC_8032 = [
  [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
] as const;

const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (digits: string) => new Uint8Array(Buffer.from(digits, "hex"));

async function refusal(promise: Promise<unknown>): Promise<H4Error> {
  const error = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(H4Error);
  return error as H4Error;
}

describe.each(Object.entries({ inNode, inBrowsers }))("Ed25519 %s", (_, ed25519) => {
  test.each(RFC_8032)("signs and verifies as RFC 8032 has it: %s", async (secret, key, message, signature) => {
    const pkcs8 = hex(`302e020100300506032b657004220420${secret}`);
    const spki = hex(`302a300506032b6570032100${key}`);
    expect(await ed25519.publicKeyOf(pkcs8)).toEqual(spki);
    expect(await ed25519.sign(pkcs8, hex(message))).toEqual(hex(signature));
    expect(await ed25519.verify(spki, hex(message), hex(signature))).toBe(true);
    expect(await ed25519.verify(spki, hex(`${message}00`), hex(signature))).toBe(false);
  });

  test("refuses the second signature that adding the order of the group to S would give", async () => {
    const [, key, message, signature] = RFC_8032[0];
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${Buffer.from(signature.slice(64), "hex").reverse().toString("hex")}`) + order;
    const other = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse().toString("hex");
    const spki = hex(`302a300506032b6570032100${key}`);
    expect(await ed25519.verify(spki, hex(message), hex(signature.slice(0, 64) + other))).toBe(false);
  });

  test("makes keys that the other one takes", async () => {
    const other = ed25519 === inNode ? inBrowsers : inNode;
    const pkcs8 = await ed25519.generateKey();
    const spki = await other.publicKeyOf(pkcs8);
    expect(await ed25519.publicKeyOf(pkcs8)).toEqual(spki);
    expect(await other.verify(spki, bytes("m"), await ed25519.sign(pkcs8, bytes("m")))).toBe(true);
  });
});

describe("PEM", () => {
  test("the example of RFC 8410 is read and written as it is", async () => {
    const key = await parsePrivateKey(RFC_PRIVATE);
    expect(key.toPem()).toBe(RFC_PRIVATE);
    expect(key.publicKey.toPem()).toBe(RFC_PUBLIC);
    expect((await parsePublicKey(RFC_PUBLIC)).keyId).toBe(key.publicKey.keyId);
  });

  test("the keyid is the SHA-256 of the DER, as openssl and sha256sum have it", async () => {
    const der = execFileSync(findTool("openssl"), ["pkey", "-pubin", "-outform", "DER"], { input: RFC_PUBLIC });
    const sum = execFileSync("sha256sum", { input: der, encoding: "utf8" }).slice(0, 64);
    expect((await parsePublicKey(RFC_PUBLIC)).keyId).toBe(sum);
  });

  test("keys of openssl are read, ours are read by openssl and by Node", async () => {
    const made = execFileSync(findTool("openssl"), ["genpkey", "-algorithm", "ed25519"], { encoding: "utf8" });
    const theirs = await parsePrivateKey(made);
    expect(theirs.toPem()).toBe(made);
    const ours = await generateKey();
    const half = execFileSync(findTool("openssl"), ["pkey", "-pubout"], { input: ours.toPem(), encoding: "utf8" });
    expect(ours.publicKey.toPem()).toBe(half);
    const signature = await ours.sign(bytes("message"));
    expect(nodeVerify(null, bytes("message"), half, signature)).toBe(true);
    expect(await theirs.publicKey.verify(bytes("m"), nodeSign(null, bytes("m"), made))).toBe(true);
  });

  test("line ends of Windows, blanks around, and lines of another length are no matter", async () => {
    const { keyId } = await parsePublicKey(RFC_PUBLIC);
    const variants = [
      RFC_PUBLIC.replaceAll("\n", "\r\n"),
      `\n \t${RFC_PUBLIC}\n\n`,
      RFC_PUBLIC.trim(),
      RFC_PUBLIC.replace("MCow", "MC\now"),
    ];
    for (const pem of variants) expect((await parsePublicKey(pem)).keyId).toBe(keyId);
  });

  test.each([
    ["nothing", ""],
    ["no PEM", "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC"],
    ["two blocks", RFC_PRIVATE + RFC_PRIVATE],
    ["the public half beside it", RFC_PRIVATE + RFC_PUBLIC],
    ["the public half", RFC_PUBLIC],
    ["words before the block", `key:\n${RFC_PRIVATE}`],
    ["words behind the block", `${RFC_PRIVATE}.`],
    ["labels that differ", RFC_PRIVATE.replace("END PRIVATE", "END PUBLIC")],
    ["no end", RFC_PRIVATE.slice(0, 90)],
    ["a character that is not base64", RFC_PRIVATE.replace("MC4C", "MC4-")],
    ["blanks within a line", RFC_PRIVATE.replace("MC4C", "MC 4C")],
    ["stray bits", RFC_PUBLIC.replace("ZuE=", "ZuF=").replaceAll("PUBLIC", "PRIVATE")],
    ["a byte less", RFC_PRIVATE.replace("dVhC", "dVg=")],
    ["a byte more", RFC_PRIVATE.replace("dVhC", "dVhCAA==")],
    ["version 2", RFC_VERSION_2],
    ["too long a text", `${RFC_PRIVATE}${"\n".repeat(20_000)}`],
  ])("%s is KEY_MALFORMED, and no part of it is quoted", async (_, pem) => {
    const error = await refusal(parsePrivateKey(pem));
    expect(error.code).toBe("KEY_MALFORMED");
    expect(`${error.message}${error.got}${error.limit}`).not.toMatch(/NTuct|d4ee72/);
  });

  test("the private half where the public one belongs is KEY_MALFORMED", async () => {
    expect(await refusal(parsePublicKey(RFC_PRIVATE))).toMatchObject({
      code: "KEY_MALFORMED",
      got: "PRIVATE KEY",
      limit: "PUBLIC KEY",
    });
  });

  test("a public key for which everybody can sign is KEY_MALFORMED", async () => {
    const identity = hex(`302a300506032b6570032100${"01".padEnd(64, "0")}`);
    // [S]B = R + [k]A holds for S = 0, R = A = the neutral element, whatever the message: Node takes it.
    const forged = hex("01".padEnd(128, "0"));
    expect(await inNode.verify(identity, bytes("any message"), forged)).toBe(true);
    const spellings = ["01", `${"01".padEnd(62, "0")}80`, "00", "ee".padEnd(62, "f").concat("7f")];
    for (const digits of spellings) {
      const der = Buffer.from(`302a300506032b6570032100${digits.padEnd(64, "0")}`, "hex").toString("base64");
      const pem = `-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----\n`;
      expect((await refusal(parsePublicKey(pem))).message).toContain("small order");
    }
  });

  test("other algorithms and encrypted keys are KEY_UNSUPPORTED", async () => {
    const pkcs8 = { type: "pkcs8", format: "pem" } as const;
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const curve = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const encrypted = { ...pkcs8, cipher: "aes-256-cbc", passphrase: "secret" };
    const privateKeys = [
      rsa.privateKey.export(pkcs8),
      rsa.privateKey.export({ type: "pkcs1", format: "pem" }),
      curve.privateKey.export(pkcs8),
      curve.privateKey.export({ type: "sec1", format: "pem" }),
      generateKeyPairSync("x25519").privateKey.export(pkcs8),
      generateKeyPairSync("ed448").privateKey.export(pkcs8),
      generateKeyPairSync("ed25519").privateKey.export(encrypted),
    ];
    for (const pem of privateKeys) {
      expect((await refusal(parsePrivateKey(pem as string))).code).toBe("KEY_UNSUPPORTED");
    }
    for (const { publicKey } of [rsa, curve, generateKeyPairSync("x25519")]) {
      const pem = publicKey.export({ type: "spki", format: "pem" }) as string;
      expect((await refusal(parsePublicKey(pem))).code).toBe("KEY_UNSUPPORTED");
    }
  });

  test("what is no text is a TypeError", async () => {
    await expect(parsePrivateKey(bytes(RFC_PRIVATE) as never)).rejects.toThrow(TypeError);
    await expect(parsePublicKey(undefined as never)).rejects.toThrow(TypeError);
  });
});

test("a private key does not show itself", async () => {
  const key = await parsePrivateKey(RFC_PRIVATE);
  expect(JSON.stringify(key)).not.toMatch(/NTuct|212,238/);
  expect(Object.keys(key)).toEqual(["publicKey"]);
});

test("a signature of another length is none", async () => {
  const { publicKey } = await parsePrivateKey(RFC_PRIVATE);
  for (const length of [0, 63, 65]) expect(await publicKey.verify(bytes("m"), new Uint8Array(length))).toBe(false);
});
