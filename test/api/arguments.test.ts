/** Arguments that are no such thing, at every entry: a TypeError that names the argument, before anything is done. API.md */
import { getEventListeners } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createSignature,
  fromZstd,
  H4mkReader,
  httpSource,
  listChunks,
  signContainer,
  toSeekableZstd,
  verifyContainer,
  writeContainer,
} from "../../src/container.js";
import * as decoding from "../../src/decompress.js";
import {
  compressDcz,
  compressDczStream,
  DczDictionary,
  decompressDcz,
  decompressDczStream,
  trainDictionary,
} from "../../src/dictionary.js";
import {
  compress,
  compressFile,
  createCompressStream,
  createDecompressStream,
  createEngine,
  createNativeEngine,
  decompress,
  decompressFile,
  type Engine,
  engineFromEnvironment,
  H4CompressionStream,
  H4DecompressionStream,
  listFrames,
  packFile,
  unpackFile,
  writeFileAtomically,
} from "../../src/node.js";
import { createPool } from "../../src/pool.js";
import { harmony4Engine } from "../../src/rollup.js";
import { attest, generateKey, type PrivateKey, verifyAttestation } from "../../src/seal.js";
import { createLog, createService } from "../../src/service-node.js";
import { json, text } from "../support/generators.js";

/** ES2024, which the types of this project do not have yet. */
type Resizable = new (length: number, options: object) => ArrayBuffer & { resize(length: number): void };

type Call = (given: never) => unknown;

const plain = text(5000);
const samples = Array.from({ length: 20 }, (_, i) => json(200, i));
const home = mkdtempSync(join(tmpdir(), "h4-arguments-"));
const at = (name: string) => join(home, name);
let targets = 0;
const target = () => at(`target-${++targets}`);

let engine: Engine;
let decoder: decoding.Decoder;
let key: PrivateKey;
let dictionary: DczDictionary;
let packed: Uint8Array<ArrayBuffer>;
let dcz: Uint8Array<ArrayBuffer>;
let container: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  engine = await createEngine();
  decoder = await decoding.createDecoder();
  key = await generateKey();
  packed = engine.compress(plain);
  dictionary = await DczDictionary.of(text(1000));
  dcz = await compressDcz(plain, dictionary);
  container = await drained(writeContainer(plain));
  writeFileSync(at("plain"), plain);
  writeFileSync(at("packed"), packed);
  writeFileSync(at("container"), container);
});
afterAll(() => rmSync(home, { recursive: true }));

/** All that `source` gives, frames counted as nothing. */
async function drained(source: AsyncIterable<unknown>): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) if (piece instanceof Uint8Array) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

/** `packed` or `plain` through the two ends of a Web Stream. */
function through(ends: ReadableWritablePair<Uint8Array, Uint8Array>, bytes: Uint8Array<ArrayBuffer>) {
  return drained(new Blob([bytes]).stream().pipeThrough(ends));
}

/** The same through a Node stream. */
function throughNode(stream: ReturnType<typeof createCompressStream>, bytes: Uint8Array) {
  stream.end(bytes);
  return drained(stream);
}

/** The refusal that `call` answers `given` with. */
async function refusal(call: Call, given: unknown): Promise<Error> {
  try {
    await call(given as never);
  } catch (error) {
    return error as Error;
  }
  throw new Error("the call took it");
}

/** What is passed by mistake in the place of options: nothing in it is an unknown key that could be refused. */
const NO_OPTIONS: Record<string, () => unknown> = {
  null: () => null,
  "an array": () => [],
  "a Map": () => new Map([["level", 3]]),
  "a promise": () => Promise.resolve({ level: 3 }),
  "an engine": () => engine,
  "a key": () => key.publicKey,
  "a number": () => 9,
  "a function": () => () => ({}),
  "an object with defaults behind it": () => Object.create({ level: 3 }) as object,
};

