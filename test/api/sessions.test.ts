/** The push API: the same bytes however the input is cut, owned chunks, and sessions that end once and for all. */
import { beforeAll, describe, expect, test } from "vitest";
import { type ByteSource, type Bytes, createEngine, type Engine, H4Error } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { constant, mixed, noise, Random, text } from "../support/generators.js";

let h4: Engine;
beforeAll(async () => {
  h4 = await createEngine();
});

const KIB = 1 << 10;
const MIB = 1 << 20;

function joined(chunks: Iterable<Uint8Array>): Uint8Array {
  return new Uint8Array(Buffer.concat([...chunks]));
}

/** `bytes` in pieces whose lengths `next` gives. */
function* cut(bytes: Uint8Array, next: () => number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const length = next();
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

interface Pushing {
  push(chunk: Bytes): Uint8Array<ArrayBuffer>[];
  end(): Uint8Array<ArrayBuffer>[];
}

function through(session: Pushing, chunks: Iterable<Uint8Array>): Uint8Array {
  return joined([...[...chunks].flatMap((chunk) => session.push(chunk)), ...session.end()]);
}

async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return joined(all);
}

function refusalOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

const CUTS: Record<string, () => () => number> = {
  "one piece": () => () => Number.MAX_SAFE_INTEGER,
  "single bytes": () => () => 1,
  "pieces around a block": () => {
    const random = new Random(7);
    return () => random.between(128 * KIB - 2, 128 * KIB + 2);
  },
  "pieces of any size, some empty": () => {
    const random = new Random(8);
    return () => (random.below(5) === 0 ? 0 : random.below(300 * KIB));
  },
};

describe.each(Object.entries(CUTS))("%s", (name, cutter) => {
  const plain = mixed(name === "single bytes" ? 40 * KIB : 3 * MIB + 77);

  test("a compressor that knows the size gives the one-shot's bytes", () => {
    for (const level of [1, 3, 6, 9]) {
      const session = h4.compressor({ level, contentSize: plain.length });
      expectBytes(through(session, cut(plain, cutter())), h4.compress(plain, { level }));
    }
  });

  test("a compressor that does not know it gives one and the same bytes too", () => {
    const whole = through(h4.compressor(), [plain]);
    expectBytes(through(h4.compressor(), cut(plain, cutter())), whole);
    expect(h4.frameHeader(whole)?.contentSize).toBeUndefined();
    expectBytes(h4.decompress(whole), plain);
  });

  test("a decompressor gives the content", () => {
    const packed = Buffer.concat([h4.compress(plain), h4.compress(text(10)), h4.compress(plain, { level: 1 })]);
    const restored = through(h4.decompressor(), cut(packed, cutter()));
    expectBytes(restored, joined([plain, text(10), plain]));
  });
});

describe("a compressor", () => {
  test("of nothing makes an empty frame", () => {
    expectBytes(h4.decompress(joined(h4.compressor().end())), text(0));
    expectBytes(joined(h4.compressor({ contentSize: 0 }).end()), h4.compress(text(0)));
  });

  test("flush makes everything pushed so far decodable", () => {
    const compressor = h4.compressor();
    const decompressor = h4.decompressor();
    for (const length of [1, 100, 0, 5 * KIB, 300 * KIB, 2 * MIB]) {
      const part = mixed(length);
      const out = [...compressor.push(part), ...compressor.flush()];
      expectBytes(joined(out.flatMap((chunk) => decompressor.push(chunk))), part);
    }
    expect(compressor.flush()).toEqual([]);
    const rest = compressor.end().flatMap((chunk) => decompressor.push(chunk));
    expectBytes(joined([...rest, ...decompressor.end()]), text(0));
  });

  test("refuses more or less than the size it was told", () => {
    const tooMuch = h4.compressor({ contentSize: 10 });
    expect(refusalOf(() => tooMuch.push(text(11)))).toMatchObject({
      code: "CONTENT_SIZE_MISMATCH",
      got: 11,
      limit: 10,
    });
    const tooLittle = h4.compressor({ contentSize: 10 });
    tooLittle.push(text(9));
    expect(refusalOf(() => tooLittle.end())).toMatchObject({ code: "CONTENT_SIZE_MISMATCH", got: 9, limit: 10 });
  });

  test("many are open at a time, beside one-shot calls, and do not mix", () => {
    const parts = Array.from({ length: 12 }, (_, seed) => mixed(400 * KIB, seed));
    const sessions = parts.map((part, i) => h4.compressor({ level: 1 + (i % 9), contentSize: part.length }));
    const outputs: Uint8Array[][] = parts.map(() => []);
    for (let at = 0; at < 400 * KIB; at += 50 * KIB) {
      for (const [i, session] of sessions.entries()) {
        outputs[i]!.push(...session.push(parts[i]!.subarray(at, at + 50 * KIB)));
        h4.compress(noise(100, at));
      }
    }
    for (const [i, session] of sessions.entries()) {
      const packed = joined([...outputs[i]!, ...session.end()]);
      expectBytes(packed, h4.compress(parts[i]!, { level: 1 + (i % 9) }));
    }
  });
});

