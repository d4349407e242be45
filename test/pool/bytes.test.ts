/** What comes out of a pool: the bytes of the engine, whatever the number of workers, and the caller's data untouched. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeContainer } from "../../src/container.js";
import { createEngine, type Progress } from "../../src/index.js";
import { FRAME_CONTENT } from "../../src/pool/frames.js";
import { attest } from "../../src/seal.js";
import { expectBytes } from "../support/expect-bytes.js";
import { failure } from "../support/failure.js";
import { json, noise, text } from "../support/generators.js";
import { compressWithCli, runZstd } from "../support/zstd-cli-calls.js";
import { gathered, pool, thrown } from "./pools.js";

/** Long enough for three frames, made of a short text so that it is made fast. */
function long(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * FRAME_CONTENT + 12345);
  const piece = json(1 << 20);
  for (let at = 0, i = 0; at < bytes.length; at += piece.length, i++) {
    bytes.set(piece.subarray(0, Math.min(piece.length, bytes.length - at)), at);
    bytes[at] = i;
  }
  return bytes;
}

test.each([0, 1, 100_000, 3_000_000])("%i bytes: those of the engine, in one piece and in steps", async (length) => {
  const h4 = await createEngine();
  const workers = await pool();
  const data = text(length);
  for (const options of [
    {},
    { level: 1 },
    { level: 9, checksum: false },
    { windowLog: 17, dictionary: text(5000, 9) },
  ]) {
    const expected = h4.compress(data, options);
    const { signal } = new AbortController();
    expectBytes(await workers.compress(data, options), expected);
    expectBytes(await workers.compress(data, { ...options, signal }), expected);
    const { dictionary } = options;
    expectBytes(await workers.decompress(expected, { dictionary }), data);
    expectBytes(await workers.decompress(expected, { dictionary, signal }), data);
  }
});

test("a long content is cut at a fixed size: the same bytes from one worker and from three, and zstd reads them", async () => {
  const data = long();
  const [one, three] = await Promise.all([pool({ workers: 1 }), pool({ workers: 3 })]);
  const packed = await one.compress(data, { level: 1 });
  expectBytes(await three.compress(data, { level: 1 }), packed);
  const streamed = await gathered(three.compressor({ level: 1, frames: true }).over(inPieces(data, 1_000_003)));
  expectBytes(streamed, packed);
  expectBytes(await runZstd(["-dc"], packed), data);
  expectBytes(await three.decompress(packed), data);
  const h4 = await createEngine();
  const frames = [0, 1, 2].map((i) =>
    h4.compress(data.subarray(i * FRAME_CONTENT, (i + 1) * FRAME_CONTENT), { level: 1 }),
  );
  expectBytes(Buffer.concat(frames), packed);
});

function* inPieces(data: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += length) yield data.subarray(at, at + length);
}

test("a stream is one frame, the bytes of a session of the engine", async () => {
  const h4 = await createEngine();
  const workers = await pool();
  const data = json(700_000);
  for (const options of [{}, { level: 7, contentSize: data.length }]) {
    const expected = await gathered(h4.compressor(options).over(inPieces(data, 70_001)));
    expectBytes(await gathered(workers.compressor(options).over(inPieces(data, 70_001))), expected);
    expectBytes(await gathered(workers.decompressor().over(inPieces(expected, 999))), data);
  }
  expect(await gathered(workers.compressor({ frames: true }).over([]))).toEqual(h4.compress(new Uint8Array(0)));
});

test("frames of zstd decode in parallel, with skippable ones between them, and without sizes", async () => {
  const parts = [text(1_500_000), noise(1_200_000), json(2_000_000)];
  const skippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
  const sized = await Promise.all(parts.map((part) => compressWithCli(part, ["-3"])));
  const unsized = await Promise.all(parts.map((part) => compressWithCli(part, ["-3"], { contentSize: false })));
  const workers = await pool();
  for (const frames of [sized, unsized]) {
    const input = Buffer.concat(frames.flatMap((frame) => [skippable, frame]));
    expectBytes(await workers.decompress(input), Buffer.concat(parts));
  }
});

test("T18: what many frames hold together is bounded by maxOutput, and damage is told with its place", async () => {
  const h4 = await createEngine();
  const workers = await pool();
  const frames = [1, 2, 3].map((seed) => h4.compress(noise(1_100_000, seed)));
  const input = Buffer.concat(frames);
  for (const maxOutput of [1_000_000, 3_299_999]) {
    const expected = thrown(() => h4.decompress(input, { maxOutput }));
    expect(await failure(workers.decompress(input, { maxOutput }))).toEqual(expected);
  }
  expect(await workers.decompress(input, { maxOutput: 3_300_000 })).toHaveLength(3_300_000);
  const damaged = Uint8Array.from(input);
  damaged[damaged.length - 1]! ^= 1; // the checksum of the last frame
  const told = await failure(workers.decompress(damaged));
  const alone = thrown(() => h4.decompress(damaged));
  expect(told).toEqual(alone);
});

test("the caller's data is never detached, nor all of the buffer that it is a view of sent along", async () => {
  const workers = await pool();
  const buffer = new ArrayBuffer(300_000);
  const view = new Uint8Array(buffer, 100_000, 100_000);
  view.set(text(100_000));
  const packed = await workers.compress(view);
  await workers.decompress(packed);
  await gathered(workers.compressor().over(view));
  expect([buffer.byteLength, packed.length > 0]).toEqual([300_000, true]);
  expect(packed.buffer.byteLength).toBe(packed.length);
});

test("contents travel as buffers: Deno would look at each byte of an array", async () => {
  const workers = await pool({ worker: { url: join(import.meta.dirname, "buffers-worker.mjs") } });
  const data = text(700_000);
  const packed = await workers.compress(data);
  expectBytes(await workers.decompress(packed), data);
  expectBytes(await gathered(workers.decompressor().over(packed)), data);
  expectBytes(await gathered(workers.compressor({ contentSize: data.length }).over(data)), packed);
});

test("progress is told up to the end, of parts together too", async () => {
  const workers = await pool();
  const data = long();
  const told: Progress[] = [];
  const packed = await workers.compress(data, { level: 1, onProgress: (progress) => told.push(progress) });
  expect(told.length).toBeGreaterThan(3);
  expect(told.at(-1)).toEqual({ read: data.length, written: packed.length, total: data.length });
  for (let i = 1; i < told.length; i++) expect(told[i]!.read).toBeGreaterThanOrEqual(told[i - 1]!.read);
  const streamed: Progress[] = [];
  await gathered(workers.decompressor({ onProgress: (progress) => streamed.push(progress) }).over(packed));
  expect(streamed.at(-1)).toEqual({ read: packed.length, written: data.length, total: packed.length });
});

test("containers are written by a pool, and it is attested as its engine is", async () => {
  const workers = await pool();
  const h4 = await createEngine();
  const data = json(400_000);
  const options = { blockSize: 1 << 16 };
  const expected = await gathered(writeContainer(data, { ...options, engine: h4 }));
  expectBytes(await gathered(writeContainer(data, { ...options, engine: workers, concurrency: 4 })), expected);
  const { fingerprint } = h4.info();
  expect(await attest(workers)).toMatchObject({ fingerprint, signed: false });
  expect(workers.info()).toEqual(h4.info());
  expect(workers.frameHeader(h4.compress(data))?.contentSize).toBe(data.length);
  expect(await workers.selfTest()).toEqual(await h4.selfTest());
});
