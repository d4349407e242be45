/** Uses of the entry `harmony4/pool` that must type-check for its users, and misuses that must not. Never run. */
import { createEngine } from "harmony4";
import { writeContainer } from "harmony4/container";
import { createPool, type Pool, type PoolOptions, type PoolState } from "harmony4/pool";
import { attest } from "harmony4/seal";

export async function make(signal: AbortSignal): Promise<Pool> {
  const options: PoolOptions = { workers: 2, queue: 10, worker: { url: new URL("https://example.org/w.js") } };
  await createPool({ ...options, seal: { fingerprint: "0".repeat(64) }, signal });
  // @ts-expect-error: a path is not a worker
  await createPool({ worker: "w.js" });
  return await createPool({ engine: createEngine() });
}

export async function use(pool: Pool, file: Blob, signal: AbortSignal): Promise<PoolState> {
  const packed: Uint8Array<ArrayBuffer> = await pool.compress(new Uint8Array(1), { level: 9, signal });
  await pool.decompress(packed, { maxOutput: 1 });
  for await (const piece of pool.compressor({ frames: true }).over(file)) piece.fill(0);
  for await (const piece of pool.decompressor({ maxOutput: Infinity }).over(file)) piece.fill(0);
  for await (const piece of writeContainer(file, { engine: pool, concurrency: 2 })) piece.fill(0);
  await attest(pool, { nonce: "00".repeat(8) });
  // @ts-expect-error: what a pool answers, it answers later
  pool.compress(packed).length;
  await pool.close();
  return pool.state;
}
