/** Cases: the pool, where a runtime has workers: the bytes of the engine, whatever their number. */
import { KINDS } from "./inputs.mjs";
import { digest, gathered, holds, refusal, same } from "./tools.mjs";

export const POOLS = {
  async "a pool writes the bytes of the engine, with any number of workers"({
    createEngine,
    createPool,
    writeContainer,
  }) {
    const h4 = await createEngine();
    const bytes = KINDS.words(300_000);
    // Two frames: content is cut every 8 MiB.
    const large = new Uint8Array((8 << 20) + 100_000).map((_, i) => (i * i) >>> 11);
    const long = [
      h4.compress(large.subarray(0, 8 << 20), { level: 1 }),
      h4.compress(large.subarray(8 << 20), { level: 1 }),
    ];
    const container = await gathered(writeContainer(bytes, { blockSize: 65_536 }));
    const digests = [];
    for (const workers of [1, 3]) {
      const pool = await createPool({ workers });
      for (const level of [1, 4, 9]) {
        const packed = await pool.compress(bytes, { level });
        same(packed, h4.compress(bytes, { level }), `${workers} workers, level ${level}`);
        same(await pool.decompress(packed), bytes, "restored");
      }
      const packed = await pool.compress(large, { level: 1 });
      same(packed, await gathered(long), `${workers} workers, two frames`);
      same(await pool.decompress(packed), large, "restored in parallel");
      const options = { blockSize: 65_536, engine: pool, concurrency: 4 };
      same(await gathered(writeContainer(bytes, options)), container, `${workers} workers, a container`);
      digests.push(await digest(packed));
      await pool.close();
    }
    return digests;
  },

  async "a pool refuses as the engine does, stops, and ends"({ createEngine, createPool }) {
    const h4 = await createEngine();
    const { fingerprint } = h4.info();
    const pool = await createPool({ workers: 2, seal: { fingerprint } });
    holds(pool.info().sealed, "the pool of a pinned engine is sealed");
    const packed = h4.compress(KINDS.words(5000));
    const controller = new AbortController();
    const reason = new Error("no longer wanted");
    const long = pool.compress(
      new Uint8Array(8 << 20).map((_, i) => (i * i) >>> 11),
      { level: 9, signal: controller.signal },
    );
    setTimeout(() => controller.abort(reason), 20);
    holds((await long.catch((error) => error)) === reason, "an abort rejects with its reason");
    const answers = [
      await refusal(() => pool.decompress(packed.subarray(0, -1))),
      await refusal(() => pool.decompress(packed, { maxOutput: 4999 })),
      await refusal(() => pool.decompress(KINDS.words(100))),
      await refusal(() => pool.compress("text")),
      await refusal(() => createPool({ seal: { fingerprint: "0".repeat(64) } })),
    ];
    await pool.close();
    return [...answers, await refusal(() => pool.compress(packed))];
  },
};