const OPTIONS: Record<string, Call> = {
  createEngine: (options) => createEngine(options),
  "Engine.compress": (options) => engine.compress(plain, options),
  "Engine.compressInto": (options) => engine.compressInto(plain, new Uint8Array(9000), options),
  "Engine.decompress": (options) => engine.decompress(packed, options),
  "Engine.decompressInto": (options) => engine.decompressInto(packed, new Uint8Array(9000), options),
  "Engine.compressor": (options) => engine.compressor(options),
  "Engine.decompressor": (options) => engine.decompressor(options),
  compress: (options) => compress(plain, options),
  decompress: (options) => decompress(packed, options),
  H4CompressionStream: (options) => new H4CompressionStream(options),
  H4DecompressionStream: (options) => new H4DecompressionStream(options),
  listFrames: (options) => listFrames(packed, options),
  engineFromEnvironment: (options) => engineFromEnvironment(options),
  createNativeEngine: (options) => createNativeEngine(options),
  createCompressStream: (options) => createCompressStream(options),
  createDecompressStream: (options) => createDecompressStream(options),
  compressFile: (options) => compressFile(at("plain"), target(), options),
  decompressFile: (options) => decompressFile(at("packed"), target(), options),
  packFile: (options) => packFile(at("plain"), target(), options),
  unpackFile: (options) => unpackFile(at("container"), target(), options),
  writeFileAtomically: (options) => writeFileAtomically(target(), [plain], options),
  writeContainer: (options) => writeContainer(plain, options),
  "H4mkReader.open": (options) => H4mkReader.open(container, options),
  "H4mkReader.read": async (options) => (await H4mkReader.open(container)).read(0, 1, options),
  "H4mkReader.stream": async (options) => (await H4mkReader.open(container)).stream(0, 1, options),
  "H4mkReader.seek": async (options) => (await H4mkReader.open(container)).seek(0, options),
  "H4mkReader.seekTable": async (options) => (await H4mkReader.open(container)).seekTable(options),
  listChunks: (options) => drained(listChunks(container, options)),
  verifyContainer: (options) => verifyContainer(container, options),
  signContainer: (options) => drained(signContainer(container, key, options)),
  createSignature: (options) => createSignature(container, key, options),
  toSeekableZstd: async (options) => drained(toSeekableZstd(await H4mkReader.open(container), options)),
  fromZstd: (options) => fromZstd(packed, options),
  httpSource: (options) => httpSource("http://127.0.0.1:1/", options),
  createPool: (options) => createPool(options),
  attest: (options) => attest(engine, options),
  verifyAttestation: (options) => verifyAttestation("{}", options),
  trainDictionary: (options) => trainDictionary(samples, options),
  compressDcz: (options) => compressDcz(plain, dictionary, options),
  decompressDcz: (options) => decompressDcz(dcz, dictionary, options),
  compressDczStream: (options) => drained(compressDczStream(plain, dictionary, options)),
  decompressDczStream: (options) => drained(decompressDczStream(dcz, dictionary, options)),
  "harmony4/decompress createDecoder": (options) => decoding.createDecoder(options),
  "harmony4/decompress decompress": (options) => decoding.decompress(packed, options),
  "harmony4/decompress H4DecompressionStream": (options) => new decoding.H4DecompressionStream(options),
  "Decoder.decompress": (options) => decoder.decompress(packed, options),
  harmony4Engine: (options) => harmony4Engine(options),
  createService: (options) => createService(options),
  createLog: (options) => createLog(options),
};

describe.each(Object.entries(OPTIONS))("the options of %s", (_, call) => {
  test.each(Object.entries(NO_OPTIONS))("are not %s", async (_, make) => {
    const error = await refusal(call, make());
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/^options must be a plain object, got /);
  });
});

test("options from another realm, without a prototype or with accessors are options", async () => {
  const { runInNewContext } = await import("node:vm");
  const bare = Object.assign(Object.create(null) as object, { level: 1 });
  const computed = {
    get level() {
      return 1;
    },
  };
  const expected = engine.compress(plain, { level: 1 });
  for (const options of [runInNewContext("({ level: 1 })") as object, bare, computed]) {
    expect(engine.compress(plain, options)).toEqual(expected);
  }
});

test("options within options are named by where they are", async () => {
  const nested: Record<string, () => unknown> = {
    seal: () => createEngine({ seal: Promise.resolve() as never }),
    "seal of a native core": () => createNativeEngine({ path: "/core.so", seal: new Map() as never }),
    fastCover: () => trainDictionary(samples, { fastCover: [] as never }),
    worker: () => createPool({ worker: "worker.js" as never }),
    isolated: () => createNativeEngine({ path: "/core.so", isolated: [] as never }),
    limits: () => createService({ engine, limits: new Map() as never } as never),
  };
  for (const [name, call] of Object.entries(nested)) {
    const { message } = await refusal(call, undefined);
    expect(message, name).toMatch(new RegExp(`^${name.split(" ")[0]} must be a plain object, got `));
  }
});

/** What is passed by mistake in the place of an engine. Null among them: a look-up that failed must not lift a seal. */
const NO_ENGINES: Record<string, unknown> = {
  null: null,
  "a number": 5,
  "an object": {},
  "one with its methods alone": { compress: () => 1, compressor: () => 1, frameHeader: () => 1 },
  "a promise of nothing": Promise.resolve(undefined),
};

