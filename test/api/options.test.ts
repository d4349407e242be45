/** Options: what is refused, with which class, before anything is done. API.md */
import { beforeAll, describe, expect, test } from "vitest";
import {
  compress,
  createEngine,
  decompress,
  type Engine,
  H4CompressionStream,
  H4DecompressionStream,
} from "../../src/index.js";
import { text } from "../support/generators.js";

let h4: Engine;
let packed: Uint8Array;
const plain = text(1000);
beforeAll(async () => {
  h4 = await createEngine();
  packed = h4.compress(plain);
});

type Call = (options: never) => unknown;

/** Every way to compress and to decompress: one table of options holds for all. */
const COMPRESSING: Record<string, Call> = {
  "h4.compress": (options) => h4.compress(plain, options),
  "h4.compressInto": (options) => h4.compressInto(plain, new Uint8Array(2000), options),
  compress: (options) => compress(plain, options),
  "h4.compressor": (options) => h4.compressor(options),
  H4CompressionStream: (options) => new H4CompressionStream(options),
};
const DECOMPRESSING: Record<string, Call> = {
  "h4.decompress": (options) => h4.decompress(packed, options),
  "h4.decompressInto": (options) => h4.decompressInto(packed, new Uint8Array(2000), options),
  decompress: (options) => decompress(packed, options),
  "h4.decompressor": (options) => h4.decompressor(options),
  H4DecompressionStream: (options) => new H4DecompressionStream(options),
};

const RAW = new Uint8Array(100);
const huge = { valueOf: () => 3 };

const COMPRESS_CASES: [object | null, ErrorConstructor][] = [
  [{ level: 0 }, RangeError],
  [{ level: -1 }, RangeError],
  [{ level: 20 }, RangeError],
  [{ level: 22 }, RangeError],
  [{ level: 3.5 }, RangeError],
  [{ level: Number.NaN }, RangeError],
  [{ level: Number.POSITIVE_INFINITY }, RangeError],
  [{ level: "3" }, TypeError],
  [{ level: null }, TypeError],
  [{ level: 3n }, TypeError],
  [{ level: huge }, TypeError],
  [{ windowLog: 9 }, RangeError],
  [{ windowLog: 28 }, RangeError],
  [{ windowLog: "20" }, TypeError],
  [{ checksum: 1 }, TypeError],
  [{ checksum: null }, TypeError],
  [{ dictionary: "text" }, TypeError],
  [{ dictionary: [RAW] }, TypeError],
  [{ dictionary: null }, TypeError],
  [{ Level: 3 }, TypeError],
  [{ level: 3, maxOutput: 10 }, TypeError],
  [{ seal: {} }, TypeError],
  [null, TypeError],
];

const DECOMPRESS_CASES: [object | null, ErrorConstructor][] = [
  [{ maxOutput: -1 }, RangeError],
  [{ maxOutput: 0.5 }, RangeError],
  [{ maxOutput: Number.NaN }, RangeError],
  [{ maxOutput: 2 ** 53 }, RangeError],
  [{ maxOutput: "1" }, TypeError],
  [{ maxOutput: 10n }, TypeError],
  [{ windowLogMax: 9 }, RangeError],
  [{ windowLogMax: 31 }, RangeError],
  [{ windowLogMax: "27" }, TypeError],
  [{ dictionary: "text" }, TypeError],
  [{ dictionary: [RAW, "text"] }, TypeError],
  [{ level: 3 }, TypeError],
  [{ maxOutputLength: 10 }, TypeError],
  [null, TypeError],
];

function title(options: object | null): string {
  return JSON.stringify(options, (_, value) => (typeof value === "bigint" ? `${value}n` : (value as unknown))) ?? "";
}

