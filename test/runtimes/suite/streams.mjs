/** Cases: Web streams and sessions, whole, cut, held back, broken off and refused. */
import { cut, KINDS } from "./inputs.mjs";
import { collect, digest, gathered, holds, joined, refusal, same, streamOf } from "./tools.mjs";

export const STREAMS = {
  async "a stream that is told its length gives the bytes of the one-shot, however it is cut"(api) {
    const bytes = KINDS.words(300_000);
    const packed = await api.compress(bytes, { level: 5 });
    for (const size of [1, 1000, 300_000]) {
      const options = { level: 5, contentSize: bytes.length };
      const streamed = streamOf(cut(bytes, size)).pipeThrough(new api.H4CompressionStream(options));
      same(await collect(streamed), packed, "compressed");
      const restored = streamOf(cut(packed, size)).pipeThrough(new api.H4DecompressionStream());
      same(await collect(restored), bytes, "restored");
    }
    return await digest(packed);
  },

  async "a stream of unknown length does not depend on how it is cut either"({ createEngine, H4CompressionStream }) {
    const h4 = await createEngine();
    const bytes = KINDS.records(200_000);
    const packed = await gathered(h4.compressor({ level: 2 }).over([bytes]));
    for (const size of [1, 77, 100_000]) {
      const streamed = streamOf(cut(bytes, size)).pipeThrough(new H4CompressionStream({ level: 2 }));
      same(await collect(streamed), packed, `cut from ${size} on`);
      const session = h4.compressor({ level: 2 });
      const pieces = cut(bytes, size).flatMap((chunk) => session.push(chunk));
      same(joined([...pieces, ...session.end()]), packed, `pushed from ${size} on`);
    }
    return await digest(packed);
  },

  async "what was flushed can be decoded before the end"({ createEngine }) {
    const h4 = await createEngine();
    const bytes = KINDS.words(50_000);
    const [compressor, decompressor] = [h4.compressor(), h4.decompressor()];
    const sofar = [...compressor.push(bytes), ...compressor.flush()].flatMap((piece) => decompressor.push(piece));
    same(joined(sofar), bytes, "what was flushed");
    for (const piece of compressor.end()) decompressor.push(piece);
    decompressor.end();
    return await refusal(() => compressor.push(bytes));
  },

  async "streams refuse what calls refuse, after what was right"({ createEngine, H4DecompressionStream }) {
    const h4 = await createEngine();
    const bytes = KINDS.noise(300_000);
    const packed = h4.compress(bytes);
    const damaged = packed.slice();
    damaged[damaged.length - 1] ^= 1;
    const through = (input, options) => streamOf(cut(input)).pipeThrough(new H4DecompressionStream(options));
    const before = [];
    const whole = await refusal(async () => {
      for await (const piece of h4.decompressor().over(cut(damaged))) before.push(piece);
    });
    const right = joined(before);
    same(right, bytes.subarray(0, right.length), "what came before the error");
    return [
      whole,
      await refusal(() => collect(through(packed.subarray(0, -1)))),
      await refusal(() => collect(through(packed.subarray(0, 100_000)))),
      await refusal(() => collect(through(new Uint8Array(0)))),
      await refusal(() => collect(through(KINDS.words(100)))),
      await refusal(() => collect(through(packed, { maxOutput: bytes.length - 1 }))),
      await refusal(() => collect(through(packed, { windowLogMax: 12 }))),
      await refusal(() => new H4DecompressionStream({ level: 3 })),
    ];
  },

  async "a writer is held back, and a reader that leaves ends the work"({ compress, H4DecompressionStream }) {
    const bomb = await compress(new Uint8Array(32 << 20), { level: 1 });
    const { readable, writable } = new H4DecompressionStream();
    const writer = writable.getWriter();
    let written = false;
    const writing = writer.write(bomb).then(
      () => {
        written = true;
      },
      () => undefined,
    );
    const reader = readable.getReader();
    const { value } = await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 50));
    holds(!written, "32 MiB from one chunk are not made before somebody reads them");
    holds(value.length <= 1 << 20, "they come in pieces");
    await reader.cancel(new Error("enough"));
    await writing;
    return await refusal(() => writer.write(bomb));
  },

  async "an abort ends a stream with its reason"({ H4CompressionStream }) {
    const controller = new AbortController();
    const reason = new Error("no longer wanted");
    const endless = new ReadableStream({
      pull: (source) => source.enqueue(KINDS.noise(10_000)),
    });
    const reader = endless.pipeThrough(new H4CompressionStream({ signal: controller.signal })).getReader();
    await reader.read();
    controller.abort(reason);
    let rejected;
    for (let i = 0; i < 1000 && rejected === undefined; i++) {
      await reader.read().catch((error) => {
        rejected = error;
      });
    }
    holds(rejected === reason, "a read rejects with the reason of the abort");
    return "ended";
  },
};
