/** What every runtime with threads does with a pool; prints what came of it. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createEngine } from "../../dist/index.js";
import { createPool } from "../../dist/pool.js";

const code = (promise) =>
  promise.then(
    () => "none",
    ({ code: named, name }) => (typeof named === "string" ? named : name),
  );
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function gathered(pieces) {
  const all = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

const plain = new Uint8Array(9 << 20).map((_, i) => (i * i) >>> 11);
const part = plain.subarray(0, 500_000);
const h4 = await createEngine();
const pool = await createPool({ workers: 2 });
const packed = await pool.compress(plain, { level: 1 });
const streamed = await gathered(pool.compressor({ level: 5, contentSize: part.length }).over(part));
const mortal = await createPool({ workers: 1, worker: { url: new URL("./mortal-worker.mjs", import.meta.url) } });
const results = {
  packed: digest(packed),
  streamed: digest(streamed),
  same: Buffer.compare(streamed, h4.compress(part, { level: 5 })) === 0,
  restored: Buffer.compare(await pool.decompress(packed), plain) === 0,
  corrupt: await code(pool.decompress(part)),
  aborted: (await code(pool.compress(plain, { level: 9, signal: AbortSignal.timeout(5) }))).replace("Timeout", "Abort"),
  died: await code(mortal.compress(new TextEncoder().encode("EXIT NOW"))),
  after: (await mortal.compress(part)).length > 0,
  absent: await code(
    createPool({ workers: 1, worker: { url: fileURLToPath(new URL("./no-such.mjs", import.meta.url)) } }),
  ),
};
const ending = code(mortal.compress(plain, { level: 9 }));
await mortal.close();
// The other pool is left as it is: idle, it keeps no process alive.
console.log(JSON.stringify({ ...results, closed: await ending }));