describe("a decompressor", () => {
  test("hands out what came before the damage, then refuses", () => {
    const plain = noise(MIB);
    const packed = h4.compress(plain);
    const session = h4.decompressor();
    expect(joined(session.push(packed.subarray(0, packed.length - 10))).length).toBeGreaterThan(MIB / 2);
    expect(refusalOf(() => session.end())).toMatchObject({ code: "DATA_TRUNCATED" });
  });

  test("refuses input that ends before it began", () => {
    expect(refusalOf(() => h4.decompressor().end())).toMatchObject({ code: "DATA_TRUNCATED" });
  });

  test("more than 1 GiB needs leave, and less can be demanded", () => {
    const packed = h4.compress(constant(MIB));
    const session = h4.decompressor({ maxOutput: 3 * MIB });
    for (let i = 0; i < 3; i++) session.push(packed);
    expect(refusalOf(() => session.push(packed))).toMatchObject({
      code: "OUTPUT_LIMIT",
      got: 4 * MIB,
      limit: 3 * MIB,
    });
    // Frame_Content_Size 2^30 + 1, in a window of 1 MiB.
    const giant = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x80, 0x50, 1, 0, 0, 0x40);
    expect(refusalOf(() => h4.decompressor().push(giant))).toMatchObject({ code: "OUTPUT_LIMIT", limit: 2 ** 30 });
    expect(h4.decompressor({ maxOutput: Number.POSITIVE_INFINITY }).push(giant)).toEqual([]);
  });
});

describe("chunks", () => {
  test("are owned, and the input may be reused at once", () => {
    const plain = mixed(3 * MIB);
    const compressor = h4.compressor({ contentSize: plain.length });
    const buffer = new Uint8Array(100 * KIB);
    const out: Uint8Array<ArrayBuffer>[] = [];
    for (const piece of cut(plain, () => buffer.length)) {
      buffer.set(piece);
      out.push(...compressor.push(buffer.subarray(0, piece.length)));
      buffer.fill(0xff);
    }
    out.push(...compressor.end());
    for (const chunk of out) expect([chunk.byteOffset, chunk.buffer.byteLength]).toEqual([0, chunk.length]);
    expectBytes(joined(out), h4.compress(plain));
  });

  test("of anything but bytes are a TypeError that does no harm", () => {
    const session = h4.compressor();
    for (const chunk of ["text", 1, null, undefined, [1]])
      expect(() => session.push(chunk as never)).toThrow(TypeError);
    expectBytes(h4.decompress(through(session, [text(10)])), text(10));
  });
});

describe("a session that is over", () => {
  const code = "SESSION_CLOSED";

  test("refuses everything after its end", () => {
    const compressor = h4.compressor();
    compressor.end();
    for (const call of [() => compressor.push(text(1)), () => compressor.flush(), () => compressor.end()]) {
      expect(refusalOf(call)).toMatchObject({ code });
    }
    expect((refusalOf(() => compressor.end()) as H4Error).cause).toBeUndefined();
  });

  test("refuses everything after a failure, and tells which", () => {
    const decompressor = h4.decompressor();
    const failure = refusalOf(() => decompressor.push(text(100)));
    expect(failure).toMatchObject({ code: "DATA_CORRUPT" });
    for (const call of [() => decompressor.push(text(1)), () => decompressor.end()]) {
      expect(refusalOf(call)).toMatchObject({ code, cause: failure });
    }
  });

  test("refuses everything after it was closed, as often as that was said", () => {
    const session = h4.compressor();
    session.push(text(100));
    session.close();
    session.close();
    expect(refusalOf(() => session.push(text(1)))).toMatchObject({ code });
  });

  test("refuses everything after an abort", () => {
    const controller = new AbortController();
    const session = h4.compressor({ signal: controller.signal });
    session.push(text(100));
    const reason = new Error("enough");
    controller.abort(reason);
    expect(refusalOf(() => session.push(text(1)))).toBe(reason);
    expect(refusalOf(() => session.push(text(1)))).toMatchObject({ code, cause: reason });
  });

  test("leaves nothing behind for the next one", () => {
    const first = h4.compressor({ level: 9 });
    first.push(noise(500 * KIB));
    first.close();
    expect(() => h4.decompressor().push(noise(100))).toThrow(H4Error);
    expectBytes(through(h4.compressor({ contentSize: 1000 }), [text(1000)]), h4.compress(text(1000)));
  });
});

