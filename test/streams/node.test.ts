/** Node streams and files of `harmony4/node`. */
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  compressFile,
  createCompressStream,
  createDecompressStream,
  createEngine,
  decompressFile,
  type Engine,
  listFrames,
  openFileSource,
  writeFileAtomically,
} from "../../src/node.js";
import { expectBytes } from "../support/expect-bytes.js";
import { constant, mixed, noise, text } from "../support/generators.js";

const KIB = 1 << 10;
const MIB = 1 << 20;

let h4: Engine;
beforeAll(async () => {
  h4 = await createEngine();
});

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "h4-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function gathered(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk as Uint8Array);
  return new Uint8Array(Buffer.concat(chunks));
}

describe("streams", () => {
  test("from file to file through both", async () => {
    const plain = mixed(3 * MIB + 1);
    writeFileSync(at("plain"), plain);
    const pack = createCompressStream({ level: 5, contentSize: plain.length });
    await pipeline(createReadStream(at("plain")), pack, createWriteStream(at("packed")));
    expectBytes(readFileSync(at("packed")), h4.compress(plain, { level: 5 }));
    await pipeline(createReadStream(at("packed")), createDecompressStream(), createWriteStream(at("restored")));
    expectBytes(readFileSync(at("restored")), plain);
  });

  test.each([1, 1000, 200 * KIB])("pieces of %i bytes", async (length) => {
    const plain = mixed(length === 1 ? 3000 : MIB);
    const pieces = Array.from({ length: Math.ceil(plain.length / length) }, (_, i) =>
      plain.subarray(i * length, (i + 1) * length),
    );
    const packed = await gathered(Readable.from(pieces).compose(createCompressStream({ contentSize: plain.length })));
    expectBytes(packed, h4.compress(plain));
  });

  test("nothing but an end makes an empty frame", async () => {
    expectBytes(h4.decompress(await gathered(createCompressStream().end())), text(0));
  });

  test("back-pressure: a bomb waits until it is read, piece by piece", async () => {
    const stream = createDecompressStream();
    stream.end(h4.compress(constant(64 * MIB)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    stream.read(0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stream.readableLength).toBeLessThanOrEqual(MIB);
    let total = 0;
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk: Uint8Array, _encoding, done) {
        expect(stream.readableLength).toBeLessThanOrEqual(MIB);
        total += chunk.length;
        setImmediate(done);
      },
    });
    await pipeline(stream, slow);
    expect(total).toBe(64 * MIB);
  });

  test("damage, strings and a wrong size are errors of the pipeline", async () => {
    const through = (source: Iterable<unknown>, stream: ReturnType<typeof createCompressStream>) =>
      pipeline(Readable.from(source, { objectMode: true }), stream, new Writable({ write: (_c, _e, done) => done() }));
    await expect(through([Buffer.from("not a frame")], createDecompressStream())).rejects.toMatchObject({
      code: "DATA_CORRUPT",
    });
    await expect(through([h4.compress(text(99)).subarray(0, -1)], createDecompressStream())).rejects.toMatchObject({
      code: "DATA_TRUNCATED",
    });
    await expect(through(["text"], createCompressStream())).rejects.toThrow(TypeError);
    await expect(through([text(10)], createCompressStream({ contentSize: 11 }))).rejects.toMatchObject({
      code: "CONTENT_SIZE_MISMATCH",
    });
    expect(() => createCompressStream({ level: 20 })).toThrow(RangeError);
    expect(() => createDecompressStream({ level: 1 } as never)).toThrow(TypeError);
  });

  test("an abort and a destroy end them", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const endless = Readable.from(
      (function* () {
        for (;;) yield noise(100 * KIB);
      })(),
    );
    const sink = new Writable({ write: (_chunk, _encoding, done) => setImmediate(done) });
    setTimeout(() => controller.abort(reason), 10);
    await expect(pipeline(endless, createCompressStream({ signal: controller.signal }), sink)).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(endless.destroyed).toBe(true);
    const stream = createCompressStream();
    stream.write(text(100));
    stream.destroy(reason);
    await expect(gathered(stream)).rejects.toBe(reason);
  });
});

