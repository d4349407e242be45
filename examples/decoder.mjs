/** Decompresses a .zst with the decoder alone, as a page does that only reads. Run: node examples/decoder.mjs FILE.zst */
import { readFile } from "node:fs/promises";
import { createDecoder } from "harmony4/decompress";

const decoder = await createDecoder();
const plain = decoder.decompress(await readFile(process.argv[2]), { maxOutput: 64 << 20 });
console.log(`${decoder.info().engine_id}: ${plain.length} bytes`);