const ENGINES: Record<string, Call> = {
  compress: (given) => compress(plain, {}, given),
  decompress: (given) => decompress(packed, {}, given),
  H4CompressionStream: (given) => through(new H4CompressionStream({}, given), plain),
  H4DecompressionStream: (given) => through(new H4DecompressionStream({}, given), packed),
  createCompressStream: (given) => throughNode(createCompressStream({}, given), plain),
  createDecompressStream: (given) => throughNode(createDecompressStream({}, given), packed),
  compressFile: (given) => compressFile(at("plain"), target(), {}, given),
  decompressFile: (given) => decompressFile(at("packed"), target(), {}, given),
  listFrames: (given) => drained(listFrames(packed, { engine: given })),
  createPool: (given) => createPool({ engine: given }),
  trainDictionary: (given) => trainDictionary(samples, { engine: given }),
  compressDcz: (given) => compressDcz(plain, dictionary, { engine: given }),
  decompressDcz: (given) => decompressDcz(dcz, dictionary, { engine: given }),
  compressDczStream: (given) => drained(compressDczStream(plain, dictionary, { engine: given })),
  decompressDczStream: (given) => drained(decompressDczStream(dcz, dictionary, { engine: given })),
  writeContainer: (given) => drained(writeContainer(plain, { engine: given })),
  fromZstd: (given) => drained(fromZstd(packed, { engine: given })),
  "H4mkReader.read": async (given) => (await H4mkReader.open(container, { engine: given })).read(),
};

describe.each(Object.entries(ENGINES))("the engine of %s", (_, call) => {
  test.each(Object.entries(NO_ENGINES))("is not %s", async (_, given) => {
    const error = await refusal(call, given);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/^engine must be an [Ee]ngine\b.*, got /);
  });
});

test.each(Object.entries(NO_ENGINES))("the decoder of harmony4/decompress is not %s", async (_, given) => {
  const calls: Call[] = [
    (decoder) => decoding.decompress(packed, {}, decoder),
    (decoder) => through(new decoding.H4DecompressionStream({}, decoder), packed),
  ];
  for (const call of calls) {
    const error = await refusal(call, given);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/^decoder must be a Decoder, got /);
  }
});

test.each(["createEngine", "createDecoder"])("a seal of null is no absent one for %s", async (name) => {
  const make: Call = name === "createEngine" ? createEngine : decoding.createDecoder;
  const error = await refusal(make, { seal: null });
  expect(error).toBeInstanceOf(TypeError);
  expect(error.message).toMatch(/^seal must be a plain object, got null/);
});

test("what refused its arguments left no file behind", async () => {
  await refusal((given) => compressFile(at("plain"), target(), {}, given), {});
  expect(readdirSync(home).sort()).toEqual(["container", "packed", "plain"]);
});

describe("files", () => {
  test.each(["yes", 1, null])("overwrite is not %j: nothing is written over", async (overwrite) => {
    writeFileSync(at("kept"), "kept");
    const options = { overwrite } as never;
    const calls: Record<string, () => unknown> = {
      compressFile: () => compressFile(at("plain"), at("kept"), options),
      decompressFile: () => decompressFile(at("packed"), at("kept"), options),
      packFile: () => packFile(at("plain"), at("kept"), options),
      unpackFile: () => unpackFile(at("container"), at("kept"), options),
      writeFileAtomically: () => writeFileAtomically(at("kept"), [plain], options),
    };
    for (const [name, call] of Object.entries(calls)) {
      const error = await refusal(call, undefined);
      expect(error, name).toBeInstanceOf(TypeError);
      expect(error.message, name).toMatch(/^overwrite must be a boolean, got /);
    }
    expect(readFileSync(at("kept"), "utf8")).toBe("kept");
    rmSync(at("kept"));
  });

  test("mode is an integer of permission bits", async () => {
    for (const mode of ["600", -1, 0o10000, 1.5, null]) {
      const error = await refusal((mode) => writeFileAtomically(target(), [plain], { mode }), mode);
      expect(error.message).toMatch(/^mode must be /);
    }
  });

  test("chunks are bytes: a string would be written to the wrong place, a view of wider elements in part", async () => {
    for (const chunks of [["text", "more"], "text", [5], [{}], undefined, null, 5]) {
      const error = await refusal((chunks) => writeFileAtomically(target(), chunks), chunks);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/^chunks? must be /);
    }
    const path = target();
    const wide = Uint16Array.of(0x0102, 0x0304);
    expect(await writeFileAtomically(path, [wide, new DataView(wide.buffer, 1, 2), wide.buffer] as never)).toBe(10);
    const bytes = Buffer.from(wide.buffer);
    expect(readFileSync(path)).toEqual(Buffer.concat([bytes, bytes.subarray(1, 3), bytes]));
    rmSync(path);
  });
});