describe("compressFile and decompressFile", () => {
  test("there and back, with the one-shot's bytes and the figures", async () => {
    for (const size of [0, 1, MIB, 3 * MIB + 7]) {
      const plain = mixed(size);
      writeFileSync(at("plain"), plain);
      const packed = h4.compress(plain, { level: 2 });
      const options = { level: 2, overwrite: true };
      expect(await compressFile(at("plain"), at("packed"), options)).toEqual({ read: size, written: packed.length });
      expectBytes(readFileSync(at("packed")), packed);
      const restored = await decompressFile(at("packed"), at("restored"), { overwrite: true });
      expect(restored).toEqual({ read: packed.length, written: size });
      expectBytes(readFileSync(at("restored")), plain);
    }
  });

  test("T33: damage leaves no target and no temporary file, and an old target as it was", async () => {
    const packed = h4.compress(noise(3 * MIB));
    packed[packed.length - 1]! ^= 1;
    writeFileSync(at("packed"), packed);
    writeFileSync(at("old"), "precious");
    await expect(decompressFile(at("packed"), at("new"))).rejects.toMatchObject({ code: "CHECKSUM_MISMATCH" });
    await expect(decompressFile(at("packed"), at("old"), { overwrite: true })).rejects.toMatchObject({
      code: "CHECKSUM_MISMATCH",
    });
    expect(readdirSync(folder).sort()).toEqual(["old", "packed"]);
    expect(readFileSync(at("old"), "utf8")).toBe("precious");
  });

  test("a file that exists is not replaced unless that was asked for", async () => {
    writeFileSync(at("plain"), text(100));
    writeFileSync(at("target"), "precious");
    await expect(compressFile(at("plain"), at("target"))).rejects.toMatchObject({ code: "FILE_EXISTS" });
    expect(readFileSync(at("target"), "utf8")).toBe("precious");
    await compressFile(at("plain"), at("target"), { overwrite: true, mode: 0o600 });
    expectBytes(h4.decompress(readFileSync(at("target"))), text(100));
    expect(statSync(at("target")).mode & 0o777).toBe(0o600);
  });

  test("an abort leaves nothing, progress tells the file's size", async () => {
    const plain = noise(4 * MIB);
    writeFileSync(at("plain"), plain);
    const reason = new Error("enough");
    const controller = new AbortController();
    const onProgress = () => controller.abort(reason);
    await expect(compressFile(at("plain"), at("packed"), { signal: controller.signal, onProgress })).rejects.toBe(
      reason,
    );
    expect(readdirSync(folder)).toEqual(["plain"]);
    let last: object = {};
    const { written } = await compressFile(at("plain"), at("packed"), { onProgress: (step) => (last = step) });
    expect(last).toEqual({ read: plain.length, written, total: plain.length });
  });

  test("a missing source, an unknown option", async () => {
    await expect(compressFile(at("absent"), at("target"))).rejects.toMatchObject({ code: "ENOENT" });
    await expect(compressFile(at("absent"), at("target"), { lvl: 1 } as never)).rejects.toThrow(TypeError);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("writeFileAtomically", () => {
  test("does not replace a file that appears while it writes", async () => {
    async function* chunks() {
      yield await Promise.resolve(text(100));
      writeFileSync(at("target"), "precious");
    }
    await expect(writeFileAtomically(at("target"), chunks())).rejects.toMatchObject({ code: "FILE_EXISTS" });
    expect(readFileSync(at("target"), "utf8")).toBe("precious");
    expect(readdirSync(folder)).toEqual(["target"]);
  });

  test("a link that points nowhere counts as existing", async () => {
    symlinkSync(at("nowhere"), at("target"));
    await expect(writeFileAtomically(at("target"), [text(1)])).rejects.toMatchObject({ code: "FILE_EXISTS" });
  });

  test("a device is written to, never replaced", async () => {
    const before = statSync("/dev/null").ino;
    expect(await writeFileAtomically("/dev/null", [text(100)], { overwrite: true })).toBe(100);
    expect(await writeFileAtomically("/dev/null", [text(100)])).toBe(100);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
    expect(statSync("/dev/null").ino).toBe(before);
  });

  test("a target in a folder that is not there, or that is a folder, is an error that leaves nothing", async () => {
    await expect(writeFileAtomically(at("no/target"), [text(1)])).rejects.toMatchObject({ code: "ENOENT" });
    await expect(writeFileAtomically(folder, [text(1)], { overwrite: true })).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
    expect(readdirSync(join(folder, "..")).filter((name) => name.startsWith(".h4-files-"))).toEqual([]);
  });
});

test("openFileSource reads at any offset, and listFrames through it", async () => {
  const frames = [h4.compress(noise(2 * MIB)), h4.compress(text(1000))];
  writeFileSync(at("packed"), Buffer.concat(frames));
  const file = await openFileSource(at("packed"));
  try {
    expect(file.size).toBe(frames[0]!.length + frames[1]!.length);
    expectBytes(await file.read(frames[0]!.length, 10), frames[1]!.subarray(0, 10));
    expect((await file.read(file.size - 3, 10)).length).toBe(3);
    const sizes: number[] = [];
    for await (const frame of listFrames(file)) sizes.push(frame.compressedSize);
    expect(sizes).toEqual(frames.map(({ length }) => length));
  } finally {
    await file.close();
  }
});