async function refuses(call: Call, options: object | null, kind: ErrorConstructor): Promise<void> {
  let error: unknown;
  try {
    await call(options as never);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(kind);
}

describe.each(Object.entries(COMPRESSING))("%s", (_, call) => {
  test.each(COMPRESS_CASES.map(([options, kind]) => [title(options), options, kind] as const))(
    "refuses %s",
    async (_, options, kind) => refuses(call, options, kind),
  );

  test.each([20, 22])("refuses level %i with its limit, not silently another", async (level) => {
    const call = async () => h4.compress(plain, { level });
    await expect(call()).rejects.toThrow(/level must be .*1 to 19/);
  });

  test("takes undefined as absent", async () => {
    await call({ level: undefined, checksum: undefined, windowLog: undefined, dictionary: undefined } as never);
  });
});

describe.each(Object.entries(DECOMPRESSING))("%s", (_, call) => {
  test.each(DECOMPRESS_CASES.map(([options, kind]) => [title(options), options, kind] as const))(
    "refuses %s",
    async (_, options, kind) => refuses(call, options, kind),
  );

  test("takes undefined as absent, and Infinity as no limit", async () => {
    await call({ maxOutput: undefined, windowLogMax: undefined, dictionary: undefined } as never);
    await call({ maxOutput: Number.POSITIVE_INFINITY } as never);
  });
});

describe("asynchronous calls", () => {
  const calls: Record<string, Call> = {
    createEngine: (options) => createEngine(options),
    compress: COMPRESSING.compress!,
    decompress: DECOMPRESSING.decompress!,
    "h4.compressor": COMPRESSING["h4.compressor"]!,
    "h4.decompressor": DECOMPRESSING["h4.decompressor"]!,
    H4CompressionStream: COMPRESSING.H4CompressionStream!,
    H4DecompressionStream: DECOMPRESSING.H4DecompressionStream!,
  };

  test.each(Object.entries(calls))("%s refuses a signal or a callback that is none", async (_, call) => {
    for (const options of [{ signal: {} }, { signal: "stop" }, { signal: null }, { onProgress: "log" }]) {
      await refuses(call, options, TypeError);
    }
  });

  test("synchronous ones know neither", () => {
    expect(() => h4.compress(plain, { signal: AbortSignal.abort() } as never)).toThrow(/unknown option "signal"/);
    expect(() => h4.decompress(packed, { onProgress: () => undefined } as never)).toThrow(TypeError);
  });
});

describe("contentSize", () => {
  test.each<[unknown, ErrorConstructor]>([
    [-1, RangeError],
    [1.5, RangeError],
    [2 ** 53, RangeError],
    ["10", TypeError],
  ])("%s is refused", async (contentSize, kind) => {
    await refuses(COMPRESSING["h4.compressor"]!, { contentSize }, kind);
    await refuses(COMPRESSING.H4CompressionStream!, { contentSize }, kind);
  });

  test("is not an option of one-shot calls, which know it", () => {
    expect(() => h4.compress(plain, { contentSize: 1000 } as never)).toThrow(/unknown option "contentSize"/);
  });
});

test("createEngine refuses unknown options and names the known ones", async () => {
  await expect(createEngine({ fingerprint: "0" } as never)).rejects.toThrow(
    'unknown option "fingerprint"; known are: seal, wasm, signal, onProgress',
  );
  await expect(createEngine("reference" as never)).rejects.toThrow(TypeError);
});

describe("dictionaries", () => {
  const dictionary = text(5000, 9);
  const record = text(5000, 9).subarray(1000, 1400);

  test("a raw one makes a frame that needs it and is smaller", () => {
    const small = h4.compress(record, { dictionary });
    expect(small.length).toBeLessThan(h4.compress(record).length / 2);
    expect(h4.decompress(small, { dictionary })).toEqual(record);
    expect(h4.decompress(small, { dictionary: [dictionary] })).toEqual(record);
    expect(() => h4.decompress(small)).toThrow();
  });

  test("is not remembered by the next call, and its bytes are looked at each time", () => {
    const alone = h4.compress(record);
    const mine = dictionary.slice();
    const small = h4.compress(record, { dictionary: mine });
    expect(h4.compress(record)).toEqual(alone);
    expect(h4.decompress(alone)).toEqual(record);
    mine.fill(0);
    expect(h4.compress(record, { dictionary: mine })).not.toEqual(small);
    expect(() => h4.decompress(small, { dictionary: mine })).toThrow();
    expect(h4.decompress(small, { dictionary })).toEqual(record);
  });

  test("an empty one is none", () => {
    expect(h4.compress(record, { dictionary: new Uint8Array(0) })).toEqual(h4.compress(record));
    expect(h4.decompress(h4.compress(record), { dictionary: [] })).toEqual(record);
  });

  test("may be part of a buffer", () => {
    const padded = new Uint8Array(dictionary.length + 8);
    padded.set(dictionary, 3);
    const view = new DataView(padded.buffer, 3, dictionary.length);
    expect(h4.compress(record, { dictionary: view })).toEqual(h4.compress(record, { dictionary }));
  });
});