describe("containers", () => {
  test.each(["meta", "safe"])("%s is no object that JSON writes as an empty one", async (name) => {
    for (const value of [new Map([["title", "x"]]), Promise.resolve({ title: "x" }), engine, new Date(0)]) {
      const error = await refusal((options) => writeContainer(plain, options), { [name]: value });
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(new RegExp(`^${name} must be a plain object, got `));
    }
  });

  test.each([null, 5, {}, "x"])("seek is not %j", async (seek) => {
    const error = await refusal((seek) => writeContainer(plain, { seek }), seek);
    expect(error.message).toMatch(/^seek must be an iterable of points, got /);
  });

  test.each([null, 5, {}, "x", undefined])("the signer is not %j", async (signer) => {
    const calls: Call[] = [
      (signer) => drained(signContainer(container, signer)),
      (signer) => createSignature(container, signer),
    ];
    if (signer !== undefined) calls.push((signer) => writeContainer(plain, { signer }));
    for (const call of calls) {
      const error = await refusal(call, signer);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/^signer must be /);
    }
  });

  test("a reader is needed to convert from, null is no end of a range", async () => {
    for (const reader of [undefined, null, {}, "x", container]) {
      const { message } = await refusal((reader) => drained(toSeekableZstd(reader)), reader);
      expect(message).toMatch(/^reader must be an H4mkReader, got /);
    }
    const reader = await H4mkReader.open(container);
    for (const range of [
      [null, 1],
      [0, null],
    ]) {
      const { message } = await refusal((range) => reader.read(...(range as [])), range);
      expect(message).toMatch(/^(from|to) must be a number, got null/);
    }
  });

  test("a URL says what is wrong with it, fetch is a function, credentials is one of three", async () => {
    for (const url of [undefined, null, 5, "x", "//host/x"]) {
      const error = await refusal((url) => httpSource(url), url);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/^url must be /);
    }
    for (const fetch of [null, 5, "x", {}]) {
      const { message } = await refusal((fetch) => httpSource("http://127.0.0.1:1/", { fetch }), fetch);
      expect(message).toMatch(/^fetch must be a function, got /);
    }
    for (const credentials of [null, true, "yes"]) {
      const options = { credentials };
      const { message } = await refusal((options) => httpSource("http://127.0.0.1:1/", options), options);
      expect(message).toMatch(/^credentials must be /);
    }
  });
});

test("keys sign and verify bytes alone", async () => {
  const message = Uint8Array.of(1, 2, 3);
  const signature = await key.sign(message);
  for (const given of ["\u0001\u0002\u0003", null, undefined, 5, [1, 2, 3]]) {
    for (const call of [
      () => key.sign(given as never),
      () => key.publicKey.verify(given as never, signature),
      () => key.publicKey.verify(message, given as never),
    ]) {
      const error = await refusal(call, undefined);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/^(message|signature) must be a Uint8Array/);
    }
  }
});

describe("bytes", () => {
  test("what only says of itself that it is an ArrayBuffer is none", async () => {
    const pretender = { [Symbol.toStringTag]: "ArrayBuffer", byteLength: 5 };
    for (const call of [() => engine.compress(pretender as never), () => compress(pretender as never)]) {
      const error = await refusal(call, undefined);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/^data must be a Uint8Array, an ArrayBuffer or a view of one, got /);
    }
  });

  test("a view whose memory went away is a TypeError, not empty", async () => {
    const gone = new Uint8Array(10);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    const buffer = new (ArrayBuffer as unknown as Resizable)(8, { maxByteLength: 16 });
    const outside = [new Uint8Array(buffer, 4, 4), new DataView(buffer, 4, 4), new Uint16Array(buffer, 4)];
    buffer.resize(2);
    for (const view of [gone, gone.buffer, ...outside]) {
      const error = await refusal(() => engine.compress(view), undefined);
      expect(error).toBeInstanceOf(TypeError);
    }
  });
});

test("a signal outlives many streams: none stays listening to it", async () => {
  const { signal } = new AbortController();
  const script = join(import.meta.dirname, "../../dist/pool-worker.js");
  const pool = await createPool({ engine, workers: 1, worker: { url: script } });
  try {
    await through(new H4CompressionStream({ signal }), plain);
    await through(new H4DecompressionStream({ signal }), packed);
    await through(new decoding.H4DecompressionStream({ signal }), packed);
    await refusal(() => through(new H4DecompressionStream({ signal }), plain), undefined);
    await refusal(() => through(new decoding.H4DecompressionStream({ signal }), plain), undefined);
    await throughNode(createCompressStream({ signal }), plain);
    await drained(engine.compressor({ signal }).over(plain));
    await compress(plain, { signal });
    await decoding.decompress(packed, { signal });
    await pool.compress(plain, { signal });
    await drained(pool.compressor({ signal }).over(plain));
    await drained(pool.compressor({ signal, frames: true }).over(plain));
    for await (const _ of engine.decompressor({ signal }).over(packed)) break;
    await new H4CompressionStream({ signal }).readable.cancel();
    await new decoding.H4DecompressionStream({ signal }).readable.cancel();
  } finally {
    await pool.close();
  }
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
