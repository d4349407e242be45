/** Web Streams: the one-shot's bytes, back-pressure end to end, bounded memory, and errors that reach both ends. */
import { beforeAll, describe, expect, test } from "vitest";
import { H4DecompressionStream as DecoderStream } from "../../src/decompress.js";
import { createEngine, type Engine, H4CompressionStream, H4DecompressionStream, H4Error } from "../../src/index.js";
import { expectBytes } from "../support/expect-bytes.js";
import { constant, mixed, noise, text } from "../support/generators.js";

let h4: Engine;
beforeAll(async () => {
  h4 = await createEngine();
});

/** The streams that decompress, by the entry that has them. */
const DECOMPRESSION = [
  ["harmony4", H4DecompressionStream],
  ["harmony4/decompress", DecoderStream],
] as const;

const KIB = 1 << 10;
const MIB = 1 << 20;

function streamOf(bytes: Uint8Array, pieceLength: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + pieceLength));
      at += pieceLength;
    },
  });
}

async function gathered(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** Whether `promise` settles while everything that can run runs. */
async function settles(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const done = () => {
    settled = true;
  };
  promise.then(done, done);
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setTimeout(resolve, 0));
  return settled;
}

describe.each([1, 4096, 65_536, 3 * MIB])("pieces of %i bytes", (pieceLength) => {
  const plain = mixed(pieceLength === 1 ? 5000 : 3 * MIB + 5);

  test("compress with the size known: the one-shot's bytes", async () => {
    for (const level of [1, 3, 9]) {
      const stream = new H4CompressionStream({ level, contentSize: plain.length });
      expectBytes(await gathered(streamOf(plain, pieceLength).pipeThrough(stream)), h4.compress(plain, { level }));
    }
  });

  test.each(DECOMPRESSION)("compress and decompress in one pipe: %s", async (_, Decompression) => {
    const pipe = streamOf(plain, pieceLength)
      .pipeThrough(new H4CompressionStream({ level: 2 }))
      .pipeThrough(new Decompression());
    expectBytes(await gathered(pipe), plain);
  });
});

test("the two ends are streams of the platform, and of owned Uint8Arrays", async () => {
  const stream = new H4CompressionStream();
  expect(stream.readable).toBeInstanceOf(ReadableStream);
  expect(stream.writable).toBeInstanceOf(WritableStream);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of streamOf(noise(MIB), 70 * KIB).pipeThrough(stream)) chunks.push(chunk);
  expect(chunks.length).toBeGreaterThan(0);
  for (const chunk of chunks) expect([chunk.byteOffset, chunk.buffer.byteLength]).toEqual([0, chunk.length]);
});

test.each(DECOMPRESSION)(
  "an empty stream makes an empty frame; no frame is truncated input: %s",
  async (_, Decompression) => {
    const empty = () => streamOf(new Uint8Array(0), 1);
    expectBytes(h4.decompress(await gathered(empty().pipeThrough(new H4CompressionStream()))), new Uint8Array(0));
    await expect(gathered(empty().pipeThrough(new Decompression()))).rejects.toMatchObject({
      code: "DATA_TRUNCATED",
    });
  },
);

test("an engine of the caller's own runs in it", async () => {
  const own = createEngine({ seal: { fingerprint: h4.info().fingerprint } });
  const packed = await gathered(streamOf(text(1000), 100).pipeThrough(new H4CompressionStream({}, own)));
  const plain = streamOf(packed, 10).pipeThrough(new H4DecompressionStream({}, await own));
  expectBytes(await gathered(plain), text(1000));
});

test("an engine that is refused errors both ends, and only when it is used", async () => {
  const refused = createEngine({ seal: { fingerprint: "0".repeat(64) } });
  refused.catch(() => undefined);
  const unused = new H4CompressionStream({}, refused);
  expect(unused.readable.locked).toBe(false);
  const used = new H4CompressionStream({}, refused);
  await expect(gathered(streamOf(text(10), 10).pipeThrough(used))).rejects.toMatchObject({ code: "SEAL_ALTERED" });
});

test("options are taken when the stream is made", async () => {
  const dictionary = text(5000, 9);
  const mine = dictionary.slice();
  const options = { level: 9, dictionary: mine };
  const stream = new H4CompressionStream(options);
  options.level = 1;
  mine.fill(0);
  const session = h4.compressor({ level: 9, dictionary });
  const expected = new Uint8Array(Buffer.concat([...session.push(text(900)), ...session.end()]));
  expectBytes(await gathered(streamOf(text(900), 900).pipeThrough(stream)), expected);
});

describe("back-pressure", () => {
  test.each(DECOMPRESSION)("nothing is made that nobody reads, and a writer waits: %s", async (_, Decompression) => {
    const bomb = h4.compress(constant(64 * MIB));
    const { readable, writable } = new Decompression();
    const writer = writable.getWriter();
    const written = writer.write(bomb);
    expect(await settles(written)).toBe(false);
    expect(writer.desiredSize).toBe(0);
    const reader = readable.getReader();
    const { value } = await reader.read();
    expect(value!.length).toBeLessThanOrEqual(MIB);
    expect(await settles(written)).toBe(false);
    const closed = writer.close();
    let total = value!.length;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      expect(next.value.length).toBeLessThanOrEqual(MIB);
      total += next.value.length;
    }
    expect(total).toBe(64 * MIB);
    await Promise.all([written, closed]);
  });

  test("a source is asked for no more than what is read", async () => {
    let asked = 0;
    const source = new ReadableStream({
      pull(controller) {
        asked++;
        controller.enqueue(noise(256 * KIB, asked));
      },
    });
    const reader = source.pipeThrough(new H4CompressionStream()).getReader();
    await reader.read();
    await settles(new Promise(() => undefined));
    const before = asked;
    expect(before).toBeLessThan(32);
    await settles(new Promise(() => undefined));
    expect(asked).toBe(before);
    await reader.cancel();
  });
});

