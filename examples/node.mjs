/** Compresses a file in memory and restores it. Run: node examples/node.mjs FILE */
import { readFile } from "node:fs/promises";
import { compress, decompress } from "harmony4";

const original = await readFile(process.argv[2]);
const packed = await compress(original, { level: 9 });
const restored = await decompress(packed, { maxOutput: 64 << 20 });
console.log(`${original.length} bytes became ${packed.length}; restored: ${original.equals(restored)}`);
