/** Compresses a file on two threads, and restores it: node examples/pool.mjs FILE */
import { readFile } from "node:fs/promises";
import { createPool } from "harmony4/pool";

const original = await readFile(process.argv[2]);

const pool = await createPool({ workers: 2, queue: 100 });
const packed = await pool.compress(original, { level: 6 });
const restored = await pool.decompress(packed);
await pool.close();

console.log(`${original.length} bytes became ${packed.length}; restored: ${original.equals(restored)}`);