describe("errors", () => {
  test.each(DECOMPRESSION)("damage errors the readable and the writable end alike: %s", async (_, Decompression) => {
    const { readable, writable } = new Decompression();
    const writer = writable.getWriter();
    const reading = gathered(readable);
    const written = writer.write(text(100));
    await expect(reading).rejects.toMatchObject({ code: "DATA_CORRUPT" });
    await expect(written).rejects.toBeInstanceOf(H4Error);
    await expect(writer.write(text(1))).rejects.toMatchObject({ code: "DATA_CORRUPT" });
    await expect(writer.closed).rejects.toMatchObject({ code: "DATA_CORRUPT" });
  });

  test.each(DECOMPRESSION)(
    "more than maxOutput is refused; 1 GiB is the default, Infinity no limit: %s",
    async (_, Decompression) => {
      const packed = h4.compress(constant(MIB));
      const limited = streamOf(packed, 100).pipeThrough(new Decompression({ maxOutput: MIB - 1 }));
      await expect(gathered(limited)).rejects.toMatchObject({ code: "OUTPUT_LIMIT", got: MIB, limit: MIB - 1 });
      // Frame_Content_Size 2^30 + 1, in a window of 1 MiB.
      const giant = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x80, 0x50, 1, 0, 0, 0x40);
      const refused = streamOf(giant, 10).pipeThrough(new Decompression());
      await expect(gathered(refused)).rejects.toMatchObject({ code: "OUTPUT_LIMIT" });
      const allowed = streamOf(giant, 10).pipeThrough(new Decompression({ maxOutput: Number.POSITIVE_INFINITY }));
      await expect(gathered(allowed)).rejects.toMatchObject({ code: "DATA_TRUNCATED" });
    },
  );

  test("a content size that was wrong is refused", async () => {
    for (const contentSize of [99, 101]) {
      const stream = streamOf(text(100), 10).pipeThrough(new H4CompressionStream({ contentSize }));
      await expect(gathered(stream)).rejects.toMatchObject({ code: "CONTENT_SIZE_MISMATCH" });
    }
  });

  test.each([...DECOMPRESSION, ["compression", H4CompressionStream] as const])(
    "a chunk that is no bytes is a TypeError at both ends: %s",
    async (_, Either) => {
      const { readable, writable } = new Either();
      const reading = gathered(readable);
      await expect(writable.getWriter().write("text" as never)).rejects.toThrow(TypeError);
      await expect(reading).rejects.toThrow(TypeError);
    },
  );

  test("a chunk that is detached while it waits is a TypeError, not a short stream", async () => {
    const { readable, writable } = new H4CompressionStream();
    const writer = writable.getWriter();
    const chunk = noise(8 * MIB);
    const written = writer.write(chunk);
    const reader = readable.getReader();
    await reader.read();
    structuredClone(chunk.buffer, { transfer: [chunk.buffer] });
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toThrow(TypeError);
    await expect(written).rejects.toThrow(TypeError);
  });
});

describe("ending early", () => {
  const reason = new Error("enough");

  test("cancelling the readable end stops the source", async () => {
    let cancelled: unknown;
    const source = new ReadableStream({
      pull: (controller) => controller.enqueue(noise(100 * KIB)),
      cancel: (why) => {
        cancelled = why;
      },
    });
    const reader = source.pipeThrough(new H4CompressionStream()).getReader();
    await reader.read();
    await reader.cancel(reason);
    await settles(new Promise(() => undefined));
    expect(cancelled).toBe(reason);
  });

  test("aborting the writable end errors the readable one", async () => {
    const { readable, writable } = new H4CompressionStream();
    const reading = gathered(readable);
    const writer = writable.getWriter();
    await writer.write(text(100));
    await writer.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });

  test.each(DECOMPRESSION)("a signal ends both, waiting or not: %s", async (_, Decompression) => {
    const controller = new AbortController();
    const { readable, writable } = new Decompression({ signal: controller.signal });
    const reading = gathered(readable);
    const writer = writable.getWriter();
    await writer.write(h4.compress(text(100)).subarray(0, 20));
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await expect(writer.write(text(1))).rejects.toBe(reason);
    const late = new Decompression({ signal: AbortSignal.abort(reason) });
    await expect(gathered(late.readable)).rejects.toBe(reason);
    await expect(late.writable.getWriter().write(text(1))).rejects.toBe(reason);
  });

  test("a signal that aborts when all is done changes nothing", async () => {
    const controller = new AbortController();
    const stream = new H4CompressionStream({ signal: controller.signal });
    const packed = await gathered(streamOf(text(1000), 100).pipeThrough(stream));
    controller.abort(reason);
    expectBytes(h4.decompress(packed), text(1000));
  });
});

test("progress tells what was read and written, and the total that was given", async () => {
  const plain = mixed(2 * MIB);
  const steps: { read: number; written: number; total?: number }[] = [];
  const stream = new H4CompressionStream({ contentSize: plain.length, onProgress: (step) => steps.push(step) });
  const packed = await gathered(streamOf(plain, 64 * KIB).pipeThrough(stream));
  expect(steps.at(-1)).toEqual({ read: plain.length, written: packed.length, total: plain.length });
});
