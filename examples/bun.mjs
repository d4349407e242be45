/** Compresses a file in memory, writes it, and reads it back. Run: bun examples/bun.mjs FILE */
import { compress, decompress } from "harmony4";

const [, , file] = Bun.argv;
const original = await Bun.file(file).bytes();
await Bun.write(`${file}.zst`, await compress(original, { level: 9 }));

const packed = await Bun.file(`${file}.zst`).bytes();
const restored = await decompress(packed, { maxOutput: 64 << 20 });
console.log(`${original.length} bytes became ${packed.length}; restored: ${Bun.deepEquals(original, restored)}`);