describe("over a source", () => {
  const plain = mixed(2 * MIB);

  const sources: Record<string, () => ByteSource> = {
    bytes: () => plain,
    "an ArrayBuffer": () => plain.slice().buffer,
    "a Blob": () => new Blob([plain]),
    "a ReadableStream": () => new Blob([plain]).stream(),
    "an iterable": () => [...cut(plain, () => 100 * KIB)],
    "a generator": () => cut(plain, () => 70 * KIB),
    "an async iterable": async function* () {
      for (const chunk of cut(plain, () => 90 * KIB)) yield await Promise.resolve(chunk);
    },
    "a stream without async iteration": () => {
      const stream = new Blob([plain]).stream();
      return { getReader: () => stream.getReader() } as unknown as ReadableStream<Uint8Array>;
    },
  };

  test.each(Object.entries(sources))("%s", async (_, source) => {
    const packed = await gathered(h4.compressor({ contentSize: plain.length }).over(source()));
    expectBytes(packed, h4.compress(plain));
    expectBytes(await gathered(h4.decompressor().over([packed])), plain);
  });

  test("that is none is a TypeError at once", () => {
    for (const source of [1, "text", null, undefined, {}]) {
      expect(() => h4.compressor().over(source as never)).toThrow(TypeError);
    }
  });

  test("that gives something else than bytes is a TypeError, and is told to stop", async () => {
    let stopped = false;
    function* source() {
      try {
        yield text(100);
        yield "text";
      } finally {
        stopped = true;
      }
    }
    await expect(gathered(h4.compressor().over(source() as never))).rejects.toThrow(TypeError);
    expect(stopped).toBe(true);
  });

  test("leaving the loop closes the session and the source", async () => {
    let cancelled: unknown;
    const source = new ReadableStream({
      pull: (controller) => controller.enqueue(noise(200 * KIB)),
      cancel: (reason) => {
        cancelled = reason ?? "cancelled";
      },
    });
    const session = h4.compressor();
    for await (const chunk of session.over(source)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(cancelled).toBe("cancelled");
    expect(refusalOf(() => session.push(text(1)))).toMatchObject({ code: "SESSION_CLOSED" });
  });

  test("an abort ends the wait for a source that hangs", async () => {
    const controller = new AbortController();
    const hanging = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 5);
    await expect(gathered(h4.compressor({ signal: controller.signal }).over(hanging))).rejects.toBe(reason);
  });

  test("an error of the source ends the session with it", async () => {
    const failure = new Error("disk");
    async function* source() {
      yield await Promise.resolve(text(100));
      throw failure;
    }
    const session = h4.compressor();
    await expect(gathered(session.over(source()))).rejects.toBe(failure);
    expect(refusalOf(() => session.end())).toMatchObject({ code: "SESSION_CLOSED", cause: failure });
  });

  test("a bomb comes out piece by piece", async () => {
    const bomb = h4.compress(constant(64 * MIB));
    expect(bomb.length).toBeLessThan(16 * KIB);
    let largest = 0;
    let total = 0;
    for await (const chunk of h4.decompressor().over(bomb)) {
      largest = Math.max(largest, chunk.length);
      total += chunk.length;
    }
    expect(total).toBe(64 * MIB);
    expect(largest).toBeLessThanOrEqual(MIB);
  });

  test("timers run meanwhile", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 0);
    await gathered(h4.compressor({ level: 9 }).over(noise(24 * MIB)));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });

  test("progress tells what was read, written and is to come", async () => {
    const steps: { read: number; written: number; total?: number }[] = [];
    const session = h4.compressor({ onProgress: (step) => steps.push(step) });
    const packed = await gathered(session.over(new Blob([plain])));
    expect(steps.at(-1)).toEqual({ read: plain.length, written: packed.length, total: plain.length });
    steps.length = 0;
    await gathered(h4.compressor({ onProgress: (step) => steps.push(step) }).over(cut(plain, () => 100 * KIB)));
    expect(steps.at(-1)).toEqual({ read: plain.length, written: packed.length });
  });
});
