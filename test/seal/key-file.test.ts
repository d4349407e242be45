/** HARMONY4_ATTEST_KEY: a private key is taken from a file that is its user's alone, and from no other. T13, T30 */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { attestationKeyFromEnvironment } from "../../src/node.js";
import { generateKey, H4Error, type PrivateKey } from "../../src/seal.js";

let folder: string;
let key: PrivateKey;
let file: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "harmony4-key-"));
  key = await generateKey();
  file = join(folder, "key.pem");
  writeFileSync(file, key.toPem(), { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

const read = (path: string) => attestationKeyFromEnvironment({ HARMONY4_ATTEST_KEY: path });

async function refusal(path: string): Promise<H4Error> {
  const error = await read(path).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(H4Error);
  expect((error as H4Error).message).not.toContain(key.toPem().split("\n")[1]!);
  return error as H4Error;
}

/** A file of this test. */
function written(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

test("unset, empty and blank mean that there is no key", async () => {
  for (const environment of [{}, { HARMONY4_ATTEST_KEY: "" }, { HARMONY4_ATTEST_KEY: " \n" }]) {
    expect(await attestationKeyFromEnvironment(environment)).toBe(undefined);
  }
});

test("without an argument it is the environment of the process", async () => {
  vi.stubEnv("HARMONY4_ATTEST_KEY", `${file}\n`);
  expect((await attestationKeyFromEnvironment())?.publicKey.keyId).toBe(key.publicKey.keyId);
  vi.unstubAllEnvs();
});

test.each([0o600, 0o400, 0o700])("mode %o is its user's alone", async (mode) => {
  expect((await read(written("own.pem", key.toPem(), mode)))?.publicKey.keyId).toBe(key.publicKey.keyId);
});

test.each([0o640, 0o604, 0o644, 0o620, 0o602, 0o610, 0o666])("mode %o is KEY_UNSAFE_FILE", async (mode) => {
  const error = await refusal(written("open.pem", key.toPem(), mode));
  expect(error).toMatchObject({ code: "KEY_UNSAFE_FILE", got: `0${mode.toString(8)}`, limit: "0600" });
});

test("a file of another user is KEY_UNSAFE_FILE, a file of root is not", async () => {
  const path = written("foreign.pem", key.toPem());
  if (process.getuid!() === 0) chownSync(path, 4711, 4711);
  else vi.spyOn(process, "getuid").mockReturnValue(process.getuid!() + 1);
  expect((await refusal(path)).code).toBe("KEY_UNSAFE_FILE");
});

describe("links", () => {
  test("are followed, as secrets of Kubernetes need it", async () => {
    symlinkSync("key.pem", join(folder, "link.pem"));
    expect(await read(join(folder, "link.pem"))).toBeDefined();
  });

  test("do not hide the mode of what they lead to", async () => {
    written("target.pem", key.toPem(), 0o644);
    symlinkSync("target.pem", join(folder, "hidden.pem"));
    expect((await refusal(join(folder, "hidden.pem"))).code).toBe("KEY_UNSAFE_FILE");
  });
});

test("a file that is not there, a folder, and a device have their codes", async () => {
  mkdirSync(join(folder, "folder"), { mode: 0o700 });
  expect(await refusal(join(folder, "absent.pem"))).toMatchObject({ code: "KEY_NOT_FOUND" });
  expect(await refusal(join(folder, "folder"))).toMatchObject({ code: "KEY_UNREADABLE" });
  expect(await refusal("/dev/zero")).toMatchObject({ code: "KEY_UNREADABLE" });
  const error = await refusal(join(file, "below-a-file"));
  expect(error.code).toBe("KEY_UNREADABLE");
  expect(error.cause).toMatchObject({ code: "ENOTDIR" });
});

test("an empty, a huge and a binary file are KEY_MALFORMED", async () => {
  for (const text of ["", key.toPem().padEnd(1 << 22), "\0\xff\x01"]) {
    expect((await refusal(written("odd.pem", text))).code).toBe("KEY_MALFORMED");
  }
});
