/** What the page of the suite does with the bundle for browsers. */
import { createEngine } from "../../dist/web/index.js";
import { createPool } from "../../dist/web/pool.js";

const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const code = (promise) =>
  promise.then(
    () => "none",
    ({ code: named, name }) => (typeof named === "string" ? named : name),
  );

async function gathered(pieces) {
  const all = [];
  for await (const piece of pieces) all.push(piece);
  return new Uint8Array(await new Blob(all).arrayBuffer());
}

globalThis.run = async () => {
  const plain = new Uint8Array(await (await fetch("/package-lock.json")).arrayBuffer()).subarray(0, 200_000);
  const h4 = await createEngine();
  const pool = await createPool({ workers: 2 });
  const packed = await pool.compress(plain, { level: 6 });
  const streamed = await gathered(pool.compressor({ level: 6, contentSize: plain.length }).over(new Blob([plain])));
  const large = new Uint8Array(9 << 20).map((_, i) => (i * i) >>> 11);
  const signal = AbortSignal.timeout(10);
  const elsewhere = await createPool({ workers: 1, worker: { url: "/dist/web/pool-worker.js" } });
  const result = {
    packed: packed.length,
    sameAsEngine: same(packed, h4.compress(plain, { level: 6 })),
    restored: same(await pool.decompress(packed), plain),
    streamed: same(streamed, packed),
    large: same(await pool.decompress(await pool.compress(large, { level: 1 })), large),
    elsewhere: same(await elsewhere.compress(plain, { level: 6 }), packed),
    corrupt: await code(pool.decompress(plain)),
    aborted: (await code(pool.compress(large, { level: 9, signal }))).replace("TimeoutError", "AbortError"),
    absent: await code(createPool({ workers: 1, worker: { url: "/no/such/script.js" } })),
    verified: pool.info().verified,
  };
  const last = pool.compress(large, { level: 9 });
  const ended = code(last);
  await Promise.all([pool.close(), elsewhere.close()]);
  return { ...result, closed: await ended };
};
