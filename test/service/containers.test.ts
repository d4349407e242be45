/** Containers judged over HTTP: what the command line says of them, for any bytes, and never a fault of the service. S44, S47 */

import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { H4mkReader, writeContainer } from "../../src/container.js";
import { createEngine, type Engine } from "../../src/index.js";
import { generateKey, type PrivateKey } from "../../src/seal.js";
import { fileSpool } from "../../src/service/node-storage.js";
import { createService, type ServiceApplication } from "../../src/service.js";
import { runH4 } from "../cli/h4.js";
import {
  chunk,
  EMPTY_OBJECT,
  gather,
  join as joined,
  NO_SEEK,
  RUN_LENGTH_META,
  utf8,
  withVeri,
} from "../container/containers.js";
import { openBelow } from "../support/descriptors.js";
import { json, Random } from "../support/generators.js";
import { describeShared } from "../support/shared-data.js";

let engine: Engine;
let key: PrivateKey;
let folder: string;
let app: ServiceApplication;
let good: Uint8Array<ArrayBuffer>;
let root: string;

beforeAll(async () => {
  engine = await createEngine();
  key = await generateKey();
  folder = await mkdtemp(join(tmpdir(), "harmony4-judged-"));
  app = createService({ engine, spool: fileSpool(folder) });
  const seek = [
    { pts: 0, offset: 0 },
    { pts: 2n ** 63n + 1n, offset: 5000 },
  ];
  good = (await gather(
    writeContainer(json(10_000), { blockSize: 4096, seek, signer: key }),
  )) as Uint8Array<ArrayBuffer>;
  root = (await H4mkReader.open(good)).info.root!;
});
afterAll(async () => {
  // Whatever was asked, no body is left, with or without a name.
  expect(await readdir(folder)).toEqual([]);
  expect(openBelow(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

/** An answer in JSON, whose fields each test knows. */
/** What of an answer the tests look into; all of it is compared as a whole besides. */
interface Judged extends Record<string, unknown> {
  status: number;
  text: string;
  ok: boolean;
  chunks: object[];
}

/** The outcome of one of its verdicts. */
function outcomeOf(judged: Judged, verdict: string): string {
  return (judged[verdict] as { outcome: string }).outcome;
}

async function post(path: string, body: BodyInit): Promise<Judged> {
  const response = await app.request(path, { method: "POST", body });
  const text = await response.text();
  return { ...JSON.parse(text), text, status: response.status };
}

const verify = (body: BodyInit, query: Record<string, string> = {}) =>
  post(`/container/verify?${new URLSearchParams(query)}`, body);
const inspect = (body: BodyInit) => post("/container/inspect", body);

describe("POST /container/inspect", () => {
  test("says what `h4 inspect --json` says", async () => {
    const path = join(folder, "a.h4mk");
    await writeFile(path, good);
    const { stdout } = await runH4(["inspect", "--json", path]);
    await rm(path);
    const { status, text, ...inspection } = await inspect(good);
    expect(status).toBe(200);
    expect(inspection).toEqual({ ...JSON.parse(stdout.toString()), file: null, chunks_cut: false });
    expect(inspection).toMatchObject({ ok: true, meta: { compression: { engine: "reference" } } });
    // All digits of 64 bits, which a parser of doubles does not keep.
    expect(text).toContain('"pts":9223372036854775809');
  });

  test("takes a form as well, and says the name of its file", async () => {
    const form = new FormData();
    form.append("file", new Blob([good]), "a.h4mk");
    expect(await inspect(form)).toMatchObject({ status: 200, ok: true, file: "a.h4mk" });
  });

  test("a damaged one is told as far as it leads, without what was not verified", async () => {
    const bytes = good.slice();
    bytes[bytes.length - 1]! ^= 1;
    const inspection = await inspect(bytes);
    expect(inspection).toMatchObject({ status: 200, ok: false, meta: null, safe: null, seek: null, container: null });
    expect(inspection.integrity).toMatchObject({ outcome: "failed", code: "CONTAINER_CRC" });
    expect(inspection.chunks.at(-1)).toMatchObject({ tag: "VERI", crc_ok: false });
  });

  test.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ["nothing", new Uint8Array(0), "CONTAINER_TRUNCATED"],
    ["text", utf8("this is no container, it is a sentence"), "CONTAINER_MAGIC"],
  ])("%s is none, and that is the answer", async (_, bytes, code) => {
    expect(await inspect(bytes)).toMatchObject({ status: 200, ok: false, chunks: [], chunks_error: code });
  });

  test("T18: runs of chunks without end are cut, and it is said", async () => {
    const tags = Array.from({ length: 3000 }, (_, i) => chunk(i % 2 === 0 ? "aAAA" : "bBBB", new Uint8Array(0)));
    const chunks = [...tags, chunk("SEEK", NO_SEEK), chunk("META", RUN_LENGTH_META), chunk("SAFE", EMPTY_OBJECT)];
    const inspection = await inspect(withVeri(...chunks));
    expect(inspection).toMatchObject({ status: 200, chunks_cut: true });
    expect(inspection.chunks).toHaveLength(1000);
  });
});

describe("POST /container/verify", () => {
  test("without requirements: integrity, and what that proves", async () => {
    const verdicts = await verify(good);
    expect(verdicts).toMatchObject({ status: 200, ok: true, file: null, container: { root, signed: true } });
    expect(verdicts.integrity).toMatchObject({ outcome: "passed", says: expect.stringContaining("not who wrote it") });
    for (const name of ["content", "root", "signature", "engine_id", "fingerprint", "sealed"])
      expect(outcomeOf(verdicts, name), name).toBe("not asked");
  });

  test("S47: each requirement is judged by itself", async () => {
    const { engine_id, fingerprint } = engine.info();
    const pem = await key.publicKey.toPem();
    const right = { engine_id, fingerprint, root, sealed: "false", key: pem };
    const verdicts = await verify(good, right);
    expect(verdicts.ok).toBe(true);
    for (const name of ["root", "signature", "engine_id", "fingerprint", "sealed"])
      expect(outcomeOf(verdicts, name), name).toBe("passed");
    const other = await (await generateKey()).publicKey.toPem();
    const wrong = { engine_id: "other", fingerprint: "0".repeat(64), root: "0".repeat(64), sealed: "true", key: other };
    for (const [name, value] of Object.entries(wrong)) {
      const verdict = name === "key" ? "signature" : name;
      const refused = await verify(good, { [name]: value });
      expect(refused, name).toMatchObject({ status: 200, ok: false, integrity: { outcome: "passed" } });
      expect(refused[verdict], name).toMatchObject({ outcome: "failed", code: expect.stringMatching(/^CONTAINER_/) });
    }
  });

  test("requirements may be fields of the form, before the file", async () => {
    const form = new FormData();
    form.append("key", await key.publicKey.toPem());
    form.append("root", "0".repeat(64));
    form.append("file", new Blob([good]), "a.h4mk");
    const verdicts = await verify(form);
    expect(verdicts).toMatchObject({ ok: false, signature: { outcome: "passed" }, root: { outcome: "failed" } });
  });

  test.each([
    ["engine_id", ""],
    ["engine_id", "a b"],
    ["fingerprint", ""],
    ["fingerprint", "abc"],
    ["root", ""],
    ["sealed", ""],
    ["sealed", "yes"],
    ["key", ""],
    ["key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"],
    ["level", "3"],
  ])("%s=%j is 400: it must not lift a check", async (name, value) => {
    expect(await verify(good, { [name]: value })).toMatchObject({ status: 400, code: "REQUEST_INVALID" });
  });

  test("a requirement on a damaged one is unknown, and not ok", async () => {
    const verdicts = await verify(good.subarray(0, 500), { root });
    expect(verdicts).toMatchObject({ ok: false, integrity: { outcome: "failed" }, root: { outcome: "unknown" } });
  });
});

describe("T16: hostile bytes are judged, never a fault", () => {
  test("flips, cuts, deletions and insertions", async () => {
    const random = new Random(55);
    for (let i = 0; i < 300; i++) {
      const at = random.below(good.length);
      const bytes = good.slice();
      bytes[at]! ^= 1 << random.below(8);
      const damaged = [bytes, good.subarray(0, at), joined(good.subarray(0, at), good.subarray(at + 12))];
      for (const one of [...damaged, joined(good.subarray(0, at), Uint8Array.of(0), good.subarray(at))]) {
        const [verdicts, inspection] = [await verify(one as BodyInit), await inspect(one as BodyInit)];
        expect([verdicts.status, verdicts.ok, inspection.status, inspection.ok]).toEqual([200, false, 200, false]);
      }
    }
  });

  test("lengths, counts and JSON that lie", async () => {
    const parts = (seek: Uint8Array, meta: Uint8Array, safe: Uint8Array = EMPTY_OBJECT) =>
      withVeri(chunk("SEEK", seek), chunk("META", meta), chunk("SAFE", safe));
    for (const bytes of [
      parts(Uint8Array.of(255, 255, 255, 255), RUN_LENGTH_META),
      parts(NO_SEEK, utf8('{"a":NaN}')),
      parts(NO_SEEK, utf8('{"a":1,"a":2}')),
      parts(NO_SEEK, utf8(`${"[".repeat(100_000)}`)),
      parts(NO_SEEK, utf8('{"compression":{"engine":"unheard-of"}}')),
      joined(utf8("H4MK"), Uint8Array.of(0, 1, 0, 0), chunk("CORE", new Uint8Array(4), { length: 0xffffffff })),
    ]) {
      const [verdicts, inspection] = [await verify(bytes), await inspect(bytes)];
      expect([verdicts.status, inspection.status]).toEqual([200, 200]);
    }
  });

  test("T23: __proto__ in META is a name like any other", async () => {
    const meta = utf8('{"__proto__":{"polluted":true},"compression":{"engine":"geometric-reference"}}');
    const bytes = withVeri(chunk("SEEK", NO_SEEK), chunk("META", meta), chunk("SAFE", EMPTY_OBJECT));
    expect(await inspect(bytes)).toMatchObject({ status: 200 });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describeShared("upstream-vectors/containers", (vectors) => {
  test("the containers of the Python original are judged as the command line judges them", async () => {
    for (const name of (await readdir(vectors)).filter((file) => file.endsWith(".h4mk"))) {
      const { stdout } = await runH4(["verify", "--json", join(vectors, name)]);
      const { status, text, ...verdicts } = await verify(new Uint8Array(readFileSync(join(vectors, name))));
      expect(status, name).toBe(200);
      expect(verdicts, name).toEqual({ ...JSON.parse(stdout.toString()), file: null });
    }
  });
});
