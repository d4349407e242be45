/** Cases: what an engine says of itself, what it takes, and whose its results are. */
import { KINDS } from "./inputs.mjs";
import { gathered, holds, joined, same } from "./tools.mjs";

export const ENGINE = {
  async "an engine says what it is, passes its own test, and calls without pins share one"({ createEngine }) {
    const [h4, other] = await Promise.all([createEngine(), createEngine()]);
    return [h4.info(), other.info(), await h4.selfTest()];
  },

  async "headers are read, frames are listed"({ createEngine, listFrames }) {
    const h4 = await createEngine();
    const skippable = Uint8Array.of(0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
    const frames = [h4.compress(KINDS.words(70_000)), skippable, h4.compress(new Uint8Array(), { checksum: false })];
    const all = joined(frames);
    same(h4.decompress(all), KINDS.words(70_000), "frames one after the other");
    const listed = [];
    for await (const frame of listFrames(new Blob([all]))) listed.push(frame);
    return [frames.map((frame) => h4.frameHeader(frame)), listed];
  },

  async "bytes are taken in every form that holds them"({ createEngine, compress }) {
    const h4 = await createEngine();
    const bytes = KINDS.words(10_000);
    const packed = h4.compress(bytes);
    const larger = new Uint8Array(10_100);
    larger.set(bytes, 50);
    const forms = [
      bytes.buffer,
      new DataView(bytes.buffer),
      new Uint16Array(bytes.buffer),
      larger.subarray(50, 10_050),
    ];
    for (const form of forms) {
      same(h4.compress(form), packed, Object.prototype.toString.call(form));
      same(await compress(form), packed, "the same on the engine that calls share");
    }
    const sources = [new Blob([bytes]), [bytes.slice(0, 7), bytes.slice(7)], new Response(bytes).body];
    for (const source of sources) {
      same(h4.decompress(await gathered(h4.compressor().over(source))), bytes, Object.prototype.toString.call(source));
    }
    return packed.length;
  },

  async "results are the caller's own, and earlier calls leave no trace in later ones"({ createEngine }) {
    const h4 = await createEngine();
    const bytes = KINDS.noise(70_000);
    const first = h4.compress(bytes);
    const copy = first.slice();
    h4.compress(KINDS.words(200_000), { level: 9 });
    same(first, copy, "an earlier result");
    same(h4.compress(bytes), copy, "the same call again");
    holds(first.buffer.byteLength === first.length, "a result shares no memory");
    holds(h4.decompress(first).buffer.byteLength === bytes.length, "neither does what is decompressed");
    return first.length;
  },

  async "work that takes long is told of, and ends when it is not wanted any more"({ compress }) {
    const bytes = KINDS.words(3_000_000);
    const told = [];
    const packed = await compress(bytes, { level: 5, onProgress: (progress) => told.push(progress) });
    const controller = new AbortController();
    const reason = new Error("no longer wanted");
    const onProgress = () => controller.abort(reason);
    const rejected = await compress(bytes, { level: 9, signal: controller.signal, onProgress }).catch((error) => error);
    holds(rejected === reason, "an abort rejects with its reason");
    holds(told.length > 2, "progress is told more than twice");
    return [told.at(-1), packed.length];
  },
};
